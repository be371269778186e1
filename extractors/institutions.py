"""Names of public institutions in running text, by the words that open them ("Ministerio de ...").

Tokens of a blank spaCy pipeline: an opening word in capitals, then capitalized words and the small
words between them. A single word ("the Ministry") names none.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import spacy

from extractors.wordlists import institution_words
from extractors.words import fold


@cache
def _pipeline(language: str) -> Any:
    return spacy.blank(language)


def institutions(text: str, language: str) -> list[tuple[int, int]]:
    """Return start and end of each institution's name in ``text``; ``language`` is en or es."""
    words = institution_words(language)
    doc = _pipeline(language)(text)
    out: list[tuple[int, int]] = []
    i = 0
    while i < len(doc):
        if not (doc[i].text[0].isupper() and fold(doc[i].text) in words["heads"]):
            i += 1
            continue
        last = i
        # English puts the name before or after: "Justice Department", "Department of Justice".
        first = i
        while language == "en" and first and doc[first - 1].is_title and not doc[first - 1].is_sent_start:
            if fold(doc[first - 1].text) in _OPENERS:
                break
            first -= 1
        for k in range(i + 1, len(doc)):
            if doc[k].text[0].isupper() and doc[k].is_alpha:
                between = {fold(t.text) for t in doc[last + 1 : k]}
                if between & _CONJUNCTIONS and fold(doc[k].text) in words["heads"]:
                    break
                last = k
            elif not (fold(doc[k].text) in words["joiners"] and k - last < 3):
                break
        if last > first:
            out.append((doc[first].idx, doc[last].idx + len(doc[last])))
        i = last + 1
    return out


_CONJUNCTIONS = frozenset(("and", "y", "e"))
_OPENERS = frozenset("the this that its our their a an in by of and".split())
