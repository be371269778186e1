"""Statements about progress in prose: what is read, and above all what is not."""

from __future__ import annotations

import time

import pytest

from extractors.lexicon import Lexicon
from extractors.status_text import Statement, read_statements


def read(text: str, language: str | None = None) -> list[Statement]:
    return read_statements(text, language, Lexicon())


def stated(text: str, language: str | None = None) -> list[Statement]:
    return [s for s in read(text, language) if s.stated]


@pytest.mark.parametrize(
    ("text", "subject", "numbers", "value"),
    [
        (
            "Según el tablero, el compromiso logró un 81,5% de avance, como muestra el enlace.",
            "commitment",
            ((), ()),
            81.5,
        ),
        ("El compromiso alcanzó un nivel de avance del 100%.", "commitment", ((), ()), 100),
        ("El porcentaje de avance del compromiso 2.10 es 71,4%.", "commitment", (("2.10",), ()), 71.4),
        (
            "El compromiso 3, a cargo del Ministerio de Salud, registra un 45 por ciento de avance.",
            "commitment",
            (("3",), ()),
            45,
        ),
        ("El compromiso N° 4 presenta un avance del 35 %.", "commitment", (("4",), ()), 35),
        ("El tercer hito registra un 45% de avance.", "milestone", ((), ("3",)), 45),
        ("El avance del hito 2 del compromiso 4 es de 60%.", "milestone", (("4",), ("2",)), 60),
        ("El hito b) presenta un 50% de avance.", "milestone", ((), ("b",)), 50),
        ("Commitment 7 is 40% complete.", "commitment", (("7",), ()), 40),
        ("As of June 2021, commitment 3 is at 55%.", "commitment", (("3",), ()), 55),
        ("Milestone 2 reached 75% completion.", "milestone", ((), ("2",)), 75),
        ("Implementation reached 92%.", "implicit", ((), ()), 92),
        ("Avance: 45%", "implicit", ((), ()), 45),
    ],
)
def test_percentages_have_their_subject(text: str, subject: str, numbers: object, value: float) -> None:
    found = stated(text, "es")
    assert [(s.kind, s.subject, (s.commitments, s.milestones), s.number) for s in found] == [
        ("percent", subject, numbers, value)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Only 30% of requests were answered in time and the portal reached 60% of users.",
        "Fue el primer taller realizado de forma 100% virtual.",
        "El compromiso 3 presenta un portal con 60% de avance.",
        "El compromiso incluye 70% de desarrollo de la plataforma de pagos.",
        "The commitment to train 100% of staff was not met.",
        "Entre 25% y 49% de avance: cinco compromisos.",
        "El compromiso superó su meta de 50 mil usuarios y llegó a un 30% más de personas.",
        "The commitment has limited resources.",
        "This commitment is limited to federal agencies.",
        "Se publicó el documento completo en la red.",
        "The ministry completed the training plan for the commitment's team.",
        "El compromiso está en proceso de revisión por la autoridad.",
        "Overall, 71% of milestones have been completed.",
        "Three of the seven commitments are complete.",
    ],
)
def test_what_is_no_statement_of_progress_gives_none(text: str) -> None:
    assert [s for s in stated(text) if s.kind in ("percent", "completion")] == []


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("The commitment is not complete.", "negated"),
        ("El compromiso no se cumplió.", "negated"),
        ("Se espera que el compromiso alcance un 100% de avance en diciembre.", "hedged"),
        ("The commitment was almost fully completed.", "hedged"),
        ("El compromiso presenta un avance de casi 90%.", "hedged"),
        ("El compromiso 4, el cual se encontraba con 0% de avance, fue asumido por la Comisión.", "past"),
        ("En el plan anterior el compromiso alcanzó un 80% de avance.", "other_plan"),
    ],
)
def test_negated_hedged_past_and_other_plans_are_not_stated(text: str, mark: str) -> None:
    found = [s for s in read(text) if s.kind in ("percent", "completion")]
    assert found
    assert all(getattr(s, mark) and not s.stated for s in found)


@pytest.mark.parametrize(
    ("text", "subject", "code"),
    [
        ("The commitment has been substantially completed.", "commitment", "substantial"),
        ("Commitment 7 made limited progress.", "commitment", "limited"),
        ("Progress on this commitment has been limited.", "commitment", "limited"),
        ("The commitment was fully implemented in 2015.", "commitment", "complete"),
        ("Milestone 2 was completed, while milestone 3 has not started.", "milestone", "complete"),
        ("El compromiso se cumplió en su totalidad.", "commitment", "complete"),
        ("El compromiso aún no se ha iniciado.", "commitment", "not_started"),
        ("Al cierre, este compromiso se considera cumplido sustancialmente.", "commitment", "substantial"),
        ("El hito 3 tuvo avance limitado.", "milestone", "limited"),
        ("El compromiso fue retirado del plan.", "commitment", "withdrawn"),
        ("Por lo que el cumplimiento se evalúa como sustancial.", "implicit", "substantial"),
    ],
)
def test_statuses_have_their_subject(text: str, subject: str, code: str) -> None:
    found = stated(text)[0]
    assert (found.kind, found.subject, found.code and found.code.code) == ("completion", subject, code)


