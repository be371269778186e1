"""What each view answers, on documents made for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from extractors.records import Fact
from flows.cli import app
from pipeline.publish import publish
from pipeline.settings import Settings
from tests.warehouse_samples import MONDAY, Sample, year
from warehouse import schema
from warehouse.explorer.facts import Facts
from warehouse.load import load
from warehouse.model import Fetch, Link
from warehouse.query import ask, rows


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "warehouse.duckdb"


def government(name: str = "self.pdf", **identity: Any) -> Sample:
    return Sample(name, **({"assessor": "government", "doc_type": "self_assessment"} | identity))


def test_every_promised_table_view_and_column_is_described() -> None:
    with schema.empty() as db:
        query = "SELECT schema_name, table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal"
        silent = [row[:3] for row in db.execute(query).fetchall() if not row[3]]
        assert not silent
        both = "SELECT schema_name, comment FROM {}() WHERE NOT internal"
        for function in ("duckdb_tables", "duckdb_views"):
            assert all(comment for _, comment in db.execute(both.format(function)).fetchall())
        spanish = [c for view in schema.views().values() for c in schema.view_columns(db, view) if not c.es]
        spanish += [c for table in schema.tables().values() for c in table.columns if not c.es]
        assert not spanish


PROMISED = """
core.documents document_id source_uri content_sha256 media_type bytes pages doc_type assessor language title author
country_code locality plan_id plan_number plan_start plan_end phase version_status published_on
published_on_precision template template_version status duplicate_of fetched_at ingested_at
core.mentions mention_id document_id commitment_id plan_id number number_source ogp_id area title title_lang
lead_institution support_institutions policy_areas ogp_values problem objective description proposed_by starts_on
starts_on_precision ends_on ends_on_precision evidence_id
core.assessments assessment_id document_id mention_id commitment_id milestone dimension ogp_value phase scale code
number raw null_reason assessor flagged evidence_id
core.milestones milestone_id document_id mention_id milestone text starts_on ends_on evidence_id
core.facts fact_id document_id plan_id mention_id metric phase number unit text evidence_id
core.recommendations recommendation_id document_id plan_id mention_id kind number text evidence_id
core.tables table_id document_id ordinal caption page_first page_last n_rows n_cols header used_by
core.cells table_id row col row_span col_span is_header text page x0 top x1 bottom
core.evidence evidence_id document_id page x0 top x1 bottom locator section quote table_id row col rule ocr
meta.issues document_id code severity message evidence_id first_seen
main.commitments commitment_id title_es title_en
main.self_vs_irm commitment_id title government_code government_percent irm_code irm_phase gap
main.contradictions kind subject statement_a statement_b evidence_id_a evidence_id_b document_a document_b
"""


def test_every_promised_column_exists() -> None:
    with schema.empty() as db:
        found = db.execute(
            "SELECT schema_name || '.' || table_name, list(column_name) FROM duckdb_columns() GROUP BY 1"
        )
        columns = dict(found.fetchall())
    promised: dict[str, set[str]] = {}
    for word in PROMISED.split():
        if "." in word:
            current = promised.setdefault(word, set())
        else:
            current.add(word)
    assert {name: wanted - set(columns[name]) for name, wanted in promised.items()} == {
        name: set() for name in promised
    }
    views = "documents action_plans commitments commitment_status self_vs_irm completion_change plan_completion"
    views += " early_results institution_scorecard carried_over contradictions open_issues coverage"
    assert {f"main.{view}" for view in views.split()} | {"meta.runs", "meta.fetches", "meta.links"} <= columns.keys()


def test_every_vocabulary_code_is_in_meta_codes() -> None:
    import yaml

    listed = {(row["dimension"], row["code"]): row for row in schema.codes()}
    file = schema.HERE.parent / "extractors" / "vocabulary" / "codes.yml"
    for name, group in yaml.safe_load(file.read_text(encoding="utf-8")).items():
        dimension = group.get("dimension", name)
        if dimension not in {d for d, _ in listed}:
            continue  # not an assessment
        for code, entry in group["codes"].items():
            row = listed[dimension, entry.get("code", code)]
            if entry.get("rank") is not None:
                assert row["rank"] == entry["rank"], (dimension, code)


def test_commitments_are_merged_by_precedence_and_language(path: Path) -> None:
    plan = government("plan.pdf", doc_type="action_plan", language="es")
    plan.mention("1", "Datos abiertos", ends_on=year(2022))
    irm = Sample("irm.pdf", language="en").mention("1", "Open data", lead_institution="Ministry", area="Data")
    load(path, [irm.document(), plan.document()])
    (row,) = rows(path, "FROM commitments")
    assert (row["title"], row["title_es"], row["title_en"]) == ("Datos abiertos", "Datos abiertos", "Open data")
    assert (row["lead_institution"], row["area"], row["ends_on"].year) == ("Ministry", "Data", 2022)
    assert (row["documents"], row["assessors"], row["plan_id"], row["country_code"]) == (
        2,
        ["government", "irm"],
        "XA-2020",
        "XA",
    )


def test_who_wrote_a_document_of_no_known_kind_is_not_told(path: Path) -> None:
    load(
        path, [Sample(doc_type="unknown", assessor=None).mention("1").document(), government().mention("1").document()]
    )
    (row,) = rows(path, "SELECT documents, assessors FROM commitments")
    assert row == {"documents": 2, "assessors": ["government"]}


def test_plans_count_and_quote(path: Path) -> None:
    local = Sample("local.pdf", locality="Some Town").mentions(2)
    load(path, [Sample().mentions(3).fact("commitments_total", 4).document(), local.document()])
    found = rows(
        path, "SELECT plan_id, locality, plan_start, commitments, commitments_stated FROM action_plans ORDER BY 1"
    )
    assert [tuple(row.values()) for row in found] == [
        ("XA-2020", None, 2020, 3, [4]),
        ("XA-some-town-2020", "Some Town", 2020, 2, None),
    ]


@pytest.mark.parametrize(
    ("statements", "code", "phase"),
    [
        ([("midterm", "limited", {}), ("end_of_term", "complete", {})], "complete", "end_of_term"),
        ([("end_of_term", None, {"null_reason": "not_reviewed"}), ("midterm", "limited", {})], "limited", "midterm"),
        ([("midterm", "limited", {}), ("midterm", "complete", {"table": 1})], "complete", "midterm"),
        ([("midterm", "limited", {"flagged": True, "table": 1}), ("midterm", "complete", {})], "complete", "midterm"),
        ([("midterm", None, {"null_reason": "blank_in_source"})], None, "midterm"),
    ],
)
def test_status_is_the_latest_and_best(path: Path, statements: list[Any], code: str, phase: str) -> None:
    sample = Sample().mention("1")
    for stated, value, fields in statements:
        sample.say("1", "completion", value, phase=stated, **fields)
    load(path, [sample.document()])
    (row,) = rows(path, "FROM commitment_status")
    assert (row["code"], row["phase"], row["assessor"], row["basis"]) == (code, phase, "irm", "commitment")
    assert row["quote"] == f"1 completion {code}"
    assert row["page"] == 1
    distinct = {value for stated, value, _ in statements if value and stated == phase}
    assert row["contradicted"] is (len(distinct) > 1)


def test_status_prefers_final_documents_and_leaves_duplicates_out(path: Path) -> None:
    draft = Sample("draft.pdf", version_status="draft").mention("1").mention("2")
    draft.say("1", "completion", "limited").say("2", "completion", "limited")
    final = Sample("final.pdf").mention("1").say("1", "completion", "complete").document()
    load(path, [draft.document()])
    assert {r["code"] for r in rows(path, "FROM commitment_status")} == {"limited"}
    copy = final.model_copy(update={"source_uri": "https://example.org/mirror/final.pdf", "name": "z-copy.pdf"})
    load(path, [copy, final])
    assert [(r["commitment_id"], r["code"]) for r in rows(path, "FROM commitment_status")] == [
        ("XA-2020-1", "complete")
    ]
    why = {r["name"]: r["why"] for r in rows(path, "FROM documents")}
    assert why == {"draft.pdf": "final_version_used", "final.pdf": "used", "z-copy.pdf": "duplicate"}
    assert not rows(path, "FROM contradictions")


def test_status_by_percent_alone_and_by_milestones_alone(path: Path) -> None:
    sample = government().mentions(2).say("1", "completion_percent", 40.0)
    sample.say("2", "completion", "complete", milestone="a").say("2", "completion", "limited", milestone="b")
    load(path, [sample.document()])
    one, two = rows(path, "FROM commitment_status ORDER BY commitment_id")
    assert (one["basis"], one["code"], one["percent"], one["percent_quote"]) == (
        "percent",
        None,
        40.0,
        "1 completion_percent 40.0",
    )
    assert (two["basis"], two["code"], two["rank"], two["rank_low"], two["rank_high"]) == (
        "milestones",
        None,
        None,
        2,
        4,
    )
    assert (two["milestones_assessed"], two["milestones_complete"]) == (2, 1)


@pytest.mark.parametrize(
    ("ours", "theirs", "gap", "verdict"),
    [
        ("complete", "complete", 0, "equal"),
        ("complete", "limited", 2, "government_higher"),
        ("limited", "substantial", -1, "government_lower"),
        ("substantial_or_complete", "complete", None, "compatible"),
        ("substantial_or_complete", "limited", 1, "government_higher"),
        ("not_started_or_delayed", "substantial", -1, "government_lower"),
        ("complete", "withdrawn", None, "not_comparable"),
    ],
)
def test_gap_between_government_and_irm(path: Path, ours: str, theirs: str, gap: int | None, verdict: str) -> None:
    said = government().mention("1").say("1", "completion", ours).say("1", "completion_percent", 70.0)
    found = Sample("irm.pdf").mention("1").say("1", "completion", theirs)
    load(path, [said.document(), found.document()])
    (row,) = rows(path, "FROM self_vs_irm")
    assert (row["gap"], row["verdict"], row["government_percent"]) == (gap, verdict, 70.0)
    assert (row["government_document"], row["irm_document"], row["same_phase"]) == ("self.pdf", "irm.pdf", True)
    assert not rows(path, "FROM contradictions WHERE severity <> 'info'")


def test_commitments_joined_by_links_meet(path: Path) -> None:
    said = government().mention("2", group=1).say("2", "completion", "complete")
    found = Sample("irm.pdf").mention("7").say("7", "completion", "limited")
    links = [Link(commitment_id_a="XA-2020-1.2", commitment_id_b="XA-2020-7", kind="same", method="test", score=1)]
    load(path, [said.document(), found.document()], links=lambda db: links)
    (row,) = rows(path, "SELECT commitment_id, plan_id, gap FROM self_vs_irm")
    assert row == {"commitment_id": "XA-2020-7", "plan_id": "XA-2020", "gap": 2}
    for known_as in ("XA-2020-7", "XA-2020-1.2"):
        assert {row["value"] for row in ask(path, "evidence", commitment=known_as)} == {"complete", "limited"}


def test_a_link_to_what_no_document_mentions_changes_no_id(path: Path) -> None:
    link = Link(commitment_id_a="XA-2020-1", commitment_id_b="XA-2020-2", kind="same", method="decision", score=1)
    load(path, [government().mention("2").document()], links=lambda db: [link])
    query = "SELECT commitment_id, plan_id, number FROM commitments"
    assert rows(path, query) == [{"commitment_id": "XA-2020-2", "plan_id": "XA-2020", "number": "2"}]
    load(path, [Sample("irm.pdf").mention("1").document()], links=lambda db: [link])
    assert rows(path, query) == [{"commitment_id": "XA-2020-1", "plan_id": "XA-2020", "number": "1"}]


def test_change_from_midterm_to_end_of_term(path: Path) -> None:
    sample = Sample().mentions(2).say("1", "completion", "limited", phase="midterm").say("1", "completion", "complete")
    sample.say("2", "completion", "limited", phase="midterm").say("2", "completion", "withdrawn")
    load(path, [sample.document()])
    found = rows(path, "SELECT midterm_code, end_of_term_code, change FROM completion_change ORDER BY commitment_id")
    assert [tuple(row.values()) for row in found] == [("limited", "complete", 2), ("limited", "withdrawn", None)]


def test_plan_completion_counts_and_keeps_composites_apart(path: Path) -> None:
    sample = government().mentions(5).fact("commitments_total", 5).fact("overall_percent", 84)
    for number, code in enumerate(["substantial_or_complete", "limited", "complete", "unclear"], 1):
        sample.say(str(number), "completion", code).say(str(number), "completion_percent", 80.0 + number)
    sample.say("5", "completion", None, null_reason="blank_in_source")
    sample.mention("6").say("6", "completion", "complete", milestone="a")
    load(path, [sample.document()])
    (row,) = rows(path, "FROM plan_completion")
    assert row["milestones_only"] == 1
    counts = ("assessed", "complete", "substantial", "limited", "substantial_or_complete", "other_codes", "no_value")
    assert [row[name] for name in counts] == [5, 1, 0, 1, 1, 1, 1]
    assert (row["high"], row["rated"], row["not_rated"], row["commitments"]) == (2, 3, 3, 6)
    assert (row["share_high"], row["mean_percent"]) == (0.6667, 82.5)
    assert (row["stated_commitments"], row["stated_percent"], row["stated_complete"]) == (5, 84, None)


def test_early_results_keep_scales_apart(path: Path) -> None:
    sample = Sample().mentions(2).say("1", "early_results", "major", scale="diog")
    sample.say("1", "early_results", "marginal", scale="diog", ogp_value="civic_participation")
    sample.say("2", "early_results", "significant", scale="early_results")
    load(path, [sample.document()])
    found = rows(path, "SELECT ogp_value, scale, code, rank, strong FROM early_results ORDER BY ALL NULLS FIRST")
    assert [tuple(row.values()) for row in found] == [
        (None, "diog", "major", 2, True),
        (None, "early_results", "significant", 2, True),
        ("civic_participation", "diog", "marginal", 1, False),
    ]


def test_institutions_are_told_apart_without_case_accents_and_acronym(path: Path) -> None:
    sample = government().mention("1", lead_institution="Ministerio de Salud (MINSAL)")
    sample.mention("2", lead_institution="MINISTERIO DE SALUD").say("1", "completion", "complete")
    sample.say("2", "completion", "limited")
    load(path, [sample.document()])
    (row,) = rows(path, "FROM institution_scorecard")
    assert (row["institution_id"], row["commitments"], row["share_high"]) == ("ministerio de salud", 2, 0.5)


def test_carried_over_by_statement_and_by_link(path: Path) -> None:
    earlier = Sample().mentions(2).say("1", "carried_over", "no").say("2", "carried_over", "yes")
    later = Sample("later.pdf", plan_start=2022).mention("5", "Commitment again")
    link = Link(commitment_id_a="XA-2020-2", commitment_id_b="XA-2022-5", kind="continued", method="title", score=0.9)
    load(path, [earlier.document(), later.document()], links=lambda db: [link])
    found = rows(
        path, "SELECT commitment_id, stated_code, kind, next_commitment_id, next_title FROM carried_over ORDER BY 1"
    )
    assert [tuple(row.values()) for row in found] == [
        ("XA-2020-1", "no", None, None, None),
        ("XA-2020-2", "yes", "continued", "XA-2022-5", "Commitment again"),
    ]


def test_coverage_is_the_honest_denominator(path: Path) -> None:
    read = (
        Sample("a.pdf")
        .mention("1")
        .say("1", "completion", None, null_reason="blank_in_source")
        .mention("2", plan_id=None)
    )
    broken = Sample("b.pdf", doc_type="unknown", country_code=None, plan_start=None).document(status="failed")
    fetches = [
        Fetch(url="https://example.org/c.pdf", attempted_at=MONDAY, outcome="failed", status_code=404),
        Fetch(url="https://example.org/a.pdf", attempted_at=MONDAY, outcome="fetched", content_sha256="0" * 64),
    ]
    load(path, [read.document(), broken], fetches=fetches)
    names = "country_code, known, read, failed, not_fetched, commitments, commitments_without_id, no_value"
    assert [tuple(row.values()) for row in rows(path, f"SELECT {names} FROM coverage ORDER BY ALL NULLS LAST")] == [
        ("XA", 1, 1, 0, 0, 1, 1, 1),
        (None, 1, 0, 0, 1, 0, 0, 0),
        (None, 1, 0, 1, 0, 0, 0, 0),
    ]


def test_coverage_counts_a_commitment_once_however_many_documents_mention_it(path: Path) -> None:
    reports = [government(f"tracker-{n}.pdf", doc_type="tracker", published_on=year(2020 + n)) for n in range(4)]
    for n, report in enumerate(reports):
        report.mentions(3).say("1", "completion_percent", 20.0 * n).say("2", "completion_percent", 10.0 + n)
    load(path, [report.document() for report in reports])
    (row,) = rows(path, "SELECT known, commitments, mentions, commitments_without_id FROM coverage")
    assert row == {"known": 4, "commitments": 3, "mentions": 12, "commitments_without_id": 0}


def test_a_status_and_its_percentage_are_of_one_phase(path: Path) -> None:
    midterm = government("midterm.pdf", phase="midterm").mentions(2).say("1", "completion_percent", 40.0)
    midterm.say("1", "completion", "limited").say("2", "completion_percent", 30.0)
    end = government("end.pdf").mentions(2).say("1", "completion", "complete").say("2", "completion_percent", 90.0)
    load(path, [midterm.document(), end.document()])
    found = rows(path, "SELECT phase, code, percent, basis, document FROM commitment_status ORDER BY commitment_id")
    assert [tuple(row.values()) for row in found] == [
        ("end_of_term", "complete", None, "commitment", "end.pdf"),
        ("end_of_term", None, 90.0, "percent", "end.pdf"),
    ]
    found = rows(path, "SELECT phase, mean_percent, percent_commitments FROM plan_completion ORDER BY phase DESC")
    assert [tuple(row.values()) for row in found] == [("midterm", 35.0, 2), ("end_of_term", 90.0, 1)]


@pytest.mark.parametrize("earlier", ["limited", None])
def test_the_latest_word_is_the_status_whatever_its_form(path: Path, earlier: str | None) -> None:
    midterm = government("midterm.pdf", phase="midterm").mentions(2)
    for number in ("1", "2"):
        midterm.say(number, "completion", earlier, null_reason=None if earlier else "blank_in_source")
    end = government("end.pdf").mentions(2).say("1", "completion_percent", 90.0)
    end.say("2", "completion", "complete", milestone="a")
    load(path, [midterm.document(), end.document()])
    found = rows(path, "SELECT phase, code, basis, percent, rank_low FROM commitment_status ORDER BY commitment_id")
    assert [tuple(row.values()) for row in found] == [
        ("end_of_term", None, "percent", 90.0, None),
        ("midterm", "limited", "commitment", None, 2) if earlier else ("end_of_term", None, "milestones", None, 4),
    ]


def test_a_status_by_milestones_spans_the_latest_phase_alone(path: Path) -> None:
    midterm = Sample("midterm.pdf", phase="midterm").mention("1")
    end = Sample("end.pdf").mention("1")
    for name in "abc":
        midterm.say("1", "completion", "not_started", milestone=name)
    end.say("1", "completion", "complete", milestone="a").say("1", "completion", "substantial", milestone="b")
    end.say("1", "completion", "complete", milestone="a")
    load(path, [midterm.document(), end.document()])
    (row,) = rows(path, "FROM commitment_status")
    assert (row["phase"], row["rank_low"], row["rank_high"]) == ("end_of_term", 3, 4)
    assert (row["milestones_assessed"], row["milestones_complete"]) == (2, 1)


def test_a_code_that_may_be_high_or_not_is_in_no_share(path: Path) -> None:
    sample = government().mentions(4).say("1", "completion", "complete").say("2", "completion", "in_progress")
    sample.say("3", "completion", "substantial_or_complete").say("4", "completion", "not_started_or_delayed")
    sample.mention("5").say("5", "completion", "complete", milestone="a")
    for mention in sample.records.mentions:
        mention.lead_institution = "Ministry of Roads"
    load(path, [sample.document()])
    (plan,) = rows(path, "FROM plan_completion")
    (office,) = rows(path, "FROM institution_scorecard")
    for row in (plan, office):
        assert (row["rated"], row["share_high"], row["other_codes"]) == (3, 0.6667, 1)
        assert (row["substantial_or_complete"], row["not_started_or_delayed"], row["complete"]) == (1, 1, 1)
    assert (plan["commitments"], office["commitments"], office["high"]) == (5, 5, 2)
    assert plan["not_rated"] == office["not_rated"] == 2


def test_what_a_plan_states_is_the_table_before_the_prose(path: Path) -> None:
    sample = Sample().mentions(1).fact("completion_complete", 7, words="seven were completed")
    sample.fact("completion_complete", 8, words="8", table=1).fact("completion_complete", 9, words="9", table=1)
    sample.say("1", "completion_percent", 50.0).say("1", "completion", "complete", milestone="a")
    load(path, [sample.document()])
    (row,) = rows(path, "FROM plan_completion")
    assert (row["stated_complete"], row["percent_commitments"], row["milestones_only"]) == (8, 1, 0)


def test_whether_two_look_at_one_moment_is_open_where_one_does_not_say(path: Path) -> None:
    said = government(phase=None).mention("1").say("1", "completion", "complete")
    found = Sample("irm.pdf", phase=None).mention("1").say("1", "completion", "limited")
    load(path, [said.document(), found.document()])
    (row,) = rows(path, "FROM self_vs_irm")
    assert (row["same_phase"], row["gap"], row["not_compared"]) == (None, None, "phase_not_stated")
    (plan,) = ask(path, "gap-by-plan")
    assert (plan["compared"], plan["not_compared"], plan["why_not"]) == (0, 1, "phase_not_stated")


def test_what_two_say_of_two_moments_is_no_gap(path: Path) -> None:
    """Seen: all 25 gaps of a plan were the government's end of term beside the IRM's midterm."""
    said = government().mentions(3)
    for number in "123":
        said.say(number, "completion", "complete")
    found = Sample("irm.pdf").mentions(3).say("1", "completion", "limited", phase="midterm")
    found.say("2", "completion", "limited", phase="midterm").say("2", "completion", None, null_reason="not_reviewed")
    found.say("3", "completion", "limited", milestone="a").say("3", "completion", "complete", milestone="b")
    load(path, [said.document(), found.document()])
    said_of = rows(
        path, "SELECT gap, verdict, not_compared, irm_phase, irm_milestones FROM self_vs_irm ORDER BY commitment_id"
    )
    assert {(row["gap"], row["verdict"]) for row in said_of} == {(None, "not_comparable")}
    assert [row["not_compared"] for row in said_of] == ["other_phase", "other_phase", "milestones"]
    assert [row["irm_phase"] for row in said_of] == ["midterm", "midterm", "end_of_term"]
    assert said_of[2]["irm_milestones"] == "1 complete, 1 limited"
    (plan,) = ask(path, "gap-by-plan")
    assert (plan["compared"], plan["mean_gap"], plan["why_not"]) == (0, None, "milestones, other_phase")


def test_the_latest_moment_of_which_both_speak_is_compared(path: Path) -> None:
    said = government().mention("1").say("1", "completion", "complete")
    said.say("1", "completion", "substantial", phase="midterm")
    found = Sample("irm.pdf").mention("1").say("1", "completion", "limited", phase="midterm")
    load(path, [said.document(), found.document()])
    (row,) = rows(path, "FROM self_vs_irm")
    assert (row["phase"], row["scale"], row["government_basis"], row["irm_basis"]) == (
        "midterm",
        "completion",
        "commitment",
        "commitment",
    )
    assert (row["government_code"], row["irm_code"], row["gap"]) == ("substantial", "limited", 1)


def test_a_plan_that_nobody_rated_has_no_share(path: Path) -> None:
    sample = Sample().mentions(19)
    for number in range(1, 20):
        sample.say(str(number), "completion", None, null_reason="not_reviewed")
    load(path, [sample.document()])
    (row,) = rows(path, "FROM plan_completion")
    assert (row["commitments"], row["assessed"], row["rated"], row["not_rated"]) == (19, 19, 0, 19)
    names = ("high", "share_high", "complete", "substantial", "limited", "not_started", "other_codes")
    assert [row[name] for name in names] == [None] * len(names)


def test_there_is_one_count_of_commitments(path: Path, tmp_path: Path) -> None:
    """Seen: ``status`` counted other commitments than ``action_plans``."""
    plan = Sample("plan.pdf", assessor="government", doc_type="action_plan", phase=None).mentions(3)
    draft = Sample("draft.pdf", version_status="draft").mentions(2).say("1", "completion", "limited")
    found = Sample("irm.pdf").mention("1").mention("2").say("1", "completion", "limited").mention("7", "Open the port")
    spanish = Sample("irm-es.pdf", language="es").mention("1", "Compromiso 1").say("1", "completion", "limited")
    spanish.mention("8", "Abrir el puerto")
    home = Settings(home=tmp_path / "home")
    home.home.mkdir()
    publish(home, [s.document() for s in (plan, draft, found, spanish)])
    ours = home.warehouse
    (listed,) = rows(ours, "SELECT plan_id, count(*) AS n FROM commitments GROUP BY ALL")
    assert rows(ours, "SELECT commitments FROM action_plans") == [{"commitments": listed["n"]}]
    assert {r["commitments"] for r in rows(ours, "FROM plan_completion")} == {listed["n"]}
    assert len(Facts(ours).commitments) == listed["n"]
    said = CliRunner().invoke(app, ["--home", str(home.home), "status", "--json"])
    assert [p["commitments"] for p in json.loads(said.stdout)["plans"]] == [listed["n"]]


def test_numbers_are_ordered_as_printed_not_as_decimals(path: Path) -> None:
    sample = Sample().mention("2.10").mention("2.9").mention("10").mention("2a")
    for mention in sample.records.mentions:
        sample.say(mention.key, "completion", "complete")
    load(path, [sample.document()])
    assert [row["commitment_id"].removeprefix("XA-2020-") for row in ask(path, "status")] == ["2a", "2.9", "2.10", "10"]


def test_two_generations_are_never_pooled(path: Path) -> None:
    """The scale changed in between: "significant" is the middle of one and the top of the other."""
    old = Sample("old.pdf", plan_start=2018).mentions(2)
    old.say("1", "early_results", "major", scale="diog").say("2", "early_results", "marginal", scale="diog")
    new = Sample("new.pdf").mentions(3).say("1", "early_results", "significant", scale="early_results")
    new.say("2", "early_results", "moderate", scale="early_results")
    new.say("3", "early_results", None, null_reason="not_reviewed")
    both = Sample("both.pdf").mention("1").say("1", "early_results", "major", scale="diog")
    case = Sample("case.pdf", assessor="third_party", doc_type="case_study").mention("2")
    case.say("2", "early_results", "moderate", scale="early_results")
    page = Sample("page.html", doc_type="commitment_page").mention("1")
    page.say("1", "early_results", None, null_reason="blank_in_source")
    load(path, [sample.document() for sample in (old, new, both, case, page)])
    names = "plan_id, assessor, scale, code, commitments"
    found = [tuple(row[name] for name in names.split(", ")) for row in ask(path, "early-results")]
    assert found == [
        ("XA-2018", "irm", "diog", "major", 1),
        ("XA-2018", "irm", "diog", "marginal", 1),
        ("XA-2020", "irm", "diog", "major", 1),
        ("XA-2020", "irm", "early_results", "significant", 1),
        ("XA-2020", "irm", "early_results", "moderate", 1),
        ("XA-2020", "irm", None, None, 1),
        ("XA-2020", "third_party", "early_results", "moderate", 1),
    ]
    query = "SELECT count(*) AS n FROM contradictions WHERE kind IN ('across_documents', 'same_document')"
    assert rows(path, query) == [{"n": 0}]


def test_values_of_another_scale_are_no_contradiction_even_where_the_scale_is_not_named(path: Path) -> None:
    old = Sample("old.pdf").mention("1").say("1", "early_results", "outstanding")
    new = Sample("new.pdf").mention("1").say("1", "early_results", "moderate", scale="early_results")
    worse = Sample("worse.pdf").mention("1").say("1", "early_results", "marginal", scale="diog")
    load(path, [sample.document() for sample in (old, new, worse)])
    found = rows(path, "SELECT statement_a, statement_b FROM contradictions WHERE kind = 'across_documents'")
    assert found == [{"statement_a": "outstanding", "statement_b": "marginal"}]


def test_colours_of_a_government_have_no_change_in_steps(path: Path) -> None:
    midterm = government("midterm.pdf", phase="midterm").mentions(2)
    midterm.say("1", "completion", "not_started_or_delayed", scale="government_colour")
    midterm.say("2", "completion", "limited", scale="government_colour")
    end = government("end.pdf").mentions(2).say("1", "completion", "complete").say("2", "completion", "complete")
    load(path, [midterm.document(), end.document()])
    found = rows(path, "SELECT midterm_code, end_of_term_code, change FROM completion_change ORDER BY commitment_id")
    assert [tuple(row.values()) for row in found] == [
        ("not_started_or_delayed", "complete", None),
        ("limited", "complete", 2),
    ]
    assert sorted(row["change"] or 0 for row in ask(path, "transitions")) == [0, 2]


def test_issues_come_gravest_first(path: Path) -> None:
    sample = Sample().issue("a", severity="info").issue("b", severity="error").issue("c")
    load(path, [sample.document()])
    assert [row["code"] for row in rows(path, "FROM open_issues")] == ["b", "c", "a"]
    assert rows(path, "FROM open_issues")[0]["quote"] == "look here"


def test_a_matrix_cut_in_two_is_counted_as_a_whole(path: Path) -> None:
    """Two halves of a matrix: neither covers the plan, so the whole document is counted."""
    sample = Sample().fact("commitments_total", 10).fact("completion_complete", 10).mentions(10)
    for number in range(1, 11):
        sample.say(str(number), "completion", "complete", table=1 + number // 6)
    load(path, [sample.document()])
    assert not rows(path, "FROM contradictions")


def test_what_a_table_leaves_open_may_be_what_is_missing(path: Path) -> None:
    sample = Sample().fact("commitments_total", 6).fact("completion_complete", 3).mentions(6)
    for number in range(1, 7):
        if number > 1:
            sample.say(str(number), "completion", "complete" if number < 4 else "limited", table=1)
        else:
            sample.say(str(number), "completion", None, null_reason="conflicting_marks", table=1)
    load(path, [sample.document()])
    assert not rows(path, "FROM contradictions")


def test_percentages_beside_counts_are_facts_of_their_own(path: Path) -> None:
    sample = Sample().mentions(12).fact("commitments_total", 12).fact("commitments_relevant", 9)
    evidence = sample.evidence("9 (75%)")
    sample.records.facts.append(Fact(metric="commitments_relevant", number=75, unit="percent", evidence=evidence))
    load(path, [sample.document()])
    assert not rows(path, "FROM contradictions")
    assert [r["unit"] for r in rows(path, "SELECT unit FROM core.facts ORDER BY number")] == [
        "commitments",
        "commitments",
        "percent",
    ]


def test_the_example_of_every_view_runs(path: Path) -> None:
    load(path, [Sample().mentions(2).say("1", "completion", "limited").document()])
    for view in schema.views().values():
        rows(path, view.example)


def test_views_bind_without_the_schema_on_the_search_path(path: Path) -> None:
    load(path, [Sample().mentions(2).say("1", "completion", "limited").document()])
    with duckdb.connect() as db:
        db.execute(f"ATTACH '{path}' AS elsewhere (READ_ONLY)")
        for view in schema.views().values():
            db.execute(f"FROM elsewhere.{view.full_name}").fetchall()
