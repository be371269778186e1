"""The Markdown and plain text backends on documents as people write them."""

from __future__ import annotations

import time

import pytest

from extractors.backends import markdown, read, text
from extractors.document import Block, Table


def blocks(data: str) -> list[tuple[str, str, str]]:
    return [(b.kind, b.marker, str(b)) for b in text.read(data.encode()).blocks]


def marked(data: str) -> list[tuple[str, int, str, str | None]]:
    return [(b.kind, b.level, str(b), b.text.place.locator) for b in markdown.read(data.encode()).blocks]


def test_front_matter_tags_and_attributes_are_no_words_of_the_document() -> None:
    found = markdown.read(
        b'---\ntitle: "Plan: A"\ndate: 2020-02-13T13:25\n---\n{% include nav %}\n# One {#id .c}\n\n::: note\nText\n:::\n'  # noqa: E501
    )
    assert found.metadata == {"title": "Plan: A", "published": "2020-02-13"}
    assert [str(b) for b in found.blocks] == ["One", "Text"]
    assert [b.text.place.locator for b in found.blocks] == ["L6", "L9"]
    assert "{% include nav %}" in [str(t) for t in found.furniture]


def test_markdown_items_headings_runs_and_places() -> None:
    found = markdown.read(
        b"# T\n\n- **Bold start.** rest\n- ### Head\n\n  below\n- [x] done\n\nwrapped\nlines [a][r]\n\n[r]: http://x\n"
    )
    assert [(b.kind, b.level, str(b)) for b in found.blocks] == [
        ("heading", 1, "T"), ("item", 1, "Bold start. rest"), ("heading", 3, "Head"), ("paragraph", 0, "below"),
        ("item", 1, "☑ done"), ("paragraph", 0, "wrapped lines a"),
    ]  # fmt: skip
    item = found.blocks[1]
    assert [(str(item)[r.start : r.end].strip(), r.style.bold) for r in item.runs] == [
        ("Bold start.", True),
        ("rest", False),
    ]
    assert [m.kind for m in found.blocks[4].marks] == ["check"]
    assert found.blocks[5].text.place.locator == "L9-L10"


def test_markdown_tables_notes_and_html() -> None:
    data = (
        "| A | B |\n|---|---|\n| 1 \\| 2 | ~~z~~ |\n\n+----+----+\n| c  | d  |\n+====+====+\n| e  | f  |\n| g  |    |\n+----+----+\n\n"  # noqa: E501
        "Words[^1].\n\n[^1]: The note.\n\n<details><summary>S</summary>\n<p>Lead: X<br>End: Y</p>\n</details>\n"
    )
    found = markdown.read(data.encode())
    pipes, grid = found.tables
    assert [[str(c) for c in row] for row in pipes.grid] == [["A", "B"], ["1 | 2", "z"]]
    assert [[str(c) for c in row] for row in grid.grid] == [["c", "d"], ["e g", "f"]]
    assert grid.header_rows == 1
    assert grid.cells[2].place.locator == "L8"
    assert [(b.kind, str(b)) for b in found.blocks] == [
        ("paragraph", "Words."), ("footnote", "The note."), ("heading", "S"), ("paragraph", "Lead: X"), ("paragraph", "End: Y"),  # noqa: E501
    ]  # fmt: skip


def test_plain_headings_labels_lists_and_wrapped_lines() -> None:
    data = (
        "PLAN OF ACTION\n\nIntroduction\n============\n\nThis is a wrapped paragraph that goes over the line and then goes\n"  # noqa: E501
        "on here, until it ends at some place that is not at all known.\n\nLead: Ministry X\nStart: 2020\n\n"
        "1.1 A deep heading\n\n - one that goes\n   on\n   - inner\n"
    )
    found = text.read(data.encode())
    assert [(b.kind, b.level, str(b)[:24]) for b in found.blocks] == [
        ("heading", 1, "PLAN OF ACTION"), ("heading", 1, "Introduction"), ("paragraph", 0, "This is a wrapped paragr"),
        ("paragraph", 0, "Lead: Ministry X"), ("paragraph", 0, "Start: 2020"), ("heading", 3, "1.1 A deep heading"),
        ("item", 1, "one that goes on"), ("item", 2, "inner"),
    ]  # fmt: skip
    assert found.blocks[2].text.place.locator == "L6-L7"


@pytest.mark.parametrize(
    "data",
    [
        "Name       Lead        End\n-----      -----       ---\nOpen data  Ministry    2020\n           of Finance\nRegisters  Agency      2021\n",  # noqa: E501
        "+-----------+----------+------+\n| Name      | Lead     | End  |\n+===========+==========+======+\n| Open data | Ministry | 2020 |\n"  # noqa: E501
        "|           | of Finance |    |\n| Registers | Agency   | 2021 |\n+-----------+----------+------+\n",
        "┌───────────┬──────────┬──────┐\n│ Name      │ Lead     │ End  │\n├───────────┼──────────┼──────┤\n│ Open data │ Ministry of Finance │ 2020 │\n"  # noqa: E501
        "│ Registers │ Agency │ 2021 │\n└───────────┴──────────┴──────┘\n",
    ],
)  # fmt: skip
def test_drawn_tables(data: str) -> None:
    (table,) = text.read(data.encode()).elements
    assert isinstance(table, Table)
    rows = [[str(c) for c in row] for row in table.grid]
    assert rows == [
        ["Name", "Lead", "End"],
        ["Open data", "Ministry of Finance", "2020"],
        ["Registers", "Agency", "2021"],
    ]
    assert table.header_rows == 1


