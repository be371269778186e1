"""HTML pages: blocks and tables by the tree, element paths as places, the page around left out."""

from __future__ import annotations

import html as escaping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from extractors.layout import Block, Layout, Table
from extractors.readers import ReadError
from extractors.readers.html import read


def _read(body: str) -> Layout:
    return read(f"<!doctype html><html><body>{body}</body></html>".encode())


def _grid(table: Table) -> list[list[str]]:
    return [[str(cell.text) if cell else "" for cell in row] for row in table.grid()]


def _kinds(layout: Layout) -> list[tuple[str, str]]:
    return [(e.kind, str(e)) if isinstance(e, Block) else ("table", str(e.caption)) for e in layout.elements]


def test_blocks_and_their_paths() -> None:
    layout = _read(
        "<h1>Report</h1><p>A <b>plan</b> of<br>two lines<sup>1</sup> and a <a href='#'>link</a>.</p>"
        "<ol start=3 type=a><li>One<ul><li>Deeper</li></ul></li><li><p>Two</p><p>CL0001, 2012</p></li></ol>"
        "<p><strong>A bold title</strong></p><div>Loose words<p>and a paragraph</p>rest</div>"
        "<p><sup>1</sup> A note.</p><p id='_ftn2'>[2] Another.</p><p>Table 1. Nothing below</p>"
    )
    found = [(b.kind, b.level, b.marker, str(b), b.text.place.locator) for b in layout.blocks]
    assert found == [
        ("heading", 1, "", "Report", "/html/body/h1"),
        ("paragraph", 0, "", "A plan of two lines and a link.", "/html/body/p[1]"),
        ("item", 1, "c.", "One", "/html/body/ol/li[1]"),
        ("item", 2, "•", "Deeper", "/html/body/ol/li[1]/ul/li"),
        ("item", 1, "d.", "Two", "/html/body/ol/li[2]/p[1]"),
        ("paragraph", 0, "", "CL0001, 2012", "/html/body/ol/li[2]/p[2]"),
        ("heading", 2, "", "A bold title", "/html/body/p[2]"),
        ("paragraph", 0, "", "Loose words", "/html/body/div"),
        ("paragraph", 0, "", "and a paragraph", "/html/body/div/p"),
        ("paragraph", 0, "", "rest", "/html/body/div"),
        ("footnote", 0, "1", "A note.", "/html/body/p[3]"),
        ("footnote", 0, "2", "Another.", "/html/body/p[4]"),
        ("caption", 0, "", "Table 1. Nothing below", "/html/body/p[5]"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "<dl><dt>Lead institution</dt><dd>Ministry</dd><dt>Completion:</dt><dd></dd><dt>Starred:</dt><dd>No</dd></dl>",
        "<div>Lead institution: Ministry<br>Completion:<br><span>Starred:</span> No</div>",
        "<div><div>Lead institution:</div><div>Ministry</div></div><p>Completion:</p><p>Starred: No</p>",
        "<section><p class='field__label'>Lead institution</p><p>Ministry</p></section>"
        "<div><div class=label>Completion</div><div></div></div><div><b>Starred:</b> No</div>",
    ],
)
def test_labels_and_values_are_one_paragraph_each(body: str) -> None:
    assert _kinds(_read(body)) == [
        ("paragraph", "Lead institution: Ministry"),
        ("paragraph", "Completion:"),
        ("paragraph", "Starred: No"),
    ]


def test_the_page_around_is_running_and_what_is_not_shown_is_out() -> None:
    layout = _read(
        "<nav><a href='/'>Home</a></nav><header><p>Site</p></header><script>alert('no')</script><style>p{}</style>"
        "<template><p>no</p></template><!-- no --><main><header><h1>Report</h1></header>"
        "<aside><p>Member since: 2011</p></aside><aside><a href='/2'>See also this</a></aside>"
        "<p>Shown.</p><p hidden>Hidden.</p><p style='display: none'>Also hidden.</p></main>"
        "<p>Leave a Reply</p><footer>Foot</footer>"
    )
    assert _kinds(layout) == [("heading", "Report"), ("paragraph", "Member since: 2011"), ("paragraph", "Shown.")]
    assert [str(t) for t in layout.running] == [
        "Home", "Site", "See also this", "Hidden.", "Also hidden.", "Leave a Reply", "Foot"
    ]  # fmt: skip


