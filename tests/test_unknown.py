"""Documents of no known family: read by their words, flagged, and never counted with the IRM or a government."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.extract import extract
from extractors.records import Extraction
from fixtures.cases import unknown
from fixtures.compare import compare
from fixtures.generator.build import files
from fixtures.generator.case import Case
from pipeline.ingest import ingest_many
from pipeline.settings import Settings
from tests.conftest import FIXTURES
from warehouse.query import rows

FILES = [(case, path) for case in unknown.cases() for path, _, _ in files(case)]


def read(markdown: str) -> Extraction:
    return extract(markdown.encode(), name="document.md")


def codes(result: Extraction) -> list[str]:
    return [issue.code for issue in result.issues]


@pytest.mark.parametrize(("case", "path"), [pytest.param(c, p, id=p.name) for c, p in FILES])
def test_what_its_words_state_is_read_and_flagged(case: Case, path: Path) -> None:
    result = extract(path.read_bytes(), name=path.name)
    found = compare(case.truth, result)
    assert found.lines() == []
    assert all(a.flagged for a in result.assessments)
    assert codes(result).count("unknown_template") == 1
    assert codes(result).count("read_by_words") == len(result.mentions) + len(result.facts)
    assert ("no_commitments" in codes(result)) == (not result.mentions)


def test_the_issue_says_what_the_document_looks_like() -> None:
    result = extract((FIXTURES / "unknown" / "bulletin-es.html").read_bytes(), name="bulletin.html")
    (issue,) = [i for i in result.issues if i.code == "unknown_template"]
    assert issue.message == "no known kind of document; it looks like: a report of no known kind"


BUSINESS = """
# Annual report of the harbour company

| Commitments | 2020 | 2019 |
|---|---|---|
| Leases of cranes | 40 | 35 |
| Total | 40 | 35 |

## 3. Commitments and contingencies

### 3.1 Leases

Responsible: the treasurer

Status: complete

The company has completed 45% of its investment plan.

| No. | Name | Owner | Status |
|---|---|---|---|
| 1 | Crane | Ann | Complete |
"""


def test_a_document_about_something_else_gives_no_commitments() -> None:
    result = read(BUSINESS)
    assert (result.identity.template, result.identity.doc_type) == ("unknown", "unknown")
    assert not result.mentions
    assert not result.assessments
    assert not result.facts
    assert {"unknown_template", "no_commitments"} <= set(codes(result))
    assert [t.used_by for t in result.tables] == [[], []]


def test_what_calls_itself_a_commitment_is_read_anywhere() -> None:
    result = read(
        "# Charter of the water works\n\n## Commitment 1: Repair within a day\n\nStatus: Limited\n\n"
        "## Commitment 2: Bills in plain words\n\nTwo offices were painted.\n"
    )
    assert [(m.number, m.title) for m in result.mentions] == [
        ("1", "Repair within a day"),
        ("2", "Bills in plain words"),
    ]
    assert [(a.code, a.flagged) for a in result.assessments] == [("limited", True)]
    assert result.identity.plan_id is None


def test_a_bulletin_that_names_a_plan_is_no_plan() -> None:
    result = read(
        "# Boletín de la mesa de Paraguay\n\nPlan de acción 2018-2020\n\n"
        "| N° | Compromiso | Dependencia responsable | Porcentaje de avance |\n|---|---|---|---|\n"
        "| 1 | Mapa de caletas | Ministerio de Pesca | 45% |\n"
        "| 2 | Horas de radio | Ministerio de Información | 100% |\n"
    )
    assert result.identity.doc_type == "unknown"
    assert [(a.number, a.flagged, a.assessor) for a in result.assessments] == [(45, True, None), (100, True, None)]


@pytest.mark.parametrize(
    ("line", "assessor"),
    [
        ("Prepared by: Ministry of Justice of Ghana", "government"),
        ("Elaborado por: Mecanismo de Revisión Independiente", "irm"),
        ("Prepared by: University of Accra", "third_party"),
        ("Prepared by: Ministry of Justice and civil society", None),
        ("Prepared by: Ama Mensah", None),
        ("", None),
    ],
)
def test_who_assesses_is_taken_only_from_the_document(line: str, assessor: str | None) -> None:
    result = read(f"# Bulletin of the table, Ghana\n\n{line}\n\n## Commitment 1: Map\n\nStatus: Limited\n")
    assert result.identity.assessor == assessor
    assert [a.assessor for a in result.assessments] == [assessor]


def test_views_keep_an_unknown_assessor_apart(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "letter.md").write_bytes((FIXTURES / "unknown" / "bulletin-es.md").read_bytes())
    (source / "self.md").write_text(
        "# Paraguay: Informe de Autoevaluación final del Plan de Acción de Gobierno Abierto 2018-2020\n\n"
        "## Compromiso 3: Declaraciones juradas en línea\n\nNivel de cumplimiento: Completo\n",
        encoding="utf-8",
    )
    settings = Settings(home=tmp_path / "home")
    for _ in range(2):  # a rerun replaces the rows without an assessor too
        ingest_many([str(source)], settings, force=True)
    warehouse = settings.warehouse
    status = rows(warehouse, "SELECT assessor, code, flagged FROM commitment_status WHERE commitment_id = 'PY-2018-3'")
    assert sorted(((r["assessor"], r["code"], r["flagged"]) for r in status), key=str) == [
        ("government", "complete", False),
        (None, "limited", True),
    ]
    counted = rows(warehouse, "SELECT assessor, commitments, limited, complete FROM plan_completion ORDER BY assessor")
    assert [tuple(r.values()) for r in counted] == [("government", 4, 0, 1), (None, 4, 1, 0)]
    assert not rows(warehouse, "SELECT * FROM self_vs_irm")
    assert not rows(warehouse, "SELECT * FROM contradictions")


def test_a_page_about_open_government_without_commitments_states_no_facts() -> None:
    result = read(
        "# Open government day of Ghana\n\nThe action plan 2019-2021 has made an overall progress of 57%.\n\n"
        "| Measure | Number |\n|---|---|\n| Number of commitments | 14 |\n| Completed | 5 |\n"
    )
    assert not result.facts
    assert {"unknown_template", "no_commitments"} <= set(codes(result))


def test_facts_of_an_unknown_family_have_an_issue_each() -> None:
    result = read(
        "# Bulletin of the table of Ghana\n\nThe open government action plan 2019-2021 contains 3 commitments.\n\n"
        "## Commitment 1: Map of wells\n\nStatus: Limited\n"
    )
    assert [(f.metric, f.number) for f in result.facts] == [("commitments_total", 3)]
    assert "commitments_total 3.0: read by its words alone" in [i.message for i in result.issues]
