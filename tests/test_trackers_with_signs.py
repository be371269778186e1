"""Trackers whose statuses are signs that a key explains, and columns whose heads no list of words knows."""

from __future__ import annotations

from extractors.extract import extract
from extractors.records import Extraction

SIGNS = """# Kenya: Fifth National Action Plan 2023–2027 — where we stand

Kept by the secretariat. **Key** ✅ done · ⏳ under way · ⛔ not started

The first plan (2012–2013) ended with 12 commitments.

## Cluster A · Public money

### ✅ 1. Budget hearings in every ward

Steered by **National Treasury**; together with Ward Voices.

| Task | Gate | State of it |
|:--|--:|:-:|
| a) Calendar of hearings | 31 March 2024 | ✅ |
| b) Minutes on line | 30 June 2024 | ✅ |

### ⏳ 2. Contracts of roads on a map

Steered by **Kenya Roads Board**.

| Task | Gate | State of it |
|:--|--:|:-:|
| a) Data of ten counties | 30 Sept 2024 | ⏳ |
| b) Map on line | 31 Dec 2024 | ⛔ |

## Cluster B · Justice

### ⛔ 1. Court lists by telephone

Steered by **Judiciary of Kenya**.

| Task | Gate | State of it |
|:--|--:|:-:|
| a) Contract signed | 31 May 2025 | ⛔ |
| b) Line in ten courts | 30 Nov 2025 | ⛔ |
"""


def read(words: str, name: str = "tracker.md") -> Extraction:
    return extract(words.encode(), name=name)


def test_signs_before_titles_and_in_columns_say_what_the_key_says() -> None:
    result = read(SIGNS)
    assert result.identity.doc_type == "tracker"
    assert [(m.title, m.lead_institution) for m in result.mentions] == [
        ("Budget hearings in every ward", "National Treasury"),
        ("Contracts of roads on a map", "Kenya Roads Board"),
        ("Court lists by telephone", "Judiciary of Kenya"),
    ]
    keys = [m.key for m in result.mentions]
    states = {(keys.index(a.mention), a.milestone): a.code for a in result.assessments if a.dimension == "completion"}
    assert states == {
        (0, None): "complete",
        (0, "a"): "complete",
        (0, "b"): "complete",
        (1, None): "in_progress",
        (1, "a"): "in_progress",
        (1, "b"): "not_started",
        (2, None): "not_started",
        (2, "a"): "not_started",
        (2, "b"): "not_started",
    }
    assert not [f for f in result.facts if f.metric == "commitments_total" and f.number == 12]


def test_a_column_of_days_below_an_unknown_head_is_a_doubted_term() -> None:
    result = read(SIGNS)
    ends = [str(m.ends_on and m.ends_on.value) for m in result.milestones]
    assert ends == ["2024-03-31", "2024-06-30", "2024-09-30", "2024-12-31", "2025-05-31", "2025-11-30"]
    assert all("learned_label" in m.doubts for m in result.milestones)


def test_an_unknown_column_of_days_before_each_end_is_the_start() -> None:
    rows = "".join(
        f"<tr><td>{n}</td><td>{t}</td><td>Ministry of Water</td><td>{a}</td><td>{b}</td></tr>"
        for n, t, a, b in (
            (1, "Publish the map of wells", "01/03/2023", "31/12/2023"),
            (2, "Hold meetings at rivers", "15/01/2024", "30/06/2024"),
            (3, "Audit the pumps of dams", "01/02/2024", "30/11/2024"),
        )
    )
    head = "".join(f"<th>{h}</th>" for h in ("No.", "Commitment", "Lead", "Green light", "Deadline"))
    title = "<h1>Open Government Action Plan of Malawi 2023-2025</h1>"
    result = read(f"<html><body>{title}<table><tr>{head}</tr>{rows}</table></body></html>", "plan.html")
    assert [str(m.starts_on and m.starts_on.value) for m in result.mentions] == [
        "2023-03-01",
        "2024-01-15",
        "2024-02-01",
    ]
    assert all("learned_label" in m.doubts for m in result.mentions)
