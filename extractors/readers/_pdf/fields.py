"""What is written on a page without being part of it: values of form fields, ticks, and free text notes.

Each becomes words at its box, or a sign where a box is ticked. Replies, links and pop-up notes are left out.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator

import pypdfium2.raw as raw

from extractors.readers._pdf.chars import ASCENT, DESCENT
from extractors.readers._pdf.page import Box, Font, PageContent, Shape, Token, View

MOST = 3000
"""Fields and notes read of one page."""

_HIDDEN = 2 | 32  # flags of an annotation: hidden, not shown
_FONT = Font("field", False, "")
_SIZE = re.compile(r"([\d.]+)\s+Tf")
_WIDTH = 0.5  # of a letter, in font sizes
_LONGEST = 20_000  # characters of one value


def read_fields(page: raw.FPDF_PAGE, form: raw.FPDF_FORMHANDLE | None, view: View, content: PageContent) -> int:
    """Read the filled fields and free text notes of an open page into ``content``; return how many there were.

    ``form`` is the document's form, None where it has none; fields that take their value from a parent need it.
    """
    show = view.shower()
    count = 0
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), MOST)):
        note = raw.FPDFPage_GetAnnot(page, index)
        if not note:
            continue
        try:
            kind = raw.FPDFAnnot_GetSubtype(note)
            rect = raw.FS_RECTF()
            if kind not in (raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT) or not raw.FPDFAnnot_GetRect(note, rect):
                continue
            if raw.FPDFAnnot_GetFlags(note) & _HIDDEN:
                continue
            low, high = sorted((rect.bottom, rect.top))
            box = show(min(rect.left, rect.right), low, max(rect.left, rect.right), high)
            if kind == raw.FPDF_ANNOT_FREETEXT:
                count += _write(content, box, _text(note, b"Contents"), _size(note, box))
            else:
                count += _field(note, form, box, content)
        finally:
            raw.FPDFPage_CloseAnnot(note)
    if count:
        known = content.color_of
        content.color_of = lambda source: known(source) if source else ""
        content.characters = max(content.characters, 1)
    return count


def _field(note: raw.FPDF_ANNOTATION, form: raw.FPDF_FORMHANDLE | None, box: Box, content: PageContent) -> int:
    kind = raw.FPDFAnnot_GetFormFieldType(form, note) if form else -1
    if kind in (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON) or (kind < 0 and _text(note, b"AS")):
        state = _text(note, b"AS")
        ticked = bool(state) and state != "Off"
        content.shapes.append(Shape(*box, "check" if ticked else "empty"))
        return int(ticked)
    if kind in (raw.FPDF_FORMFIELD_PUSHBUTTON, raw.FPDF_FORMFIELD_SIGNATURE):
        return 0
    value = _text(note, b"V") or (_value(form, note) if form else "")
    return _write(content, box, value, _size(note, box))


def _string(call: object, *arguments: object) -> str:
    length = call(*arguments, None, 0)  # type: ignore[operator]
    if length <= 2 or length > 2 * _LONGEST:
        return ""
    buffer = (raw.FPDF_WCHAR * (length // 2 + 1))()
    call(*arguments, buffer, length)  # type: ignore[operator]
    return bytes(buffer)[: length - 2].decode("utf-16-le", "replace").replace("\0", "")


def _text(note: raw.FPDF_ANNOTATION, key: bytes) -> str:
    return _string(raw.FPDFAnnot_GetStringValue, note, key)


def _value(form: raw.FPDF_FORMHANDLE, note: raw.FPDF_ANNOTATION) -> str:
    return _string(raw.FPDFAnnot_GetFormFieldValue, form, note)


def _size(note: raw.FPDF_ANNOTATION, box: Box) -> float:
    """Return the font size that a field states, or one that fits its box."""
    stated = _SIZE.search(_text(note, b"DA"))
    size = float(stated[1]) if stated and stated[1].count(".") < 2 and stated[1] != "." else 0.0
    return size if 3 <= size <= 72 else min(max((box[3] - box[1]) * 0.7, 5.0), 11.0)


def _write(content: PageContent, box: Box, value: str, size: float) -> int:
    """Put the words of a value into its box, line by line from its top."""
    lines = list(_lines(value, max(box[2] - box[0], size), size))
    room = box[3] - box[1]
    height = min(1.15 * size, room / max(len(lines), 1)) if lines else 0.0
    top = box[1] + max((room - height * len(lines)) / 2, 0.0) if len(lines) == 1 else box[1] + 1.0
    for k, words in enumerate(lines):
        base = top + k * height + ASCENT * size
        x, step = box[0] + 2.0, min(_WIDTH * size, (box[2] - box[0] - 2.0) / max(sum(map(len, words)) + len(words), 1))
        for word in words:
            end = x + step * len(word)
            content.tokens.append(Token(x, base - ASCENT * size, end, base + DESCENT * size, word, size, _FONT, 0, 0))
            x = end + step
    return int(bool(lines))


def _lines(value: str, width: float, size: float) -> Iterator[list[str]]:
    """Cut a value into lines of words as wide as its box."""
    for paragraph in re.split(r"\r\n?|\n", value):
        line: list[str] = []
        used = 0.0
        for word in paragraph.split():
            wide = (len(word) + 1) * _WIDTH * size
            if line and used + wide > 1.1 * width:
                yield line
                line, used = [], 0.0
            line.append(word)
            used += wide
        if line:
            yield line


class Form:
    """The form of an open document; ``handle`` is None where it has none. A context manager."""

    def __init__(self, document: raw.FPDF_DOCUMENT) -> None:
        self._info = raw.FPDF_FORMFILLINFO()
        self._info.version = 2
        has = raw.FPDF_GetFormType(document) != raw.FORMTYPE_NONE
        self.handle = raw.FPDFDOC_InitFormFillEnvironment(document, ctypes.byref(self._info)) if has else None

    def __enter__(self) -> raw.FPDF_FORMHANDLE | None:
        return self.handle

    def __exit__(self, *_: object) -> None:
        if self.handle:
            raw.FPDFDOC_ExitFormFillEnvironment(self.handle)
