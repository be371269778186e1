"""What stands before a title, and where its style ends."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.annotate.openings import DIGIT_SLIP, normal, opening, title_end
from extractors.document import Run, Style

# text, unit, number, shape, separator, title
OPENINGS = [
    ("Commitment 5 – Title here", "commitment", "5", "digits", "–", "Title here"),
    ("Compromiso N.º 01 · Participación", "commitment", "1", "digits", "·", "Participación"),
    ("Compromiso Nº3: abc", "commitment", "3", "digits", ":", "abc"),
    ("Commitment No 3: X", "commitment", "3", "digits", ":", "X"),
    ("COMMITMENT ONE: Open data", "commitment", "1", "word", ":", "Open data"),
    ("Compromiso cuarto: X", "commitment", "4", "word", ":", "X"),
    ("Primer compromiso", "commitment", "1", "word", "", ""),
    ("4to compromiso: X", "commitment", "4", "word", ":", "X"),
    ("Commitment 3", "commitment", "3", "digits", "", ""),
    ("Commitment: Title", "commitment", None, None, ":", "Title"),
    ("Commitment III - Title", "commitment", "III", "roman", "-", "Title"),
    ("Commitment 2a: Title", "commitment", "2a", "digits+letter", ":", "Title"),
    ("Undertaking No. 4: Provide", "commitment", "4", "digits", ":", "Provide"),
    ("Measure 12: Reform", "measure", "12", "digits", ":", "Reform"),
    ("Action 1.1.1: foo", "measure", "1.1.1", "dotted", ":", "foo"),
    ("Medida 7.- Crear", "measure", "7", "digits", ".-", "Crear"),
    ("Acción N° 3", "measure", "3", "digits", "", ""),
    ("Objetivo 2: Mejorar", "objective", "2", "digits", ":", "Mejorar"),
    ("Milestone 1.2 Draft law", "milestone", "1.2", "dotted", "", "Draft law"),
    ("Hito 3", "milestone", "3", "digits", "", ""),
    ("Eje III. Transparencia", "theme", "III", "roman", ".", "Transparencia"),
    ("Observation 1: Champions", "other", "1", "digits", ":", "Champions"),
    ("Compromisos 2 y 3. Presupuesto abierto", "commitment", "2", "digits", ".", "Presupuesto abierto"),
    ("Annex 2: Table", "annex", "2", "digits", ":", "Table"),
    ("3.1.1 Title of this", None, "3.1.1", "dotted", "", "Title of this"),
    ("1.1. Title", None, "1.1", "dotted", ".", "Title"),
    ("2.10 Portal", None, "2.10", "dotted", "", "Portal"),
    ("1) Title", None, "1", "digits", ")", "Title"),
    ("1.- Portal de datos", None, "1", "digits", ".-", "Portal de datos"),
    ("01 Portal", None, "1", "digits", "", "Portal"),
    ("#3 Title", None, "3", "digits", "", "Title"),
    ("N° 5 Portal", None, "5", "digits", "", "Portal"),
    ("A.1 Title", None, "A.1", "letter-dotted", "", "Title"),
    ("C01 Title", None, "C1", "letter+digits", "", "Title"),
    ("SC12. Title", None, "SC12", "letter+digits", ".", "Title"),
    ("6a) Title", None, "6a", "digits+letter", ")", "Title"),
    ("IV. Title", None, "IV", "roman", ".", "Title"),
    ("a) portal", None, "a", "letter", ")", "portal"),
    ("CL0050 Title", None, "CL0050", "id", "", "Title"),
]


@pytest.mark.parametrize(("text", "unit", "number", "shape", "separator", "title"), OPENINGS)
def test_openings(
    text: str, unit: str | None, number: str | None, shape: str | None, separator: str, title: str
) -> None:
    found = opening(text)
    assert found is not None
    assert (found.unit, found.number, found.shape, found.separator) == (unit, number, shape, separator)
    assert text[found.title_start : found.title_end] == title
    assert not found.runs_on


@pytest.mark.parametrize(
    "text",
    [
        "36 commitments were made",
        "50% of the users",
        "10:30 meeting",
        "30 June 2016",
        "1 January 2016",
        "2016. Title",
        "15 years of open data",
        "Q3 2021",
        "E-government",
        "U.S. Congress",
        "dic-23",
        "N.º",
        "06/17: Información disponible",
        "May 12: meeting",
        "I am here",
        "A portal for all",
        "The commitment 3",
        "",
        "...",
    ],
)
def test_what_is_no_opening(text: str) -> None:
    assert opening(text) is None


@pytest.mark.parametrize("text", ["Portal de datos (Compromiso 7)", "Portal de datos – Compromiso 7"])
def test_a_number_behind_the_title(text: str) -> None:
    found = opening(text)
    assert found is not None
    assert (found.place, found.unit, found.number) == ("behind", "commitment", "7")
    assert text[found.title_start : found.title_end] == "Portal de datos"


def test_one_title_may_stand_for_several_numbers() -> None:
    found = opening("Commitments 4, 8 and 9: access to information")
    assert found is not None
    assert found.numbers == ("4", "8", "9")


def test_a_sentence_runs_on() -> None:
    found = opening("Commitment 3 is complete")
    assert found is not None
    assert found.runs_on


def test_a_letter_for_a_digit_is_doubted() -> None:
    found = opening("Compromiso I0. Datos")
    assert found is not None
    assert (found.number, found.printed, found.doubts) == ("10", "I0", (DIGIT_SLIP,))


BOLD, UNDERLINED, PLAIN = Style(bold=True), Style(underline=True), Style()


@pytest.mark.parametrize("style", [BOLD, UNDERLINED])
def test_a_title_ends_where_its_style_does(style: Style) -> None:
    text = "Open the Register: all of it. The treasury commits to opening it."
    end = len("Open the Register: all of it.")
    runs = (Run(0, 17, style), Run(17, 18, PLAIN), Run(18, end, style), Run(end, len(text), PLAIN))
    assert title_end(text, runs) == end
    found = opening("1. " + text, tuple(Run(r.start + 3, r.end + 3, r.style) for r in runs))
    assert found is not None
    assert ("1. " + text)[found.title_start : found.title_end] == text[:end]


def test_a_text_of_one_style_has_no_end_of_title() -> None:
    assert title_end("All bold", (Run(0, 8, BOLD),)) is None
    assert title_end("All plain", ()) is None
    assert title_end("1. rest", (Run(0, 2, BOLD), Run(2, 7, PLAIN))) is None


def test_numbers_keep_what_tells() -> None:
    assert [normal(n) for n in ("01", "C 01", "2.10", "007", "0", "1.01")] == ["1", "C1", "2.10", "7", "0", "1.01"]


PIECES = ["Commitment", "Hito", "1", "1.2", "IV", "a", ":", ".", ")", "(", "–", "Title", "is", "N°", "primer", "#", "%"]


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join)))
def test_stretches_lie_within_the_text(text: str) -> None:
    found = opening(text)
    if found:
        assert 0 <= found.start <= len(text)
        assert 0 <= found.title_start <= found.title_end <= len(text)
        assert found.number is None or found.printed
        assert found.unit or found.number


@pytest.mark.parametrize("text", ["Commitment " * 3000, "1." * 8000, "(Compromiso " * 2000, "." * 9000, "N° " * 5000])
def test_time_grows_with_the_text(text: str) -> None:
    begun = time.perf_counter()
    opening(text)
    assert time.perf_counter() - begun < 8
