"""Options that are ticked within one text: "☐ Complete ☒ Substantial ☐ Limited", "( ) Yes (x) No"."""

from __future__ import annotations

import re

from extractors.marks import MARKS

# Letters and bullets mean nothing beside words; boxes, circles to fill, check marks and crosses do.
_SIGNS = "".join(re.escape(c) for c in MARKS if not c.isalnum() and MARKS[c] != "star")
_MARK = re.compile(rf"[\[(]\s?(?P<inside>[xX{_SIGNS}])?\s?[\])]|(?P<sign>[{_SIGNS}])")


def _selects(m: re.Match[str]) -> bool:
    sign = m["sign"] or m["inside"]
    return bool(sign) and MARKS.get(sign) != "empty"


def chosen(text: str) -> tuple[tuple[int, int], ...] | None:
    """Return the stretches of the options that are ticked; None where nothing in the text is there to tick.

    Marks stand before their words or behind them: the first of them decides for all.
    """
    marks = list(_MARK.finditer(text))
    if not marks or not any(c.isalnum() for c in _MARK.sub("", text)):
        return None
    if len({_selects(m) for m in marks}) == 1 and (len(marks) == 1 or _selects(marks[0])):
        return None  # one sign, or signs of one kind: bullets
    before = not any(c.isalnum() for c in text[: marks[0].start()])
    out = []
    for i, m in enumerate(marks):
        if not _selects(m):
            continue
        if before:
            out.append((m.end(), marks[i + 1].start() if i + 1 < len(marks) else len(text)))
        else:
            out.append((marks[i - 1].end() if i else 0, m.start()))
    return tuple(out)
