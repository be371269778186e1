"""A table of titles and pages that rise is contents: it states nothing of the commitments that it lists."""

from __future__ import annotations

import pytest

from extractors.extract import extract

PAGES = [("1. Open the map of wells", 6), ("2. Publish the lists of waiting patients", 8), ("3. Hear the herders", 10)]
MARKDOWN = "\n".join(f"| {title} | {page} |" for title, page in PAGES).replace("\n", "\n| --- | --- |\n", 1)
HTML = "".join(f"<tr><td>{title}</td><td>{page}</td></tr>" for title, page in PAGES)
STATUSES = ("Limited", "Complete", "Limited")
SECTIONS = [(f"Commitment {title}", f"Status: {said}") for (title, _), said in zip(PAGES, STATUSES, strict=True)]


def _markdown() -> bytes:
    parts = ["# Self-assessment report of the action plan 2018-2020 of Ghana", MARKDOWN]
    parts += [f"## {title}\n\n{status}\n\nThe ministry worked on it all year." for title, status in SECTIONS]
    return "\n\n".join(parts).encode()


def _html() -> bytes:
    parts = ["<h1>Self-assessment report of the action plan 2018-2020 of Ghana</h1>", f"<table>{HTML}</table>"]
    parts += [
        f"<h2>{title}</h2><p>{status}</p><p>The ministry worked on it all year.</p>" for title, status in SECTIONS
    ]
    return f"<!DOCTYPE html><html><body>{''.join(parts)}</body></html>".encode()


@pytest.mark.parametrize(("name", "data"), [("report.md", _markdown()), ("report.html", _html())])
def test_a_table_of_titles_and_pages_states_no_percentages(name: str, data: bytes) -> None:
    found = extract(data, name=name)
    assert [(m.number, m.title) for m in found.mentions] == [
        ("1", "Open the map of wells"), ("2", "Publish the lists of waiting patients"), ("3", "Hear the herders"),
    ]  # fmt: skip
    assert [(a.dimension, a.code) for a in found.assessments] == [
        ("completion", "limited"), ("completion", "complete"), ("completion", "limited"),
    ]  # fmt: skip
