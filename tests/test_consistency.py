"""What statements of one document say of each other: what cannot all be right is flagged, the rest is not."""

from __future__ import annotations

from extractors.builder import Builder, Spot
from extractors.claims.ratings.matrix import MatrixReader
from extractors.claims.ratings.narrative import Narrative
from extractors.consistency import review
from extractors.extract import extract
from extractors.extract import extract as extract_report
from extractors.layout import Block, BlockKind, Layout, Mark, Place, Problem, Table, Text, assign_sections
from extractors.lexicon import Lexicon
from extractors.marks import astray
from extractors.records import Extraction
from tests.layouts import builder, place, read_report, table

HEAD = ["Commitment | Potential impact | < | < | Completion | < | < | <"]
OPTIONS = ["^ | Minor | Moderate | Transformative | Not started | Limited | Substantial | Complete"]


def report(text: str) -> Extraction:
    head = "# Independent Reporting Mechanism: Ghana Progress Report 2015-2016\n\nAction plan 2015-2017.\n\n"
    return extract_report((head + text).encode(), name="report.md")


def flags(read: Extraction) -> dict[str | None, set[bool]]:
    """Return for each commitment's number whether what is said of it is flagged."""
    numbers = {m.key: m.number for m in read.mentions}
    out: dict[str | None, set[bool]] = {}
    for a in read.assessments:
        out.setdefault(numbers[a.mention], set()).add(a.flagged)
    return out


def section(number: str, title: str, impact: str, completion: str) -> str:
    return f"## {number}. {title}\n\nPotential impact: {impact}\n\nCompletion: {completion}\n\n"


def boxed(box: Table, number: str = "3") -> Extraction:
    build = builder(box, phase="end_of_term")
    key = build.mention(Spot(Text.of("Map of the wells")), "heading", number=number, title="Map of the wells")
    Narrative(build, key, matrix=MatrixReader(build)).read(build.layout.elements)
    review(build)
    return build.finish()


def test_sound_sections_are_not_flagged() -> None:
    text = section("1", "Map of the wells", "Minor", "Limited") + section("2", "Open courts", "Moderate", "Complete")
    assert flags(report(text)) == {"1": {False}, "2": {False}}


def test_a_section_that_says_the_same_twice_may_hold_two_commitments() -> None:
    lost = section("2", "Open courts", "Moderate", "Complete").partition("\n\n")[2]
    sound = section("3", "Lobby", "None", "Limited") + section("4", "Open budget", "None", "Limited")
    read = report(section("1", "Map of the wells", "Minor", "Limited") + lost + sound)
    assert flags(read) == {"1": {True}, "3": {False}, "4": {False}}
    assert "repeated_label" in {i.code for i in read.issues}


def test_two_titles_of_one_number_are_doubtful() -> None:
    text = section("1", "Map of the wells", "Minor", "Limited") + section("1", "Open courts of law", "None", "Complete")
    read = report(text + section("3", "Lobby register", "None", "Limited"))
    assert flags(read) == {"1": {True}, "3": {False}}
    assert {"number_twice", "conflicting_number"} <= {i.code for i in read.issues}


def test_one_title_with_two_numbers_is_doubtful() -> None:
    overview = "\n".join([
        "## Overview of commitments\n",
        "| Commitment | Potential impact | Completion |",
        "|---|---|---|",
        "| 1. Map of the wells | Minor | Limited |",
        "| 2. Open courts of law | Moderate | Complete |",
    ])  # fmt: skip
    text = section("1", "Map of the wells", "Minor", "Limited")
    sound = report(text + section("2", "Open courts of law", "Moderate", "Complete") + overview)
    assert flags(sound) == {"1": {False}, "2": {False}}
    read = report(text + section("12", "Open courts of law", "Moderate", "Complete") + overview)
    assert flags(read) == {"1": {False}, "2": {True}}


def test_milestones_of_another_commitment_tell_of_a_lost_heading() -> None:
    own = table([*HEAD, *OPTIONS, "3. Map of the wells | X | | | | X | | ", "3.1 Survey | | | | | X | | "], 2)
    assert flags(boxed(own)) == {"3": {False}}
    counted = table([*HEAD, *OPTIONS, "3. Map of the wells | X | | | | X | | ", "1. Survey | | | | | X | | "], 2)
    assert flags(boxed(counted)) == {"3": {False}}
    other = table([*HEAD, *OPTIONS, "4. Open courts | X | | | | X | | ", "4.2 Survey | | | | | X | | "], 2)
    read = boxed(other)
    assert flags(read) == {"3": {True}}
    assert "foreign_milestone" in {i.code for i in read.issues}


