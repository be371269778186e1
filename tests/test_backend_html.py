"""The HTML backend on page designs as publishers have them."""

from __future__ import annotations

import html as escaping
import itertools
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from extractors.backends import html
from extractors.backends import read as read_file
from extractors.document import Block, Document, Table
from extractors.readers import ReadError


def page(body: str, head: str = "") -> Document:
    return html.read(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode())


def shown(document: Document) -> list[tuple[str, str]]:
    return [(b.kind, str(b)) for b in document.blocks]


def words(document: Document) -> list[str]:
    return [str(b) for b in document.blocks]


def runs(block: Block) -> list[tuple[str, str]]:
    return [(r.tag, str(block)[r.start : r.end].strip()) for r in block.runs]


def around(document: Document) -> list[str]:
    return [str(t) for t in document.furniture]


def test_a_picture_of_a_table_that_is_no_part_of_the_page_is_named() -> None:
    found = html.read_text(
        '<h1>Works</h1><img src="table.png" alt="Table 1: works of the port"><img src="port.jpg" alt="The port">'
    )
    assert [p.code for p in found.problems] == ["picture_not_read"]


def test_drupal_fields_are_pairs_in_one_box_and_badges_stand_apart_from_titles() -> None:
    style = "<style>.badge{background:#c77f00;color:#fff;float:right}.field__item{display:inline}</style>"
    found = page(
        '<h2>Plan</h2><details><summary><span class="badge">En ejecución</span><span class="num">Compromiso 1</span>'
        ' Datos</summary><div class="field"><div class="field__label">Aliados</div><div class="f">'
        '<div class="field__item">INTRANT</div>, <div class="field__item">Observatorio</div></div></div>'
        '<div class="field"><div class="field__label">Inicio</div><div class="field__item">Julio</div></div></details>',
        style,
    )
    assert shown(found) == [
        ("heading", "Plan"), ("heading", "Compromiso 1 Datos"), ("paragraph", "En ejecución"),
        ("paragraph", "Aliados"), ("paragraph", "INTRANT, Observatorio"), ("paragraph", "Inicio"), ("paragraph", "Julio"),  # noqa: E501
    ]  # fmt: skip
    title, badge, label, value, second = (found.blocks[k] for k in (1, 2, 3, 4, 5))
    assert title.level == 3
    assert badge.runs[0].tag == "span.badge"
    assert badge.runs[0].style.colour == "#c77f00"
    assert label.container == value.container != second.container
    assert label.container[0] == title.container[0] == "details#1"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<p><span class="a">En ejecución</span><span class="b">Compromiso 1</span></p>', "En ejecución Compromiso 1"),
        ('<p><span class="c1">Com</span><span class="c3">promiso</span> dos</p>', "Compromiso dos"),
        ("<p>wo<b>rd</b>s</p>", "words"),
        ('<p><span class="num">1</span>Title</p>', "1 Title"),
        ('<p>See <span class="x">this</span>, now</p>', "See this, now"),
        ("<p>open data<sup><a href='#1'>1</a></sup> is</p>", "open data is"),
    ],
)
def test_borders_of_inline_elements_part_boxes_and_not_syllables(body: str, expected: str) -> None:
    assert words(page(body)) == [expected]


def test_bootstrap_accordion_opens_hidden_panels_and_names_them() -> None:
    found = page(
        '<h1>Plan</h1><div class="card"><div class="card-header"><button class="btn" data-toggle="collapse" '
        'data-target="#c1">Commitment 1</button></div><div id="c1" hidden><p>Lead: A<br>End: 2021</p></div></div>'
        '<div class="card"><div class="card-header"><button data-toggle="collapse" data-target="#c2">Commitment 2'
        '</button></div><div id="c2" hidden><p>Lead: B</p></div></div><div hidden><p>three hidden words</p></div>'
    )
    assert shown(found) == [
        ("heading", "Plan"), ("heading", "Commitment 1"), ("paragraph", "Lead: A"), ("paragraph", "End: 2021"),
        ("heading", "Commitment 2"), ("paragraph", "Lead: B"),
    ]  # fmt: skip
    assert found.blocks[1].level == found.blocks[4].level == 2
    assert [p.code for p in found.problems] == ["hidden_words"]
    assert "3 words" in found.problems[0].message


