"""Pieces of words in styles, made texts with runs: white space folded, every word where it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractors.document import PLAIN, Block, Run, Style
from extractors.readers._glossary import strip_definitions
from extractors.text import NOWHERE, SOFT_HYPHEN, Line, Place, Text


@dataclass(frozen=True, slots=True)
class Piece:
    """Words as the source has them, white space included, in one style; ``tag`` as in :class:`Run`."""

    text: str
    style: Style = PLAIN
    tag: str = ""
    chip: bool = False  # a badge, meter or drawing beside the words


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    style: Style
    tag: str


def _fold(pieces: Iterable[Piece]) -> tuple[str, list[_Span]]:
    """Join the pieces of one line with their white space folded; each stretch keeps its style."""
    out: list[str] = []
    spans: list[_Span] = []
    length = 0
    blank = False
    for piece in pieces:
        text = piece.text.replace(SOFT_HYPHEN, "").replace("\u200b", "")
        words = text.split()
        if not words:
            blank = blank or bool(text)
            continue
        if length and (blank or text[0].isspace()):
            out.append(" ")
            length += 1
            if spans and spans[-1].end < length:
                spans[-1] = _Span(spans[-1].start, length, spans[-1].style, spans[-1].tag)
        body = " ".join(words)
        if spans and spans[-1].style == piece.style and spans[-1].tag == piece.tag:
            spans[-1] = _Span(spans[-1].start, length + len(body), piece.style, piece.tag)
        else:
            spans.append(_Span(length, length + len(body), piece.style, piece.tag))
        out.append(body)
        length += len(body)
        blank = text[-1].isspace()
    words_of_line = "".join(out)
    if "..." in words_of_line or "…" in words_of_line:
        return _without_definitions(words_of_line, spans)
    return words_of_line, spans


def _without_definitions(words: str, spans: list[_Span]) -> tuple[str, list[_Span]]:
    """Take glossary definitions out; the spans after the first one are moved, those inside it go."""
    left = strip_definitions(words)
    removed = len(words) - len(left)
    if not removed:
        return words, spans
    start = next((i for i, (a, b) in enumerate(zip(words, left, strict=False)) if a != b), len(left))
    if left[start:] != words[start + removed :]:
        return left, [_Span(0, len(left), PLAIN, "")]

    def moved(offset: int) -> int:
        return offset if offset <= start else max(start, offset - removed)

    out = [_Span(moved(s.start), moved(s.end), s.style, s.tag) for s in spans]
    return left, [s for s in out if s.start < s.end]


def compose(lines: Sequence[tuple[Sequence[Piece], Place]]) -> tuple[Text, tuple[Run, ...]]:
    """Return the text of lines of pieces and its runs; one plain run is none."""
    folded = [(*_fold(pieces), place) for pieces, place in lines]
    folded = [line for line in folded if line[0]]
    text = Text(
        Line(words, place, max((s.style.size for s in spans), default=0.0), all(s.style.bold for s in spans))
        for words, spans, place in folded
    )
    if not text:
        return text, ()
    joined, starts = text._joined
    out: list[Run] = []
    for (_, spans, _), start, end in zip(folded, starts, [*starts[1:], len(joined)], strict=True):
        last = spans[-1]
        for span in spans:
            a, b = start + span.start, end if span is last else start + span.end
            a, b = min(a, end), min(b, end)
            if a >= b:
                continue
            if out and out[-1].style == span.style and out[-1].tag == span.tag:
                out[-1] = Run(out[-1].start, b, span.style, span.tag)
            else:
                out.append(Run(a, b, span.style, span.tag))
    if len(out) == 1 and out[0].style == PLAIN and not out[0].tag:
        return text, ()
    return text, tuple(out)


def merged(blocks: Sequence[Block]) -> tuple[Text, tuple[Run, ...]]:
    """Return the words of several blocks as one text with its runs; counted markers ("a.", "2.") become words."""
    lines: list[tuple[list[Piece], Place]] = []
    for block in blocks:
        marker = block.marker if block.marker.strip(".()").isalnum() else ""
        joined, starts = block.text._joined
        for k, (line, start) in enumerate(zip(block.text.lines, starts, strict=True)):
            end = starts[k + 1] if k + 1 < len(starts) else len(joined)
            pieces = [Piece(f"{marker} ")] if marker and not k else []
            runs = [r for r in block.runs if r.start < end and r.end > start]
            cut = [Piece(line.text[max(r.start, start) - start : r.end - start], r.style, r.tag) for r in runs]
            shown = sum(len(p.text) for p in cut)
            if cut and shown < len(line.text):  # a hyphen that joining the lines took away
                cut.append(Piece(line.text[shown:], cut[-1].style, cut[-1].tag))
            pieces += cut or [Piece(line.text)]
            lines.append((pieces, line.place))
    return compose(lines)


def place_of(text: Text) -> Place:
    """The place of the first line of a text."""
    return text.lines[0].place if text.lines else NOWHERE