def test_two_rows_taken_for_one_are_flagged_both() -> None:
    rows = ["| Commitment | Completion |", "|---|---|", "| 1. Map of the wells | Limited |"]
    rows += ["| 2. Open courts of law | Complete |", "| 1. Map of the wells | Complete |"]
    read = report("## Overview of commitments\n\n" + "\n".join(rows))
    assert flags(read) == {"1": {True}, "2": {False}}
    assert "rows_disagree" in {i.code for i in read.issues}


def overview(*rows: str) -> tuple[str, Extraction]:
    """Return the key of commitment 1.1, the title of which two rows of an overview repeat in part, and all records."""
    options = "Access to information | Civic participation | Not started | Limited | Substantial | Complete"
    t = table(["Commitment | OGP value relevance | < | Completion | < | < | <", f"^ | {options}", *rows], 2)
    build = builder(t)
    words = {"1.1": "Open contracts and lessons learned of it", "1.2": "Water map"}
    keys = [build.mention(Spot(Text.of(title)), "heading", number=n, title=title) for n, title in words.items()]
    assert MatrixReader(build).read(t)
    review(build)
    return keys[0], build.finish()


def test_two_rows_of_a_matrix_taken_for_one_are_flagged_where_they_disagree() -> None:
    first, last = "1.1 Open contracts | x | | | | x | ", "1.2 Water map | x | | | | x | "
    key, read = overview(first, "1.1 Lessons learned of it | x | | x | | | ", last)
    assert {(a.code, a.flagged) for a in read.assessments if a.mention == key and a.dimension == "completion"} == {
        ("substantial", True),
        ("not_started", True),
    }
    assert not any(a.flagged for a in read.assessments if a.mention != key or a.dimension == "relevance")
    assert [i.code for i in read.issues] == ["rows_disagree"]
    key, read = overview(first, "1.1 Lessons learned of it | | x | | | x | ", last)
    assert {(a.dimension, a.flagged) for a in read.assessments if a.mention == key and a.code} == {
        ("relevance", True),
        ("completion", False),
    }
    assert [i.code for i in read.issues] == ["rows_disagree"]


def test_a_mark_on_the_border_of_its_column_is_flagged() -> None:
    box = table([*HEAD, *OPTIONS, "3. Map of the wells | | X | | | X | | "], 2)
    assert flags(boxed(box)) == {"3": {False}}
    cell = next(c for c in box.cells if c.row == 2 and c.marked)
    cell.marks = (Mark("x", place(2.0, cell.col), "X"),)
    assert not astray(cell.marks[0], cell.place)
    between = place(2.0, cell.col)
    moved = Mark("x", type(between)(1, 35.0, 20.0, 45.0, 30.0), "X")
    assert astray(moved, cell.place)
    cell.marks = (moved,)
    read = boxed(box)
    assert {(a.dimension, a.flagged) for a in read.assessments if a.code} == {
        ("potential_impact", True),
        ("completion", False),
    }
    assert "mark_astray" in {i.code for i in read.issues}


def test_a_title_that_another_table_continues_may_have_lost_its_end() -> None:
    def overview(cut: str, whole: str) -> set[str]:
        first = f"## Evaluation\n\n| Commitment | Completion |\n|---|---|\n| 1. {cut} | Limited |\n\n"
        second = f"## Summary\n\n| Commitment | Lead institution |\n|---|---|\n| 1. {whole} | Ministry of Roads |\n"
        return {i.code for i in report(first + second).issues}

    title = "Publish the inventory of road works"
    assert "conflicting_title" in overview(title, f"{title} and its rules of procedure")
    assert "conflicting_title" not in overview(title, title)
    others = f"{title} | Limited |\n| 2. Publish the inventory of road signs"  # another title that begins alike
    assert "conflicting_title" in overview(others, f"{title} and its rules of procedure")
    assert "conflicting_title" not in overview(title, f"{title}. It began in 2015")


