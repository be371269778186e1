"""The HTML backend on page designs as publishers have them."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.backends import html
from extractors.document import Block, Document, Table


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
    assert time.process_time() - started < 6


def test_every_position_of_a_table_is_covered_once() -> None:
    found = page("<table><tr><th>a<th>b<th>c<tr><td rowspan=3>x<td colspan=9>y<tr><td>z<tr></table>")
    (table,) = found.tables
    assert isinstance(table, Table)
    area = sum(c.row_span * c.col_span for c in table.cells)
    assert area == table.n_rows * table.n_cols
    assert all(cell is not None for row in table.grid for cell in row)
