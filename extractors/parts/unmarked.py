"""Labels without a colon before their value, as copies of forms without rules print them on one line.

"Overall commitment status On track", "Institución responsable Ministerio de Salud". What follows must be a value
of the label's kind and nothing else, so that no sentence is read.
"""

from __future__ import annotations

import re

from extractors.lexicon import Lexicon
from extractors.parts.fields import TEXTS, names_body
from extractors.parts.statements import is_whole_status
from extractors.values import period

_STATUS = frozenset(["completion", "site_status"])
_BODIES = frozenset(["lead", "support", "other_actors"])
_LONGEST_LABEL = 10  # words
_LONG_LABEL = 3  # words: no name of an institution starts so
_LONGEST_VALUE = 160
_LONGEST_PERIOD = 45
_SHORTEST_TEXT = 30


def unmarked_label(words: str, lexicon: Lexicon) -> tuple[str, int] | None:
    """Return the field that a line's first words name and where its value starts, or None."""
    starts = [m.start() for m in re.finditer(r"\S+", words)]
    if words.rstrip().endswith((":", "?")):
        return None
    for count in range(min(_LONGEST_LABEL, len(starts) - 1), 0, -1):
        at = starts[count]
        key = lexicon.label(words[:at].strip())
        if key and words[at - 2] not in ".:;,?" and _fits(key, words[at:].strip(), count, lexicon):
            return key, at
    return None


def _fits(key: str, value: str, count: int, lexicon: Lexicon) -> bool:
    """Whether a value is one of the label's kind; ``count`` is how many words the label has."""
    if key in TEXTS:  # in a sentence the next word is small, in a heading all are large
        return count > 1 and len(value) > _SHORTEST_TEXT and bool(re.match(r"[^\W\d_a-zß-ÿ]\w*\s+[a-zß-ÿ]", value))
    if value.endswith("."):
        return False
    if key in _STATUS:
        return count > 1 and is_whole_status(value, lexicon)
    if key == "dates":
        return len(value) < _LONGEST_PERIOD and None not in period(value, None)
    if key in _BODIES:
        named = value[:1].isupper() and (count >= _LONG_LABEL or names_body(value))
        return named and count > 1 and len(value) < _LONGEST_VALUE
    return False
