"""The first step of reading: a file of any kind as bytes of a kind that a reader or backend knows.

An archive or mail is its main document, an office file of another kind a copy that LibreOffice makes, a web archive
or book one page, a list of records one table, a picture a page. What stands in the evidence is the copy; the
original's bytes and digest stay those of the document.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import functools
import html
import io
import json
import posixpath
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from lxml import etree

from extractors.layout import Place, Problem
from extractors.readers import _htmltree, containers, inserted, office, recognise
from extractors.readers.errors import ReadError
from extractors.readers.sniff import sniff

if TYPE_CHECKING:
    from PIL import Image

PICTURES = frozenset({"image/png", "image/jpeg", "image/tiff", "image/gif", "image/bmp", "image/webp"})
_MAX_STEPS = 6
_MOST_FRAMES = 300  # pages of one picture file
_MAX_UNPACKED = 100 * 2**20
_MAX_CELLS = 200_000
_FREE_CELLS, _SPARSE = 10_000, 20  # beyond so many cells there are at most so many for each value


@dataclass(frozen=True, slots=True)
class Prepared:
    """Bytes to read, the name that goes with them, their media type, and what a person should know."""

    data: bytes
    name: str | None
    media_type: str
    problems: tuple[Problem, ...] = ()
    beside: tuple[containers.Part, ...] = ()
    """The other documents of an archive or mail."""


def prepared(data: bytes, name: str | None = None) -> Prepared:
    """Return a file as one that a reader knows, or as it is where there is nothing to do.

    Raises:
        ReadError: where a container or an outside program gives nothing that can be read.
    """
    kind = sniff(data, name)
    if not _is_step(kind, data):
        return Prepared(data, name, kind)
    return _prepared(data, name)


@functools.lru_cache(maxsize=2)
def _prepared(data: bytes, name: str | None) -> Prepared:
    problems: list[Problem] = []
    pictured = False
    beside: tuple[containers.Part, ...] = ()
    for _ in range(_MAX_STEPS):
        kind = sniff(data, name)
        if kind in _PAGES and not pictured and _PICTURE.search(data):
            data, pictured = _with_pictures(data, problems), True
        if not _is_step(kind, data) or pictured:
            return Prepared(data, name, kind, tuple(problems), beside)
        if containers.is_container(kind, data):
            held = containers.documents(data, name)
            problems += _apart(held)
            beside += tuple(held[1:])
            if held[0].data is data:  # a PDF with attachments
                return Prepared(data, name, kind, tuple(problems), beside)
            data, name = held[0].data, held[0].base
        else:
            data, name = _copy(kind, data), None
    raise ReadError("too_large", f"Documents nest deeper than {_MAX_STEPS} levels")


def _is_step(kind: str, data: bytes) -> bool:
    if kind in _PAGES:
        return _PICTURE.search(data) is not None
    return kind in _COPIES or containers.is_container(kind, data) or office.target_of(kind, data) is not None


def _apart(held: list[containers.Part]) -> Iterator[Problem]:
    if len(held) > 1:
        names = ", ".join(part.name for part in held[1:9]) + (", ..." if len(held) > 9 else "")
        said = f"The file holds {len(held)} documents: this is {held[0].name}; beside it {names}"
        yield Problem("parts_apart", said)


def _copy(kind: str, data: bytes) -> bytes:
    if kind in _COPIES:
        return _COPIES[kind](data)
    target = office.target_of(kind, data)
    assert target is not None  # noqa: S101 - see _is_step
    return office.convert(data, *target)


_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_PICTURE = re.compile(
    rb"""<img\b[^>]{0,2000}?\bsrc\s*=\s*["']data:image/(?:png|jpe?g|webp|tiff|bmp);base64,([A-Za-z0-9+/=\s%]{12000,})["'][^>]{0,2000}>""",
    re.I,
)
_MOST_PICTURES = 40  # of one page


def _with_pictures(data: bytes, problems: list[Problem]) -> bytes:
    """Return a page in which the large pictures that it holds itself are the words and tables recognized in them.

    What is unsure, and what was not read, is added to ``problems`` with its place in the page that is returned.
    """
    from extractors.readers import pdf

    count = 0

    def words(found: re.Match[bytes]) -> bytes:
        nonlocal count
        count += 1
        if count <= _MOST_PICTURES:
            with contextlib.suppress(binascii.Error, ValueError, ReadError):
                layout = pdf.read(_pages(base64.b64decode(found[1])))
                return inserted.page_of(layout).encode("ascii", "xmlcharrefreplace")
        return inserted.UNREAD.encode()

    page = _PICTURE.sub(words, data)
    root = _htmltree.parse(_htmltree.decode(page, None, []), [])
    paths = _htmltree.Paths(root)
    for element in root.iter("td", "th", "p", "span"):
        if element.get(inserted.MARK) == "unsure":
            problems.append(Problem(inserted.UNSURE, inserted.SAID, Place(locator=paths.of(element))))
        elif element.get(inserted.MARK) == "unread":
            said = "a picture was not read; it may hold words"
            problems.append(Problem("picture_not_read", said, Place(locator=paths.of(element))))
    return page


