"""Turns pages into files, in every language; the words of documents reach a page only through escaping."""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from pathlib import Path
from typing import Any

import jinja2
import yaml
from markupsafe import Markup

from warehouse.explorer import charts
from warehouse.explorer.facts import Row, natural, slug
from warehouse.explorer.pages import Page
from warehouse.explorer.words import HERE, LANGUAGES, Words
from warehouse.plain import visible

_REGIONS = ("africa_middle_east", "americas", "asia_pacific", "europe")


@functools.cache
def engine(lang: str) -> jinja2.Environment:
    """Return the template engine of a language: pages escape everything, Markdown escapes its own signs.

    Templates and their macros know the words of the language as ``t``, ``label``, ``word``, ``said``,
    ``country``, ``years``, ``plan_name``, ``doc_name`` and ``day``, the title of a row in that
    language as ``title``, and ``drawn``, the SVG of a plot.
    """
    words = Words(lang)
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=jinja2.select_autoescape(disabled_extensions=("md.jinja",), default=True, default_for_string=True),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        finalize=_plain,
    )
    made.filters["slug"] = slug
    made.filters["md"] = lambda text: re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", " ".join(str(text or "").split()))
    made.filters["first_words"] = _shortened
    made.filters["lower_first"] = lambda text: text[:1].lower() + text[1:]
    made.filters["groupby_next"] = lambda rows, key: [list(g) for _, g in itertools.groupby(rows, key=lambda r: r[key])]
    made.filters["a_mark"] = lambda text: len(text) <= 3 and (not text[:1].isalnum() or text.casefold() == "x")
    made.filters["against_one"] = lambda rows: _against_one(rows, words)
    made.filters["by_name"] = lambda rows: sorted(rows, key=lambda r: folded(words.country(r["country_code"])))
    made.globals.update(
        about=about,
        codes=lambda: words.labels,
        t=words.t,
        lang=lang,
        other=next(x for x in LANGUAGES if x != lang),
        label=words.label,
        word=words.word,
        said=words.said,
        subject=words.subject,
        fill=words.fill,
        country=words.country,
        years=words.years,
        plan_name=words.plan,
        doc_name=words.document,
        day=words.day,
        words=lambda: {
            "lang": lang,
            "other": next(x for x in LANGUAGES if x != lang),
            "t": {key: words.t[key] for key in ("found", "found_one", "meant", *_REGIONS)},
            "labels": words.labels,
            "countries": words.countries,
        },
        title=lambda row: row.get(f"title_{lang}") or row.get("title") or row["commitment_id"],
        drawn_of=lambda sheets: {(s["document_id"], s["page"]) for s in sheets},
        # The plot library escapes the text it draws; words filled in later are ours.
        drawn=lambda spec: Markup(words.fill(charts.draw(spec))),  # noqa: S704
    )
    return made


@functools.cache
def about() -> dict[str, Any]:
    """Return the sections and terms of the page About, each in both languages (``about.yml``)."""
    return dict(yaml.safe_load((HERE / "about.yml").read_text(encoding="utf-8")))


def folded(text: str) -> str:
    """Return a name as it is sorted: without case and accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def _plain(value: Any) -> Any:
    """Write out the characters of a text that would act on a page."""
    if isinstance(value, Markup):
        return Markup(visible(value))  # noqa: S704 - escaped before
    return visible(value) if isinstance(value, str) else value


def _against_one(rows: list[Row], words: Words) -> list[list[Row]]:
    """Return contradictions, those in which one statement stands against several (its milestones) together."""
    keys = ("kind", "commitment_id", "plan_id", "statement_a", "document_id_a", "page_a")
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault((*(row[k] for k in keys), words.subject(row)), []).append(row)
    return [sorted(same, key=lambda row: natural(row["statement_b"])) for same in groups.values()]


def _shortened(text: str | None, length: int = 160) -> str:
    """Return a text cut at a word, with an ellipsis."""
    whole = " ".join((text or "").split())
    return whole if len(whole) <= length else f"{whole[:length].rsplit(' ', 1)[0]}…"


def render(page: Page, lang: str) -> str:
    """Return a page in a language; its template knows the ways up and to the root of the site."""
    depth = page.name.count("/")
    html = (
        engine(lang)
        .get_template(page.template)
        .render(here=page.name, root="../" * (depth + 1), up="../" * depth, **page.values)
    )
    return re.sub(r"\n[ \n]*", "\n", html)


def write(pages: list[Page], out: Path) -> None:
    """Write pages in every language below ``out``; a page that is there stays whole until it is replaced."""
    for page in pages:
        for lang in LANGUAGES:
            target = out / lang / page.name
            body = render(page, lang).encode()
            try:
                replace(target, body)
            except FileNotFoundError:
                target.parent.mkdir(parents=True, exist_ok=True)
                replace(target, body)


def replace(target: Path, body: bytes) -> None:
    """Write a file; where there is one already, readers see it whole until the new one is whole."""
    if not target.exists():
        target.write_bytes(body)
        return
    temporary = target.with_name(f".{target.name}")
    temporary.write_bytes(body)
    temporary.replace(target)
