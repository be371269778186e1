"""The PDF reader on prose: reading order, blocks, notes, running heads, metadata, bad files."""

from __future__ import annotations

from io import BytesIO

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from extractors.layout import Layout
from extractors.readers.errors import ReadError
from extractors.readers.pdf import read
from tests.pdf_drawing import HEIGHT, WIDTH, Page, document

RIVER = (
    "The office of rivers measures the level of the water",
    "each morning and writes it in a register that anyone",
    "may read at the town hall or at the school of the port.",
)
MARKET = (
    "Sellers of the market weigh fish on a scale that the",
    "council tests twice a year with weights of its own and",
    "a seal tells the buyers when the last test was made.",
)


def blocks(layout: Layout) -> list[tuple[str, str]]:
    return [(block.kind, str(block.text)) for block in layout.blocks]


def test_a_paragraph_is_one_block_and_an_early_end_begins_another() -> None:
    def page(p: Page) -> None:
        y = p.lines(72, 100, RIVER)
        p.lines(72, y, ["Lead agency: Office of Rivers", "Support agency: Port Council"])

    layout = read(document(page))
    assert blocks(layout) == [
        ("paragraph", " ".join(RIVER)),
        ("paragraph", "Lead agency: Office of Rivers"),
        ("paragraph", "Support agency: Port Council"),
    ]


def test_two_columns_are_read_one_after_the_other_and_make_no_table() -> None:
    def page(p: Page) -> None:
        p.text(72, 80, "Water and weights", 16, "Helvetica-Bold")
        for x, lines in ((72, RIVER), (320, MARKET)):
            y = 110.0
            for _ in range(5):
                y = p.lines(x, y, lines, size=9, pitch=11) + 8

    layout = read(document(page))
    assert layout.tables == []
    texts = [str(b.text) for b in layout.blocks]
    assert texts[0] == "Water and weights"
    assert texts[1:] == [" ".join(RIVER)] * 5 + [" ".join(MARKET)] * 5


def test_words_drawn_apart_with_a_narrow_space_are_two() -> None:
    def page(p: Page) -> None:
        for y, parts, gap in ((100, ("RIVERA", "ABIERTA"), 2.7), (200, ("PARTS", "AND"), 1.6), (300, "SPACED", 2.7)):
            x = 72.0
            for part in parts:
                p.text(x, y, part, 20, "Times-Bold")
                x += p.canvas.stringWidth(part, "Times-Bold", 20) + gap

    words = [str(block.text) for block in read(document(page)).blocks]
    assert words == ["RIVERA ABIERTA", "PARTSAND", "SPACED"]


def test_a_table_beside_text_does_not_cut_the_text() -> None:
    def page(p: Page) -> None:
        y = 100.0
        for line in RIVER * 4:
            p.text(60, y, line[:46], 9)
            y += 12
        xs, ys = [330.0, 450.0, 530.0], [95.0, 115.0, 135.0, 155.0]
        p.grid(xs, ys)
        for top, cells in zip(ys, (("Gauges", "12"), ("Scales", "7"), ("Seals", "3")), strict=False):
            p.row(xs, top, cells)

    layout = read(document(page))
    (table,) = layout.tables
    assert [[str(c.text) for c in row if c] for row in table.grid()] == [
        ["Gauges", "12"],
        ["Scales", "7"],
        ["Seals", "3"],
    ]
    assert not any("Gauges" in str(b.text) for b in layout.blocks)


def test_headings_items_captions_and_their_levels() -> None:
    def page(p: Page) -> None:
        p.text(72, 80, "Annual report", 20, "Helvetica-Bold")
        p.text(72, 110, "Measured rivers", 14, "Helvetica-Bold")
        p.lines(72, 130, RIVER)
        p.text(72, 180, "1. Gauges", 10)
        p.text(72, 194, "2. Registers", 10)
        p.text(72, 208, "\u2022 Seals", 10)
        p.text(72, 240, "Table 3: Gauges of the coast", 10)
        xs, ys = [72.0, 200.0, 300.0], [250.0, 268.0, 286.0]
        p.grid(xs, ys)
        p.row(xs, 250, ("North", "4"))
        p.row(xs, 268, ("South", "9"))

    layout = read(document(page))
    found = [(b.kind, b.level, b.marker, str(b.text)) for b in layout.blocks]
    assert found[0] == ("heading", 1, "", "Annual report")
    assert found[1] == ("heading", 2, "", "Measured rivers")
    assert found[3:6] == [("item", 0, "1.", "Gauges"), ("item", 0, "2.", "Registers"), ("item", 0, "\u2022", "Seals")]
    assert found[6] == ("caption", 0, "", "Table 3: Gauges of the coast")
    assert str(layout.tables[0].caption) == "Table 3: Gauges of the coast"
    assert layout.tables[0].section == ("Annual report", "Measured rivers")


