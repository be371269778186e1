"""Rows that cluster the commitments below them, and sentences on whether a government acted by the process."""

from __future__ import annotations

import pytest

from extractors.extract import extract
from extractors.records import Extraction

_EN = "<h1>Independent Reporting Mechanism (IRM): Ghana Results Report 2021-2023</h1>"
_ES = "<h1>Mecanismo de Revisión Independiente (MRI): Informe de Resultados de Chile 2021-2023</h1>"


def report(body: str) -> Extraction:
    return extract(f"<html><body>{body}</body></html>".encode(), name="report.html")


@pytest.mark.parametrize(
    ("title", "head", "cluster", "done"),
    [
        (_EN, "Commitment|Verifiable|Completion", "Cluster 3: Clean water", "Yes|Complete"),
        (_ES, "Compromiso|Verificable|Cumplimiento", "Grupo 3. Agua limpia", "Sí|Completo"),
    ],
)
def test_a_row_of_a_number_alone_is_the_area_of_its_parts(title: str, head: str, cluster: str, done: str) -> None:
    heads = "".join(f"<th>{h}</th>" for h in head.split("|"))
    cells = "".join(f"<td>{c}</td>" for c in done.split("|"))
    names = ("1. Open the court diary", "2. Publish tax rulings", "|", "3.1. Map the wells", "3.2. Audit the pumps")
    rows = "".join(
        f"<tr><td>{cluster}</td><td></td><td></td></tr>" if n == "|" else f"<tr><td>{n}</td>{cells}</tr>" for n in names
    )
    result = report(f"{title}<h2>Annex I</h2><table><thead><tr>{heads}</tr></thead>{rows}</table>")
    area = cluster[cluster.index("3") + 2 :].strip()
    assert [(m.number, m.area) for m in result.mentions] == [("1", None), ("2", None), ("3.1", area), ("3.2", area)]


@pytest.mark.parametrize(
    ("sentence", "answer"),
    [
        ("The forum met. Ghana met all minimum requirements for co-creation and did not act contrary to OGP process. "
         "It had 12 members.", "no"),
        ("Ghana met one of five minimum requirements and acted contrary to the OGP process. Nobody replied.", "yes"),
    ],
)  # fmt: skip
def test_a_sentence_among_others_says_how_the_government_acted(sentence: str, answer: str) -> None:
    sections = "".join(
        f"<h2>Commitment {n}: {title}</h2><p>Lead: Treasury</p><p>Completion: Limited</p>"
        for n, title in ((1, "Open the court diary"), (2, "Publish tax rulings"))
    )
    result = report(f"{_EN}<h2>Participation</h2><p>{sentence}</p>{sections}")
    assert [f.text for f in result.facts if f.metric == "acted_contrary"] == [answer]