def _web_archive(data: bytes) -> bytes:
    """The page of a web archive (.mht)."""
    message = containers.message_of(data)
    start = message.get_param("start")
    pages = [p for p in message.walk() if p.get_content_type() in ("text/html", "application/xhtml+xml")]
    page = next((p for p in pages if start and p.get("Content-ID") == start), pages[0] if pages else None)
    if page is None:
        raise ReadError("no_text", "The web archive holds no page")
    content = page.get_payload(decode=True)
    if not isinstance(content, bytes):
        raise ReadError("corrupt", "The page of the web archive cannot be opened")
    for part in message.walk():
        picture = part.get_payload(decode=True) if part.get_content_type() in PICTURES else None
        if isinstance(picture, bytes):
            inside = b"data:%s;base64,%s" % (part.get_content_type().encode(), base64.b64encode(picture))
            for address in (part.get("Content-Location"), f"cid:{str(part.get('Content-ID') or '').strip('<> ')}"):
                if address and len(address) > 4:
                    content = content.replace(b'"%s"' % str(address).encode(), b'"%s"' % inside)
    charset = page.get_content_charset()
    if charset:
        try:
            return b"\xef\xbb\xbf" + content.decode(charset).encode("utf-8", "replace")
        except (LookupError, UnicodeError):
            return content
    return content


_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}rootfile"
_OPF = "{http://www.idpf.org/2007/opf}"
_XML = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)


