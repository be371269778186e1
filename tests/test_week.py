"""What an operator finds each morning of a week among servers that fail, recover, lie and vanish."""

from __future__ import annotations

from pathlib import Path

from benchmarks.week import weekly
from warehouse import query


def test_a_week_of_nights(tmp_path: Path) -> None:
    stated = "SELECT count(*) AS n FROM core.assessments"
    with weekly(tmp_path, 4) as nights:
        mornings, statements = [], []
        for morning in nights:
            mornings.append(morning)
            statements.append(query.rows(tmp_path / "warehouse.duckdb", stated)[0]["n"])
    assert [m.run.status for m in mornings] == [*["finished"] * 4, "failed", "failed", "finished"]
    assert [m.status for m in mornings] == [0, 0, 0, 0, 1, 1, 0]
    assert [m.told for m in mornings] == [[], [], [], [], ["failure"], ["failure"], ["recovery"]]
    assert len(set(statements)) == 1, "what was read stays, whatever servers do"
    north, south, west = ({("fetch", f"{first + number}") for number in range(4)} for first in (0, 100, 200))
    words = ("read", "1")
    south_fails = {("source", "south"), *south, words}
    west_gone = {("source", "west"), *west}
    assert [m.broken.keys() for m in mornings] == [
        set(),
        south_fails,
        south_fails,
        west_gone | {words},
        west_gone | south_fails,
        west_gone | south_fails | north | {("source", "north")},
        set(),
    ]
    assert mornings[2].broken["source", "south"] == 2
    assert mornings[5].broken["source", "west"] == 3
    assert "same_answer" in mornings[4].said
    assert "4 documents of http://" in mornings[4].said
    assert "nothing could be fetched: none of 12 documents could be had" in mornings[5].said
    assert [m.said.startswith("all is well") for m in mornings] == [True, *[False] * 5, True], "but not where it is not"
    assert mornings[1].said.startswith("the night did what it should; some things are broken")
    assert "Broken" not in mornings[6].said
