"""The words between the breaks of an HTML element, made lines and blocks."""

from __future__ import annotations

from dataclasses import dataclass, field

from extractors.layout import SOFT_HYPHEN, Line, Place, Text
from extractors.readers._glossary import strip_definitions
from extractors.readers._lines import LABEL


@dataclass(slots=True)
class Segment:
    """The words up to a line break; ``breaks`` is the number of breaks before them."""

    breaks: int = 0
    pieces: list[tuple[str, bool]] = field(default_factory=list)


def labelled(label: Text, value: Text) -> Text:
    """Return "label: value" as one text; the colon is put where the page shows it by other means."""
    *lines, last = label.lines
    words = last.text if last.text.endswith(":") else last.text + ":"
    return Text((*lines, Line(words, last.place, bold=last.bold), *value.lines))


def groups(segments: list[Segment], place: Place) -> list[list[Line]]:
    """Make lines of the words between breaks, and blocks of the lines: two breaks part blocks, and one where a label
    or a bold title stands in its own line."""
    out: list[list[Line]] = []
    breaks = 2
    for segment in segments:
        breaks += segment.breaks
        words = " ".join("".join(piece for piece, _ in segment.pieces).replace(SOFT_HYPHEN, "").split())
        if "..." in words or "…" in words:
            words = strip_definitions(words)
        if not words:
            continue
        line = Line(words, place, bold=all(bold for piece, bold in segment.pieces if piece.strip()))
        before = out[-1][-1] if out else None
        apart = before and (LABEL.match(words) or LABEL.match(before.text) or (before.bold and not line.bold))
        if breaks > 1 or apart:
            out.append([line])
        else:
            out[-1].append(line)
        breaks = 0
    return out
