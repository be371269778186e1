"""Whether a government acted according to OGP's process, where a report says it in a line of its own.

Web pages of mid-term reports say so ("Did not act contrary to OGP process", the term's definition below), and the boxes
of action plan reviews and results reports ("Compliance with minimum requirements", "Acting according to OGP process").
Where a label asks for yes or no, :mod:`extractors.claims.figures` reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from extractors.claims.figures import FigureClaim
from extractors.document import Block, Element, Table
from extractors.lexicon import Metric
from extractors.segment.outline import Span
from extractors.words import fold, fold_with_offsets

METRIC = Metric("acted_contrary", "yes_no", None, "glance/acted_contrary")
LONGEST_LINE = 400  # characters of a line that may say it; what says it are the last ones
ENDING = 120
LONGEST_ANSWER = 80  # characters of the statement above the term's definition
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


def process(elements: Sequence[tuple[Element, tuple[str, ...]]]) -> list[FigureClaim]:
    """Return what lines say of acting by the process: above the term's definition, or below a box's heading."""
    out = []
    blocks = [(e, above) for e, above in elements if isinstance(e, Block)]
    for (block, above), (following, _) in pairwise(blocks):
        words = fold(str(block))
        if len(words) < LONGEST_ANSWER and _CONTRARY.search(words) and _CONTRARY_MEANS.search(fold(str(following))):
            answer = "no" if re.search(r"\bnot?\b", words) else "yes"
            out.append(_claim(Span(block.text, 0, None, above), answer))
    last = ""
    for span in _spans(elements):
        folded = fold_with_offsets(str(span.text)[span.start : span.end])
        begin = max(len(folded.text) - ENDING, 0)
        m = _ACTED.search(folded.text[begin:]) if len(folded.text) < LONGEST_LINE else None
        start = begin + m.start() if m else 0
        if m and _REQUIREMENTS.search(f"{last} {folded.text[:start]}".rstrip(" :•●-")):
            negated = re.search(r"\b(?:not|no)\b", m.group()) is not None
            contrary = (m["according"] is None) != negated
            said = replace(span, start=span.start + folded.offsets[start])
            out.append(_claim(said, "yes" if contrary else "no"))
        last = folded.text[begin:]
    return out


def _claim(span: Span, answer: str) -> FigureClaim:
    return FigureClaim(METRIC, str(span), span, said=answer, rule="process")


def _spans(elements: Sequence[tuple[Element, tuple[str, ...]]]) -> Iterator[Span]:
    """Yield the sentences of lines and cells in reading order."""
    for element, section in elements:
        if isinstance(element, Table):
            yield from (Span(c.text, 0, None, section, element, c) for c in element.cells if c.text)
        elif element.text:
            words = str(element.text)
            ends = [0, *(m.end() for m in re.finditer(r"[.!?]\s+(?=[A-ZÁÉÍÓÚ¿])", words)), len(words)]
            yield from (Span(element.text, a, b, section) for a, b in pairwise(ends) if a < b)
