"""Cards of commitments whose badges stand above their titles: whose they are, and what a page of them is."""

from __future__ import annotations

import pytest

from extractors.extract import extract
from extractors.records import Extraction
from tests.pages import read

_EN = (
    ("Health", "Completed", "3. Publish hospital waiting times", "Ministry of Health"),
    ("Justice", "Delayed", "1. Open the court calendar", "Supreme Court"),
    ("Health", "Not started", "2. Map rural clinics", "Ministry of Health"),
    ("Justice", "Completed", "4. Register of public defenders", "Office of the Defender"),
)
_ES = (
    ("Agua", "En proceso", "2. Publicar los pozos perforados", "Ministerio de Ambiente"),
    ("Educación", "Cumplido", "1. Abrir las actas escolares", "Ministerio de Educación"),
    ("Agua", "Cumplido", "3. Consultar las cuencas del norte", "Autoridad del Agua"),
    ("Educación", "No iniciado", "4. Censar las bibliotecas rurales", "Ministerio de Educación"),
)


def own_states(result: Extraction) -> dict[str | None, str | None]:
    """Return the status of each commitment as a whole, by its number."""
    numbers = {m.key: m.number for m in result.mentions}
    return {numbers[a.mention]: a.code for a in result.assessments if a.milestone is None}


def tile(theme: str, status: str, title: str, lead: str, *, label: str) -> str:
    return (
        f'<li class="tile"><span class="label-theme">{theme}</span> <em class="status">{status}</em>'
        f"<h4>{title}</h4><p><b>{label}:</b> {lead}</p></li>"
    )


def test_a_badge_above_a_title_is_of_the_card_below_it() -> None:
    body = "".join(
        f'<article><div class="top"><p>{theme}</p><p class="badge">{status}</p></div><h3>{title}</h3>'
        f"<p>Lead: {lead}</p></article>"
        for theme, status, title, lead in _EN
    )
    result = read(f"<h1>Kenya: Open Government Action Plan 2020-2022</h1><div>{body}</div>")
    assert own_states(result) == {"3": "complete", "1": "behind", "2": "not_started", "4": "complete"}
    assert [m.area for m in result.mentions] == ["Health", "Justice", "Health", "Justice"]


def test_so_it_is_in_a_list_of_tiles_in_spanish() -> None:
    body = "".join(tile(*row, label="Responsable") for row in _ES)
    result = read(f"<h1>Chile: Plan de Acción de Gobierno Abierto 2020-2022</h1><ul>{body}</ul>")
    assert own_states(result) == {"2": "in_progress", "1": "complete", "3": "complete", "4": "not_started"}
    assert [m.lead_institution for m in result.mentions] == [lead for *_, lead in _ES]


@pytest.mark.parametrize("badge", ["<b>State:</b> {}", "{}"])
def test_a_page_that_shows_states_is_about_a_plan_and_doubted(badge: str) -> None:
    body = "".join(
        f"<h3>{title}</h3><p>Lead: {lead}</p><p>Support: Civic Forum</p><p>{badge.format('Completed')}</p>"
        for *_, title, lead in _EN
    )
    page = f"<html><title>Action Plan</title><h1>Kenya: Open Government Action Plan 2020-2022</h1>{body}</html>"
    result = extract(page.encode(), name="x.html")
    assert result.identity.doc_type == "plan_page"
    assert "doc_type" in result.identity.doubts


@pytest.mark.parametrize(
    "sentence",
    [
        "The third plan was approved in May 2020 and has <strong>4 commitments</strong>. Anyone could comment on it.",
        "Our plan holds <b>four commitments</b>: they were agreed with the forum of civil society.",
    ],
)
def test_a_count_in_bold_is_no_label(sentence: str) -> None:
    body = "".join(f"<h3>{title}</h3><p>Lead: {lead}</p><p>{status}</p>" for _, status, title, lead in _EN)
    result = read(f"<h1>Kenya: Open Government Action Plan 2020-2022</h1><p>{sentence}</p>{body}")
    assert [f.number for f in result.facts if f.metric == "commitments_total"] == [4]


def test_a_numeral_above_a_title_is_no_share_of_it() -> None:
    body = "".join(
        f'<article><div><span class="no">{k}</span></div><h3>{title.split(". ")[1]}</h3><p>Lead: {lead}</p></article>'
        for k, (_, _, title, lead) in enumerate(_EN, 1)
    )
    result = read(f"<h1>Kenya: Open Government Action Plan 2020-2022</h1><div>{body}</div>")
    assert result.assessments == []
