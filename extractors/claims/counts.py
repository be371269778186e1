import re
from dataclasses import dataclass


@dataclass(frozen=True)
class StatedCount:
    number: int
    start: int
    end: int
    total: bool = True


def count_stated(text):
    return [
        StatedCount(int(m.group(1)), m.start(), m.end())
        for m in re.finditer(r"\b(\d{1,2})\)? (?:commitments|compromisos)", text)
    ]