def test_elementor_tabs_head_their_panes_once() -> None:
    found = page(
        '<h2>Themes</h2><div role="tablist"><div role="tab" aria-controls="t1">Open data</div><div role="tab" '
        'aria-controls="t2">Justice</div></div><div class="tab" role="tab" aria-controls="t1">Open data</div>'
        '<div id="t1" role="tabpanel"><p>First pane</p></div><div id="t2" role="tabpanel" hidden><p>Second</p></div>'
    )
    assert words(found) == ["Themes", "Open data", "First pane", "Justice", "Second"]
    assert [b.container[-1:] for b in found.blocks[1:]] == [("tab#1",), ("tab#1",), ("tab#2",), ("tab#2",)]
    assert found.blocks[1].level == 3


def test_wordpress_chrome_is_furniture_and_facts_beside_the_text_are_not() -> None:
    found = page(
        '<a class="skip-link" href="#m">Skip to content</a><div class="top"><b>Site</b><span>Plan</span><span>News'
        '</span></div><div class="crumbs">Home › Plans › Third plan</div><main id="m"><h1>Third plan</h1>'
        "<aside><h3>Key facts</h3><p>Commitments: 12</p></aside><p>Text of the plan that goes on for a while.</p>"
        '<aside><h3>Related</h3><ul><li><a href="/a">Second plan</a></li></ul></aside></main>'
        '<div class="sharedaddy"><a href="#">Tweet</a></div><div id="comments" class="comments-area"><p>Nice</p></div>'
        '<form role="search"><input type="search"></form><div class="cookie-notice"><p>We use cookies</p></div>'
        "<footer><p>Address</p></footer>"
    )
    assert words(found) == ["Third plan", "Key facts", "Commitments: 12", "Text of the plan that goes on for a while."]
    for said in ("Skip to content", "Site Plan News", "Second plan", "Tweet", "Nice", "We use cookies", "Address"):
        assert said in around(found)


def test_meters_drawings_icons_and_boxes_to_tick_are_words_or_marks() -> None:
    found = page(
        '<h3>One <progress value="0.4" max="1"></progress></h3><div><span>Two</span></div>'
        '<div role="progressbar" aria-valuenow="55" aria-valuemin="0" aria-valuemax="100"></div>'
        '<p>Three <meter value="3" max="5">x</meter></p><p>80 % <progress value="80" max="100"></progress></p>'
        '<svg role="img" aria-label="status"><text>68%</text></svg>'
        '<p><input type="checkbox" checked> Yes <input type="radio"> No</p><p>Done <img src="c.png" alt="check"></p>'
    )
    assert words(found) == ["One", "40%", "Two", "55%", "Three", "3/5", "80 %", "68%", "☑ Yes ☐ No", "Done"]
    tags = {tag for b in found.blocks for tag, _ in runs(b)}
    assert {"progress", "progressbar", "meter", "svg", "checkbox.checked", "radio.unchecked"} <= tags
    assert [m.kind for m in found.blocks[8].marks] == ["check", "empty"]
    assert [m.kind for m in found.blocks[9].marks] == ["check"]


def test_lists_count_as_they_are_printed() -> None:
    found = page(
        '<ol start="3" type="a"><li>x</li><li value="9">y<ul><li>deep</li></ul></li></ol>'
        "<ol reversed><li>z</li><li>w</li></ol><ul><li><h3>Title</h3><p>text</p></li></ul>"
    )
    assert [(b.kind, b.marker, b.level, str(b)) for b in found.blocks] == [
        ("item", "c.", 1, "x"), ("item", "i.", 1, "y"), ("item", "•", 2, "deep"), ("item", "2.", 1, "z"),
        ("item", "1.", 1, "w"), ("heading", "•", 3, "Title"), ("paragraph", "", 0, "text"),
    ]  # fmt: skip
    assert found.blocks[5].container == found.blocks[6].container
    assert found.blocks[5].container[-1].startswith("card#")


def test_tables_keep_spans_headings_nested_tables_and_fills() -> None:
    found = page(
        "<table><thead><tr><th rowspan=2>Name<th colspan=2>Level</tr><tr><th>Low<th>High</tr></thead>"
        '<tr><td><h4>One</h4><p>text</p></td><td style="background:#ff0000">x</td><td><table><tr><th>a<th>b<tr><td>1'
        "<td>2</table></td></tr></table>"
    )
    (table,) = found.tables
    assert (table.n_rows, table.n_cols, table.header_rows) == (3, 3, 2)
    assert table.header == (("Name",), ("Level", "Low"), ("Level", "High"))
    first, second, third = table.grid[2]
    assert first
    assert second
    assert third
    assert [(b.kind, str(b)) for b in first.blocks] == [("heading", "One"), ("paragraph", "text")]
    assert (second.fill, [m.kind for m in second.marks]) == ("#ff0000", ["x"])
    assert [str(b) for b in third.blocks] == ["a", "b", "1", "2"]
    assert str(third) == "a b 1 2"


