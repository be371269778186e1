"""What stands at a place of a document, seen with other eyes than the readers': a witness to quotes.

PDF: the text that PDFium finds in the box. HTML: the text of the element. Text: the lines. Letters
and digits are compared; white space, hyphens and mark-up are not. Other kinds of files, and what was
recognised optically, have no witness.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import lxml.etree
import lxml.html
import pypdfium2
import pypdfium2.raw as pdfium_c

from pipeline.archive import Archive, ArchiveError
from pipeline.limits import allow
from pipeline.reading import Teller
from warehouse.query import rows

SECONDS = 600.0  # for the quotes of one document
_MARGIN = 2.0  # points around a box: glyphs reach out of their line
_EVIDENCE = """
SELECT DISTINCT d.name, d.content_sha256, d.media_type, e.*
FROM core.evidence e JOIN core.documents d USING (document_id)
WHERE e.evidence_id IN (SELECT evidence_id FROM core.assessments UNION SELECT evidence_id FROM core.facts
                        UNION SELECT evidence_id FROM core.mentions)
ORDER BY d.name, e.page, e.evidence_id
"""


def folded(text: str) -> str:
    """Return the letters and digits of a text, tags left out."""
    text = re.sub(r"</?[a-z]+\b[^<>]*>", "", text)
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum() or c == "%")


def holds(text: str, quote: str) -> bool:
    """Whether the quote stands in the text: its letters and digits, or the very sign where it has none."""
    return folded(quote) in folded(text) if folded(quote) else "".join(quote.split()) in text


class Pdf:
    """What PDFium finds in a box given in points from the top left corner of the page."""

    def __init__(self, data: bytes) -> None:
        self.pdf = pypdfium2.PdfDocument(data)

    def text(self, page_number: int, box: tuple[float, float, float, float]) -> str:
        """Return the words in a box (x0, top, x1, bottom) of a page, which counts from 1."""
        page = self.pdf[page_number - 1]
        width, height = page.get_size()
        x0, top, x1, bottom = box
        corners = [
            self._on_page(page, x, y, width, height)
            for x, y in ((x0 - _MARGIN, top - _MARGIN), (x1 + _MARGIN, bottom + _MARGIN))
        ]
        (left, right), (low, high) = (sorted(c[i] for c in corners) for i in (0, 1))
        words = page.get_textpage().get_text_bounded(left, low, right, high)
        return str(words)

    @staticmethod
    def _on_page(page: Any, x: float, y: float, width: float, height: float) -> tuple[float, float]:
        """Turn a place on the page as displayed into the page's own coordinates, its turn and crop undone."""
        fine = 100  # the call takes whole numbers
        out = ctypes.c_double(), ctypes.c_double()
        pdfium_c.FPDF_DeviceToPage(
            page.raw, 0, 0, round(width * fine), round(height * fine), 0, round(x * fine), round(y * fine), *out
        )
        return out[0].value, out[1].value


class Html:
    """The text of an element by its path."""

    def __init__(self, data: bytes) -> None:
        self.root = lxml.html.document_fromstring(data).getroottree()

    def text(self, locator: str) -> str:
        """Return the words of the elements at a path; none where there is no such element."""
        return " ".join(str(e.text_content()) for e in self.root.xpath(locator))


class Lines:
    """The words of some lines, ``L12`` or ``L12-L14``."""

    def __init__(self, data: bytes) -> None:
        self.lines = re.split(r"\r\n|\n|\r", _decoded(data))

    def text(self, locator: str) -> str:
        """Return the words of the lines, which count from 1; none where the locator names no lines."""
        found = re.fullmatch(r"L(\d+)(?:-L(\d+))?", locator)
        return "\n".join(self.lines[int(found[1]) - 1 : int(found[2] or found[1])]) if found else ""


class Records(Lines):
    """The words of the records of a CSV file that begin in some lines: a field in quotes may hold line ends."""

    def text(self, locator: str) -> str:
        """Return the words of the records; a record goes on while a quotation is open."""
        text = super().text(locator)
        number = int(re.findall(r"\d+", locator)[-1])
        while text.count('"') % 2 and number < len(self.lines):
            text += "\n" + self.lines[number]
            number += 1
        return text


def _decoded(data: bytes) -> str:
    """Return the words of a text: UTF-8, UTF-16 where its mark says so, else what Windows writes."""
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def _texts(data: bytes, media_type: str, evidence: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield each piece of evidence with the text that stands at its place; nothing where there is no witness."""
    source: Html | Lines
    if media_type == "application/pdf":
        pdf = Pdf(data)
        for e in evidence:
            if not e["ocr"]:
                yield e, pdf.text(e["page"], (e["x0"], e["top"], e["x1"], e["bottom"]))
    elif media_type in ("text/html", "text/plain", "text/markdown", "text/csv"):
        kinds: dict[str, type[Html | Lines]] = {"text/html": Html, "text/csv": Records}
        source = kinds.get(media_type, Lines)(data)
        for e in evidence:
            yield e, source.text(e["locator"])


@dataclass(slots=True)
class Testimony:
    """How many quotes were looked up, and in words those that are ``misplaced``; ``unheard`` are documents whose
    bytes are missing, damaged or cannot be opened."""

    looked_up: int = 0
    misplaced: list[str] = field(default_factory=list)
    unheard: list[str] = field(default_factory=list)


def look_up(warehouse: Path, archive: Archive) -> Testimony:
    """Look up the quote of every value of a warehouse in the archived bytes, in a process with limits."""
    by_document: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows(warehouse, _EVIDENCE):
        by_document[row["content_sha256"], row["media_type"]].append(row)
    found = Testimony()
    teller = Teller()
    teller.list_seconds = SECONDS
    try:
        for (digest, media_type), evidence in by_document.items():
            try:
                heard = teller.look(testify, archive.root, digest, media_type, evidence)
            except MemoryError:
                said = "to open it takes more time or memory than a reader may have"
                heard = Testimony(unheard=[f"{evidence[0]['name']}: {said}"])
            found.looked_up += heard.looked_up
            found.misplaced += heard.misplaced
            found.unheard += heard.unheard
    finally:
        teller.close()
    return found


def testify(root: Path, digest: str, media_type: str, evidence: list[dict[str, Any]]) -> Testimony:
    """Look up the quotes of one document of the archive at ``root``."""
    found = Testimony()
    try:
        data = Archive(root).get(digest)
        allow(data)
        for e, text in _texts(data, media_type, evidence):
            found.looked_up += 1
            if not holds(text, e["quote"]):
                place = f"page {e['page']}" if e["page"] else e["locator"]
                found.misplaced.append(f"{e['name']}, {place}, {e['rule']}: {e['quote']!r} is not in {text!r}")
    except (ArchiveError, pypdfium2.PdfiumError, lxml.etree.LxmlError, ValueError, IndexError) as error:
        found.unheard.append(f"{evidence[0]['name']}: {error}")
    return found
