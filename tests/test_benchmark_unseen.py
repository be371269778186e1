"""The score board: counts what is known to be right, wrong, silent, doubted and missed, and agrees with score.py."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks import frozen, unseen
from benchmarks.sheets import SHARED, Item, by_hand, collect, fixtures, generated
from extractors.extract import extract
from extractors.records import Extraction
from tests.conftest import FIXTURES, ROOT

SCORE = SHARED / "tools" / "score.py"
scores = pytest.mark.skipif(not SCORE.exists(), reason="needs the rules of ../shared/tools/score.py")

REPORT = """
# Self-Assessment Report of the Government of Norway

Third National Action Plan 2016-2018

## Commitment 1: Publish the budget in open formats

Lead institution: Ministry of Finance

Level of completion: Complete

## Commitment 2: Open the register of companies

Lead institution: Ministry of Trade

Level of completion: Limited

Level of completion: Complete

## Commitment 3: Consult citizens on every bill

Lead institution: Ministry of Justice

Level of completion: Limited
"""


def _commitment(number: str, title: str, lead: str, completion: str, **more: Any) -> dict[str, Any]:
    assessed = [{"dimension": "completion", "code": completion}]
    return {"number": number, "title": title, "lead_institution": lead, "assessments": assessed, **more}


SHEET = {
    "file": "report.md",
    "document": {"doc_type": "self_assessment", "language": "en", "country_code": "NO"},
    "exhaustive": ["commitments", "completion"],
    "commitments": [
        _commitment("1", "Publish the budget in open formats", "Central Bank", "complete"),  # another lead: silent
        _commitment("2", "Open the register of companies", "Ministry of Trade", "limited"),  # "complete", too: doubted
        _commitment(
            "3",
            "Consult citizens on every bill",
            "Ministry of Justice",
            "limited",
            milestones=[{"milestone": "1", "text": "Open the portal for comments"}],  # missed
        ),
    ],
}
LETTER = "Dear colleagues,\n\nthe office is closed on Friday. Please call on Monday.\n\nKind regards\n"
NO_REPORT = {
    "file": "letter.txt",
    "document": {"doc_type": "unknown", "language": "en"},
    "exhaustive": ["commitments"],
    "commitments": [],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder in the form of ``../shared/unseen``."""
    (tmp_path / "set" / "documents").mkdir(parents=True)
    (tmp_path / "set" / "gold").mkdir()
    for text, sheet in ((REPORT, SHEET), (LETTER, NO_REPORT)):
        (tmp_path / "set" / "documents" / str(sheet["file"])).write_text(text, encoding="utf-8")
        path = tmp_path / "set" / "gold" / f"{Path(str(sheet['file'])).stem}.json"
        path.write_text(json.dumps(sheet), encoding="utf-8")
    return tmp_path / "set"


def _measured(items: list[Item], home: Path, seconds: float = 120) -> list[unseen.Scored]:
    said: list[str] = []
    scored = unseen.measure(items, unseen.rules(), home, workers=1, seconds=seconds, say=said.append)
    assert len(said) == len(items)
    return scored


@scores
def test_what_is_known_of_a_document_is_counted(folder: Path, tmp_path: Path) -> None:
    items = list(by_hand("unseen", folder))
    letter, report = _measured(items, tmp_path / "home")
    assert (report.items, report.right) == (16, 14)
    assert (report.wrong, report.silent) == (2, 1)
    assert (report.stated, report.doubted) == (7, 2)
    assert [mark for mark, _ in report.notes] == ["silent", "wrong", "missed", "missed"]
    assert "'Ministry of Finance', printed 'Central Bank'" in report.notes[0][1]
    assert (report.item.medium, report.item.family, report.item.language) == ("md", "self_assessment", "en")
    assert (letter.control, report.control, letter.wrong, letter.stated) == (True, False, 0, 0)

    all_of_them = unseen.figures([report, letter])
    assert all_of_them.recall == pytest.approx((14 + letter.right) / (16 + letter.items))
    assert all_of_them.mean == pytest.approx((14 / 16 + letter.recall) / 2)
    assert all_of_them.precision == pytest.approx((14 + letter.right) / (16 + letter.right))
    assert all_of_them.undoubted == pytest.approx(1 - 1 / 5)
    assert all_of_them.doubts == pytest.approx(2 / 7)
    assert unseen.figures([report]).doubts_read is None  # it was not well read
    assert list(unseen.grouped([report, letter])["medium"]) == ["md", "txt"]