def test_a_milestones_status_is_not_the_commitments() -> None:
    found = stated("El compromiso 5 alcanzó un 80% de avance. El hito 2 se encuentra completo. Presenta evidencias.")
    assert [(s.subject, s.milestones) for s in found] == [("commitment", ()), ("milestone", ("2",))]


def test_a_pronoun_keeps_the_subject_of_the_sentence_before() -> None:
    assert stated("El hito 2 fue reformulado. Este presenta un 50% de avance.")[0].subject == "milestone"
    assert stated("La plataforma fue publicada. Presenta un 50% de avance.") == []


@pytest.mark.parametrize(
    ("text", "total", "tallies"),
    [
        (
            "De los nueve hitos comprometidos, tres lograron completarse, dos presentan un nivel limitado de avance"
            " y los cuatro hitos restantes presentan 0% de avance.",
            9,
            [(3, "complete"), (2, "limited"), (4, "0%")],
        ),
        ("De las seis metas, solo se logró avance en cuatro de estas.", 6, [(4, "progress")]),
        (
            "De los hitos previstos, cinco presentan avance sustancial y uno de ellos se encuentra con 0% de avance.",
            None,
            [(5, "substantial"), (1, "0%")],
        ),
        ("Se cumplieron al 100% tres hitos, y uno de estos alcanzó un avance de 60%.", None, [(3, "100%"), (1, "60%")]),
        (
            "Two of the five milestones are complete, two show limited progress and one has not started.",
            5,
            [(2, "complete"), (2, "limited"), (1, "not_started")],
        ),
        ("The commitment has six milestones, four of which are complete.", 6, [(4, "complete")]),
        (
            "Of six milestones, four are at 100%, one is at 50% and one is at 0%.",
            6,
            [(4, "100%"), (1, "50%"), (1, "0%")],
        ),
        (
            "De los cinco hitos, tres se completaron, uno presenta un avance limitado y el hito restante tiene 0%"
            " de avance.",
            5,
            [(3, "complete"), (1, "limited"), (1, "0%")],
        ),
        ("Se realizaron cuatro talleres y tres seminarios completos.", None, []),
        ("El hito 3 se completó y los hitos 4 y 5 no.", None, []),
    ],
)
def test_tallies(text: str, total: int | None, tallies: list[tuple[int, str]]) -> None:
    found = stated(text)
    assert [s.number for s in found if s.kind == "milestones_total"] == ([total] if total else [])
    assert [(s.number, s.state) for s in found if s.kind == "tally"] == tallies
    for statement in found:
        assert text[statement.start : statement.end].strip()


def test_the_plan_as_a_whole() -> None:
    (found,) = stated("A la fecha, el 3° Plan de Acción de Gobierno Abierto cuenta con un 77% de cumplimiento.")
    assert (found.subject, found.plan_number, found.number) == ("plan", 3, 77)
    (found,) = stated("El segundo plan de acción contiene un total de 14 compromisos sobre cuatro temas.")
    assert (found.kind, found.plan_number, found.number) == ("commitments_total", 2, 14)
    (found,) = stated("The plan has an average completion of 73%.")
    assert (found.kind, found.subject, found.number) == ("percent", "plan", 73)
    assert stated("The second NAP included five FOIA commitments.") == []


def test_phase_words() -> None:
    assert stated("El cumplimiento de medio término se consideró limitado.")[0].phase == "midterm"
    assert stated("By the end of term the commitment remained at limited completion.")[0].phase == "end_of_term"


def test_offsets_are_of_the_text_as_printed() -> None:
    text = "Introducción. El señor Sr. Díaz informó que el compromiso N° 4 logró un 65,8 % de avance («según acta»)."
    (found,) = stated(text)
    assert text[found.value_start : found.value_end] == "65,8 %"
    assert text[found.start : found.end] == "compromiso N° 4 logró un 65,8 % de avance"


def test_other_languages_give_nothing() -> None:
    assert read("Het actiepunt is voor 80% complete en de rest volgt nog.", "nl") == []


def test_long_prose_is_read_fast() -> None:
    text = "El compromiso 3 registra un 45% de avance y el hito 2 se encuentra completo. " * 200
    read("calentar 5% de avance", "es")
    start = time.perf_counter()
    found = stated(text, "es")
    assert len(found) == 400
    assert time.perf_counter() - start < 2
