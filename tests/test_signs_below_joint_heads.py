"""Signs of a key in the second of two columns that one head of milestones stands over; names of monitoring tables."""

from __future__ import annotations

import pytest

from extractors.extract import extract

_KEY = "<table><tr>{0}<td>{1}</td>{2}<td>{3}</td><td>{4}</td><td>{5}</td></tr></table>"


@pytest.mark.parametrize(
    ("title", "key", "head"),
    [
        ("Monitoring table of the Open Government Action Plan 2020-2022, Kenya",
         ("D", "Done", "N", "Not started", "O", "Ongoing"), ("Commitment", "Lead", "Steps", "State")),
        ("Cuadro de monitoreo del Plan de Acción de Gobierno Abierto 2020-2022, Chile",
         ("C", "Cumplido", "S", "Sin iniciar", "E", "En proceso"), ("Compromiso", "Responsable", "Hitos", "Estado")),
    ],
)  # fmt: skip
def test_the_sign_beside_a_milestone_is_its_state(title: str, key: tuple[str, ...], head: tuple[str, ...]) -> None:
    yes = f'<td style="background:#4f9d4f">{key[0]}</td>'
    no = f'<td style="background:#d9534f">{key[2]}</td>'
    tall = no.replace("<td", "<td rowspan=2")
    rows = (
        ("1", "Well map", "Ministry of Water"),
        ("2", "Court diary", "Supreme Court"),
        ("3", "Tax data", "Treasury"),
    )
    body = "".join(
        f"<tr><td rowspan=2>{n}</td><td rowspan=2>{name}</td><td rowspan=2>{lead}</td>"
        f"<td>(i) Draft of the rules agreed</td>{yes}{tall}</tr>"
        f"<tr><td>(ii) Rules put on line</td>{no}</tr>"
        for n, name, lead in rows
    )
    heads = f"<th>No.</th><th>{head[0]}</th><th>{head[1]}</th><th colspan=2>{head[2]}</th><th>{head[3]}</th>"
    page = (
        f"<h1>{title}</h1>{_KEY.format(yes, key[1], no, *key[3:])}<table><thead><tr>{heads}</tr></thead>{body}</table>"
    )
    result = extract(f"<html><body>{page}</body></html>".encode(), name="table.html")
    assert result.identity.doc_type == "tracker"
    stones = [(a.milestone, a.code) for a in result.assessments if a.milestone]
    assert stones == [("i", "complete"), ("ii", "not_started")] * 3