def test_tables_of_other_elements_and_of_data_labels() -> None:
    found = page(
        '<div role="table"><div role="row"><span role="columnheader">Name</span><span role="columnheader">End</span>'
        '</div><div role="row"><span role="cell">One</span><span role="cell">2021</span></div></div>'
        '<table><tr><td data-label="Lead">A</td><td data-label="End">2020</td></tr>'
        '<tr><td data-label="Lead">B</td><td data-label="End">2021</td></tr></table>'
    )
    made, labelled = found.tables
    assert made.header == (("Name",), ("End",))
    assert labelled.header == (("Lead",), ("End",))
    assert labelled.n_rows == 3


def test_styles_come_from_the_sheet() -> None:
    found = page(
        '<p class="t">Shout</p><p>a <i style="color:#f00;font-weight:700">b</i></p><div class="box"><span>c</span></div>'  # noqa: E501
        '<p class="gone">not here</p>',
        "<style>.t{text-transform:uppercase;font-size:20px}.box span{font-weight:bold}.gone{display:none}"
        "@media print{.t{display:none}}p:hover{color:red}</style>",
    )
    shout, mixed, box = found.blocks
    assert (shout.runs[0].style.caps, shout.runs[0].style.size) == (True, 15.0)
    style = mixed.runs[1].style
    assert (style.bold, style.italic, style.colour) == (True, True, "#ff0000")
    assert box.runs[0].style.bold


def test_what_the_page_says_of_itself() -> None:
    found = page(
        '<p>Text <time datetime="2023-03">March</time></p>',
        '<title>Plan | Site</title><meta property="og:site_name" content="Site"><meta name="author" content="Unit">'
        '<link rel="canonical" href="https://x.example/p"><script type="application/ld+json">{"@graph":[{"@type":'
        '"WebPage","datePublished":"2022-08-30T10:00:00Z","dateModified":"2023-01-02"}]}</script>',
    )
    assert found.metadata == {
        "title": "Plan | Site", "site": "Site", "author": "Unit", "address": "https://x.example/p",
        "published": "2022-08-30", "modified": "2023-01-02",
    }  # fmt: skip


def test_word_and_google_docs_exports() -> None:
    found = page(
        '<p class="MsoNormal"><b><span lang="ES">Com</span></b><b><span lang="ES">promiso 1<o:p></o:p></span></b></p>'
        '<p class="c2"><span class="c1">Lead:</span><span class="c4"> Ministry</span></p>',
        "<style>.c1{font-weight:700}</style>",
    )
    assert words(found) == ["Compromiso 1", "Lead: Ministry"]
    assert [r.style.bold for r in found.blocks[1].runs] == [True, False]


@given(
    st.lists(st.sampled_from(["open", "data", "Plan", "1", "(x)", "año", ",", "%"]), min_size=1, max_size=8), st.data()
)
@settings(max_examples=150, deadline=None)
def test_inline_tags_change_no_words(parts: list[str], data: st.DataObject) -> None:
    text = " ".join(parts)
    out = ""
    for letter in text:
        tag = data.draw(st.sampled_from(["", "", "b", "em", "span", "a", "u"]))
        out += f"<{tag}>{letter}</{tag}>" if tag and letter.strip() else letter
    (block,) = page(f"<p>{out}</p>").blocks
    assert str(block) == text
    covered = list(block.runs)
    assert not covered or (covered[0].start == 0 and covered[-1].end == len(text))
    assert all(a.end == b.start for a, b in itertools.pairwise(covered))


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 1900 + "x" + "</div>" * 1900,
        "<p>word <b>and</b> more words that follow</p>" * 20_000,
        "<table>" + "<tr><td rowspan=1000>a<td rowspan=1000>b</tr>" * 1000 + "</table>",
        "<span class=a>" * 1500 + "x",
        "<ul><li>" * 900 + "x",
        '<div class="card"><header><h3>T</h3></header>' * 800 + "x",
    ],
)  # fmt: skip
def test_large_and_hostile_pages_are_quick(body: str) -> None:
    started = time.process_time()
    document = page(body, "<style>" + ".a .b > .c{color:red}" * 2000 + "</style>")
    assert document.elements
    assert time.process_time() - started < 12  # seconds; what is not linear takes minutes