@scores
def test_a_document_over_the_time_limit_counts_as_read_without_finding_anything(folder: Path, tmp_path: Path) -> None:
    items = [i for i in by_hand("unseen", folder) if i.name == "report"]
    items[0].path.write_text(REPORT + "\n\nA paragraph of a long report.\n" * 20_000, encoding="utf-8")  # takes seconds
    (report,) = _measured(items, tmp_path / "home", seconds=0.001)
    assert "took longer" in report.failed
    assert (report.items, report.wrong, report.stated) == (16, 0, 0)
    assert report.right == 0


def _shared(*names: str) -> list[Item]:
    found = [i for origin in ("corpus", "unseen") for i in by_hand(origin, SHARED / origin)]
    return [i for i in found if i.name in names]


@scores
def test_figures_are_those_that_score_prints(folder: Path, tmp_path: Path) -> None:
    own = [i for i in fixtures() if i.name.startswith(("tracker/bands-en", "unknown/bulletin-es"))]
    foreign = _shared(
        "cl-2020-self-assessment", "gov11-ke-tracker-2022", "ctl07_irm_guidance_note", "real-us-2011-nap1-pdf"
    )
    items = [*by_hand("unseen", folder), *own, *foreign]
    scored = _measured(items, tmp_path / "home")
    gold = tmp_path / "gold"
    gold.mkdir()
    for n, item in enumerate(items):
        (gold / f"{n:02}.json").write_text(json.dumps(item.sheet), encoding="utf-8")
    command = [sys.executable, str(SCORE), str(tmp_path / "home" / "warehouse.duckdb"), str(gold), "--verbose"]
    printed = subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()
    for n, s in enumerate(scored):
        counts = f"recall {s.right:4}/{s.items:<4} = {s.recall:.3f}  values {s.stated:4} doubted {s.doubted:4}  "
        assert f"{n:02}".ljust(45) + f" {counts}wrong {s.wrong:3}  silent {s.silent:3}" in printed
        assert all(f"    SILENT: {words}" in printed for mark, words in s.notes[:60] if mark == "silent")
    f = unseen.figures(scored)
    assert printed[-2:] == [
        f"right of what was stated {f.precision:.4f}, of what was stated without a doubt {f.undoubted:.4f}, "
        f"doubted {f.doubts:.3f} of {f.stated} values",
        f"TOTAL recall {f.right}/{f.items} = {f.recall:.3f}  mean {f.mean:.3f}  wrong {f.wrong}  silent {f.silent}",
    ]


@scores
def test_sheets_of_fixtures_and_of_generated_reports_agree_with_their_documents(tmp_path: Path) -> None:
    """Each kind of record is in them: nothing is wrong, and nothing that is 0 counts as missing."""
    names = ("tracker/bands-en.md", "irm_report/end-of-term-en.html", "action_plan/labels-es.html", "ogp_dataset/")
    own = [i for i in fixtures() if i.name.startswith(names)]
    drawn = [i for i in generated(14, tmp_path, 1) if i.medium == "html"]
    scored = _measured([*own, *drawn], tmp_path / "home")
    assert [note for s in scored for note in s.notes] == []
    sheets = [s.item.sheet for s in scored]
    assert {"commitments", "facts"} <= set(sheets[0])
    for key in ("milestones", "assessments"):
        assert any(commitment[key] for sheet in sheets for commitment in sheet["commitments"])


def test_expected_records_leave_out_the_number_0_but_sheets_do_not() -> None:
    (sheet,) = [i.sheet for i in fixtures() if i.name == "tracker/bands-en.md"]
    assessed = [a for c in sheet["commitments"] for a in c["assessments"]]
    assert {"dimension": "completion_percent", "milestone": "3.2", "number": 0.0} in [
        {key: value for key, value in a.items() if value is not None} for a in assessed
    ]


def test_documents_of_one_name_are_refused(folder: Path, tmp_path: Path) -> None:
    items = list(by_hand("unseen", folder))
    with pytest.raises(ValueError, match=r"letter\.txt"):
        unseen.measure([*items, items[0]], None, tmp_path / "home", workers=1, seconds=1, say=print)


def test_a_sheet_without_its_document_is_told(folder: Path) -> None:
    (folder / "documents" / "letter.txt").unlink()
    with pytest.raises(FileNotFoundError, match=r"letter\.json"):
        list(by_hand("unseen", folder))


def test_origins_without_a_folder_are_empty(tmp_path: Path) -> None:
    assert collect("unseen", tmp_path, count=1, workers=1, shared=tmp_path) == []


def test_without_rules_nothing_is_scored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileNotFoundError, match="rules"):
        unseen.rules(tmp_path)

    def absent() -> None:
        raise FileNotFoundError("no rules")

    monkeypatch.setattr(unseen, "rules", absent)
    assert unseen.main(["--origin", "fixtures"]) == 2


