"""PDF files to a :class:`~extractors.layout.Layout`."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pypdfium2.raw as raw

from extractors._collection import without_collection
from extractors.layout import Layout, PageInfo, Problem, Text, assign_sections
from extractors.readers._pdf import calls
from extractors.readers._pdf.assemble import assemble
from extractors.readers._pdf.blocks import usual_style
from extractors.readers._pdf.chars import FontBook, read_tokens
from extractors.readers._pdf.fields import Form, read_fields
from extractors.readers._pdf.flow import page_flow
from extractors.readers._pdf.lines import fold
from extractors.readers._pdf.mended import mend_words
from extractors.readers._pdf.page import PageContent, View
from extractors.readers._pdf.paths import color_reader, read_drawings
from extractors.readers._pdf.running import PageFlow, take_running
from extractors.readers._pdf.scanned import Found, complete
from extractors.readers._pdf.sideways import Turn, show, shown_text, turn_of, turned
from extractors.readers._pdf.underline import mark_underlined
from extractors.readers.errors import ReadError
from extractors.readers.recognise import missing

MEDIA_TYPE = "application/pdf"

MAX_PAGES = 3000
"""Pages read of one file; what comes after is reported as a problem."""

NOTICE = 800
"""Characters that the page of a dynamic form holds where it only says that it cannot be shown."""

UNREADABLE = 0.3
"""Share of unreadable characters above which a page is reported."""

_INFO = {
    "title": "Title",
    "author": "Author",
    "subject": "Subject",
    "creator": "Creator",
    "producer": "Producer",
    "created": "CreationDate",
    "modified": "ModDate",
}
_DATE = re.compile(r"D?:?(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?([+\-Z])?(\d{2})?'?(\d{2})?")


@without_collection()
def read(data: bytes) -> Layout:
    """Read a PDF file.

    Raises :class:`ReadError`: ``empty_file``, ``wrong_type`` (no PDF header in the first kilobyte),
    ``encrypted`` (a password is needed), ``truncated`` (the end is missing) or ``corrupt``. A file
    of scanned pages without words is no error: its layout has the problem ``no_text_layer``.
    """
    with _opened(data) as document:
        layout = Layout(MEDIA_TYPE, metadata=_metadata(document))
        count = raw.FPDF_GetPageCount(document)
        if count > MAX_PAGES:
            layout.problems.append(Problem("too_many_pages", f"{count} pages, the first {MAX_PAGES} were read"))
        turns: dict[int, Turn] = {}
        with Form(document) as form:
            pages = _read_pages(document, min(count, MAX_PAGES), layout, form, turns)
        outline = _outline(document)
        kind = raw.FPDF_GetFormType(document)
    _refuse_empty_form(kind, layout)
    _report(layout)
    layout.legend = [entry for page in pages for entry in page.legend]
    layout.running = take_running(pages)
    for page in pages:
        layout.running += [Text([line.line]) for line in page.turned]
    style = usual_style(pages, outline)
    layout.elements = assemble(pages, style)
    mend_words(layout.elements)
    if turns:
        show(layout.elements, turns)
        layout.running = [shown_text(text, turns) for text in layout.running]
    assign_sections(layout.elements)
    return layout


def _refuse_empty_form(kind: int, layout: Layout) -> None:
    """Raise ReadError for a form that only Adobe's reader draws: its pages ask to wait, or are a notice."""
    dynamic = kind in (raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND)
    if dynamic and len(layout.pages) <= 2 and sum(p.characters for p in layout.pages) < NOTICE:
        raise ReadError(
            "unsupported_type", "The file is a dynamic form (XFA): open it in Adobe Reader and print it to PDF"
        )


@contextmanager
def _opened(data: bytes) -> Iterator[raw.FPDF_DOCUMENT]:
    """Open a document in PDFium and close it again."""
    if not data:
        raise ReadError("empty_file", "the file is empty")
    if b"%PDF-" not in data[:1024]:
        raise ReadError("wrong_type", "no PDF header at the start of the file")
    raw.FPDF_InitLibrary()
    document = raw.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        code = raw.FPDF_GetLastError()
        if code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise ReadError("encrypted", "the file is encrypted; a password is needed to read it")
        if b"%%EOF" not in data[-2048:]:
            raise ReadError("truncated", "the end of the file is missing; fetch it again")
        raise ReadError("corrupt", "the file's structure is damaged and cannot be repaired")
    try:
        if raw.FPDF_GetPageCount(document) <= 0:
            truncated = b"%%EOF" not in data[-2048:]
            raise ReadError(
                "truncated" if truncated else "corrupt", "the file has no pages; its end or its page list is damaged"
            )
        yield document
    finally:
        raw.FPDF_CloseDocument(document)


def _view(page: raw.FPDF_PAGE) -> View:
    """Return the visible box of a page and its rotation."""
    rect = calls.Rect()
    rotation = (raw.FPDFPage_GetRotation(page) % 4) * 90
    if raw.FPDF_GetPageBoundingBox(page, rect) and rect.right > rect.left and rect.top > rect.bottom:
        return View(rect.left, rect.bottom, rect.right, rect.top, rotation)
    width, height = raw.FPDF_GetPageWidthF(page), raw.FPDF_GetPageHeightF(page)
    if rotation in (90, 270):
        width, height = height, width
    return View(0.0, 0.0, width, height, rotation)


