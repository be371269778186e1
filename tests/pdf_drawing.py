"""PDFs for tests of the reader: a page is drawn with points from the top left corner."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO

from reportlab.lib.colors import HexColor, black
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 595.0, 842.0


class Page:
    """Draws on one page of A4."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas

    def text(self, x: float, y: float, words: str, size: float = 10, font: str = "Helvetica", color: str = "") -> None:
        """Write words with their baseline at a height."""
        self.canvas.setFillColor(HexColor(color) if color else black)
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, HEIGHT - y, words)
        self.canvas.setFillColor(black)

    def lines(self, x: float, y: float, lines: Sequence[str], size: float = 10, pitch: float = 12) -> float:
        """Write lines one below the other and return the height below them."""
        for line in lines:
            self.text(x, y, line, size)
            y += pitch
        return y

    def upward(self, x: float, y: float, words: str, size: float = 8) -> None:
        """Write words from the bottom up."""
        self.canvas.saveState()
        self.canvas.translate(x, HEIGHT - y)
        self.canvas.rotate(90)
        self.canvas.setFont("Helvetica-Bold", size)
        self.canvas.drawString(0, 0, words)
        self.canvas.restoreState()

    def rule(self, x0: float, y0: float, x1: float, y1: float, width: float = 0.5) -> None:
        """Draw a line."""
        self.canvas.setLineWidth(width)
        self.canvas.line(x0, HEIGHT - y0, x1, HEIGHT - y1)

    def box(self, x0: float, y0: float, x1: float, y1: float, fill: str = "", stroke: bool = False) -> None:
        """Draw a rectangle."""
        if fill:
            self.canvas.setFillColor(HexColor(fill))
        self.canvas.rect(x0, HEIGHT - y1, x1 - x0, y1 - y0, stroke=int(stroke), fill=int(bool(fill)))
        self.canvas.setFillColor(black)

    def grid(self, xs: Sequence[float], ys: Sequence[float]) -> None:
        """Draw all rules of a table."""
        for x in xs:
            self.rule(x, ys[0], x, ys[-1])
        for y in ys:
            self.rule(xs[0], y, xs[-1], y)

    def row(self, xs: Sequence[float], y: float, cells: Sequence[str], font: str = "Helvetica") -> None:
        """Write a row of cells of one line each; ``y`` is the top of the row."""
        for x, words in zip(xs, cells, strict=False):
            self.text(x + 3, y + 13, words, 9, font)


def document(*pages: Callable[[Page], None], **settings: object) -> bytes:
    """Return a PDF of pages drawn one after the other; the bytes are the same each time."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=1, **settings)
    for draw in pages:
        draw(Page(canvas))
        canvas.showPage()
    canvas.save()
    return out.getvalue()
