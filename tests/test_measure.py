"""The measuring command: its confusion table tells errors that are flagged from silent ones."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from fixtures.generator.case import Truth
from fixtures.measure import Reading, main, report

REPORT = (
    b"# Ghana: Self-Assessment Report of the Open Government Action Plan 2015-2017\n\n"
    b"## Commitment 1: Map of wells\n\nCompletion level: Limited\n"
)


def reading(template: str = "self_assessment", **document: Any) -> Reading:
    known = {"doc_type": "self_assessment", "country_code": "GH", "plan_start": 2015, "language": "en"}
    truth = Truth(known | document)
    truth.says(truth.mention("1", "Map of wells"), "completion", "limited")
    return Reading("sample", "sample", "en", "md", truth).read(REPORT, "document.md", template)


@pytest.mark.parametrize(
    ("document", "silent"),
    [
        ({}, 0),
        ({"country_code": "PE"}, 1),
        ({"plan_start": 2013}, 1),
        ({"language": "es"}, 1),
        ({"template": "tracker"}, 1),
        ({"template": "tracker", "doc_type": "tracker"}, 2),
    ],
)
def test_silent_errors_of_identification_fail_the_run(document: dict[str, Any], silent: int) -> None:
    out = io.StringIO()
    total = report([reading(**document)], Console(file=out, width=150), verbose=False)
    assert total.good(0.99) == (silent == 0)
    assert out.getvalue().count("silent: sample") == silent


def test_a_field_read_wrong_is_not_counted_as_missed() -> None:
    truth = Truth({"doc_type": "self_assessment"})
    truth.mention("1", "Map of rivers", area="Water")
    made = Reading("sample", "sample", "en", "md", truth).read(REPORT, "document.md", "self_assessment")
    assert made.comparison is not None
    assert [flagged for _, flagged in made.comparison.fields] == [False]  # the title; no area was read
    assert len(made.comparison.missed) == 1
    total = report([made], Console(file=io.StringIO(), width=150), verbose=False)
    assert (total.fields, total.fields_silent, total.good(0.0)) == (1, 1, False)


def test_errors_with_a_warning_are_told_apart() -> None:
    made = reading(plan_start=2015)
    (plan,) = [i for i in made.identity if i.field == "plan_start"]
    assert (plan.want, plan.got, plan.silent) == (2015, 2015, False)
    letter = Reading("letter", "unknown", "en", "md", Truth({"doc_type": "tracker"}))
    letter.read(b"# Letter of the table of Ghana\n\n## Commitment 1: Map\n\nStatus: Limited\n", "letter.md", "tracker")
    assert [(i.field, i.flagged, i.silent) for i in letter.identity] == [
        ("template", True, False),
        ("doc_type", True, False),
    ]


def test_the_command_names_the_families_it_knows(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--families", "no_such_family"])
    assert "self_assessment_form" in capsys.readouterr().err