def _read_pages(
    document: raw.FPDF_DOCUMENT,
    count: int,
    layout: Layout,
    form: raw.FPDF_FORMHANDLE | None,
    turns: dict[int, Turn],
) -> list[PageFlow]:
    """Read page after page; each is closed before the next is opened. Those read sideways are added to ``turns``."""
    fonts = FontBook()
    flows: list[PageFlow] = []
    scans: list[tuple[int, Found]] = []
    for index in range(count):
        page = raw.FPDF_LoadPage(document, index)
        if not page:
            layout.pages.append(PageInfo(index + 1, 0.0, 0.0))
            layout.problems.append(Problem("page_damaged", f"page {index + 1} cannot be read"))
            continue
        try:
            content = _read_page(page, index + 1, fonts, form)
            found = complete(page, content)
            turn = turn_of(content)
            if turn is not None:
                turns[index + 1] = turn
            flows.append(page_flow(turned(content, turn) if turn else content, flows[-1] if flows else None))
        finally:
            raw.FPDF_ClosePage(page)
        info = PageInfo(index + 1, round(content.width, 2), round(content.height, 2), content.characters)
        info.unreadable = round(content.unreadable, 3)
        info.images = len(content.images)
        info.ocr, info.doubtful = found.recognized, tuple(found.doubtful)
        layout.pages.append(info)
        scans.append((index + 1, found))
        if content.capped:
            layout.problems.append(
                Problem("too_many_drawings", f"page {index + 1} has too many drawings; its tables may be missing")
            )
    _report_scans(scans, layout)
    return flows


def _report_scans(scans: Sequence[tuple[int, Found]], layout: Layout) -> None:
    """Add problems for pages that were recognized, or that need it."""

    def say(code: str, pages: list[int], words: str) -> None:
        if pages:
            some = ", ".join(map(str, pages[:8])) + (", ..." if len(pages) > 8 else "")
            layout.problems.append(Problem(code, f"{len(pages)} of {len(scans)} pages {words} (pages {some})"))

    lacks = missing()
    whole = [n for n, f in scans if f.recognized and not f.hidden_layer]
    say("recognized", whole, "are pictures: their words were recognized")
    say("ink_not_read", [n for n, f in scans if f.unread], "hold ink that is no known word")
    layered = [n for n, f in scans if f.hidden_layer]
    said = "are pictures with a hidden text layer, read as it is and doubted; to compare it with the picture"
    say("hidden_text_layer", layered, f"{said} there must be {lacks}")
    bare = [n for n, f in scans if f.bare]
    why = f"for that there must be {lacks}" if lacks else "none were recognized"
    say("no_text_layer", bare, f"are pictures; their words were not read: {why}")
    say("picture_not_read", [n for n, f in scans if f.pictures], "hold a picture with words that were not read")


def _read_page(
    page: raw.FPDF_PAGE, number: int, fonts: FontBook, form: raw.FPDF_FORMHANDLE | None = None
) -> PageContent:
    view = _view(page)
    content = PageContent(number, *view.size, color_of=color_reader())
    if view.size[0] <= 0 or view.size[1] <= 0:
        return content
    text_page = raw.FPDFText_LoadPage(page)
    if text_page:
        try:
            read_tokens(calls.handle(text_page), fonts, view, content)
        finally:
            raw.FPDFText_ClosePage(text_page)
    read_drawings(calls.handle(page), view, content)
    read_fields(page, form, view, content)
    mark_underlined(content)
    return content


def _report(layout: Layout) -> None:
    """Add a problem for pages without words or with unreadable ones."""
    for page in layout.pages:
        if page.unreadable > UNREADABLE:
            share = round(100 * page.unreadable)
            layout.problems.append(
                Problem("unreadable_font", f"page {page.number}: {share}% of the characters have no known letter")
            )


def _string(call: object, *arguments: object) -> str:
    """Call a PDFium function that writes a UTF-16 string."""
    length = call(*arguments, None, 0)  # type: ignore[operator]
    if length <= 2 or length > 1 << 20:
        return ""
    buffer = ctypes.create_string_buffer(length)
    call(*arguments, buffer, length)  # type: ignore[operator]
    return " ".join(buffer.raw[: length - 2].decode("utf-16-le", "replace").replace("\0", "").split())


def _metadata(document: raw.FPDF_DOCUMENT) -> dict[str, str]:
    """Return what the file says about itself; dates as ISO 8601."""
    out = {}
    for key, tag in _INFO.items():
        value = _string(raw.FPDF_GetMetaText, document, tag.encode())
        if key in ("created", "modified"):
            value = _iso_date(value)
        if value:
            out[key] = value
    return out


def _iso_date(value: str) -> str:
    """Return a PDF date as ISO 8601, as precise as it was given; empty where it is none."""
    found = _DATE.match(value)
    if not found:
        return ""
    year, month, day, hour, minute, second, sign, off_hour, off_minute = found.groups()
    date = "-".join(part for part in (year, month, day) if part)
    if not (day and hour and minute):
        return date
    zone = "Z" if sign == "Z" else f"{sign}{off_hour}:{off_minute or '00'}" if sign and off_hour else ""
    if zone in ("+00:00", "-00:00"):
        zone = "Z"
    return f"{date}T{hour}:{minute}:{second or '00'}{zone}"


def _outline(document: raw.FPDF_DOCUMENT) -> dict[str, int]:
    """Return the bookmarks' folded titles with their depth (1 is the top).

    Damaged files hold bookmarks that lead back to one before: each is taken once.
    """
    out: dict[str, int] = {}
    seen: set[int] = set()

    def walk(parent: object, depth: int) -> None:
        mark = raw.FPDFBookmark_GetFirstChild(document, parent)
        while mark and len(out) < 2000 and (at := ctypes.cast(mark, ctypes.c_void_p).value or 0) not in seen:
            seen.add(at)
            title = fold(_string(raw.FPDFBookmark_GetTitle, mark))
            if title:
                out.setdefault(title, depth)
            if depth < 6:
                walk(mark, depth + 1)
            mark = raw.FPDFBookmark_GetNextSibling(document, mark)

    walk(None, 1)
    return out