def _entry(**more: Any) -> frozen.Entry:
    return {"hash": "a", "items": 9, "right": 6, "wrong": 2, "silent": 1, "doubted": 1, "stated": 8} | more


def test_moves_are_told_apart() -> None:
    now = {
        "same": _entry(),
        "more right": _entry(hash="b", right=7),
        "silent, though more right": _entry(hash="b", right=7, wrong=3, silent=2),
        "other words": _entry(hash="b"),
        "a doubt more": _entry(hash="b", doubted=2),
        "new": _entry(),
    }
    before = {name: _entry() for name in now if name != "new"} | {"gone": _entry()}
    assert frozen.moved(before, now) == [
        ("worse", "silent, though more right", "right 6 -> 7, wrong 2 -> 3, silent 1 -> 2"),
        ("better", "more right", "right 6 -> 7"),
        ("changed", "a doubt more", "doubted 1 -> 2"),
        ("changed", "other words", "other records, the same counts"),
        ("new", "new", "right 6 of 9, wrong 2"),
        ("gone", "gone", "right 6 of 9, wrong 2"),
    ]


def test_the_hash_stands_for_what_is_stated_not_for_how_it_was_read() -> None:
    name = "bands-en.md"
    read = extract((FIXTURES / "tracker" / name).read_bytes(), name=name)

    def changed(record: str, **update: Any) -> Extraction:
        first, *rest = getattr(read, record)
        return read.model_copy(update={record: [*rest, first.model_copy(update=update)]})

    same = frozen.fingerprint(read)
    assert frozen.fingerprint(changed("mentions")) == same  # only the order is another
    moved = read.mentions[0].evidence.model_copy(update={"rule": "another", "quote": "elsewhere"})
    assert frozen.fingerprint(changed("mentions", evidence=moved)) == same
    assert frozen.fingerprint(changed("mentions", unheard_of=[])) == same  # a field of a later version, empty
    identity = read.identity.model_copy(update={"template_version": "9", "reasons": ["other"]})
    assert frozen.fingerprint(read.model_copy(update={"identity": identity})) == same
    for other in (
        changed("mentions", title="Another"),
        changed("assessments", flagged=True),
        changed("assessments", number=0.0),
        changed("milestones", text="Another"),
        read.model_copy(update={"identity": read.identity.model_copy(update={"plan_start": 1999})}),
    ):
        assert frozen.fingerprint(other) != same


def test_frozen_outputs_hold_no_words_of_documents() -> None:
    kept = frozen.read()
    assert kept
    for name, entry in kept.items():
        assert name.partition("/")[0] in ("corpus", "unseen", "media", "fixtures", "fresh", "generated")
        assert len(entry.pop("hash")) == 16, name
        assert set(entry) == set(frozen.COUNTS), name
        assert all(isinstance(count, int) for count in entry.values()), name


@scores
def test_the_command_freezes_and_tells_what_moved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept, figures = tmp_path / "kept.json", tmp_path / "figures.json"
    some = ["--origin", "fixtures", "--only", "unknown/bulletin-*.md", "--jobs", "1", "--frozen", str(kept)]
    assert unseen.main([*some, "--freeze"]) == 0
    assert sorted(frozen.read(kept)) == ["fixtures/unknown/bulletin-en.md", "fixtures/unknown/bulletin-es.md"]
    assert "bulletin-en.md" in capsys.readouterr().err

    better = {name: entry | {"right": entry["right"] + 1, "hash": "b"} for name, entry in frozen.read(kept).items()}
    frozen.write(better | {"unseen/another": _entry()}, kept)
    assert unseen.main([*some, "--json", str(figures)]) == 1
    printed = capsys.readouterr().out.splitlines()
    assert printed[-1] == "moved against the frozen outputs: 2 worse; 2 documents"
    assert printed[-2].startswith("worse   fixtures/unknown/bulletin-es.md: right ")
    written = json.loads(figures.read_text(encoding="utf-8"))
    assert written["all"]["documents"] == 2
    assert {d["name"] for d in written["documents"]} == {"unknown/bulletin-en.md", "unknown/bulletin-es.md"}

    assert unseen.main([*some, "--freeze"]) == 0
    assert "unseen/another" in frozen.read(kept)  # what was not read is left alone
    assert unseen.main(["--origin", "fixtures", "--only", "no such", "--frozen", str(kept)]) == 2


def test_the_board_is_explained() -> None:
    page = (ROOT / "docs" / "accuracy.md").read_text(encoding="utf-8")
    for option in (option for action in unseen.parser()._actions for option in action.option_strings):
        assert option in ("-h", "--help") or f"`{option}" in page, option
