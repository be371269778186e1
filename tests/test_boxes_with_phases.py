"""Boxes of ratings whose cells name their phases themselves, and what stands around them in closing reports."""

from __future__ import annotations

import pytest

from extractors.extract import extract
from extractors.records import Extraction

_ES = "<h1>Mecanismo de Revisión Independiente (MRI): Informe de Fin de Término de Chile 2016–2018</h1>"
_EN = "<h1>Independent Reporting Mechanism (IRM): Ghana End-of-Term Report 2015-2017</h1>"


def report(body: str) -> Extraction:
    return extract(f"<html><body>{body}</body></html>".encode(), name="report.html")


def codes(result: Extraction, number: str, dimension: str) -> list[tuple[str | None, str | None, bool]]:
    """Return phase or OGP value, code and doubt of the ratings of a commitment."""
    keys = {m.key for m in result.mentions if m.number == number}
    own = [a for a in result.assessments if a.mention in keys and a.dimension == dimension]
    return [(a.ogp_value or a.phase, a.code, a.flagged) for a in own]


def box(head: str, upper: str, lower: str, *, split: int) -> str:
    cells = upper.split("|")
    tall = "".join(f"<td{'' if i == split else ' rowspan=2'}>{c}</td>" for i, c in enumerate(cells))
    heads = "".join(f"<th>{h}</th>" for h in head.split("|"))
    return f"<table><thead><tr>{heads}</tr></thead><tr>{tall}</tr><tr><td>{lower}</td></tr></table>"


def test_two_halves_of_a_column_name_their_phases() -> None:
    head = "Especificidad|Relevancia para los valores de la AGA|Impacto potencial|Cumplimiento"
    result = report(
        _ES
        + "<h2>Compromiso 1: Catastro de aguas</h2><p>Institución líder: Ministerio de Obras.</p>"
        + box(head, "Media|Acceso a la información|Menor|Medio término: Limitado", "Fin de término: Completo", split=3)
        + "<h2>Compromiso 2: Archivo judicial</h2><p>Institución líder: Corte Suprema.</p>"
        + box(head, "Alta|Participación ciudadana|Moderado|Medio término – No iniciado",
              "Fin de término – Sustancial", split=3)
    )  # fmt: skip
    assert codes(result, "1", "specificity") == [("end_of_term", "medium", False)]
    assert codes(result, "1", "completion") == [("midterm", "limited", False), ("end_of_term", "complete", False)]
    assert codes(result, "1", "relevance") == [("access_to_information", "yes", False)]
    assert codes(result, "2", "completion") == [
        ("midterm", "not_started", False),
        ("end_of_term", "substantial", False),
    ]


def test_one_cell_names_both_phases() -> None:
    head = "<tr><th>Specificity</th><th>Potential impact</th><th>Completion</th></tr>"
    result = report(
        _EN
        + "<h2>Commitment 1: Land register</h2><p>Lead institution: Lands Commission</p>"
        + f"<table>{head}<tr><td>Medium</td><td>Minor</td><td>Midterm: Limited<br>End of term: Substantial</td></tr>"
        + "</table><h2>Commitment 2: Audit tables</h2><p>Lead institution: Audit Service</p>"
        + f"<table>{head}<tr><td>High</td><td>Moderate</td><td>Midterm: Not started; End of term: Complete</td></tr>"
        + "</table>"
    )
    assert codes(result, "1", "completion") == [("midterm", "limited", False), ("end_of_term", "substantial", False)]
    assert codes(result, "2", "completion") == [("midterm", "not_started", False), ("end_of_term", "complete", False)]