def test_notes_stand_apart_and_their_numbers_leave_the_text() -> None:
    def page(p: Page) -> None:
        p.text(72, 100, "The port has 39 gauges.", 11)
        p.text(72 + p.canvas.stringWidth("The port has 39 gauges.", "Helvetica", 11), 96, "1", 6)
        p.lines(72, 124, RIVER, size=11, pitch=13)
        p.rule(72, 740, 216, 740)
        p.text(72, 748, "1", 5)
        p.text(76, 752, "Count of the harbour master, spring.", 8)

    layout = read(document(page))
    assert blocks(layout)[0] == ("paragraph", "The port has 39 gauges.")
    (note,) = [b for b in layout.blocks if b.kind == "footnote"]
    assert (note.marker, str(note.text)) == ("1", "Count of the harbour master, spring.")


def test_running_heads_and_page_numbers_leave_the_text() -> None:
    def page_of(number: int) -> object:
        def page(p: Page) -> None:
            p.text(200, 40, "Yearbook of rivers", 9)
            p.text(290, 810, f"Page {number} of 5", 9)
            p.text(72, 100, "Level of the water", 12, "Helvetica-Bold")
            name = ("Upper", "Stony", "Broad", "Lower", "Tidal")[number - 1]
            p.lines(72, 120, [f"{name} reach: {line}" for line in RIVER])

        return page

    layout = read(document(*(page_of(n) for n in range(1, 6))))  # type: ignore[arg-type]
    texts = [str(b.text) for b in layout.blocks]
    assert not any("Yearbook" in t or t.startswith("Page ") for t in texts)
    assert texts.count("Level of the water") == 5  # a heading that begins each page stays
    assert sum("Yearbook of rivers" in str(t) for t in layout.running) == 5


def test_numbers_of_pages_of_an_excerpt_leave_the_text() -> None:
    """A copy of pages 5 and 18 to 20: the first number is not in step with the others."""

    def page_of(number: int) -> object:
        def page(p: Page) -> None:
            p.lines(72, 120, [f"{('Upper', 'Stony', 'Broad', 'Tidal')[number % 4]} reach: {line}" for line in RIVER])
            p.text(290, 780, str(number), 9)

        return page

    layout = read(document(*(page_of(n) for n in (5, 18, 19, 20))))  # type: ignore[arg-type]
    assert [str(t) for t in layout.running] == ["5", "18", "19", "20"]


def test_lines_whose_numbers_are_not_in_step_with_the_pages_are_text() -> None:
    """Dates at the foot of each page are no running foot, though they differ by no more than their numbers."""

    def page_of(number: int) -> object:
        def page(p: Page) -> None:
            p.text(72, 40, f"Report {2014 + number} of the river", 9)
            p.lines(72, 120, RIVER)
            p.text(72, 760, f"Begun: {(7, 12, 4, 3, 10)[number - 1]:02}-2014")
            p.text(290, 810, f"Page {number + 4} of 5", 9)

        return page

    layout = read(document(*(page_of(n) for n in range(1, 6))))  # type: ignore[arg-type]
    texts = " ".join(str(b.text) for b in layout.blocks)
    assert texts.count("Begun: ") == 5
    assert "Page " not in texts
    assert "Report " not in texts


def test_what_begins_many_pages_and_stands_elsewhere_too_is_text() -> None:
    """Lists that are alike put one label, and one of two sentences, at the top of most pages."""

    def page_of(number: int) -> object:
        def page(p: Page) -> None:
            top = 72 if number < 5 else 60
            p.text(72, top, "Read by: the keeper" if number < 6 else "Read by: the miller")
            p.text(72, top + 28, f"The gauge was {'found' if number in (1, 2, 4) else 'not found'} again.")
            p.lines(72, 150, [f"{'ABCDEF'[number - 1]} gauge: {line}" for line in RIVER])
            p.text(290, 810, f"Page {number}", 9)

        return page

    layout = read(document(*(page_of(n) for n in range(1, 7))))  # type: ignore[arg-type]
    texts = " ".join(str(b.text) for b in layout.blocks)
    assert texts.count("Read by: ") == 6
    assert texts.count(" found again.") == 6
    assert "Page " not in texts


def test_a_paragraph_goes_on_over_the_page() -> None:
    def first(p: Page) -> None:
        p.lines(72, 760, RIVER[:2])

    def second(p: Page) -> None:
        p.text(72, 72, RIVER[2], 10)

    (block,) = read(document(first, second)).blocks
    assert str(block.text) == " ".join(RIVER)
    assert [line.place.page for line in block.text.lines] == [1, 1, 2]


def test_a_word_can_be_boxed() -> None:
    layout = read(document(lambda p: p.text(72, 100, "Gauges of the northern coast", 10)))
    text = layout.blocks[0].text
    start = str(text).index("northern")
    quote, place = text.quote(start, start + len("northern"))
    before = Canvas(BytesIO()).stringWidth("Gauges of the ", "Helvetica", 10)
    assert quote == "northern"
    assert place.page == 1
    assert place.x0 == pytest.approx(72 + before, abs=1.0)
    assert place.top is not None
    assert place.bottom is not None
    assert place.top < 100 - 5 < place.bottom


