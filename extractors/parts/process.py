"""Whether a government acted according to OGP's process, where a report says it in a line of its own.

Sources: web pages of mid-term reports ("Did not act contrary to OGP process", the term's definition below) and
the boxes of action plan reviews and results reports ("Compliance with minimum requirements", "Acting according to
OGP process"). Where a label asks for yes or no, :mod:`extractors.parts.glance` reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractors.builder import Builder, Spot
from extractors.layout import Block, Element, Table
from extractors.words import fold, fold_with_offsets

_CONTRARY = re.compile(r"act(?:ed)? contrary|actuo (?:de forma |de manera )?(?:en contra|contrari[oa])")
_CONTRARY_MEANS = re.compile(r"^(?:a country is|se considera que un pais|un pais se considera)\b.{0,60}contra")
_REQUIREMENTS = re.compile(
    r"(?:minimum requirements|requisitos minimos|requirements met|compliance|cumplimiento)[^.]{0,50}$"
)
_ACTED = re.compile(
    r"\b(?:(?:did |no )?(?:not )?act(?:ed|ing|s)?|(?:no )?actu(?:o|a|ando)) (?:de forma |de manera )?"
    r"(?:(?P<according>according to|in accordance with|in line with|de acuerdo (?:a|con)|conforme al?|segun)|"
    r"contrary to|contrari[oa] al?|en contra del?)"
    r"(?: (?:the|el|l[oa]s?|al|del|con)\b)*+(?: ogp)?(?:'s)? (?:process(?:es)?|procesos?)"
    r"(?: (?:de )?(?:la )?(?:ogp|aga))?[\s.]*$"
)


def read_process(elements: Sequence[Element], build: Builder, rule: str) -> None:
    """Record acted_contrary from a statement: one above the term's definition, or one below a box's heading."""
    blocks = [e for e in elements if isinstance(e, Block)]
    for block, following in pairwise(blocks):
        words = fold(str(block))
        if len(words) < 80 and _CONTRARY.search(words) and _CONTRARY_MEANS.search(fold(str(following))):
            answer = "no" if re.search(r"\bnot?\b", words) else "yes"
            build.fact("acted_contrary", Spot.of(block), rule, text=answer, unit="yes_no")
    above = ""
    for spot in _spots(elements):
        folded = fold_with_offsets(str(spot.text))
        m = _ACTED.search(folded.text[-120:]) if len(folded.text) < 400 else None
        start = m.start() + max(len(folded.text) - 120, 0) if m else 0
        if m and _REQUIREMENTS.search(f"{above} {folded.text[:start]}".rstrip(" :•●-")):
            negated = re.search(r"\b(?:not|no)\b", m.group()) is not None
            contrary = (m["according"] is None) != negated
            said = Spot(spot.text, folded.offsets[start], None, spot.section, spot.table, spot.cell)
            build.fact("acted_contrary", said, rule, text="yes" if contrary else "no", unit="yes_no")
        above = folded.text[-120:]


def _spots(elements: Sequence[Element]) -> Iterator[Spot]:
    """Yield lines and cells in reading order."""
    for element in elements:
        if isinstance(element, Table):
            yield from (Spot.within(element, cell) for cell in element.cells if cell.text)
        elif element.text:
            yield Spot.of(element)
