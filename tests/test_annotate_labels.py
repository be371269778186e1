"""What labels, columns and questions ask for, and where labels and values stand in a text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.annotate.labels import header_role, labels_in, role_of
from extractors.annotate.role_table import role_table
from extractors.document import Run, Style
from extractors.wordlists import data, spellings

LABELS = [
    ("Lead institution", "lead"),
    ("Institución(es) responsable(s):", "lead"),
    ("Responsable/s", "lead"),
    ("Lead implementing agency (ies)", "lead"),
    ("Institution(s) responsible", "lead"),
    ("LEAD AGENCY*", "lead"),
    ("2.1 Lead agency", "lead"),
    ("¿Quién es responsable?", "lead"),
    ("Name of the responsible institution", "lead"),
    ("Entidad responsble de la implementacion", "lead"),  # a letter lost
    ("Civil society organizations (CSOs)", "civil_society"),
    ("¿Cuál es el compromiso?", "description"),
    ("Evaluación del avance 1", "completion"),  # a footnote's mark
    ("Evaluación del 4 avance", "completion"),  # the same, in the midst of a label of two lines
    ("Nivel de cu mplimiento", "completion"),  # broken by a narrow column
    ("OGP Values[1]", "ogp_values"),
    ("Percentage of completion (%)", "percent"),
    ("avance_porcentaje", "percent"),
    ("End Date (dd/mm/yyyy)", "end"),
    ("Expected end date", "end"),
    ("Deadline", "end"),
    ("Fecha de fin del hito", "milestone_end"),
    ("Milestone deadline", "milestone_end"),
    ("Responsable del hito", "milestone_lead"),
    ("Activity status", "milestone_status"),
    ("¿Cuál es el estado de cumplimiento del hito?", "milestone_status"),
    ("Institución responsable de la medida", "lead"),
    ("Presupuesto", "budget"),
    ("Avance programado", "planned"),  # what is to be, is not
    ("Planned progress (%)", "planned"),
    ("Ponderación (%)", "weight"),
    ("Comments/remarks", "reasons"),
    ("Limitaciones y retos", "reasons"),
    ("No. y nombre del compromiso", "number_title"),
    ("Start / End", "dates"),
    ("Commitment status at mid-term", "completion"),
    ("Estado de avance al cierre del plan", "completion"),
    ("% ejecución presupuestaria", "budget_percent"),
    ("Compromiso", "number_title"),
    ("Commitment title", "title"),
]


@pytest.mark.parametrize(("words", "name"), LABELS)
def test_labels(words: str, name: str) -> None:
    role = role_of(words)
    assert role is not None
    assert role.name == name


@pytest.mark.parametrize(
    "words",
    [
        "hello world",
        "Commitment 3",  # a number, no label
        "Etapa 2",
        "N° 5",
        "63 %",  # a value
        "Completed commitments",  # a key figure
        "Number of commitments",
        "Completado",
        "",
        "¿?",
    ],
)
def test_what_is_no_label(words: str) -> None:
    assert role_of(words) is None


def test_a_label_keeps_what_else_it_says() -> None:
    said = {
        w: role_of(w)
        for w in ("Completion (midterm)", "Status as of June 2017", "Avance Dic-22", "Estado (junio 2023)")
    }
    assert {w: (r.name, r.phase, r.qualifier) for w, r in said.items() if r} == {
        "Completion (midterm)": ("completion", "midterm", ""),
        "Status as of June 2017": ("completion", None, "as of June 2017"),
        "Avance Dic-22": ("percent", None, "Dic-22"),
        "Estado (junio 2023)": ("completion", None, "junio 2023"),
    }


def test_mended_labels_score_less() -> None:
    exact, plural, letter_lost = map(role_of, ("Lead agency", "The lead agencies", "Evaluacin del avance"))
    assert exact is not None
    assert plural is not None
    assert letter_lost is not None
    assert exact.score == 1 >= plural.score > letter_lost.score
    assert exact.entry == "roles/lead/lead agency"


COLUMNS = [
    (("Milestone", "Deadline"), "milestone_end"),
    (("Hitos", "Estado"), "milestone_status"),
    (("Milestones", "No."), "milestone_number"),
    (("Milestones", "Description"), "milestone"),
    (("Actividades", "Fecha", "Inicio"), "milestone_start"),
    (("Budget", "%"), "budget_percent"),
    (("Presupuesto", "Ejecutado"), "budget"),
    (("Presupuesto", "% ejecutado"), "budget_percent"),
    (("Plazo", "Inicio"), "start"),
    (("Timeline", "End"), "end"),
    (("Responsible", "Support"), "support"),
    (("Contact", "Name"), "contact"),
    (("Other actors", "Civil society"), "civil_society"),
    (("Implementation", "Status"), "completion"),
]


@pytest.mark.parametrize(("path", "name"), COLUMNS)
def test_columns_under_two_headers(path: tuple[str, ...], name: str) -> None:
    role = header_role(path)
    assert role is not None
    assert role.name == name


def test_option_columns_name_their_option() -> None:
    options = {
        path: header_role(path)
        for path in (
            ("Completion", "Limited"),
            ("Completion", "Midterm", "Not started"),
            ("Potential impact", "None"),
            ("OGP value relevance", "Civic participation"),
            ("Completion", "Subst."),
        )
    }
    assert [(r.name, r.option.code, r.phase) for r in options.values() if r and r.option] == [
        ("completion", "limited", None),
        ("completion", "not_started", "midterm"),
        ("potential_impact", "none", None),
        ("relevance", "civic_participation", None),
        ("completion", "substantial", None),
    ]


def test_a_column_headed_by_a_date_is_its_parents_as_of_that_date() -> None:
    role = header_role(("Progress", "Dec-22"))
    assert role is not None
    assert (role.name, role.qualifier) == ("completion", "Dec-22")


def found(text: str, runs: tuple[Run, ...] = ()) -> list[tuple[str, str, str]]:
    return [(s.role.name, text[s.start : s.end], text[s.value_start : s.value_end]) for s in labels_in(text, runs)]


IN_TEXT = [
    ("Lead: X", [("lead", "Lead", "X")]),
    ("Lead institution – Ministry of X", [("lead", "Lead institution", "Ministry of X")]),
    ("¿Cuál es el compromiso? Abrir datos", [("description", "¿Cuál es el compromiso", "Abrir datos")]),
    ("Lead institution\nMinistry of X", [("lead", "Lead institution", "Ministry of X")]),
    (
        "Start: July 2016. End: June 2018; Lead: X | Support: Y",
        [
            ("start", "Start", "July 2016."),
            ("end", "End", "June 2018"),
            ("lead", "Lead", "X"),
            ("support", "Support", "Y"),
        ],
    ),
    (
        "Start date: 2015 End date: 2017 Lead Institution: Ministry, Support: none",
        [
            ("start", "Start date", "2015"),
            ("end", "End date", "2017"),
            ("lead", "Lead Institution", "Ministry"),
            ("support", "Support", "none"),
        ],
    ),
    (
        "Verifiable: Yes Does it have an open government lens? Yes Potential for results: Modest",
        [
            ("verifiability", "Verifiable", "Yes"),
            ("relevance", "Does it have an open government lens", "Yes"),
            ("potential_for_results", "Potential for results", "Modest"),
        ],
    ),
    ("Ambition (see: definition): High", [("ambition", "Ambition (see: definition)", "High")]),
    (
        "It is read out. (Responsible: Ministry of X; by May 2012)",
        [("lead", "Responsible", "Ministry of X; by May 2012")],
    ),
    ("Actual completion Limited", [("completion", "Actual completion", "Limited")]),
    ("Evaluacin del avance: Limitado", [("completion", "Evaluacin del avance", "Limitado")]),
    (
        "Medio término: Limitado Fin de término: Sustancial",
        [("completion", "Medio término", "Limitado"), ("completion", "Fin de término", "Sustancial")],
    ),
    ("From: July 2016 To: June 2018", [("start", "From", "July 2016"), ("end", "To", "June 2018")]),
    # no labels
    ("No: the register is not public", []),
    ("Fin de término: el informe se publicó", []),
    ("Institución responsable. Ministerio de Salud", []),
    ("In 2015 the commitment: a thing", []),
    ("reasons to support Open Government: one, two", []),
    ("Cumplido parcialmente", []),
    ("The variable ¿Se avanzó en la apertura del Gobierno? is new", []),
    ("Hito 1: crear", []),
    ("Línea base (meta: 40)", []),
]


@pytest.mark.parametrize(("text", "expected"), IN_TEXT)
def test_labels_in_a_text(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize("label", ["Institución responsable.", "Lead agency", "Lead agency:"])
def test_a_bold_label_needs_no_sign(label: str) -> None:
    text = f"{label} Ministry of Health"
    runs = (Run(0, len(label), Style(bold=True)), Run(len(label), len(text)))
    assert found(text, runs) == [("lead", label, "Ministry of Health")]


def test_every_label_of_the_vocabulary_is_known_as_itself() -> None:
    for name, entry in data("roles.yml").items():
        for _, word in spellings(entry):
            role = role_of(word)
            assert role is not None, word
            assert role.name == name, word
    assert len(role_table().whole) > 2500


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([w for w, _ in LABELS[:20]]), st.sampled_from(["{}", "{}:", "  {}  ", "«{}»", "{}?", "– {}"]))
def test_what_stands_around_a_label_changes_nothing(words: str, frame: str) -> None:
    bare, framed = role_of(words), role_of(frame.format(words.upper()))
    assert bare is not None
    assert framed is not None
    assert framed.name == bare.name


PIECES = [
    "Lead",
    "institution",
    ":",
    "?",
    "¿",
    " – ",
    "(",
    ")",
    "Ministry",
    "End date",
    "2016",
    ".",
    ";",
    "\n",
    "Status",
]


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join)))
def test_spans_are_in_order_and_within_the_text(text: str) -> None:
    at = 0
    for span in labels_in(text):
        assert at <= span.start < span.end <= span.value_start <= span.value_end <= len(text)
        at = span.value_start


@pytest.mark.parametrize("text", ["Lead: x " * 3000, "a: " * 8000, "¿" * 9000, "(" * 9000, "Lead institution " * 2000])
def test_time_grows_with_the_text(text: str) -> None:
    begun = time.perf_counter()
    labels_in(text)
    assert time.perf_counter() - begun < 8