def test_a_title_that_goes_on_with_the_next_number_is_two_rows() -> None:
    rows = ["| Commitment | Completion |", "|---|---|", "| 1. Map of the wells | Limited |"]
    joined = "| 2. Open courts of law 3. Lobby register | Complete |"
    read = report("## Overview of commitments\n\n" + "\n".join([*rows, joined]))
    assert flags(read) == {"1": {False}, "2": {True}}
    assert "title_runs_on" in {i.code for i in read.issues}
    sound = report(
        "## Overview of commitments\n\n" + "\n".join([*rows, "| 2. Courts of 3 regions. Law 3 | Complete |"])
    )
    assert flags(sound) == {"1": {False}, "2": {False}}


def test_a_milestone_that_alone_has_an_answer_is_doubtful() -> None:
    rows = ["3. Map of the wells | X | | | | X | | ", "3.1 Survey | | | | | X | | ", "3.2 Map | | | | | X | | "]
    assert flags(boxed(table([*HEAD, *OPTIONS, *rows, "3.3 Site | | | | | | | X"], 2))) == {"3": {False}}
    read = boxed(table([*HEAD, *OPTIONS, *rows, "3.3 Site | | | X | | | | X"], 2))
    assert {a.dimension for a in read.assessments if a.flagged} == {"potential_impact"}
    assert "lone_answer" in {i.code for i in read.issues}


def test_a_section_over_pages_that_cannot_be_read_is_doubtful() -> None:
    def at(words: str, page: int, kind: BlockKind = "paragraph") -> Block:
        return Block(kind, Text.of(words, Place(page, 50.0, 50.0, 300.0, 60.0)), 2 if kind == "heading" else 0)

    def read(problem: list[Problem]) -> Extraction:
        title = at("Independent Reporting Mechanism: Ghana Progress Report 2015-2016", 1, "heading")
        impact, status = at("Potential impact: Minor", 2), at("Completion: Limited", 4)
        others = (at(f"{n}. Open {what}", 5, "heading") for n, what in ((2, "courts"), (3, "budget")))
        more = [e for other in others for e in (other, at("Potential impact: Minor", 5), at("Completion: Limited", 5))]
        whole = Layout("application/pdf", [title, at("1. Map of the wells", 2, "heading"), impact, status, *more])
        whole.problems = problem
        assign_sections(whole.elements)
        return read_report(Builder(whole, builder().identity, Lexicon())).finish()

    assert flags(read([])) == {"1": {False}, "2": {False}, "3": {False}}
    gone = read([Problem("page_damaged", "page 3 cannot be read")])
    doubted = {(a.mention[-1], a.dimension) for a in gone.assessments if a.flagged}
    assert doubted == {("1", "completion")}
    assert "section_over_gap" in {i.code for i in gone.issues}


def test_milestones_of_a_table_stand_in_a_row() -> None:
    head = "# Ghana: Self-Assessment Report of the Open Government Action Plan 2015-2017\n\n"
    rows = "| Commitment | Milestone | Lead institution | Progress |\n|---|---|---|---|\n"
    rows += "| 1. Map of the wells | 1. Survey | Water Agency | 40% |\n| | 2. Website | Water Agency | 50% |\n"

    def read(last: str) -> Extraction:
        return extract((head + rows + last).encode(), name="report.md")

    assert flags(read("| | 3. Training | Water Agency | 60% |\n")) == {"1": {False}}
    assert flags(read("| | | Water Agency | 60% |\n")) == {"1": {True}}
    lost = read("| | 1. Training | Water Agency | 60% |\n")
    assert flags(lost) == {"1": {True}}
    assert {"milestones_out_of_row", "rows_disagree"} & {i.code for i in lost.issues}


def test_a_number_alone_in_a_matrix_is_no_commitment() -> None:
    rows = ["1. Map of the wells | X | | | | X | | ", "23 | | | | | | | ", "2. Open courts of law | | X | | | | | X"]
    build = builder(phase="end_of_term")
    assert MatrixReader(build).read(table([*HEAD, *OPTIONS, *rows], 2))
    assert [m.number for m in build.mentions()] == ["1", "2"]
    assert {i.code for i in build.finish().issues} == {"row_without_title"}