def test_tooltips_are_out_and_their_terms_stay() -> None:
    definition = "Plans of the kind that are meant here hold promises made together. " * 3
    for tip in (
        f"<span class='tooltip'>action plan<span class='tooltiptext'>{definition}</span></span>",
        f"action plan<span class='glossary-tip'>{definition}</span>",
        f"<abbr title='{definition}'>action plan</abbr>",
        f"action plan<span role=tooltip>{definition}</span>",
        f"<a>action plan</a>{definition[:190]}...",
        f"<a>action plan</a>{definition[:190]}... More",
    ):
        assert str(_read(f"<p>The {tip} of 2018.</p>").blocks[0]) == "The action plan of 2018.", tip


def test_metadata_and_character_sets() -> None:
    page = (
        "<html lang=es><head><meta charset={}><title>El año</title><meta name=author content='Ana Peña'>"
        "<meta property='article:published_time' content='2021-05-03'><link rel=canonical href='http://x.org/a'>"
        "</head><body><p>Señal</p></body></html>"
    )
    for encoding, said in (("utf-8", "utf-8"), ("cp1252", "iso-8859-1"), ("utf-8", "latin-1"), ("cp1252", "utf-8")):
        layout = read(page.format(said).encode(encoding))
        assert str(layout.blocks[0]) == "Señal"
        assert layout.metadata["author"] == "Ana Peña"
    assert layout.metadata == {
        "title": "El año",
        "author": "Ana Peña",
        "published": "2021-05-03",
        "language": "es",
        "canonical": "http://x.org/a",
    }
    assert [p.code for p in layout.problems] == ["encoding_guessed"]


# -- tables --------------------------------------------------------------------------------------------------


def test_a_matrix_with_two_header_rows_and_marks() -> None:
    layout = _read(
        "<table><caption>Table 2: Overview</caption><tr><td rowspan=2>Title</td><td colspan=3>Completion</td></tr>"
        "<tr><td>None</td><td>Some</td><td>All</td></tr>"
        "<tr><td>Water</td><td></td><td style='background: #FF0'>x</td><td></td></tr>"
        "<tr><td>Roads</td><td><img src='/i/check.png' alt=''></td><td></td><td></td></tr>"
        "<tr><td>Ports <i class='fa fa-star'></i></td><td></td><td></td><td><svg><title>check</title></svg></td></tr>"
        "<tr><td>Mines</td><td><input type=checkbox></td><td><input type=checkbox checked></td><td></td></tr></table>"
    )
    table = layout.tables[0]
    assert (table.header_rows, str(table.caption)) == (2, "Table 2: Overview")
    assert table.header() == [("Title",), ("Completion", "None"), ("Completion", "Some"), ("Completion", "All")]
    marked = [[bool(c and c.marked) for c in row] for row in table.body()]
    assert marked == [
        [False, False, True, False],
        [False, True, False, False],
        [False, False, False, True],
        [False, False, True, False],
    ]
    ports, some = table.body()[2][0], table.body()[0][2]
    assert ports is not None
    assert ports.starred
    assert some is not None
    assert (some.fill, some.place.locator) == ("#ffff00", "/html/body/table/tr[3]/td[3]")


def test_headings_and_small_tables_in_short_cells_are_cells() -> None:
    """A table of rows with as many short cells each lays out no page, whatever elements stand in them."""
    rows = "<tr><td>Free maps</td><td>Late</td></tr><tr><td>Bus data</td><td>Done</td></tr>"
    layout = _read(f"<table><tr><td><h2>Promise</h2></td><td>State</td></tr>{rows}</table>")
    assert [_grid(t) for t in layout.tables] == [[["Promise", "State"], ["Free maps", "Late"], ["Bus data", "Done"]]]
    inner = "<table><tr><td>S1</td><td>over</td></tr><tr><td>S2</td><td>open</td></tr></table>"
    rows = f"<tr><td>Promise</td><td>Steps</td></tr><tr><td>Free maps</td><td>{inner}</td></tr>"
    layout = _read(f"<table>{rows}</table>")
    assert [_grid(t) for t in layout.tables] == [[["Promise", "Steps"], ["Free maps", "S1 over S2 open"]]]


def test_layout_tables_are_blocks_and_nested_ones_tables() -> None:
    inner = "<table><tr><th>Year</th><th>Meetings</th></tr><tr><td>2020</td><td>4</td></tr></table>"
    layout = _read(f"<table><tr><td>Menu</td><td><h2>Part</h2><p>Words.</p>{inner}</td></tr></table>")
    assert _kinds(layout) == [("paragraph", "Menu"), ("heading", "Part"), ("paragraph", "Words."), ("table", "")]
    layout = _read(f"<table><tr><th>A</th><th>B</th></tr><tr><td>one</td><td>two{inner}</td></tr></table>")
    assert [_grid(t) for t in layout.tables] == [
        [["A", "B"], ["one", "two"]],
        [["Year", "Meetings"], ["2020", "4"]],
    ]
    assert not _read("<table><tr><td>One cell.</td></tr></table>").tables
    assert _grid(_read("<p>Table 1. At a glance</p><table><tr><td>One: 2</td></tr></table>").tables[0]) == [["One: 2"]]


