"""Which tables have one commitment (or milestone) a row: evaluation, percent and overview tables.

Columns: :mod:`extractors.parts.row_columns`, rows: :mod:`extractors.parts.rows`. A table whose header names no
commitment column is not read: working tables ("Mesa | Fecha | Participantes") count other things.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from extractors.builder import Builder
from extractors.layout import Cell, Table
from extractors.parts.row_columns import ABOUT_COMMITMENTS, SHARE, STATUS_KEYS, Columns, columns_of
from extractors.parts.rows import read_rows
from extractors.parts.subjects import by_likeness, take_apart
from extractors.words import fold

Proof = Literal["family", "columns", "word"]
"""What shows that something is about commitments: the document's family, three known columns without the word, or
nothing but the word "commitment" itself."""
_OF_ROWS = frozenset(["number", "lead", "support", "start", "end", "dates", *STATUS_KEYS])
"""What tables of commitments have beside titles."""


class EvaluationReader:
    """Reads the tables of one document. ``groups`` maps an area (folded) to its ordinal where the
    document restarts its numbers per area; ``proof``: what shows that a table is about commitments."""

    def __init__(self, build: Builder, groups: dict[str, int] | None = None, proof: Proof = "family") -> None:
        self.build = build
        self.groups = groups or {}
        self.proof = proof
        self._last: Columns | None = None

    def read(self, table: Table, current: str | None = None) -> bool:
        """Read a table; True where it is about commitments.

        ``current`` is the commitment in whose section the table stands: a table of milestones alone
        is about its milestones.
        """
        columns = columns_of(table, self.build.lexicon)
        if columns is None or not columns.by_key:
            columns = self._continued(table, current)
        if columns is None:
            return False
        about_rows = self._about(table, columns)
        if not about_rows and not (current and "milestones" in columns.by_key):
            return False
        self._last = columns
        read_rows(self.build, self.groups, table, columns, None if about_rows else current)
        return True

    def _continued(self, table: Table, current: str | None) -> Columns | None:
        """Return the last header for a table without one that goes on with the same rows."""
        last = self._last
        if last is None or len(last.all) != table.n_cols or table.caption:
            return None
        part = last.first("milestones")
        if current and part is not None and "number_title" not in last.by_key:
            first = table.grid()[0][part] if table.n_rows else None
            return Columns(last.all, 0) if first is not None and take_apart(str(first.text)).stopped else None
        if table.header_rows:
            return None
        title = last.first("number_title")
        body = table.grid()
        cells = [row[title] for row in body] if title is not None else []
        return Columns(last.all, 0) if self._commitments(cells) >= SHARE * len(body) else None

    def _about(self, table: Table, columns: Columns) -> bool:
        """Whether rows are commitments: the heading says so, or the caption, or the rows themselves."""
        titles = columns.by_key.get("number_title", [])
        beside = set(columns.by_key) & _OF_ROWS
        if self.proof == "word" and not beside:
            return False
        if any(ABOUT_COMMITMENTS.search(fold(c.words)) for c in titles):
            return True
        if not titles:
            return False
        if self.proof == "columns" and columns.statuses and len(beside) >= 2:
            return True
        spoken = [str(table.caption), *table.section[-1:]]
        named = len(columns.by_key) >= 2 and any(k in columns.by_key for k in ("number", "lead", *STATUS_KEYS))
        if named and any(ABOUT_COMMITMENTS.search(fold(words)) for words in spoken):
            return True
        body = table.grid()[columns.header_rows :]
        cells = [c for row in body if (c := row[titles[0].index]) is not None and c.text]
        return bool(cells) and self._commitments(cells) >= SHARE * len(cells)

    def _commitments(self, cells: Sequence[Cell | None]) -> int:
        """How many cells name a commitment, by the word or by a title that is known."""
        named = [str(c.text) for c in cells if c is not None and c.text]
        return sum(take_apart(w).kind == "commitment" or by_likeness(self.build, w) is not None for w in named)
