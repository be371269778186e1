"""Annexes whose rows are small forms: a title and who carries it out, and beside them labels with their ratings."""

from __future__ import annotations

from extractors.annotate.led import led_alone
from extractors.extract import extract
from extractors.records import Extraction

ROWS = (
    ("1", "Mapa de riesgos por barrio", "la Secretaría de Gestión de Riesgos", "Sustancial", "Marginal"),
    ("2", "Actas de los concejos en línea", "la Federación de Municipios", "Completo", "Importante"),
    ("3", "Catálogo de medicinas con precios", "el Ministerio de Salud", "Limitado", "No cambió"),
    ("4", "Consulta previa de reglamentos", "la Dirección de Mejora Regulatoria", "No iniciado", "No cambió"),
    ("5", "Mesas de vigilancia del agua", "el Instituto del Agua", "Limitado", "Marginal"),
    ("6", "Declaraciones de intereses de jueces", "la Corte Suprema de Justicia", "Completo", "Marginal"),
)
LONG = "Las reuniones se hicieron en todas las regiones y sus acuerdos constan en actas que se pueden pedir. " * 2


def report(told: tuple[int, ...] = (5, 1), *, counted: bool = True) -> Extraction:
    narrated = "".join(
        f"<h3>Compromiso {n}: {title}</h3><p><b>Cumplimiento:</b> {done}</p><p><b>Objetivo:</b> {LONG}</p><p>{LONG}</p>"
        for n, title, _, done, _ in (ROWS[i] for i in told)
    )
    annex = "".join(
        f"<tr><td><b>{n}. {title}</b> <i>Implementado por {who}</i></td>"
        f"<td>• Verificable: Sí • Cumplimiento: {done} • ¿Se abrió el gobierno? {opened} Hubo tres sesiones.</td></tr>"
        for n, title, who, done, opened in ROWS
    )
    count = "<tr><td>Número de compromisos:</td><td>6</td></tr>" if counted else ""
    return extract(
        f"""<html lang="es"><head><title>Informe de Resultados Transitorios de Ecuador 2019-2021</title></head><body>
        <h1>Mecanismo de Revisión Independiente (MRI): Ecuador, Informe de Resultados Transitorios 2019-2021</h1>
        <p>Este informe evalúa su segundo plan de acción, de enero de 2020 a agosto de 2021.</p>
        <table><tr><td>Participa desde:</td><td>2018</td></tr>{count}
        <tr><td>Acción contraria al proceso de OGP:</td><td>No</td></tr></table>
        <h2>I. Implementación del plan de acción</h2>{narrated}
        <h2>Anexo I. Panorama del desempeño de los compromisos</h2><table>{annex}</table></body></html>""".encode(),
        media_type="text/html",
    )


def test_an_annex_completes_the_commitments_that_are_narrated() -> None:
    made = report()
    assert {m.number: m.title for m in made.mentions} == {n: title for n, title, *_ in ROWS}
    done = {a.mention: a.raw for a in made.assessments if a.dimension == "completion" and a.code}
    assert {m.number: done.get(m.key) for m in made.mentions} == {n: done for n, _, _, done, _ in ROWS}


def test_who_carries_it_out_stands_below_the_title() -> None:
    leads = {m.number: m.lead_institution for m in report().mentions}
    assert leads == {n: who.split(" ", 1)[1] for n, _, who, _, _ in ROWS}


def test_the_years_in_which_a_plan_was_carried_out_are_no_other_plan() -> None:
    assert report().identity.plan_number == 2
    assert {f.text for f in report().facts if f.metric == "acted_contrary"} == {"no"}


def test_words_behind_a_title_say_who_leads_only_where_they_say_nothing_else() -> None:
    found = led_alone(" Implemented by the Ministry of Water, supported by the Water Users Union")
    assert found is not None
    assert (found.lead, found.support) == ("Ministry of Water", "the Water Users Union")
    assert led_alone(" The portal was implemented by the Ministry of Water") is None
    assert led_alone(" Limited") is None
