"""Markdown with tables parted by tabs: blocks, tables, and lines as places."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.layout import Block, Layout, Table
from extractors.readers import ReadError
from extractors.readers.text import plain, read


def _read(text: str) -> Layout:
    return read(text.encode())


def _grid(table: Table) -> list[list[str]]:
    return [[str(cell.text) if cell else "" for cell in row] for row in table.grid()]


def _kinds(layout: Layout) -> list[tuple[str, str]]:
    return [(e.kind, str(e)) if isinstance(e, Block) else ("table", str(e.caption)) for e in layout.elements]


# -- blocks --------------------------------------------------------------------------------------------------


def test_markdown_blocks_and_their_lines() -> None:
    layout = _read(
        "# Report\n\nSome **bold** and [a link](http://x.org) here<sup>1</sup>.<br>Next line &amp; more.\n\n"
        "- a. **First**, one\n- b. Second\n    - deeper\n\n  1. One\n\n<sup>1</sup> A note.\n[2] Another note.\n\n"
        "## Chart No. 2: Not a heading\n\n**A bold line alone**\n\nText.\n"
    )
    found = [(b.kind, b.level, b.marker, str(b), b.text.place.locator) for b in layout.blocks]
    assert found == [
        ("heading", 1, "", "Report", "L1"),
        ("paragraph", 0, "", "Some bold and a link here. Next line & more.", "L3"),
        ("item", 1, "a.", "First, one", "L5"),
        ("item", 1, "b.", "Second", "L6"),
        ("item", 2, "-", "deeper", "L7"),
        ("item", 2, "1.", "One", "L9"),
        ("footnote", 0, "1", "A note.", "L11"),
        ("footnote", 0, "2", "Another note.", "L12"),
        ("caption", 0, "", "Chart No. 2: Not a heading", "L14"),
        ("heading", 2, "", "A bold line alone", "L16"),
        ("paragraph", 0, "", "Text.", "L18"),
    ]
    assert layout.blocks[-1].section == ("Report", "A bold line alone")


def test_definitions_glued_to_a_term_are_taken_out() -> None:
    definition = "Plans of the kind that are meant here hold promises made together with others. " * 3
    glued = f"The action plan{definition[:197]}... More, made in 2018, names ChileCompra and others... It ends."
    words = "The action plan, made in 2018, names ChileCompra and others... It ends."
    assert str(_read(glued).blocks[0]) == words
    assert plain(glued) == words


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("Señal de año".encode("cp1252"), "Señal de año"),
        (b"\xef\xbb\xbf" + "Señal\r\nde\rotro".encode(), "Señal"),
        ("Señal".encode("utf-16"), "Señal"),
    ],
)
def test_encodings(data: bytes, words: str) -> None:
    layout = read(data)
    assert str(layout.blocks[0]) == words
    assert [p.code for p in layout.problems] == (["encoding_guessed"] if b"\xf1" in data[:4] else [])


@pytest.mark.parametrize(
    ("data", "code"), [(b" \n ", "empty_file"), (b"---\n***\n", "no_text"), (b"a\0" * 90, "wrong_type")]
)
def test_what_is_no_text(data: bytes, code: str) -> None:
    with pytest.raises(ReadError) as error:
        read(data)
    assert error.value.code == code


# -- tables --------------------------------------------------------------------------------------------------


def test_a_table_cut_by_pages_is_one() -> None:
    """Tails of cut cells: below a note, at the head of the next part, as a paragraph of one open cell."""
    layout = _read(
        "Table 3: Progress\n\n"
        "Commitment\tState\tReasons\tNext steps\n"
        "<b>Commitment 1:</b> Water\tLimited\tThe office moved in May. Its staff and the\t\n"
        "\n<sup>1</sup> Green, yellow or red.\n\n"
        "archive followed in June.\n\n"
        "<p>Commitment 2: Roads</p>\t<p>Complete</p>\t<p>All roads are listed in the</p>\t<p>None are needed.</p>\n"
        "\n"
        "<p>Commitment 3: Ports</p>\t<p>Limited</p>\t<p>public register.</p> <p>Ports are not.</p>\t"
        "<p>More ports will come.</p>\n"
        "Commitment 4: Mines\tLimited\tNo mine was listed.\tThe ministry will ask the council of Old\n"
        "\nTown to list them.\n\n"
        "Commitment 5: Parks\tComplete\tAll parks are open.\tThey will stay so.\n"
        "---\t--\t--\t--\n\n"
        "After the table.\n"
    )
    assert _kinds(layout) == [
        ("table", "Table 3: Progress"),
        ("footnote", "Green, yellow or red."),
        ("paragraph", "After the table."),
    ]
    table = layout.tables[0]
    assert table.header_rows == 1
    assert _grid(table)[1:] == [
        ["Commitment 1: Water", "Limited", "The office moved in May. Its staff and the archive followed in June.", ""],
        ["Commitment 2: Roads", "Complete", "All roads are listed in the public register.", "None are needed."],
        ["Commitment 3: Ports", "Limited", "Ports are not.", "More ports will come."],
        [
            "Commitment 4: Mines",
            "Limited",
            "No mine was listed.",
            "The ministry will ask the council of Old Town to list them.",
        ],
        ["Commitment 5: Parks", "Complete", "All parks are open.", "They will stay so."],
    ]
    cell = table.grid()[1][2]
    assert cell is not None
    assert cell.text.place.locator == "L4-L8"
    assert not layout.problems


def test_a_tail_whose_cell_is_open_is_kept_and_reported() -> None:
    layout = _read(
        "Table 1: Progress\n\nTitle\tReasons\tSteps\nOne\tAll is done.\tNothing is left.\n"
        "Two\tThe work on the\tThe office of the\n\nminister goes on.\n\nThree\tAll is done.\tNothing is left.\n"
    )
    assert _kinds(layout) == [("table", "Table 1: Progress"), ("paragraph", "minister goes on.")]
    assert layout.tables[0].n_rows == 4
    assert [(p.code, p.place.locator) for p in layout.problems] == [("unplaced_tail", "L7")]


def test_tables_that_are_not_one() -> None:
    rows = "1\tWater\t50%\n2\tRoads\t60%\n"
    assert len(_read(f"N°\tTitle\tShare\n{rows}\nA paragraph between them.\n\n{rows}").tables) == 2
    assert len(_read(f"N°\tTitle\tShare\n{rows}\n## Heading\n\n{rows}").tables) == 2
    assert len(_read(f"N°\tTitle\tShare\n{rows}\nTable 2: Other\n\n{rows}").tables) == 2
    assert len(_read(f"N°\tTitle\tShare\n{rows}\nN°\tTitle\tShare\n{rows}").tables) == 1
    assert len(_read(f"N°\tTitle\tShare\n{rows}\nYear\tPlace\tName\n2001\tOslo\tAna\n").tables) == 2
    form = "Label\tWords of a value\t\nOther\tMore words\t\n"
    assert len(_read(f"{form}\n{form}").tables) == 2


def test_headers_by_what_they_name() -> None:
    def header(text: str) -> int:
        return _read(text).tables[0].header_rows

    assert header("Year\tMeetings\n2020\t21\n2021\t7\nTotal\t28\n") == 1
    assert header("10-08-2020\tOpening\tOpen\n13-08-2020\tClosing\tOpen\n") == 0
    assert header("**Country**\t**Peru**\nPeriod\t2020-2022\nPrepared\tJune 2023\n") == 0
    assert header("Indicator\t2019\t2020\nMeetings\t4\t5\n") == 1
    assert header("\tMidterm\tEnd of term\nComplete\t1\t2\nLimited\t3\t4\n") == 1
    assert header("Title\tCompletion\t\t\n\tNone\tSome\tAll\nWater\t\tx\t\nRoads\tx\t\t\n") == 2
    assert header("| Title | Completion | Completion |\n|---|---|---|\n| | Some | All |\n| Water | x | |\n") == 2
    assert header("| 1. Water | 50% |\n|---|---|\n| 2. Roads | 60% |\n") == 0
    assert header("|A title over all|||\n|---|---|---|\n|Lead|Ministry of Roads||\n|Start|June 2016||\n") == 1


def test_a_category_printed_once_spans_its_rows_and_other_blanks_stay() -> None:
    layout = _read(
        "Area\tTitle\tOffice\nWater\tOpen wells\tMinistry A\n\tOpen rivers\tMinistry B\nRoads\tOpen roads\tMinistry C\n"
        "\tOpen bridges\tMinistry D\n"
    )
    spans = {str(c.text): c.row_span for c in layout.tables[0].cells if c.col == 0}
    assert spans == {"Area": 1, "Water": 2, "Roads": 2}
    layout = _read("N°\tTitle\tDate\tOffice\n1\tWells\t01-02-2020\tA\n2\tRivers\t\tB\n\tRoads\t\tC\nTOTAL\t\t\t7\n")
    assert all(c.row_span == 1 for c in layout.tables[0].cells)
    assert _grid(layout.tables[0])[3] == ["", "Roads", "", "C"]


def test_an_ordinal_apart_in_some_rows() -> None:
    layout = _read(
        "Table 4: Workshops\n\nWorkshop\tDate\tOffice\n1 Open wells\t19-01-2021\tA\n\n"
        "2\tOpen rivers\t11-01-2021\tB\n3\tOpen roads\t\tC\n"
    )
    table = layout.tables[0]
    assert _grid(table) == [
        ["Workshop", "Workshop", "Date", "Office"],
        ["1", "Open wells", "19-01-2021", "A"],
        ["2", "Open rivers", "11-01-2021", "B"],
        ["3", "Open roads", "", "C"],
    ]
    assert table.header_rows == 1


def test_marks_in_cells() -> None:
    layout = _read("| Title | None | Some | All |\n|---|---|---|---|\n| Water ★ | | x | |\n| Roads | | | \uf0fc |\n")
    rows = layout.tables[0].body()
    assert [[bool(c and c.marked) for c in row] for row in rows] == [
        [False, False, True, False],
        [False, False, False, True],
    ]
    assert rows[0][0] is not None
    assert rows[0][0].starred


# -- properties ----------------------------------------------------------------------------------------------

_word = st.text("abcdefghijklmnopqrstuvwxyzñáé", min_size=2, max_size=8)
_words = st.lists(_word, min_size=1, max_size=4).map(lambda words: " ".join(words).capitalize())


@st.composite
def _rows(draw: st.DrawFn) -> list[list[str]]:
    width = draw(st.integers(2, 5))
    return draw(st.lists(st.lists(_words, min_size=width, max_size=width), min_size=1, max_size=7))


@given(_rows())
def test_rows_parted_by_tabs_come_back(rows: list[list[str]]) -> None:
    layout = _read("\n".join("\t".join(row) for row in rows))
    assert [_grid(t) for t in layout.tables] == [rows]


@given(_rows())
def test_rows_of_a_markdown_table_come_back(rows: list[list[str]]) -> None:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    layout = _read("\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]]))
    assert [_grid(t) for t in layout.tables] == [rows]


@st.composite
def _cut(draw: st.DrawFn) -> tuple[list[str], int, int, int]:
    """Rows of an evaluation table, the row after which a page ends and where its last sentence is cut."""
    sentences = st.lists(_word, min_size=4, max_size=8).map(lambda words: " ".join(words).capitalize() + ".")
    rows = [
        f"Promise {i + 1}: {draw(_word)}\t{draw(sentences)}\t{draw(sentences)}" for i in range(draw(st.integers(2, 6)))
    ]
    at = draw(st.integers(0, len(rows) - 2))
    col = draw(st.integers(1, 2))
    return rows, at, col, draw(st.integers(2, rows[at].split("\t")[col].count(" ")))


@settings(deadline=None)
@given(_cut(), st.sampled_from(["paragraph", "note", "next row"]))
def test_a_table_cut_anywhere_is_the_whole_one(cut: tuple[list[str], int, int, int], how: str) -> None:
    rows, at, col, word = cut
    head = "Table 1: Progress\n\nCommitment\tReasons\tNext steps\n"
    whole = _read(head + "\n".join(rows))
    cells = rows[at].split("\t")
    words = cells[col].split(" ")
    cells[col], tail = " ".join(words[:word]) + " the", " ".join(words[word:])
    expected = _grid(whole.tables[0])
    expected[at + 1][col] = f"{cells[col]} {tail}"
    after = rows[at + 1 :]
    if how == "next row":
        following = after[0].split("\t")
        following[col] = f"<p>{tail}</p><p>{following[col]}</p>"
        between, after = "", ["\t".join(following), *after[1:]]
    else:
        between = ("<sup>1</sup> A note.\n\n" if how == "note" else "") + f"{tail}\n\n"
    text = head + "\n".join([*rows[:at], "\t".join(cells)]) + f"\n\n{between}" + "\n".join(after)
    assert [_grid(t) for t in _read(text).tables] == [expected]


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        layout = read(text.encode("utf-8", "replace"))
    except ReadError:
        return
    lines = re.sub(r"\r\n?", "\n", text.removeprefix("\ufeff")).split("\n")
    for words in layout.texts():
        for line in words.lines:
            assert line.place.locator
            assert 1 <= int(line.place.locator[1:]) <= len(lines)


# -- the real documents --------------------------------------------------------------------------------------


def test_corpus_tables(corpus: Path) -> None:
    found: dict[str, int] = {}
    for path in (corpus / "seeds").glob("002*.txt"):
        for table in read(path.read_bytes()).tables:
            found[str(table.caption).partition(":")[0].partition(".")[0]] = table.n_rows - table.header_rows
    assert found.pop("") == 3
    assert found == {
        "Cuadro N° 1": 10,
        "Cuadro N° 2": 4,
        "Tabla N°1": 8,
        "Tabla N°2": 10,
        "Tabla N°3": 11,
        "Tabla N°4": 10,
        "Cuadro N° 3": 10,
        "Cuadro N° 4": 11,
    }


def test_corpus_words_stand_in_their_lines(corpus: Path) -> None:
    for path in (corpus / "seeds").iterdir():
        source = path.read_text().split("\n")
        layout = read(path.read_bytes())
        assert not layout.problems, path.name
        for text in layout.texts():
            for line in text.lines:
                assert line.place.locator
                shown = plain(source[int(line.place.locator[1:]) - 1].replace("\t", " "))
                assert line.text in shown or line.text.partition(" ")[2] in shown, (path.name, line)