def test_every_position_of_a_table_is_covered_once() -> None:
    found = page("<table><tr><th>a<th>b<th>c<tr><td rowspan=3>x<td colspan=9>y<tr><td>z<tr></table>")
    (table,) = found.tables
    assert isinstance(table, Table)
    area = sum(c.row_span * c.col_span for c in table.cells)
    assert area == table.n_rows * table.n_cols
    assert all(cell is not None for row in table.grid for cell in row)


def grid(table: Table) -> list[list[str]]:
    return [[str(cell) if cell else "" for cell in row] for row in table.grid]


def kinds(document: Document) -> list[tuple[str, str]]:
    return [(e.kind, str(e)) if isinstance(e, Block) else ("table", str(e.caption)) for e in document.elements]


def test_blocks_and_their_paths() -> None:
    found = page(
        "<h1>Report</h1><p>A <b>plan</b> of<br>two lines<sup>1</sup> and a <a href='#'>link</a>.</p>"
        "<ol start=3 type=a><li>One<ul><li>Deeper</li></ul></li><li><p>Two</p><p>CL0001, 2012</p></li></ol>"
        "<p><strong>A bold title</strong></p><div>Loose words<p>and a paragraph</p>rest</div>"
        "<p><sup>1</sup> A note.</p><p id='_ftn2'>[2] Another.</p><p>Table 1. Nothing below</p>"
    )
    assert [(b.kind, b.level, b.marker, str(b), b.text.place.locator) for b in found.blocks] == [
        ("heading", 1, "", "Report", "/html/body/h1"),
        ("paragraph", 0, "", "A plan of two lines and a link.", "/html/body/p[1]"),
        ("item", 1, "c.", "One", "/html/body/ol/li[1]"),
        ("item", 2, "•", "Deeper", "/html/body/ol/li[1]/ul/li"),
        ("item", 1, "d.", "Two", "/html/body/ol/li[2]/p[1]"),
        ("paragraph", 0, "", "CL0001, 2012", "/html/body/ol/li[2]/p[2]"),
        ("paragraph", 0, "", "A bold title", "/html/body/p[2]"),
        ("paragraph", 0, "", "Loose words", "/html/body/div"),
        ("paragraph", 0, "", "and a paragraph", "/html/body/div/p"),
        ("paragraph", 0, "", "rest", "/html/body/div"),
        ("footnote", 0, "1", "A note.", "/html/body/p[3]"),
        ("footnote", 0, "2", "Another.", "/html/body/p[4]"),
        ("caption", 0, "", "Table 1. Nothing below", "/html/body/p[5]"),
    ]
    assert found.blocks[6].text.bold


def test_the_page_around_is_furniture_and_what_is_not_shown_is_out() -> None:
    found = page(
        "<nav><a href='/'>Home</a></nav><header><p>Site</p></header><script>alert('no')</script><style>p{}</style>"
        "<template><p>no</p></template><!-- no --><main><header><h1>Report</h1></header>"
        "<aside><p>Member since: 2011</p></aside><aside><a href='/2'>See also this</a></aside>"
        "<p>Shown.</p><p hidden>Hidden.</p><p style='display: none'>Also hidden.</p></main>"
        "<p>Leave a Reply</p><footer>Foot</footer>"
    )
    assert kinds(found) == [("heading", "Report"), ("paragraph", "Member since: 2011"), ("paragraph", "Shown.")]
    assert around(found) == ["Home", "Site", "See also this", "Leave a Reply", "Foot"]
    assert "3 words" in next(p.message for p in found.problems if p.code == "hidden_words")


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
        assert words(page(f"<p>The {tip} of 2018.</p>")) == ["The action plan of 2018."], tip


def test_character_sets() -> None:
    text = "<html lang=es><head><meta charset={}><title>El año</title></head><body><p>Señal</p></body></html>"
    for encoding, said in (("utf-8", "utf-8"), ("cp1252", "iso-8859-1"), ("utf-8", "latin-1"), ("cp1252", "utf-8")):
        found = html.read(text.format(said).encode(encoding))
        assert words(found) == ["Señal"]
        assert found.metadata == {"title": "El año", "language": "es"}
    assert [p.code for p in found.problems] == ["encoding_guessed"]


