"""Rows of delimited text with the line each starts on."""

from __future__ import annotations

import csv
import sys
from itertools import islice

csv.field_size_limit(min(sys.maxsize, 2**31 - 1))


def rows_of(text: str, delimiter: str, limit: int | None = None) -> list[list[str]]:
    """Split text into rows of fields; at most ``limit`` rows."""
    return list(islice(csv.reader(text.splitlines(keepends=True), delimiter=delimiter), limit))


def numbered_rows(text: str, delimiter: str) -> list[tuple[int, int, list[str]]]:
    """Split text into rows, each with its first and last line counted from 1."""
    lines = text.split("\n")
    reader = csv.reader((line + "\n" for line in lines), delimiter=delimiter)
    out = []
    start = 1
    for row in reader:
        out.append((start, reader.line_num, row))
        start = reader.line_num + 1
    return out