def test_letters_spaced_out_by_their_shapes_are_words() -> None:
    def draw(p: Page) -> None:
        x = 72.0
        for letter, step in zip("PARISH MONEY", (7, 12, 12, 6, 12, 14, 6, 14, 13, 13, 12, 12), strict=True):
            p.text(x, 100, letter, 10)
            x += step
        p.text(72, 140, "The parish spends its money in the open.")

    assert str(read(document(draw)).elements[0]).startswith("PARISH MONEY")


def test_a_numeral_in_the_margin_does_not_part_a_title() -> None:
    def draw(p: Page) -> None:
        p.text(200, 73, "Procurement of the parishes", 25, "Helvetica-Bold")
        p.text(23, 132, "C2", 70, "Helvetica-Bold")
        p.text(200, 102, "on the national portal", 25, "Helvetica-Bold")
        p.lines(200, 180, ["Only three of fourteen corporations publish their contracts.", "All will do so next year."])

    words = [str(e) for e in read(document(draw)).elements]
    assert "Procurement of the parishes on the national portal" in words


def test_letters_spaced_out_and_printed_twice_are_words_once() -> None:
    def page(p: Page) -> None:
        spaced = p.canvas.beginText(72, HEIGHT - 100)
        spaced.setFont("Helvetica", 12)
        spaced.setCharSpace(5)
        spaced.textOut("RIVERS REPORT")
        p.canvas.drawText(spaced)
        p.text(72, 140, "Measured", 12)
        p.text(72.3, 140, "Measured", 12)

    texts = [str(b.text) for b in read(document(page)).blocks]
    assert texts == ["RIVERS REPORT", "Measured"]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_page_is_read_as_it_is_shown(turn: int) -> None:
    out = BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=1)  # reportlab turns the page box itself
    canvas.setPageRotation(turn)
    canvas.translate(*{0: (0, 0), 90: (HEIGHT, 0), 180: (WIDTH, HEIGHT), 270: (0, WIDTH)}[turn])
    canvas.rotate(turn)
    canvas.setFont("Helvetica", 10)
    for i, line in enumerate(RIVER):
        canvas.drawString(72, HEIGHT - 100 - 12 * i, line)
    canvas.save()
    layout = read(out.getvalue())
    assert (layout.pages[0].width, layout.pages[0].height) == (WIDTH, HEIGHT)
    (block,) = layout.blocks
    assert str(block.text) == " ".join(RIVER)
    assert block.text.place.x0 == pytest.approx(72, abs=1)
    assert block.text.place.top == pytest.approx(92, abs=3)


def test_what_lies_outside_of_the_crop_box_is_not_read() -> None:
    def page(p: Page) -> None:
        p.text(72, 30, "Printer's mark", 10)
        p.text(172, 200, "Inside of the crop", 10)

    layout = read(document(page, cropBox=(100, 100, 500, 742)))
    assert [str(b.text) for b in layout.blocks] == ["Inside of the crop"]
    assert layout.blocks[0].text.place.x0 == pytest.approx(72, abs=1)
    assert (layout.pages[0].width, layout.pages[0].height) == (400, 642)


def test_metadata_and_dates() -> None:
    out = BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.setTitle("Yearbook")
    canvas.setAuthor("Office of Rivers")
    canvas.drawString(72, 700, "Words")
    canvas.save()
    metadata = read(out.getvalue()).metadata
    assert (metadata["title"], metadata["author"]) == ("Yearbook", "Office of Rivers")
    assert metadata["created"].startswith("2000-01-01T00:00:00")


def test_pages_without_words_are_told() -> None:
    def page(p: Page) -> None:
        from PIL import Image
        from reportlab.lib.utils import ImageReader

        p.canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, WIDTH, HEIGHT)

    layout = read(document(page))
    assert layout.elements == []
    assert [p.code for p in layout.problems] == ["no_text_layer"]


def _encrypted() -> bytes:
    out = BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("secret", ownerPassword="other"))
    canvas.drawString(72, 700, "Words")
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"<html><body>Not found</body></html>", "wrong_type"),
        (b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog", "truncated"),
        (b"%PDF-1.7\nnothing that anyone could read\n%%EOF\n", "corrupt"),
    ],
)
def test_bad_files_fail_with_a_code(data: bytes, code: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(data)
    assert caught.value.code == code


def test_an_encrypted_file_fails_with_a_code() -> None:
    with pytest.raises(ReadError) as caught:
        read(_encrypted())
    assert caught.value.code == "encrypted"


def test_many_drawings_do_not_hang_and_are_told() -> None:
    def page(p: Page) -> None:
        p.text(72, 60, "A map of the coast", 10)
        path = p.canvas.beginPath()
        for i in range(70_000):
            path.moveTo(i % 500, (i * 7) % 700)
            path.lineTo(i % 500 + 3, (i * 7) % 700 + 5)
        p.canvas.drawPath(path)

    layout = read(document(page))
    assert [str(b.text) for b in layout.blocks] == ["A map of the coast"]
    assert [p.code for p in layout.problems] == ["too_many_drawings"]