def test_tables_that_a_converter_cut_are_one() -> None:
    head = "<tr><th>Commitment</th><th>Reasons</th><th>Steps</th></tr>"
    row = "<tr><td>Commitment {}: x</td><td>The register is open to all who come.</td><td>{}</td></tr>"
    layout = _read(
        f"<p>Table 3: Progress</p><table>{head}{row.format(1, 'More of it will be shown to the')}</table>"
        f"<p>public in May.</p><table><thead>{row.format(2, 'None.').replace('td>', 'th>')}</thead></table>"
        f"<table>{head}{row.format(3, 'None.')}</table>"
    )
    assert len(layout.elements) == 1
    assert [row[2] for row in _grid(layout.tables[0])] == [
        "Steps", "More of it will be shown to the public in May.", "None.", "None."
    ]  # fmt: skip


def test_forms_one_after_another_stay_apart() -> None:
    form = "<table><tr><td>Number</td><td colspan=4>{}</td></tr><tr><td>Lead</td><td colspan=4>M</td></tr>{}</table>"
    level = (
        "<tr><td rowspan=2>Level</td><td>None</td><td>Low</td><td>High</td><td>All</td></tr><tr><td><td>x<td><td></tr>"
    )
    layout = _read(form.format("1. Water", level) + form.format("2. Roads", level))
    assert [(t.n_rows, t.n_cols, t.header_rows) for t in layout.tables] == [(4, 5, 0), (4, 5, 0)]
    title = "<tr><td colspan=5>{}</td></tr>"
    layout = _read("".join(f"<table>{title.format(n)}{form.format(n, level)[7:]}" for n in ("1. Water", "2. Roads")))
    assert [(t.n_rows, t.header_rows) for t in layout.tables] == [(5, 1), (5, 1)]


@st.composite
def _tilings(draw: st.DrawFn) -> list[list[int]]:
    """A grid in which each number covers one rectangle."""
    rows, cols = draw(st.integers(1, 6)), draw(st.integers(2, 5))
    grid = [[-1] * cols for _ in range(rows)]
    number = 0
    for r in range(rows):
        for c in range(cols):
            if grid[r][c] != -1:
                continue
            free = next((k for k in range(c, cols) if grid[r][k] != -1), cols) - c
            height, width = draw(st.integers(1, rows - r)), draw(st.integers(1, free))
            for i in range(r, r + height):
                grid[i][c : c + width] = [number] * width
            number += 1
    return grid


def _page_of(tiling: list[list[int]]) -> str:
    seen: set[int] = set()
    out = []
    for row in tiling:
        cells = []
        for number in row:
            if number in seen:
                continue
            seen.add(number)
            rows = sum(number in line for line in tiling)
            cols = max(line.count(number) for line in tiling)
            cells.append(f"<td rowspan={rows} colspan={cols}>cell {number}</td>")
        out.append(f"<tr>{''.join(cells)}</tr>")
    return f"<p>Table 1: Cells</p><table>{''.join(out)}</table>"


def _distinct(grid: list[list[int]]) -> list[list[int]]:
    rows = [row for r, row in enumerate(grid) if not r or row != grid[r - 1]]
    columns = list(zip(*rows, strict=True))
    columns = [column for c, column in enumerate(columns) if not c or column != columns[c - 1]]
    return [list(row) for row in zip(*columns, strict=True)]


@settings(deadline=None)
@given(_tilings())
def test_cells_come_back_to_the_place_their_spans_give_them(tiling: list[list[int]]) -> None:
    layout = _read(_page_of(tiling))
    expected = [[f"cell {number}" for number in row] for row in _distinct(tiling)]
    assert [_grid(t) for t in layout.tables] == [expected]
    assert all(cell is not None for t in layout.tables for row in t.grid() for cell in row)


@settings(deadline=None)
@given(
    st.lists(st.lists(st.text("abcñ<&> \"'", min_size=1, max_size=6), min_size=3, max_size=3), min_size=2, max_size=5)
)
def test_words_come_back(rows: list[list[str]]) -> None:
    rows = [[f"Z {words}" for words in row] for row in rows]
    body = "".join("<tr>" + "".join(f"<td>{escaping.escape(w)}</td>" for w in row) + "</tr>" for row in rows)
    layout = _read(f"<table>{body}</table>")
    assert [_grid(t) for t in layout.tables] == [[[" ".join(words.split()) for words in row] for row in rows]]


