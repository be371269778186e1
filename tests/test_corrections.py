"""Corrections override values while the words they were read from stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from extractors.records import Assessment, Evidence, Extraction, Identity, Mention
from pipeline.corrections import (
    Correction,
    CorrectionsError,
    add_correction,
    apply,
    digest,
    read_corrections,
)


def extraction(quote: str = "logró un 92% de avance") -> Extraction:
    evidence = Evidence(page=3, quote=quote, rule="test")
    mention = Mention(key="k", plan_id="CL-2020", number="10", title="Portal", evidence=evidence)
    said = Assessment(
        mention="k", dimension="completion_percent", number=92.0, raw="92%", flagged=True, evidence=evidence
    )
    return Extraction(identity=Identity(), mentions=[mention], assessments=[said])


def correction(**fields: object) -> Correction:
    base = {
        "document": "report.pdf",
        "commitment": "10",
        "dimension": "completion_percent",
        "quote": "logró un 92% de avance",
        "value": 83.0,
        "reason": "five of six milestones",
        "author": "R. Soto",
    }
    return Correction.model_validate(base | fields)


def test_the_corrected_value_keeps_the_extracted_one_beside_it() -> None:
    records = extraction()
    assert apply(records, [correction()]) == 1
    (a,) = records.assessments
    assert (a.number, a.extracted_number, a.corrected_by, a.flagged) == (83.0, 92.0, "R. Soto", False)
    assert not records.issues


def test_accepting_takes_the_flag_away_and_changes_nothing() -> None:
    records = extraction()
    apply(records, [correction(action="accept", value=None)])
    (a,) = records.assessments
    assert (a.number, a.extracted_number, a.flagged) == (92.0, None, False)


@pytest.mark.parametrize("fields", [{"quote": "otras palabras"}, {"commitment": "9"}, {"phase": "midterm"}])
def test_a_correction_that_fits_nothing_is_reported_not_applied(fields: dict[str, object]) -> None:
    records = extraction()
    assert apply(records, [correction(**fields)]) == 0
    assert records.assessments[0].number == 92.0
    assert [i.code for i in records.issues] == ["stale_correction"]


def test_a_file_of_corrections_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "corrections.yml"
    assert read_corrections(path) == []
    written = [correction(), correction(quote="b", value=None), correction(quote="c", action="accept", value=None)]
    for one in written:
        add_correction(path, one)
    assert read_corrections(path) == written
    assert digest(written) != digest(written[:1])
    assert digest([]) == ""
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("before", ["# Ours: ask R. Soto.\n", "# Ours: ask R. Soto.\n[]\n", ""])
def test_adding_keeps_comments_links_permissions_and_what_others_added(tmp_path: Path, before: str) -> None:
    kept = tmp_path / "repository" / "corrections.yml"
    kept.parent.mkdir()
    kept.write_text(before)
    kept.chmod(0o664)
    path = tmp_path / "corrections.yml"
    path.symlink_to(kept)
    add_correction(path, correction())
    kept.write_text(kept.read_text() + "# Another person's, added meanwhile:\n")
    add_correction(path, correction(quote="b"))
    assert path.is_symlink()
    assert kept.stat().st_mode & 0o777 == 0o664
    assert kept.read_text().startswith(before.removesuffix("[]\n"))
    assert "Another person's" in kept.read_text()
    assert [c.quote for c in read_corrections(kept)] == [correction().quote, "b"]


def test_two_decisions_on_the_same_words_that_differ_are_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "corrections.yml"
    add_correction(path, correction())
    before = path.read_text()
    with pytest.raises(CorrectionsError, match=r":11: completion_percent of commitment 10: line 3 decides otherwise"):
        add_correction(path, correction(value=50.0))
    assert path.read_text() == before
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_errors_name_the_entry_and_the_field(tmp_path: Path) -> None:
    path = tmp_path / "corrections.yml"
    path.write_text("- document: a\n  commitment: '1'\n  dimension: nonsense\n  quote: q\n  reason: r\n  author: x\n")
    with pytest.raises(CorrectionsError, match=r"corrections.yml:3: entry 1, dimension"):
        read_corrections(path)
    path.write_text("- [unclosed")
    with pytest.raises(CorrectionsError, match="no YAML"):
        read_corrections(path)
    path.write_text("- document: a\n  value: complete\n  value: limited\n")
    with pytest.raises(CorrectionsError, match=r"corrections.yml:3: \[0\].value: stands there twice"):
        read_corrections(path)
    path.write_bytes("# ours\n- document: Peñalolén\n".encode("latin-1"))
    with pytest.raises(CorrectionsError, match=r"corrections.yml:2: is not UTF-8 \(byte 0xf1\); save it as UTF-8"):
        read_corrections(path)


@pytest.mark.parametrize(
    ("dimension", "value", "said"),
    [
        ("completion", "finished", "value must be one of complete, substantial"),
        ("completion", 3.0, "value must be one of complete, substantial"),
        ("starred", True, "in quotes"),
        ("completion_percent", "92%", "a percentage from 0 to 100"),
        ("completion_percent", 4000, "a percentage from 0 to 100"),
        ("completion_percent", float("nan"), "a percentage from 0 to 100"),
    ],
)
def test_a_value_that_its_dimension_does_not_have_is_a_mistake(dimension: str, value: object, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        correction(dimension=dimension, value=value)