def test_a_matrix_with_two_header_rows_and_marks() -> None:
    (table,) = page(
        "<table><caption>Table 2: Overview</caption><tr><td rowspan=2>Title</td><td colspan=3>Completion</td></tr>"
        "<tr><td>None</td><td>Some</td><td>All</td></tr>"
        "<tr><td>Water</td><td></td><td style='background: #FF0'>x</td><td></td></tr>"
        "<tr><td>Roads</td><td><img src='/i/check.png' alt=''></td><td></td><td></td></tr>"
        "<tr><td>Ports <i class='fa fa-star'></i></td><td></td><td></td><td><svg><title>check</title></svg></td></tr>"
        "<tr><td>Mines</td><td><input type=checkbox></td><td><input type=checkbox checked></td><td></td></tr></table>"
    ).tables
    assert (table.header_rows, str(table.caption)) == (2, "Table 2: Overview")
    assert table.header == (("Title",), ("Completion", "None"), ("Completion", "Some"), ("Completion", "All"))
    assert [[bool(c and c.marked) for c in row] for row in table.grid[2:]] == [
        [False, False, True, False],
        [False, True, False, False],
        [False, False, False, True],
        [False, False, True, False],
    ]
    ports, some = table.grid[4][0], table.grid[2][2]
    assert ports
    assert [m.kind for m in ports.marks] == ["star"]
    assert some
    assert (some.fill, some.place.locator) == ("#ffff00", "/html/body/table/tr[3]/td[3]")


def test_headings_and_small_tables_in_short_cells_are_cells() -> None:
    """A table of rows with as many short cells each lays out no page, whatever elements stand in them."""
    rows = "<tr><td>Free maps</td><td>Late</td></tr><tr><td>Bus data</td><td>Done</td></tr>"
    found = page(f"<table><tr><td><h2>Promise</h2></td><td>State</td></tr>{rows}</table>")
    assert [grid(t) for t in found.tables] == [[["Promise", "State"], ["Free maps", "Late"], ["Bus data", "Done"]]]
    inner = "<table><tr><td>S1</td><td>over</td></tr><tr><td>S2</td><td>open</td></tr></table>"
    rows = f"<tr><td>Promise</td><td>Steps</td></tr><tr><td>Free maps</td><td>{inner}</td></tr>"
    assert [grid(t) for t in page(f"<table>{rows}</table>").tables] == [
        [["Promise", "Steps"], ["Free maps", "S1 over S2 open"]]
    ]


def test_layout_tables_are_blocks() -> None:
    inner = "<table><tr><th>Year</th><th>Meetings</th></tr><tr><td>2020</td><td>4</td></tr></table>"
    found = page(f"<table><tr><td>Menu</td><td><h2>Part</h2><p>Words.</p>{inner}</td></tr></table>")
    assert kinds(found) == [("paragraph", "Menu"), ("heading", "Part"), ("paragraph", "Words."), ("table", "")]
    assert not page("<table><tr><td>One cell.</td></tr></table>").tables
    (table,) = page("<p>Table 1. At a glance</p><table><tr><td>One: 2</td></tr></table>").tables
    assert (grid(table), str(table.caption)) == ([["One: 2"]], "Table 1. At a glance")


def test_forms_one_after_another_stay_apart() -> None:
    form = "<table><tr><td>Number</td><td colspan=4>{}</td></tr><tr><td>Lead</td><td colspan=4>M</td></tr>{}</table>"
    level = (
        "<tr><td rowspan=2>Level</td><td>None</td><td>Low</td><td>High</td><td>All</td></tr><tr><td><td>x<td><td></tr>"
    )
    found = page(form.format("1. Water", level) + form.format("2. Roads", level))
    assert [(t.n_rows, t.n_cols, t.header_rows) for t in found.tables] == [(4, 5, 0), (4, 5, 0)]
    title = "<tr><td colspan=5>{}</td></tr>"
    found = page("".join(f"<table>{title.format(n)}{form.format(n, level)[7:]}" for n in ("1. Water", "2. Roads")))
    assert [(t.n_rows, t.header_rows) for t in found.tables] == [(5, 1), (5, 1)]


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


