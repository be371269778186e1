"""The layout model: words keep their places whatever is joined, cut and quoted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from extractors.layout import Block, Cell, Line, Place, Table, Text, Word, assign_sections, union


def line(text: str, page: int = 1, top: float = 0.0) -> Line:
    words = []
    offset = 0
    for word in text.split(" "):
        words.append(Word(offset, offset * 5.0, (offset + len(word)) * 5.0))
        offset += len(word) + 1
    return Line(text, Place(page, 0, top, len(text) * 5.0, top + 10), words=tuple(words))


def test_hyphens_at_line_ends() -> None:
    assert str(Text([line("imple-"), line("mentación")])) == "implementación"
    assert str(Text([line("Ciclo-"), line("Inclusiva")])) == "Ciclo-Inclusiva"
    assert str(Text([line("2014-"), line("2016")])) == "2014-2016"
    assert str(Text([line("2014–"), line("2016")])) == "2014–2016"
    assert str(Text([line("avance -"), line("limitado")])) == "avance - limitado"
    assert str(Text([line("End-of-"), line("term")])) == "End-of-term"
    assert str(Text([line("socio-eco-"), line("nómico")])) == "socio-económico"


def test_a_quote_is_boxed_to_its_words() -> None:
    text = Text([line("El compromiso logró"), line("un 92% de avance", top=20)])
    start = str(text).index("92%")
    quote, place = text.quote(start, start + 3)
    assert quote == "92%"
    assert (place.x0, place.x1, place.top) == (15.0, 30.0, 20.0)


def test_a_quote_stops_at_the_page_break() -> None:
    text = Text([line("first page words", 1), line("second page words", 2)])
    quote, place = text.quote()
    assert quote == "first page words"
    assert place.page == 1


def test_union_of_text_lines_is_a_range() -> None:
    assert union([Place(locator="L4"), Place(locator="L6"), Place(locator="L5")]).locator == "L4-L6"
    assert union([]) == Place()


words = st.text("abcdefghñáé", min_size=1, max_size=8)
lines = st.lists(st.lists(words, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=6)


@given(lines, st.data())
def test_slices_and_quotes_agree_with_the_joined_words(rows: list[str], data: st.DataObject) -> None:
    text = Text([line(row, top=12.0 * i) for i, row in enumerate(rows)])
    joined = str(text)
    start = data.draw(st.integers(0, len(joined)))
    end = data.draw(st.integers(start, len(joined)))
    assert str(text.slice(start, end)) == " ".join(joined[start:end].split())
    assert text.quote(start, end)[0] == joined[start:end].strip()


def test_spans_cover_the_grid_and_headers_are_paths() -> None:
    table = Table(
        [
            Cell(0, 0, Text.of("Commitment"), row_span=2, is_header=True),
            Cell(0, 1, Text.of("Completion"), col_span=2, is_header=True),
            Cell(1, 1, Text.of("Limited"), is_header=True),
            Cell(1, 2, Text.of("Complete"), is_header=True),
            Cell(2, 0, Text.of("1. Portal")),
            Cell(2, 1, Text.of("x")),
            Cell(2, 2),
        ],
        n_rows=3,
        n_cols=3,
        header_rows=2,
    )
    assert table.header() == [("Commitment",), ("Completion", "Limited"), ("Completion", "Complete")]
    assert all(cell is not None for row in table.grid() for cell in row)
    assert len(table.body()) == 1


def test_sections_follow_heading_levels() -> None:
    blocks = [
        Block("heading", Text.of("Chapter"), 1),
        Block("heading", Text.of("Part"), 2),
        Block("paragraph", Text.of("words")),
        Block("heading", Text.of("Next"), 1),
        Block("paragraph", Text.of("more")),
    ]
    assign_sections(blocks)
    assert blocks[2].section == ("Chapter", "Part")
    assert blocks[4].section == ("Next",)


def test_the_last_hyphen_of_a_word_of_two_stays_at_the_end_of_a_line() -> None:
    assert str(Text([Line("The board keeps a follow-"), Line("up of each mid-"), Line("term meet-"), Line("ing")])) == (
        "The board keeps a follow-up of each mid-term meeting"
    )


def test_lines_are_texts_of_their_own_and_no_lines_are_none() -> None:
    text = Text((line("First line"), line(" ", top=10.0), line("Second", top=20.0)))
    assert [str(part).strip() for part in text.by_lines()] == ["First line", "Second"]
    assert Text(()).by_lines() == ()
