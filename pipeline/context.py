"""The words around a quote: its sentence, and what stands before and after it in the document."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.layout import Place, Text
from extractors.words import fold_with_offsets
from pipeline.archive import ArchiveError
from pipeline.personal import mask_text

if TYPE_CHECKING:
    from pipeline.archive import Archive
    from pipeline.explain import Statement

_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[\"“«¿¡(]?[A-ZÁÉÍÓÚÑ0-9])")
_NEAR = 110  # characters of the neighbouring paragraphs


@dataclass(frozen=True, slots=True)
class Context:
    """A quote in its sentence, ``lead`` + ``quote`` + ``tail``; ``above`` and ``below`` are the
    words of the neighbouring paragraphs or cells, shortened."""

    lead: str
    quote: str
    tail: str
    above: str = ""
    below: str = ""


def contexts(archive: Archive, statements: Iterable[Statement]) -> dict[str, Context]:
    """Return the context of each statement by its id, read again from the archived bytes.

    Statements whose document is gone from the archive, or whose words are not found where they
    stood (a mark without words), have none.
    """
    from extractors.backends import read
    from extractors.readers.errors import ReadError
    from extractors.readers.outside import keep_in

    out: dict[str, Context] = {}
    by_bytes: dict[str, list[Statement]] = {}
    for s in statements:
        by_bytes.setdefault(s.content_sha256, []).append(s)
    for digest, said in by_bytes.items():
        try:
            with keep_in(archive.root.parent / "cache"):
                document = read(archive.get(digest), name=said[0].document, media_type=said[0].media_type)
        except (ArchiveError, ReadError):
            continue
        texts = [t for t in document.texts() if t]
        for s in said:
            found = _find(texts, s)
            if found:
                out[s.id] = found
    return out


def _find(texts: list[Text], s: Statement) -> Context | None:
    needle = fold_with_offsets(s.quote).text
    if len(needle) < 2:
        return None
    for i, text in enumerate(texts):
        words = str(text)
        folded = fold_with_offsets(words)
        at = folded.text.find(needle)
        if at < 0 or not any(_meets(line.place, s) for line in text.lines):
            continue
        start, end = folded.back(at, at + len(needle))
        left = max((m.end() for m in _SENTENCE.finditer(words) if m.end() <= start), default=0)
        right = min((m.start() for m in _SENTENCE.finditer(words) if m.start() >= end), default=len(words))
        above = str(texts[i - 1])[-_NEAR:] if i else ""
        below = str(texts[i + 1])[:_NEAR] if i + 1 < len(texts) else ""
        around = map(mask_text, (words[left:start], words[start:end], words[end:right], above, below))
        return Context(*around)
    return None


def _meets(place: Place, s: Statement) -> bool:
    if s.box is None or place.x0 is None or place.x1 is None or place.top is None or place.bottom is None:
        return _lines(place.locator) & _lines(s.locator) != set() or place.locator == s.locator
    x0, top, x1, bottom = s.box
    same_page = place.page == s.page
    return same_page and place.x0 < x1 + 1 and x0 < place.x1 + 1 and place.top < bottom and top < place.bottom


def _lines(locator: str | None) -> set[int]:
    m = re.fullmatch(r"L(\d+)(?:-L(\d+))?", locator or "")
    return set(range(int(m[1]), int(m[2] or m[1]) + 1)) if m else set()
