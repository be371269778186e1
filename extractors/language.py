"""Which language words are in. Titles are too short for a model, so function words decide there."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from extractors.words import fold

_FUNCTION_WORDS = {
    "es": frozenset(
        "el la los las de del y en para por con que un una se su al lo como mas sobre desde entre hacia "
        "informe compromiso plan gobierno".split()
    ),
    "en": frozenset(
        "the of and in for to with that a an is are on by from as at its into between over report "
        "commitment government".split()
    ),
}


# Letters that words of one of the two languages have and words of the other do not.
_SPELLING = {
    "en": re.compile(r"w|k|th|sh|ck|oo|ee|ght|ph|(?:tion|tions|ity|ities|ing|ment|ments|ness|ence|ship|ly|ty|cy|ry)$"),
    "es": re.compile(
        r"(?:cion|ciones|dad|dades|miento|mientos|encia|ancia|ario|arios|aria|icos|icas|ico|ica|ados|adas)$"
    ),
}


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def language_of(text: str) -> str | None:
    """Return ``en`` or ``es`` by function words, or None where they do not decide."""
    words = re.findall(r"[^\W\d_]+", fold(text))
    counts = {lang: sum(w in known for w in words) for lang, known in _FUNCTION_WORDS.items()}
    best = max(counts, key=lambda lang: counts[lang])
    others = max(n for lang, n in counts.items() if lang != best)
    if counts[best] > others:
        return best
    if re.search(r"[ñ¿¡áéíóú]", text.lower()):
        return "es"
    spelled = {lang: sum(bool(pattern.search(w)) for w in words) for lang, pattern in _SPELLING.items()}
    if spelled["en"] != spelled["es"] and min(spelled.values()) == 0:
        return max(spelled, key=lambda lang: spelled[lang])
    return None


def document_language(text: str) -> str | None:
    """Return the ISO 639-1 code of a document's main language, or None for too few words."""
    words = re.findall(r"[^\W\d_]+", fold(text))
    if len(words) < 15:
        return language_of(text)
    share = {lang: sum(w in known for w in words) / len(words) for lang, known in _FUNCTION_WORDS.items()}
    best = max(share, key=lambda lang: share[lang])
    if share[best] > 0.15 and share[best] > 2 * min(share.values()):
        return best
    language, probability = _identifier().classify(text[:4000])
    return str(language) if probability > 0.5 else language_of(text)
