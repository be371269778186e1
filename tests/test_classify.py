"""Gate and classify: what documents are, by authored documents of each kind in both languages.

``tests/classes`` holds letters, minutes, news, guidance, calls, budgets, development plans, reasoned responses and the
like with series as perfect as a report's, and plans, reports and pages, with what each is.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from extractors.backends import read
from extractors.classify import Class, classify, gate, to_identity
from extractors.classify.weigh import Evidence, weigh
from extractors.document import Block, Document, Run, Style
from extractors.layout import PageInfo
from extractors.segment.outline import Outline, Section, Span
from extractors.text import Line, Text

FOLDER = Path(__file__).parent / "classes"
EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load((FOLDER / "expected.yml").read_text(encoding="utf-8"))
PARTIAL = ("published_on",)


def stub(commitments: int) -> Outline:
    """An outline with so many commitments."""
    return Outline((Section(None, Span(Text()), None, 0, 0),) * commitments)


def classified(document: Document, commitments: int = 0, name: str | None = None) -> Class:
    """A document through gate and classify."""
    return classify(document, stub(commitments), gate(document, name=name), name=name)


def fields(found: Class) -> dict[str, Any]:
    """The identity as plain values; the local member by its printed name."""
    out = to_identity(found).model_dump()
    out["locality"] = found.locality.value
    out["published_on"] = out["published_on"]["value"].isoformat() if out["published_on"] else None
    return out


def check(found: dict[str, Any], want: dict[str, Any]) -> None:
    """Compare; a date may be stated more exactly than is wanted."""
    for key, value in want.items():
        if key in PARTIAL and value is not None:
            assert str(found[key]).startswith(str(value)), key
        else:
            assert found[key] == value, key


@pytest.mark.parametrize("name", EXPECTED)
def test_authored_documents(name: str) -> None:
    want = dict(EXPECTED[name])
    commitments = want.pop("commitments")
    check(fields(classified(read((FOLDER / name).read_bytes(), name=name), commitments, name)), want)


@pytest.mark.parametrize("name", ["charter-en.md", "charter-es.md"])
def test_reports_on_other_programmes_name_open_government_in_passing(name: str) -> None:
    found = gate(read((FOLDER / name).read_bytes(), name=name), name=name)
    assert (found.passed, found.kind) == (False, "another programme")


def test_every_document_of_the_folder_is_described() -> None:
    assert {p.name for p in FOLDER.iterdir()} - {"expected.yml"} == set(EXPECTED)


Row = str | tuple[Any, ...]


def paged(rows: list[Row], running: tuple[str, ...] = (), pages: int = 8, wide: bool = False, **meta: str) -> Document:
    """A document of pages: rows are plain text or (text, size[, kind, level, marker])."""
    blocks = []
    for row in rows:
        given: tuple[Any, ...] = (row,) if isinstance(row, str) else row
        defaults: tuple[Any, ...] = ("", 10.0, "paragraph", 0, "")
        text, size, kind, level, marker = given + defaults[len(given) :]
        blocks.append(Block(kind, Text([Line(text)]), (Run(0, len(text), Style(size=size)),), level, marker))
    width, height = (960, 540) if wide else (595, 842)
    return Document(
        "application/pdf",
        tuple(blocks),
        tuple(PageInfo(i + 1, width, height) for i in range(pages)),
        meta,
        tuple(Text([Line(words)]) for words in running),
    )


H = "heading"
PROSE = (
    "The plan was prepared with civil society over several months of work, in workshops in all regions of the country. "
)
COVERS: dict[str, tuple[Document, int, dict[str, Any]]] = {
    "a title set in two lines, years below": (
        paged(
            [
                ("KINGDOM OF MOROCCO", 14),
                ("Ministry of Administration Reform", 12),
                ("Open Government", 30, H, 1),
                ("Action Plan", 30, H, 1),
                ("2018 – 2020", 20),
                ("Rabat, July 2018", 11),
                ("Contents", 16, H, 2),
                ("Introduction ........ 3", 10),
                "Morocco joined in April 2018 and presents here its first action plan. " + PROSE,
                ("Commitment 1: Access to information", 13, H, 3),
            ]
        ),
        1,
        {
            "doc_type": "action_plan", "assessor": "government", "country_code": "MA", "plan_start": 2018,
            "plan_end": 2020, "plan_number": 1, "published_on": "2018-07",
            "title": "Open Government Action Plan 2018 – 2020",
        },
    ),
    "a report on the third plan that tells of the second": (
        paged(
            [
                ("Gobierno de la República de Costa Rica", 12),
                ("INFORME DE AUTOEVALUACIÓN", 26, H, 1),
                ("DE MEDIO TÉRMINO", 26, H, 1),
                ("III Plan de Acción de Gobierno Abierto 2017-2019", 18, H, 2),
                ("San José, noviembre 2018", 12),
                ("Tabla de contenidos", 14, H, 2),
                "El segundo plan de acción 2015-2017 concluyó con 25 compromisos y fue evaluado por el Mecanismo.",
                ("Compromiso 1. Matriz de gobierno", 12, H, 3),
            ],
            ("Informe de autoevaluación 2", "Informe de autoevaluación 3", "Informe de autoevaluación 4"),
        ),
        1,
        {
            "doc_type": "self_assessment", "assessor": "government", "country_code": "CR", "plan_start": 2017,
            "plan_end": 2019, "plan_number": 3, "phase": "midterm", "published_on": "2018-11", "language": "es",
        },
    ),
    "some pages of a report: their text says what it is": (
        paged(
            [
                "was published on the site of the follow-up report of the plan in Chile, where all can see it.",
                "By the time of this self-assessment report, the fifth action plan of Chile was 84% done. " + 2 * PROSE,
            ],
            ("Open Government Chile",),
            pages=2,
        ),
        3,
        {"doc_type": "self_assessment", "assessor": "government", "country_code": "CL", "plan_number": 5},
    ),
    "a review of the mechanism": (
        paged(
            [
                ("IRM Action Plan Review:", 28, H, 1),
                ("Republic of Moldova 2023–2025", 28, H, 1),
                ("July 2023", 11),
                ("Section I: Overview of the 2023–2025 Action Plan", 16, H, 2),
                "Moldova's fifth action plan contains five commitments. The fourth plan (2019-2021) was extended.",
            ],
            tuple(f"IRM Action Plan Review: Moldova 2023–2025 {n}" for n in (1, 2, 3)),
        ),
        5,
        {
            "doc_type": "irm_action_plan_review", "assessor": "irm", "country_code": "MD", "plan_start": 2023,
            "plan_number": 5, "phase": "design", "title": "IRM Action Plan Review: Republic of Moldova 2023–2025",
        },
    ),
    "a shadow report under a slogan": (
        paged(
            [
                ("¿Cumplió el Gobierno?", 34, H, 1),
                ("Informe sombra del II Plan de Acción de Gobierno Abierto de Panamá 2015-2017", 16, H, 2),
                ("Alianza Ciudadana por la Justicia", 12),
                ("Panamá, marzo de 2018", 11),
                ("Resumen", 16, H, 2),
                "Nuestras organizaciones revisaron veintidós compromisos; según nuestra evaluación, nueve cumplidos.",
                ("Compromiso 1: Agua para todos", 12, H, 3),
            ]
        ),
        1,
        {
            "doc_type": "case_study", "assessor": "third_party", "country_code": "PA", "plan_start": 2015,
            "plan_number": 2, "published_on": "2018-03",
        },
    ),
    "a title that only the file states": (
        paged(
            [
                ("(logo)", 9),
                ("Summary", 14, H, 2),
                "This summary gives the state of eleven commitments at 31 March 2020 as the ministries stated it.",
                ("Commitment 1: Budget transparency", 12, H, 3),
            ],
            title="Kyrgyz Republic: Monitoring Report on the OGP National Action Plan 2018-2020",
        ),
        1,
        {
            "doc_type": "tracker", "assessor": "government", "country_code": "KG", "plan_start": 2018,
            "title": "Kyrgyz Republic: Monitoring Report on the OGP National Action Plan 2018-2020",
        },
    ),
    "a title that only the running heads print": (
        paged(
            [
                ("FOREWORD---------------------------- 3 THE PLAN---------------------------- 4", 11, H, 3),
                ("FOREWORD", 14, H, 1),
                PROSE,
            ],
            ("JAMAICA'S FIRST NATIONAL ACTION PLAN", "END-OF-TERM SELF-ASSESSMENT", "2021-2023") * 3,
        ),
        1,
        {
            "doc_type": "self_assessment", "country_code": "JM", "plan_start": 2021, "plan_number": 1,
            "phase": "end_of_term",
            "title": "JAMAICA'S FIRST NATIONAL ACTION PLAN END-OF-TERM SELF-ASSESSMENT 2021-2023",
        },
    ),
    "slides with the plan's name": (
        paged(
            [
                ("Plan de Acción de Gobierno Abierto", 44, H, 1),
                ("Avances y desafíos", 30, H, 2),
                ("Punto de contacto de Guatemala", 20),
                ("Compromisos", 44, H, 1),
                ("Compromiso 1: Datos abiertos", 28, "item", 1, "•"),
                ("Compromiso 2: Salud", 28, "item", 1, "•"),
                ("¡Muchas gracias!", 44, H, 1),
            ],
            wide=True,
            creator="Microsoft® PowerPoint® 2016",
        ),
        2,
        {"doc_type": "unknown", "assessor": None, "country_code": "GT", "plan_start": None},
    ),
    "a government's answer to the mechanism": (
        paged(
            [
                ("Government of Canada response to the IRM Mid-Term Report 2016-2018", 22, H, 1),
                ("Treasury Board of Canada Secretariat", 12),
                ("June 2018", 11),
                "The Government of Canada thanks the Independent Reporting Mechanism for its report on the third plan.",
                ("Recommendation 1: Fewer commitments", 12, H, 3),
                "Accepted.",
            ]
        ),
        0,
        {"doc_type": "unknown", "assessor": None, "country_code": "CA"},
    ),
    "a letter that encloses a report": (
        paged(
            [
                ("DEPARTMENT OF FINANCE", 12, H, 1),
                "15 June 2018",
                "Subject: End-of-Term Self-Assessment Report on the National Action Plan 2016-2018",
                "Dear colleagues,",
                "Please find enclosed our End-of-Term Self-Assessment Report of the Action Plan 2016-2018 of Malta.",
                "Yours faithfully,",
            ],
            pages=1,
        ),
        0,
        {"doc_type": "unknown", "assessor": None, "country_code": "MT", "plan_start": None},
    ),
    "years cut at the end of a line": (
        paged(
            [
                ("El Salvador", 14, H, 1),
                ("Follow-up report on the Open Government Action Plan 2018", 14, H, 1),
                ("2020", 14, "item", 1, "–"),
                ("28-09-2019", 9.5),
                PROSE,
            ]
        ),
        1,
        {"doc_type": "tracker", "country_code": "SV", "plan_start": 2018, "plan_end": 2020},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", COVERS)
def test_covers(name: str) -> None:
    document, commitments, want = COVERS[name]
    check(fields(classified(document, commitments)), want)


def page(words: str) -> Document:
    return read(words.encode(), name="page.md")


def test_a_mention_of_the_mechanism_is_no_authorship() -> None:
    found = classified(
        page(
            "# What the Independent Reporting Mechanism found in Peru\n\nMinistry of Justice, blog\n\nThe "
            "IRM researcher published an end-of-term report on the plan 2014-2016. Commitment 1 is complete.\n"
        ),
        1,
    )
    assert found.assessor.value != "irm"
    assert not str(found.doc_type.value).startswith("irm_")


def test_two_plans_named_alike_are_a_doubt() -> None:
    words = "# Open government in Malta\n\nNational Action Plan 2015-2017\n\nNational Action Plan 2018-2020\n"
    found = classified(page(words), 2)
    assert found.plan_start.value is None or "uncertain_plan" in found.plan_start.doubts


def test_a_number_beside_other_years_is_another_plans() -> None:
    words = (
        "# Plan de Acción de Gobierno Abierto 2015-2016\n\nPresidencia del Consejo de Ministros, Perú\n\n"
        "## Introducción\n\nEl primer plan de acción dejó lecciones. Del primer plan (2012-2014) se cumplieron 20.\n\n"
        "## Compromiso 1: Agua\n"
    )
    found = classified(page(words), 1)
    assert (found.plan_start.value, found.plan_number.value) == (2015, None)


def test_every_decided_field_says_why_and_every_open_one_has_its_code() -> None:
    found = classified(read((FOLDER / "plan-en.md").read_bytes(), name="plan-en.md"), 2)
    for decision in (found.doc_type, found.assessor, found.country_code, found.plan_start, found.title):
        assert decision.score > 0
        assert decision.reasons
    nothing = classified(page("# Price list\n\nNails 3 EUR\n\nScrews 4 EUR\n"), 0)
    assert nothing.doc_type.value == "unknown"
    assert {"unknown_type", "unknown_country", "unknown_plan"} <= set(nothing.doubts)


def test_a_doubtful_gate_says_so() -> None:
    document = paged(
        [("Letter from the coalition, number 4", 20, H, 1), "Milestones: one", "Lead: A", "Lead: B"], pages=1
    )
    found = gate(document)
    assert found.doubts == ("uncertain_type",)


@example([("a", 1.75, ""), ("a", 3.75, ""), ("a", -1.25, ""), ("a", -3.375, "")])
@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.floats(-5, 10, allow_nan=False), st.sampled_from(["", "title", "cover"])),
        max_size=12,
    )
)
def test_weighing_is_the_same_in_any_order(signs: list[tuple[str, float, str]]) -> None:
    evidence = [Evidence(value, round(weight, 1), "sign", source) for value, weight, source in signs]

    def decide(listed: list[Evidence[str]]) -> tuple[float, bool]:
        decision = weigh(listed, least=1.0, near=0.75, unknown="unknown", uncertain="uncertain")
        assert (decision.value is None) == (decision.doubts == ("unknown",))
        return round(decision.score, 6), bool(decision.doubts)

    assert decide(evidence) == decide(evidence[::-1])