STACKED = """\
Table 1: Works of the port
Area
Number and name of the work
Keeper
Share done
Docks
Work N° 1: Deepen the basin
Harbour office
92%

Work N° 2: Mend the crane
Crane works
40%
Bridges
Work N° 3: Paint the swing bridge
City
100%

Work N° 4: Grease its wheels
City

Total
77%

The port was busy.
"""


def tables_of(words: str) -> list[Table]:
    return [e for e in text.read(words.encode()).elements if isinstance(e, Table)]


def test_cells_one_a_line_below_a_caption_are_a_table() -> None:
    """Word processors save tables as text so: a blank line for an empty cell, and one behind the table."""
    (table,) = tables_of(STACKED)
    assert str(table.caption) == "Table 1: Works of the port"
    assert (table.n_rows, table.n_cols, table.header_rows) == (6, 4, 1)
    rows = [[str(c) for c in row] for row in table.grid]
    assert rows[0] == ["Area", "Number and name of the work", "Keeper", "Share done"]
    assert rows[1:3] == [
        ["Docks", "Work N° 1: Deepen the basin", "Harbour office", "92%"],
        ["", "Work N° 2: Mend the crane", "Crane works", "40%"],
    ]
    assert rows[4:] == [["", "Work N° 4: Grease its wheels", "City", ""], ["Total", "", "", "77%"]]
    assert str(text.read(STACKED.encode()).elements[-1]) == "The port was busy."


def test_dates_show_the_rows_of_a_table_without_names() -> None:
    rows = "10-08-2020\nOpening\nAll\n13-08-2020\nThe lock\nPilots\n17-08-2020\nThe quay\nAll\n"
    (table,) = tables_of(f"Table 2: Visits\n{rows}\nAfter it.\n")
    assert (table.n_rows, table.n_cols, table.header_rows) == (3, 3, 0)


def test_names_that_are_fewer_than_the_columns_name_none() -> None:
    rows = "".join(f"{n}\nWork {name}\n0{n}-10-2020\nCity\n" for n, name in enumerate("ABC", 1))
    found = text.read(f"Table 3: Works\nWork\nDay\nKeeper\n{rows}\nAfter it.\n".encode())
    (table,) = found.tables
    assert [str(c) for c in table.grid[0]] == ["Work Day Keeper", "", "", ""]
    assert [str(c) for c in table.grid[1]] == ["1", "Work A", "01-10-2020", "City"]
    assert [p.code for p in found.problems] == ["cells_not_apart"]


def test_a_row_with_more_lines_than_cells_is_doubted() -> None:
    """A cell of two paragraphs leaves two lines: whose they are is not shown."""
    said = STACKED.replace("Harbour office\n92%\n", "Harbour office\nand the pilots\n92%\n")
    found = text.read(said.encode())
    (table,) = found.tables
    assert table.n_rows == 6
    (problem,) = found.problems
    assert (problem.code, problem.place.locator) == ("cells_not_apart", "L6-L10")


@pytest.mark.parametrize(
    "said",
    [
        "Figure 1: The port\n1. The quay\n2. The crane\n3. The lock\n",
        "Table 1: The port\n- 1 quay\nold\n- 2 cranes\nnew\n- 3 locks\nold\n",
        "Table 1: The port\n\nIn 2019 there was 1 crane.\nIt stood.\n",
    ],
)
def test_lists_below_a_caption_are_no_table(said: str) -> None:
    assert not tables_of(said)


def test_contents_page_numbers_and_messages() -> None:
    found = text.read(b"CONTENTS\n\nFirst part ........ 3\nSecond part ....... 9\n\nText here.\n\n12\n\fMore text.\n")
    assert [str(b) for b in found.blocks] == [
        "CONTENTS",
        "First part ........ 3",
        "Second part ....... 9",
        "Text here.",
        "More text.",
    ]
    assert [str(t) for t in found.furniture] == ["12"]
    mail = text.read(b"From: Jane\nTo: Sam\nSubject: The plan\n\nWords.\n")
    assert mail.metadata == {"title": "The plan", "author": "Jane"}


def test_one_giant_line_stays_one_block_and_codes_are_markers() -> None:
    (block,) = text.read(("word * and 85% more  words " * 40_000).encode()).elements
    assert isinstance(block, Block)
    assert blocks("The list of things here\n\nC01 Climate and growth\nC02 Democracy\n")[1:] == [
        ("item", "C01", "Climate and growth"), ("item", "C02", "Democracy"),
    ]  # fmt: skip


def test_encodings_and_the_choice_of_backend() -> None:
    assert blocks_of("año — fin".encode("cp1252")) == ["año — fin"]
    assert blocks_of("año".encode("utf-16")) == ["año"]
    assert read(b"# A\n\n- **b** c\n\n**d** e", name="x.md").media_type == "text/markdown"
    assert read(b"words only", name="x.txt").media_type == "text/plain"


def blocks_of(data: bytes) -> list[str]:
    return [str(b) for b in text.read(data).blocks]


@pytest.mark.parametrize(
    "data",
    [
        "a  b\n" * 20_000, "| x\n" * 20_000, "+-" * 200_000, "." * 300_000 + " x", "- " * 5_000 + "x", "> " * 3_000 + "x",  # noqa: E501
        "[" * 20_000 + "x", "*a " * 20_000, "A B C  \n" * 20_000, "x " + " " * 300_000 + " y",
    ],
)  # fmt: skip
def test_hostile_texts_are_quick(data: str) -> None:
    for backend in (text, markdown):
        started = time.process_time()
        assert backend.read(data.encode()) is not None
        assert time.process_time() - started < 8