def _book(data: bytes) -> bytes:
    """The chapters of an EPUB in their order, as one page."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > _MAX_UNPACKED:
                raise ReadError("too_large", f"The book unpacks to more than {_MAX_UNPACKED // 2**20} MiB")
            root = etree.fromstring(archive.read("META-INF/container.xml"), _XML)
            path = next(e.get("full-path", "") for e in root.iter(_CONTAINER))
            package = etree.fromstring(archive.read(path), _XML)
            files = {e.get("id"): e.get("href", "") for e in package.iter(f"{_OPF}item")}
            order = [files.get(e.get("idref"), "") for e in package.iter(f"{_OPF}itemref")]
            folder = posixpath.dirname(path)
            chapters = [
                archive.read(posixpath.normpath(posixpath.join(folder, unquote(href)))) for href in order if href
            ]
            title = next((e.text or "" for e in package.iter("{http://purl.org/dc/elements/1.1/}title")), "")
            language = next((e.text or "" for e in package.iter("{http://purl.org/dc/elements/1.1/}language")), "")
    except (zipfile.BadZipFile, KeyError, StopIteration, etree.XMLSyntaxError, ValueError, OSError) as error:
        raise ReadError("corrupt", f"The book cannot be opened: {error}") from error
    bodies = []
    for chapter in chapters:
        tree = etree.fromstring(chapter, etree.HTMLParser(encoding="utf-8", no_network=True))
        body = tree.find("body") if tree is not None else None
        if body is not None:
            inner = "".join(etree.tostring(e, encoding="unicode", method="html") for e in body)
            bodies.append(f"<section>{html.escape(body.text or '')}{inner}</section>")
    head = (
        f"<html lang='{html.escape(language)}'><head><meta charset='utf-8'><title>{html.escape(title)}</title></head>"
    )
    return f"{head}<body>{''.join(bodies)}</body></html>".encode()


def _records(data: bytes) -> bytes:
    """JSON with a list of records as a page: texts above it are headings, each list of records is a table.

    Raises:
        ReadError: ``unsupported_type`` for JSON without such a list.
    """
    value = json.loads(data.removeprefix(b"\xef\xbb\xbf"))
    parts: list[str] = []
    tables = _put(value, parts, 0)
    if not tables:
        raise ReadError(
            "unsupported_type", "The file is JSON without a list of records: save what it says as CSV or HTML"
        )
    return f"<html><head><meta charset='utf-8'></head><body>{''.join(parts)}</body></html>".encode("utf-8", "replace")


def _put(value: object, parts: list[str], depth: int) -> int:
    """Write a value as HTML; return how many tables it made."""
    if isinstance(value, list):
        rows = [row for row in value if isinstance(row, dict)]
        return _table(rows, parts) if len(rows) == len(value) > 0 else 0
    tables = 0
    if isinstance(value, dict) and depth < 6:
        for key, inner in value.items():
            if isinstance(inner, (dict, list)):
                parts.append(f"<h2>{_label(key)}</h2>")
                tables += _put(inner, parts, depth + 1)
            elif inner is not None:
                first = not parts and isinstance(inner, str)
                words = html.escape(_plain(inner))
                parts.append(f"<h1>{words}</h1>" if first else f"<p>{_label(key)}: {words}</p>")
    return tables


def _table(rows: list[dict[str, object]], parts: list[str]) -> int:
    columns = list(dict.fromkeys(key for row in rows for key in row))
    cells = len(rows) * len(columns)
    if cells > _MAX_CELLS or cells > max(_FREE_CELLS, _SPARSE * sum(map(len, rows))):
        raise ReadError("too_large", f"As a table the list has {cells} cells, most of them blank, or very many")
    head = "".join(f"<th>{_label(key)}</th>" for key in columns)
    body = ("".join(f"<td>{html.escape(_plain(row.get(key)))}</td>" for key in columns) for row in rows)
    parts.append(f"<table><tr>{head}</tr>{''.join(f'<tr>{cells}</tr>' for cells in body)}</table>")
    return 1


def _label(key: str) -> str:
    words = key.replace("_", " ").strip()
    return html.escape(words[:1].upper() + words[1:])


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "; ".join(_plain(v) for v in value)
    if isinstance(value, dict):
        return "; ".join(f"{k}: {_plain(v)}" for k, v in value.items())
    return str(value)


MOST_PIXELS = 120_000_000
"""Pixels of a picture that is opened."""

_SHORT_SIDE = 8.27  # inches that the short side of a page is taken to have, where a picture does not say its scale


def _pages(data: bytes) -> bytes:
    """The pictures of a file, each as a page of a PDF, without loss."""
    import pypdfium2
    from PIL import Image, ImageOps, ImageSequence

    lacks = recognise.missing()
    pdf = pypdfium2.PdfDocument.new()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what is too large is refused below
            picture = Image.open(io.BytesIO(data))
            if lacks:
                raise ReadError("unsupported_type", f"The file is a picture; to read its words there must be {lacks}")
            for count, frame in enumerate(ImageSequence.Iterator(picture)):
                if frame.width * frame.height > MOST_PIXELS or count >= _MOST_FRAMES:
                    said = (
                        f"{frame.width} x {frame.height} pixels" if count < _MOST_FRAMES else f"{count} pages and more"
                    )
                    raise ReadError("too_large", f"The picture has {said}; that is too large to be recognized")
                _add_page(pdf, ImageOps.exif_transpose(frame), frame.info.get("dpi"))
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()
    except ReadError:
        raise
    except Image.DecompressionBombError as error:
        raise ReadError("too_large", f"The picture is too large to be recognized: {error}") from error
    except Exception as error:  # decoders of pictures raise whatever they meet
        said = str(error).partition(" <")[0]  # what stands there is of this run alone
        raise ReadError("corrupt", f"The picture cannot be opened: {said}") from error
    finally:
        pdf.close()


def _add_page(pdf: object, frame: Image.Image, stated: object) -> None:
    import pypdfium2
    from PIL import Image

    if frame.mode in ("RGBA", "LA", "P", "PA"):
        over = frame.convert("RGBA")
        frame = Image.alpha_composite(Image.new("RGBA", over.size, "white"), over)
    frame = frame.convert("RGB")
    short = min(frame.size)
    dpi = float(stated[0]) if isinstance(stated, tuple) and stated and stated[0] else 0.0
    if not 3 <= short / max(dpi, 1.0) <= 24 or dpi < 100:  # a scale of screens, or none
        dpi = max(short / _SHORT_SIDE, 100.0) if short > 700 else 100.0
    width, height = frame.width * 72 / dpi, frame.height * 72 / dpi
    page = pdf.new_page(width, height)  # type: ignore[attr-defined]
    image = pypdfium2.PdfImage.new(pdf)
    image.set_bitmap(pypdfium2.PdfBitmap.from_pil(frame))
    image.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
    page.insert_obj(image)
    page.gen_content()
    page.close()


_COPIES = {
    **dict.fromkeys(PICTURES, _pages),
    "multipart/related": _web_archive,
    "application/epub+zip": _book,
    "application/json": _records,
}

KINDS = frozenset(_COPIES) | containers.ARCHIVES | frozenset(office.TARGETS) | {office.FLAT}
"""The media types that are made into others here."""