@pytest.mark.parametrize(
    ("answer", "code", "flagged"),
    [
        ("Sí, en parte: sin las audiencias.", "partial", False),
        ("Sí, aunque solo parcialmente.", "partial", True),
        ("Sí. El compromiso 3 retoma la parte de datos.", "yes", False),
        ("No.", "no", False),
    ],
)
def test_a_yes_that_is_limited_is_no_yes(answer: str, code: str, flagged: bool) -> None:
    part = "<p>Institución líder: {}</p><h3>¿Se incorporó en el siguiente plan?</h3>"
    result = report(
        _ES
        + f"<h2>Compromiso 1: Catastro de aguas</h2>{part.format('Ministerio de Obras')}<p>{answer}</p>"
        + f"<h2>Compromiso 2: Archivo judicial</h2>{part.format('Corte Suprema')}<p>No.</p>"
    )
    assert codes(result, "1", "carried_over") == [("end_of_term", code, flagged)]


def test_figures_below_a_question_and_a_year_in_the_cell_of_a_page() -> None:
    rows = "<tr><th></th><th>End of term</th></tr>" + "".join(
        f"<tr><td>{label}</td><td>{n}</td></tr>"
        for label, n in (
            ("Number of commitments", 2),
            ("Did it open government? Major", 1),
            ("Did it open government? Outstanding", 0),
            ("With all three attributes (★)", 1),
        )
    )
    prose = "Ghana has been a member of the Open Government Partnership since 2011. This report covers the second year."
    result = report(
        _EN
        + f"<table><tr><td>{prose}</td><td>Table 1. At a glance<table>{rows}</table></td></tr></table>"
        + "<h2>Commitment 1: Land register</h2><p>Lead institution: Lands Commission</p><p>Completion: Limited</p>"
        + "<h2>Commitment 2: Audit tables</h2><p>Lead institution: Audit Service</p><p>Completion: Complete</p>"
    )
    facts = {f.metric: f.number for f in result.facts}
    assert facts["early_results_major"] == 1
    assert facts["early_results_outstanding"] == 0
    assert facts["commitments_starred"] == 1
    assert facts["member_since"] == 2011


def half_rows(signs: tuple[str, str], options: str, dimension: str) -> str:
    cells = options.split("|")
    heads = "".join(f"<th>{o}</th>" for o in cells)

    def ticks(at: int) -> str:
        return "".join(f"<td>{'✔' if k == at else ''}</td>" for k in range(len(cells)))

    rows = "".join(
        f"<tr><td rowspan=2>{name}</td><td>{signs[0]}</td>{ticks(upper)}</tr><tr><td>{signs[1]}</td>{ticks(lower)}</tr>"
        for name, upper, lower in (("Overall", 1, 2), ("1.1 Survey of plots", 0, 3))
    )
    head = f"<tr><th colspan=2 rowspan=2></th><th colspan=4>{dimension}</th></tr><tr>{heads}</tr>"
    return f"<table><thead>{head}</thead>{rows}</table>"


@pytest.mark.parametrize(
    ("cover", "signs", "options", "dimension"),
    [
        (_EN, ("MT", "EoT"), "Not started|Limited|Substantial|Complete", "Completion"),
        (_EN, ("M", "E"), "Not started|Limited|Substantial|Complete", "Completion"),
        (_ES, ("M", "F"), "No iniciado|Limitado|Sustancial|Completo", "Cumplimiento"),
    ],
)
def test_signs_at_the_heads_of_half_rows_are_phases(
    cover: str, signs: tuple[str, str], options: str, dimension: str
) -> None:
    unit, lead = ("Compromiso", "Institución líder") if cover == _ES else ("Commitment", "Lead institution")
    body = f"<h2>{unit} 1: Land register</h2><p>{lead}: Lands Commission</p>"
    result = report(cover + body + half_rows(signs, options, dimension))
    own = {(a.milestone, a.phase): a.code for a in result.assessments if a.dimension == "completion" and a.code}
    assert own == {
        (None, "midterm"): "limited",
        (None, "end_of_term"): "substantial",
        ("1.1", "midterm"): "not_started",
        ("1.1", "end_of_term"): "complete",
    }
