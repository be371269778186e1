"""Who leads and with whom, where one field names both: "Ministry of Health (with UNICEF)"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.annotate.names import is_body
from extractors.annotate.vocabulary import Token, phrase_table, tokens_of, word_set

_BRACKETS_BEHIND = re.compile(r"\(([^()]{4,200})\)[\s.;,]*$")


def with_others(words: str) -> tuple[str, str]:
    """Part a lead from the bodies that it works with; these are empty where none are named.

    They stand in brackets behind it ("Ministry of Health (with UNICEF)") or behind a word for it ("together with").
    """
    m = _BRACKETS_BEHIND.search(words)
    hit = phrase_table("reading.yml", "with").longest([t.word for t in tokens_of(m.group(1))], 0) if m else None
    if m is None or hit is None:
        return _without_brackets(words)
    inside = m.group(1)
    return words[: m.start()].rstrip(), inside[tokens_of(inside)[hit[0] - 1].end :].strip()


def _without_brackets(words: str) -> tuple[str, str]:
    """Part a lead from the bodies behind "together with", or behind "with" where several stand or a name in full.

    "Office for Cooperation with Civil Society" is one name. Behind "together with" any name will do.
    """
    tokens = tokens_of(words)
    for first, end, _ in phrase_table("reading.yml", "with").all([t.word for t in tokens]):
        if first > 0 and end < len(tokens):
            lead, others = words[: tokens[first].start].strip(" ,;"), words[tokens[end].start :]
            several = "," in others and is_body(others.partition(",")[0])
            apart = words[: tokens[first].start].rstrip().endswith((",", ";"))  # "Ministry of Health, with UNICEF"
            phrase = end - first > 1
            named = is_body(others) or (phrase and others[:1].isupper())
            one = tokens[first - 1].word in word_set("reading.yml", "relations") and not _ends_list(tokens, first)
            leads = is_body(lead) or (
                phrase and apart and lead[:1].isupper()
            )  # "Honduras Invests, with the support of"
            if leads and named and (several or apart or phrase or not one):
                return lead, others
    return words, ""


def _ends_list(tokens: Sequence[Token], at: int) -> bool:
    """Whether the word before a place ends a list: "Transport and Communications | with ..."."""
    return at > 2 and tokens[at - 2].word in word_set("reading.yml", "and")


__all__ = ["with_others"]
