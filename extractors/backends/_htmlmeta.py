"""What a web page says of itself in its head: title, author, dates, language, address, site."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extractors.readers._htmltree import Element

_NAMES = {
    "title": ("og:title", "dc.title", "dcterms.title", "citation_title", "twitter:title"),
    "author": ("author", "dc.creator", "dcterms.creator", "article:author", "citation_author"),
    "description": ("description", "og:description"),
    "published": (
        "article:published_time", "dcterms.issued", "dc.date.issued", "citation_publication_date", "dcterms.date",
        "dc.date", "date", "dcterms.created", "datepublished",
    ),
    "modified": ("article:modified_time", "og:updated_time", "dcterms.modified", "last-modified", "datemodified"),
    "language": ("dcterms.language", "dc.language", "og:locale"),
    "address": ("og:url",),
    "site": ("og:site_name", "application-name"),
}  # fmt: skip
_DATED = {"published": "datePublished", "modified": "dateModified"}
_DATE = re.compile(r"\d{4}(?:[-/]\d{2}(?:[-/]\d{2})?)?")
_STAMP = re.compile(r"\b(?:published|entry-date|posted-on|post-date|pubdate|datepublished)\b", re.I)
_MAX_JSON = 500_000


def metadata_of(root: Element) -> dict[str, str]:
    """Return what the page says of itself; dates as ISO dates, as exact as given."""
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").lower()
        if content := " ".join((meta.get("content") or "").split()):
            found.setdefault(name, content)
    out = {key: value for key, keys in _NAMES.items() if (value := next((found[k] for k in keys if k in found), ""))}
    title = next((t for t in root.iter("title") if t.getparent() is None or t.getparent().tag != "svg"), None)
    if title is not None and (words := " ".join("".join(title.itertext()).split())):
        out["title"] = words
    if language := root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang"):
        out["language"] = language
    for link in root.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and link.get("href"):
            out["address"] = link.get("href", "")
    for key, value in _linked_data(root):
        out.setdefault(key, value)
    for key, name in _DATED.items():
        if key not in out and (stamp := _stamp(root, name)):
            out[key] = stamp
        if key in out:
            match = _DATE.match(out[key])
            out[key] = match[0].replace("/", "-") if match else out[key]
    return out


def _stamp(root: Element, name: str) -> str:
    """The date of a ``<time>`` that is marked as the page's own."""
    for time in root.iter("time"):
        own = time.get("itemprop", "") == name
        if name == "datePublished":
            own = own or time.get("pubdate") is not None or bool(_STAMP.search(time.get("class", "")))
        elif not own:
            own = "updated" in time.get("class", "").split()
        if own and time.get("datetime"):
            return str(time.get("datetime"))
    return ""


def _linked_data(root: Element) -> Iterator[tuple[str, str]]:
    """Title, author, dates and site of JSON-LD about the page."""
    for script in root.iter("script"):
        if "ld+json" not in script.get("type", "") or len(script.text or "") > _MAX_JSON:
            continue
        try:
            data = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        items = data if isinstance(data, list) else [data]
        for item in items[:50]:
            graph = item.get("@graph") if isinstance(item, dict) else None
            for one in graph if isinstance(graph, list) else [item]:
                if isinstance(one, dict):
                    yield from _of_item(one)


def _of_item(item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, name in _DATED.items():
        if isinstance(item.get(name), str):
            yield key, item[name]
    if not any(isinstance(item.get(name), str) for name in (*_DATED.values(), "headline")):
        if item.get("@type") == "WebSite" and isinstance(item.get("name"), str):
            yield "site", item["name"]
        return
    for key, name in (("title", "headline"), ("author", "author"), ("language", "inLanguage"), ("site", "publisher")):
        value = item.get(name)
        value = value[0] if isinstance(value, list) and value else value
        value = value.get("name") if isinstance(value, dict) else value
        if isinstance(value, str) and value.strip():
            yield key, " ".join(value.split())