@settings(deadline=None)
@given(_tilings())
def test_cells_come_back_to_the_place_their_spans_give_them(tiling: list[list[int]]) -> None:
    columns = [c for c in range(len(tiling[0])) if any(not c or row[c] != row[c - 1] for row in tiling)]
    expected = [[f"cell {row[c]}" for c in columns] for row in tiling]
    assert [grid(t) for t in page(_page_of(tiling)).tables] == [expected]


@settings(deadline=None)
@given(
    st.lists(st.lists(st.text("abcñ<&> \"'", min_size=1, max_size=6), min_size=3, max_size=3), min_size=2, max_size=5)
)
def test_words_come_back(rows: list[list[str]]) -> None:
    rows = [[f"Z {words}" for words in row] for row in rows]
    body = "".join("<tr>" + "".join(f"<td>{escaping.escape(w)}</td>" for w in row) + "</tr>" for row in rows)
    assert [grid(t) for t in page(f"<table>{body}</table>").tables] == [
        [[" ".join(words.split()) for words in row] for row in rows]
    ]


def test_paths_are_those_of_lxml() -> None:
    source = (
        "<html><body><div><p>A</p><p>B</p></div><div><ul><li>C</li></ul><p>D</p></div>"
        "<table><tr><td>E</td><td>F</td></tr></table></body></html>"
    )
    found = html.read(source.encode())
    tree = lxml_html.fromstring(source).getroottree()
    assert sorted(map(str, found.texts())) == list("ABCDEF")
    for text in found.texts():
        assert tree.xpath(text.place.locator)[0].text_content() == str(text)
        assert tree.getpath(tree.xpath(text.place.locator)[0]) == text.place.locator


@pytest.mark.parametrize(
    "source",
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
def test_hostile_pages_are_read_or_refused(source: bytes) -> None:
    refused: str | None = None
    said = ""
    try:
        said = " ".join(map(str, html.read(b"<html><body>" + source).texts()))
    except ReadError as error:
        refused = error.code
    assert said or refused in ("no_text", "too_large")
    assert "aaaaaaaaaaaa" not in said


def test_what_is_nested_too_deep_is_reported() -> None:
    found = html.read(b"<html><body><p>Start</p>" + b"<div>" * 3000 + b"deep")
    assert [p.code for p in found.problems] == ["nested_too_deep", "cut_short"]


def test_scripts_in_text_are_text() -> None:
    assert words(page("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>")) == ["<script>alert(1)</script>"]


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        html.read(b"<p>" + data)
    except ReadError:
        return


@pytest.mark.parametrize("name", ["001", "002"])
def test_corpus_tables_are_the_same_as_html(corpus: Path, name: str) -> None:
    """A seed's tables written as HTML tables, spans and all, read back as the same logical tables."""
    seed = next((corpus / "seeds").glob(f"{name}*.txt"))
    tables = read_file(seed.read_bytes(), name=seed.name).tables
    source = []
    for table in tables:
        rows: list[list[str]] = [[] for _ in range(table.n_rows)]
        for cell in sorted(table.cells, key=lambda c: (c.row, c.col)):
            tag = "th" if cell.is_header else "td"
            said = escaping.escape(str(cell.text))
            rows[cell.row].append(f"<{tag} rowspan={cell.row_span} colspan={cell.col_span}>{said}</{tag}>")
        body = "".join(f"<tr>{''.join(row)}</tr>" for row in rows)
        source.append(f"<h2>Part</h2><p>{escaping.escape(str(table.caption))}</p><table>{body}</table>")
    again = [(grid(t), t.header_rows, str(t.caption)) for t in page("".join(source)).tables]
    assert again == [(grid(t), t.header_rows, str(t.caption)) for t in tables]


@pytest.mark.parametrize(
    ("source", "cut"),
    [
        ("<html><body><p>Eleven commitments</p></body></html>", False),
        ("<HTML lang=es><p>Eleven commitments</HTML >", False),
        ("<html><p>Eleven commitments</body>", False),
        ("<p>Eleven commitments", False),
        ("<!doctype html>\n<html lang='en'><body><p>Eleven comm", True),
    ],
)
def test_a_page_that_was_cut_off_says_so(source: str, cut: bool) -> None:
    assert ("cut_short" in [p.code for p in html.read(source.encode()).problems]) == cut


def test_words_in_a_table_outside_of_its_cells_stand_before_it() -> None:
    found = page("<p>Above</p><table><p>Table 1: Rivers</p><tr><td>a</td><td>b</td></tr></table>")
    assert [str(t.caption) for t in found.tables] == ["Table 1: Rivers"]
