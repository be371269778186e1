"""Printed numbers as keys, and how well a row of them counts."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from functools import lru_cache

_PART = re.compile(r"\d+|[a-z]+", re.I)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}


def roman(word: str) -> int | None:
    """Return the value of a Roman numeral up to 89, None for other words."""
    values = [_ROMAN.get(c) for c in word.casefold()]
    if not values or None in values:
        return None
    total = 0
    for value, following in zip(values, [*values[1:], 0], strict=True):
        total += -value if value < (following or 0) else value  # type: ignore[operator]
    return total


@lru_cache(maxsize=8192)
def key(number: str, shape: str | None = None) -> tuple[int, ...]:
    """Return a number as a tuple to compare: "2.10" is (2, 10), "B.4" (2, 4), "6a" (6, 1), "IV" (4,)."""
    out: list[int] = []
    for part in _PART.findall(number):
        if part.isdecimal():
            out.append(int(part[:9]))
        elif shape == "roman" and (value := roman(part)) is not None:
            out.append(value)
        else:
            out.append(sum(ord(c) - 96 for c in part.casefold()[:3]))
    return tuple(out)


def step(before: tuple[int, ...], after: tuple[int, ...]) -> float:
    """Return how well one number follows another: 1 for the next, less for gaps and restarts, 0 for none."""
    if len(before) == len(after):
        if before[:-1] == after[:-1]:
            gap = after[-1] - before[-1]
            return {1: 1.0, 2: 0.75, 3: 0.6}.get(gap, 0.3 if 3 < gap < 8 else 0.0)
        common = next((i for i, (a, b) in enumerate(zip(before, after, strict=True)) if a != b), 0)
        gap = after[common] - before[common]
        return (1.0 if all(n <= 1 for n in after[common + 1 :]) else 0.6) if 0 < gap <= 2 else (0.3 if gap > 0 else 0.0)
    if len(after) > len(before):  # 6 -> 6a, 6 -> 6.1
        return 0.9 if after[: len(before)] == before or after[0] == before[0] + 1 else 0.0
    return 0.9 if after[0] in (before[0], before[0] + 1) else 0.0


def counting(numbers: Sequence[tuple[int, ...]]) -> float:
    """Return how well a series of numbers counts, 0 to 1; restarts at 1 count as three quarters of a step."""
    if len(numbers) < 2:
        return 0.5 if numbers and numbers[0] and numbers[0][-1] == 1 else 0.25
    steps = [max(step(a, b), 0.75 if b and b[-1] == 1 and a != b else 0.0) for a, b in itertools.pairwise(numbers)]
    score = sum(steps) / len(steps)
    return score if numbers[0] and numbers[0][-1] <= 1 else score * 0.85


def rising_chain(numbers: Sequence[tuple[int, ...]]) -> list[int]:
    """Return the positions of the best rising chain of numbers (dynamic programming over at most 600)."""
    n = min(len(numbers), 600)
    best = [1.0] * n
    back = [-1] * n
    for j in range(n):
        for i in range(max(0, j - 60), j):
            gain = step(numbers[i], numbers[j])
            if gain >= 0.6 and best[i] + gain > best[j]:
                best[j], back[j] = best[i] + gain, i
    if not n:
        return []
    at = max(range(n), key=lambda k: best[k])
    chain = []
    while at >= 0:
        chain.append(at)
        at = back[at]
    return chain[::-1]
