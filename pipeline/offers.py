"""What the sources offer: the addresses and files behind each, before any document is fetched.

The lists themselves (pages, sitemaps, index files) are fetched with the same manners as documents,
all sources side by side. A source that cannot be asked keeps what it offered last time.
"""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import json
import re
import zlib
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit
from urllib.request import url2pathname

import httpx
from lxml import etree, html

from pipeline.addresses import ADVICE, LONGEST, has_password, masked_text, without_password
from pipeline.archive import Archive, ArchiveError
from pipeline.discover import Source as Document
from pipeline.discover import discover, is_address, is_inside
from pipeline.fetch import Fetched, Fetcher, FetchState, Missed, Target
from pipeline.sources import (
    DocumentSource,
    FolderSource,
    IndexSource,
    LinkSource,
    ListingSource,
    PageSource,
    SitemapSource,
    Source,
)

_MAX_SITEMAPS = 500
_HERE = (
    1_000_000  # bytes of a list that is looked at in this process; a larger one is where time and memory have limits
)
_MAX_UNPACKED = 50_000_000  # bytes of an unpacked sitemap, as the protocol allows


class OfferError(Exception):
    """A list of documents that could not be had or read: ``code`` is stable, the message says which and why.

    ``documents`` are what was found all the same.
    """

    def __init__(self, code: str, message: str, documents: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.documents = list(documents)

    def __reduce__(self) -> tuple[type[OfferError], tuple[str, str, list[str]]]:
        return OfferError, (self.code, self.message, self.documents)


@dataclass(frozen=True, slots=True)
class _Page:
    """A list as fetched: its bytes, the address that they came from in the end, and what looks at a large one."""

    url: str
    data: bytes
    look: Callable[..., Any] | None = field(default=None, compare=False)

    def seen(self, work: Callable[..., Any], *args: Any) -> Any:
        """Return what some work finds in the bytes."""
        if self.look is None or len(self.data) <= _HERE:
            return work(self, *args)
        try:
            return self.look(work, replace(self, look=None), *args)
        except MemoryError:
            raise OfferError("bad_list", f"{self.url}: it takes more time or memory than a list may") from None


@dataclass(slots=True)
class Offers:
    """What one source offers.

    ``documents`` are addresses (or file URIs). ``problem`` and ``code`` say why it could not be asked,
    or not as a whole, or that it offers nothing any more; what it offered last time is then offered
    still. ``withdrawn``: offered last time, not now.
    ``cut``: there were more than ``max_documents``.
    """

    source: Source
    documents: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    code: str | None = None
    problem: str | None = None
    cut: bool = False


# A source's way through its lists: yields the lists it needs next and gets them, returns addresses.
_Answers = Mapping[str, "_Page | Missed"]
_Walk = Generator[list[str], _Answers, list[str]]


def find_offers(
    sources: Iterable[Source], fetcher: Fetcher, state: FetchState, archive: Archive, *, remember: bool = True
) -> list[Offers]:
    """Ask every enabled source what it offers, and return that in the order of the sources.

    Unless told not to, ``state`` remembers it, so that the next time can say what was withdrawn.
    """
    found = [Offers(source) for source in sources if source.enabled]
    walks = {place: _walk(offers.source) for place, offers in enumerate(found)}
    wanted = {place: _step(found[place], walk, None) for place, walk in walks.items()}
    while urls := {url for urls in wanted.values() for url in urls or ()}:
        answers = _fetch(urls, fetcher, archive)
        wanted = {
            place: _step(found[place], walks[place], {url: answers[url] for url in urls})
            for place, urls in wanted.items()
            if urls is not None
        }
    for offers in found:
        _settle(offers, state, remember)
    return found


def _step(offers: Offers, walk: _Walk, answers: _Answers | None) -> list[str] | None:
    """Take a walk one step further; None where it has come to its end."""
    try:
        return next(walk) if answers is None else walk.send(answers)
    except StopIteration as end:
        offers.documents = list(dict.fromkeys(end.value))
    except OfferError as error:
        offers.code, offers.problem, offers.documents = error.code, masked_text(error.message), error.documents
    except Exception as error:  # a list that breaks its reader stops no other source
        offers.code, offers.problem = "bad_list", masked_text(f"{type(error).__name__}: {error}"[:1000])
    return None


def _fetch(urls: set[str], fetcher: Fetcher, archive: Archive) -> dict[str, _Page | Missed]:
    answers: dict[str, _Page | Missed] = {}
    damaged = []
    for result in fetcher.fetch([Target(url, document=False) for url in sorted(urls)]):
        try:
            answers[result.url] = _list_page(result, fetcher, archive)
        except ArchiveError:  # the same as last time, but that is damaged: it is transferred again
            damaged.append(Target(result.url, conditional=False, document=False))
    for result in fetcher.fetch(damaged):
        answers[result.url] = _list_page(result, fetcher, archive)
    return {url: answers[urldefrag(url).url] for url in urls}


def _list_page(result: Fetched | Missed, fetcher: Fetcher, archive: Archive) -> _Page | Missed:
    if isinstance(result, Missed):
        return result
    return _Page(result.final_url, archive.get(result.sha256), fetcher.look)


def _settle(offers: Offers, state: FetchState, remember: bool) -> None:
    """Compare with what was offered last time, and remember."""
    before = state.offers(offers.source.id)
    if offers.problem is not None:
        offers.documents = list(dict.fromkeys([*offers.documents, *before]))
        return
    if (
        isinstance(offers.source, LinkSource)
        and _named_by(offers.source, before)
        and not _named_by(offers.source, offers.documents)
    ):
        # an error page under 200, or another design: believed, it would end the watch over all its documents
        offers.code = "nothing_offered"
        offers.problem = f"it offers nothing, and offered {len(before)} documents the time before"
        offers.documents = before
        return
    limit = offers.source.max_documents if isinstance(offers.source, LinkSource) else len(offers.documents)
    offers.cut = len(offers.documents) > limit
    offers.documents = offers.documents[:limit]
    now = set(offers.documents)
    offers.withdrawn = [uri for uri in before if uri not in now]
    if remember:
        state.keep_offers(offers.source.id, offers.documents)


def _named_by(source: LinkSource, documents: list[str]) -> list[str]:
    """Return the documents that a list names, itself left out where it is one, too."""
    own = _clean(str(getattr(source, "url", "") or ""))
    return [uri for uri in documents if uri != own]


def _walk(source: Source) -> _Walk:
    match source:
        case DocumentSource():
            return _named(source)
        case FolderSource():
            return _folder(source)
        case PageSource():
            return _page(source)
        case ListingSource():
            return _listing(source)
        case SitemapSource():
            return _sitemap(source)
        case IndexSource():
            return _index(source)


def _named(source: DocumentSource) -> _Walk:
    yield from ()
    return [_clean(url) for url in source.url]


def _folder(source: FolderSource) -> _Walk:
    yield from ()
    if not source.path.is_dir():
        raise OfferError("no_folder", f"{source.path} is no folder")
    files = [found for found in discover([source.path]) if isinstance(found, Document)]
    return [f.uri for f in files if not any(re.search(pattern, str(f.path)) for pattern in source.exclude)]


def _page(source: PageSource) -> _Walk:
    page = _had((yield [source.url]), source.url)
    documents, further = _sorted_out(source, [page], source.follow)
    documents = ([_clean(source.url)] if source.itself else []) + documents
    return (yield from _followed(source, further, documents)) if further else documents


def _listing(source: ListingSource) -> _Walk:
    documents: dict[str, None] = {}
    further: dict[str, None] = {}
    asked: set[str] = set()
    url: str | None = source.url.replace("{page}", str(source.first))
    for number in itertools.count(source.first + 1):
        if url is None or url in asked or len(asked) == source.pages:
            break
        asked.add(url)
        answer = (yield [url])[url]
        if isinstance(answer, Missed):
            if len(asked) > 1 and _is_gone(answer):
                break
            raise OfferError(answer.code, f"{url}: {answer.message}", list(documents))
        known = len(documents) + len(further)
        there, more = _sorted_out(source, [answer], source.follow)
        documents |= dict.fromkeys(there)
        further |= dict.fromkeys(more)
        if len(documents) + len(further) == known:
            break
        url = source.url.replace("{page}", str(number)) if "{page}" in source.url else answer.seen(_next_page)
    return (yield from _followed(source, list(further), list(documents))) if further else list(documents)


def _followed(source: PageSource | ListingSource, urls: list[str], found: list[str]) -> _Walk:
    """Look through pages one level down, and add their documents. One that is gone costs its own links only."""
    answers = yield urls
    there = found + _sorted_out(source, [page for page in answers.values() if isinstance(page, _Page)], [])[0]
    missed = [answer for answer in answers.values() if isinstance(answer, Missed) and not _is_gone(answer)]
    if missed:
        said = f"{missed[0].url}: {missed[0].message}"
        raise OfferError(missed[0].code, f"{len(missed)} of {len(urls)} pages could not be had, such as {said}", there)
    return there


def _is_gone(answer: Missed) -> bool:
    return answer.code in ("not_found", "gone")


def _sitemap(source: SitemapSource) -> _Walk:
    queue, asked, documents = [source.url], set[str](), list[str]()
    while queue:
        asked.update(queue)
        answers = yield queue
        queue = []
        for url, answer in answers.items():
            if isinstance(answer, Missed):
                if url != source.url and _is_gone(answer):
                    continue
                raise OfferError(answer.code, f"{url}: {answer.message}", documents)
            maps, urls = _unpacked(answer).seen(_read_sitemap)
            queue += [url for url in maps if url not in asked]
            documents += [url for url in urls if _is_document(source, source.url, url)]
        if len(asked) + len(queue) > _MAX_SITEMAPS:
            raise OfferError("bad_list", f"more than {_MAX_SITEMAPS} sitemaps")
        if len(documents) > source.max_documents:
            break  # it is cut there, and says so
    return documents


def _index(source: IndexSource) -> _Walk:
    if source.path:
        yield from ()
        try:
            page = _Page(source.path.absolute().as_uri(), source.path.read_bytes())
        except OSError as error:
            raise OfferError("no_file", f"{source.path}: {error.strerror}") from error
    else:
        url = str(source.url)
        page = _had((yield [url]), url)
    values = [value.strip() for value in page.seen(_entries, source) if value and value.strip()]
    urls = [_clean(urljoin(page.url, value)) for value in values]
    wrong = next((url for url in urls if not is_address(url) and not (source.path and url.startswith("file:"))), None)
    if wrong:
        raise OfferError("bad_list", f"{page.url}: {wrong[:200]!r} is no web address")
    for url in urls:
        if url.startswith("file:") and not is_inside(path_of(url), source.folders):
            said = f"{url[:200]} lies outside the list's own folder; 'folders' names others"
            raise OfferError("bad_list", said)
    if source.path and any(has_password(value) for value in values):
        raise OfferError("bad_list", f"{page.url}: {ADVICE}")
    everywhere = source.model_copy(update={"hosts": ["*"]})
    return [url for url in urls if _is_document(everywhere, page.url, url)]


def _entries(page: _Page, source: IndexSource) -> list[str | None]:
    """Return the field of each entry of a CSV or JSON file."""
    text = page.data.decode("utf-8-sig", "replace")
    if text.lstrip()[:1] in ("[", "{"):
        try:
            entries = _dig(json.loads(text), source.items)
        except ValueError as error:
            raise OfferError("bad_list", f"is no JSON: {error}") from error
        if not isinstance(entries, list):
            raise OfferError("bad_list", f"{source.items or 'the file'} is no list; 'items' says where the list is")
        found = [_dig(entry, source.field) for entry in entries]
        if entries and not any(found):
            raise OfferError("bad_list", f"no entry has a field {source.field!r}")
        return [str(value) if value else None for value in found]
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    if source.field not in (rows.fieldnames or []):
        raise OfferError("bad_list", f"no column {source.field!r}; there are {', '.join(rows.fieldnames or ['none'])}")
    return [row[source.field] for row in rows]


def _dig(value: Any, way: str | None) -> Any:
    for key in way.split(".") if way else []:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _had(answers: _Answers, url: str) -> _Page:
    answer = answers[url]
    if isinstance(answer, Missed):
        raise OfferError(answer.code, f"{url}: {answer.message}")
    return answer


def _sorted_out(
    source: PageSource | ListingSource, pages: Iterable[_Page], follow: Sequence[str]
) -> tuple[list[str], list[str]]:
    """Return the links of pages that are documents, and those to look through."""
    documents: dict[str, None] = {}
    further: dict[str, None] = {}
    for page in pages:
        for url in page.seen(_links):
            if _is_document(source, page.url, url):
                documents[url] = None
            if follow and _same_site(source, page.url, url) and any(re.search(pattern, url) for pattern in follow):
                further[url] = None
    return list(documents), list(further)


def _is_document(source: LinkSource, base: str, url: str) -> bool:
    return (
        _same_site(source, base, url)
        and (not source.links or any(re.search(pattern, url) for pattern in source.links))
        and not any(re.search(pattern, url) for pattern in source.exclude)
    )


def _same_site(source: LinkSource, base: str, url: str) -> bool:
    def bare(address: str) -> str:
        return (urlsplit(address).netloc or "").lower().removeprefix("www.")

    return (
        source.hosts == ["*"] or bare(url) == bare(base) or bare(url) in [h.removeprefix("www.") for h in source.hosts]
    )


def _tree(page: _Page) -> html.HtmlElement:
    try:
        tree = html.document_fromstring(page.data, parser=html.HTMLParser(huge_tree=False))
    except (etree.ParserError, ValueError) as error:
        raise OfferError("bad_list", f"{page.url} is no page of HTML: {error}") from error
    base = next(iter(tree.xpath("//base/@href")), "")
    tree.make_links_absolute(urljoin(page.url, base), handle_failures="ignore")
    return tree


def _links(page: _Page) -> list[str]:
    found = dict.fromkeys(map(str, _tree(page).xpath("//a/@href")))
    return [url for url in map(_clean, found) if is_address(url) and len(url) <= LONGEST]


def _next_page(page: _Page) -> str | None:
    """Return where a page says the list goes on."""
    tree = _tree(page)
    found = tree.xpath("(//link | //a)[contains(concat(' ', normalize-space(@rel), ' '), ' next ')]/@href")
    found = found or tree.xpath("//a[contains(concat(' ', normalize-space(@class), ' '), ' next ')]/@href")
    return _clean(str(found[0])) if found else None


def _unpacked(page: _Page) -> _Page:
    if page.data[:2] != b"\x1f\x8b":
        return page
    with gzip.open(io.BytesIO(page.data)) as file:
        try:
            data = file.read(_MAX_UNPACKED + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise OfferError("bad_list", f"{page.url} cannot be unpacked: {error}") from error
    if len(data) > _MAX_UNPACKED:
        raise OfferError("bad_list", f"{page.url} is too large when unpacked")
    return replace(page, data=data)


def _read_sitemap(page: _Page) -> tuple[list[str], list[str]]:
    """Return the sitemaps and the addresses that a sitemap names."""
    data = page.data
    if data.lstrip()[:1] != b"<":
        lines = data.decode("utf-8-sig", "replace").split()
        return [], [_clean(line) for line in lines if is_address(line)]
    try:
        root = etree.fromstring(data.lstrip(), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise OfferError("bad_list", f"{page.url} is no sitemap: {error}") from error
    locations = [_clean(urljoin(page.url, str(loc).strip())) for loc in root.xpath("//*[local-name()='loc']/text()")]
    return (locations, []) if etree.QName(root).localname == "sitemapindex" else ([], locations)


def _clean(url: str) -> str:
    """Return an address without its fragment and without a password, quoted as it is sent."""
    url = without_password(url)
    try:
        return urldefrag(str(httpx.URL(url.strip()))).url
    except (httpx.InvalidURL, ValueError):
        return url.partition("#")[0]


def path_of(uri: str) -> Path:
    """Return the file of a file URI."""
    return Path(url2pathname(urlsplit(uri).path))


def folders_of(source: Source) -> list[Path]:
    """Return the folders below which the files that a source offers must lie."""
    if isinstance(source, FolderSource):
        return [source.path]
    return source.folders if isinstance(source, IndexSource) else []
