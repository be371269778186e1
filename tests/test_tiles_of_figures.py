"""Tiles side by side, a big figure and what it counts in each."""

from __future__ import annotations

from extractors.layout import Block
from extractors.readers import pdf
from tests.pdf_drawing import Page, document

TILES = (("23", "pasos"), ("9", "oficinas"), ("140", "personas"))
BOLD = "Helvetica-Bold"


def test_each_tile_is_read_by_itself() -> None:
    def draw(page: Page) -> None:
        page.lines(60, 80, ["Este plan es breve. Quien lo lea sabrá en una hora", "qué se hace y quién responde."])
        for k, (figure, words) in enumerate(TILES):
            x = 60 + 160 * k
            page.box(x, 120, x + 145, 165, fill="#f3ece0")
            page.text(x + 10, 145, figure, 20, BOLD, "#8a4b00")
            page.text(x + 50, 144, words, 8)
        page.text(60, 200, "Lo que sigue es el plan.", 10)

    blocks = [str(e.text) for e in pdf.read(document(draw)).elements if isinstance(e, Block)]
    at = blocks.index("23")
    assert blocks[at : at + 6] == [words for tile in TILES for words in tile]
