"""The quote of every value really stands where its evidence says, seen with other eyes than the readers'.

PDF: the text that PDFium finds in the box. HTML: the text of the element. Text: the lines. Letters
and digits are compared; white space, hyphens and mark-up are not.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lxml.html
import pypdfium2
import pypdfium2.raw as pdfium_c
import pytest

from pipeline.archive import Archive
from warehouse.query import rows

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
        found = self.root.xpath(locator)
        assert found, f"no element at {locator}"
        return " ".join(str(e.text_content()) for e in found)


class Lines:
    """The words of some lines, ``L12`` or ``L12-L14``."""

    def __init__(self, data: bytes) -> None:
        self.lines = re.split(r"\r\n|\n|\r", data.decode("utf-8-sig"))

    def text(self, locator: str) -> str:
        first, last = re.fullmatch(r"L(\d+)(?:-L(\d+))?", locator).groups()  # type: ignore[union-attr]
        return "\n".join(self.lines[int(first) - 1 : int(last or first)])


def _texts(data: bytes, media_type: str, evidence: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield each piece of evidence with the text that stands at its place; none where it was recognised optically."""
    source: Html | Lines
    if media_type == "application/pdf":
        pdf = Pdf(data)
        for e in evidence:
            if not e["ocr"]:
                yield e, pdf.text(e["page"], (e["x0"], e["top"], e["x1"], e["bottom"]))
    elif media_type in ("text/html", "text/plain", "text/markdown", "text/csv"):
        source = Html(data) if media_type == "text/html" else Lines(data)
        for e in evidence:
            yield e, source.text(e["locator"])


def misplaced(warehouse: Path) -> tuple[int, list[str]]:
    """Return how many quotes were looked up, and those that are not where they should be."""
    archive = Archive(warehouse.parent / "archive")
    by_document: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows(warehouse, _EVIDENCE):
        by_document[row["content_sha256"], row["media_type"]].append(row)
    looked_up, wrong = 0, []
    for (digest, media_type), evidence in by_document.items():
        for e, text in _texts(archive.get(digest), media_type, evidence):
            looked_up += 1
            if not holds(text, e["quote"]):
                place = f"page {e['page']}" if e["page"] else e["locator"]
                wrong.append(f"{e['name']}, {place}, {e['rule']}: {e['quote']!r} is not in {text!r}")
    return looked_up, wrong


def check(warehouse: Path) -> None:
    looked_up, wrong = misplaced(warehouse)
    assert looked_up > 100
    assert not wrong, f"{len(wrong)} of {looked_up} quotes are not where they should be:\n" + "\n".join(wrong[:20])


def test_quotes_of_the_fixtures(warehouse_of_fixtures: Path) -> None:
    check(warehouse_of_fixtures)


def test_quotes_of_the_corpus(warehouse_of_corpus: Path) -> None:
    check(warehouse_of_corpus)


def test_the_check_sees_a_quote_that_is_not_there() -> None:
    page = Html(b"<html><body><p>uno</p><p>dos</p></body></html>")
    assert holds(page.text("/html/body/p[1]"), "uno")
    assert not holds(page.text("/html/body/p[2]"), "uno")
    assert holds(Lines(b"uno\ndos-\ntres").text("L2-L3"), "dostres")
    assert holds("1. Mapa \uf0fc", "\uf0fc")
    assert not holds("1. Mapa", "\uf0fc")


@pytest.mark.parametrize(("quote", "text"), [("Ciclo-Inclusiva", "Ciclo-\nInclusiva"), ("57,1 %", "57,1%")])
def test_line_ends_and_white_space_do_not_count(quote: str, text: str) -> None:
    assert holds(text, quote)
