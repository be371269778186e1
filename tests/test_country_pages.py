"""A member's page on OGP's site in new designs: panels that unfold, ids and numbers above titles."""

from __future__ import annotations

import pytest

from extractors.annotate.labels import labels_in
from extractors.annotate.stated import joined
from extractors.extract import extract
from extractors.records import Extraction


def card(ogp_id: str, number: int, title: str, lead: str, words: tuple[str, str] = ("No.", "Led by")) -> str:
    return (
        f"<article><p><span>{words[0]} {number}</span> <span>{ogp_id}</span></p>"
        f"<h4><a href='/{ogp_id}'>{title}</a></h4><p>{words[1]} {lead}</p></article>"
    )


def read(page: str) -> Extraction:
    return extract(page.encode(), name="page.html")


def panel(name: str, count: int, *cards: str) -> str:
    head = f'<h4><button aria-expanded="false">{name} <span>({count})</span></button></h4>'
    return f"<section>{head}<div hidden>{''.join(cards)}</div></section>"


ENGLISH = f"""<html lang="en"><head><title>Ghana – Members</title></head><body>
<p>Africa · Member since 2011</p><h1>Ghana</h1><p>Ghana is implementing four commitments of its fifth action plan.</p>
<div><b>2011</b><p>joined</p></div><h2>Current action plan</h2><p>Action Plan 5 · 2024–2027</p><h3>The promises</h3>
{panel("Justice", 1, card("GH0051", 1, "Court lists for every district", "Judicial Service"))}
{
    panel(
        "Fiscal openness",
        2,
        card("GH0052", 2, "Budget week in schools", "Ministry of Finance"),
        card("GH0053", 3, "Register of road contracts", "Public Procurement Authority"),
    )
}
{panel("Land", 1, card("GH0055", 5, "Public map of land titles", "Lands Commission"))}
<h2>News</h2><p>Commitment 3 of Accra wins an award</p></body></html>"""

SPANISH = f"""<html lang="es"><head><title>Paraguay – Miembros</title></head><body>
<p>América · Miembro desde 2011</p><h1>Paraguay</h1><p>Paraguay ejecuta tres compromisos.</p>
<h2>Plan de acción vigente</h2><p>Plan de acción 6 · 2024–2027</p><h3>Lo prometido</h3>
{card("PY0061", 1, "Listas de audiencias en línea", "Corte Suprema de Justicia", ("N.º", "Encabezado por"))}
{card("PY0062", 2, "Semana del presupuesto en escuelas", "Ministerio de Hacienda", ("N.º", "Encabezado por"))}
{card("PY0063", 3, "Mapa público de títulos de tierra", "Instituto de la Tierra", ("N.º", "Encabezado por"))}
</body></html>"""


def test_panels_that_unfold_hold_the_commitments() -> None:
    result = read(ENGLISH)
    assert result.identity.doc_type == "country_page"
    assert result.identity.published_on is None
    assert [(m.number, m.ogp_id, m.title, m.lead_institution, m.area) for m in result.mentions] == [
        ("1", "GH0051", "Court lists for every district", "Judicial Service", "Justice"),
        ("2", "GH0052", "Budget week in schools", "Ministry of Finance", "Fiscal openness"),
        ("3", "GH0053", "Register of road contracts", "Public Procurement Authority", "Fiscal openness"),
        ("5", "GH0055", "Public map of land titles", "Lands Commission", "Land"),
    ]
    assert {(f.metric, f.number) for f in result.facts} >= {("member_since", 2011), ("commitments_total", 4)}


def test_a_page_without_panels_in_spanish() -> None:
    result = read(SPANISH)
    assert result.identity.doc_type == "country_page"
    assert [(m.number, m.ogp_id, m.lead_institution) for m in result.mentions] == [
        ("1", "PY0061", "Corte Suprema de Justicia"),
        ("2", "PY0062", "Ministerio de Hacienda"),
        ("3", "PY0063", "Instituto de la Tierra"),
    ]


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Led by Ministry of Finance", "Ministry of Finance"),
        ("A cargo de Ministerio de Hacienda", "Ministerio de Hacienda"),
        ("Led by example, the ministry is late", None),
        ("Led by the Ministry of Finance, this work is late", None),
    ],
)
def test_a_body_behind_led_by_needs_no_sign_between(line: str, value: str | None) -> None:
    found = labels_in(line)
    assert (line[found[0].value_start : found[0].value_end] if found else None) == value


def test_the_year_of_joining_stands_behind_a_point_between() -> None:
    found = joined("Asia Pacific · Member since 2011")
    assert found is not None
    assert found.number == 2011