def test_paths_are_those_of_lxml() -> None:
    page = (
        "<html><body><div><p>A</p><p>B</p></div><div><ul><li>C</li></ul><p>D</p></div>"
        "<table><tr><td>E</td><td>F</td></tr></table></body></html>"
    )
    layout = read(page.encode())
    tree = lxml_html.fromstring(page).getroottree()
    assert sorted(map(str, layout.texts())) == list("ABCDEF")
    for text in layout.texts():
        assert tree.xpath(text.place.locator)[0].text_content() == str(text)
        assert tree.getpath(tree.xpath(text.place.locator)[0]) == text.place.locator


# -- hostile input -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page",
    [
        b"<div>" * 100_000 + b"deep",
        b"<b>" * 50_000 + b"deep",
        b"<table><tr><td>x" * 5_000,
        b"<ul><li>x" * 5_000,
        b"<p title='" + b"x" * 5_000_000 + b"'>words</p>",
        b"<table>" + b"<tr><td rowspan=65534 colspan=1000>a<td>b</tr>" * 500 + b"</table>",
        b"<" * 200_000,
        b"<p>" + b"aB" * 100_000 + b"...</p>",
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/hosts">]><p>&b;&c; z',
    ],
    ids=["div", "b", "table", "list", "attribute", "spans", "brackets", "tooltip", "entities"],
)
def test_hostile_pages_are_read_or_refused(page: bytes) -> None:
    refused: str | None = None
    words = ""
    try:
        words = read(b"<html><body>" + page).head(10_000)
    except ReadError as error:
        refused = error.code
    assert words or refused in ("no_text", "too_large")
    assert "aaaaaaaaaaaa" not in words


def test_what_is_nested_too_deep_is_reported() -> None:
    layout = read(b"<html><body><p>Start</p>" + b"<div>" * 3000 + b"deep")
    assert [p.code for p in layout.problems] == ["nested_too_deep", "cut_short"]


def test_scripts_in_text_are_text() -> None:
    assert str(_read("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>").blocks[0]) == "<script>alert(1)</script>"


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read(b"<p>" + data)
    except ReadError:
        return


# -- the same document in another dress ----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["001", "002", "004"])
def test_corpus_tables_are_the_same_as_html(corpus: Path, name: str) -> None:
    """A seed's tables written as HTML tables, spans and all, read back as the same logical tables."""
    from extractors.readers.text import read as read_text

    seed = next((corpus / "seeds").glob(f"{name}*.txt"))
    tables = read_text(seed.read_bytes()).tables
    page = []
    for table in tables:
        rows: list[list[str]] = [[] for _ in range(table.n_rows)]
        for cell in sorted(table.cells, key=lambda c: (c.row, c.col)):
            tag = "th" if cell.is_header else "td"
            words = escaping.escape(str(cell.text))
            rows[cell.row].append(f"<{tag} rowspan={cell.row_span} colspan={cell.col_span}>{words}</{tag}>")
        body = "".join(f"<tr>{''.join(row)}</tr>" for row in rows)
        page.append(f"<h2>Part</h2><p>{escaping.escape(str(table.caption))}</p><table>{body}</table>")
    again = _read("".join(page)).tables
    assert [(_grid(t), t.header_rows, str(t.caption)) for t in again] == [
        (_grid(t), t.header_rows, str(t.caption)) for t in tables
    ]


@pytest.mark.parametrize(
    ("page", "cut"),
    [
        ("<html><body><p>Eleven commitments</p></body></html>", False),
        ("<HTML lang=es><p>Eleven commitments</HTML >", False),
        ("<html><p>Eleven commitments</body>", False),
        ("<p>Eleven commitments", False),
        ("<!doctype html>\n<html lang='en'><body><p>Eleven comm", True),
    ],
)
def test_a_page_that_was_cut_off_says_so(page: str, cut: bool) -> None:
    assert ("cut_short" in [p.code for p in read(page.encode()).problems]) == cut


def test_words_in_a_table_outside_of_its_cells_stand_before_it() -> None:
    page = "<html><body><p>Above</p><table><p>Table 1: Rivers</p><tr><td>a</td><td>b</td></tr></table></body></html>"
    layout = read(page.encode())
    assert [str(t.caption) for t in layout.tables] == ["Table 1: Rivers"]
