"""What the columns of an assessment table stand for, decided by their header words alone.

Two kinds of column matter: an *option* column ("Limited" under "Completion"), in which a mark says
the value, and a *word* column ("Potential impact"), in which a word does. Options are recognized as
codes of the group's dimension; where the group's own heading is missing or stands over a part of
it, the set of option words decides, and if that leaves two dimensions the group is not read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.annotate.headings import VALUES, Option, label_and_phase, options_of, overprinted, plain_words, speaks
from extractors.annotate.vocabulary import word_set
from extractors.claims.ratings.subjects import number_alone
from extractors.layout import Cell, Table, distinct
from extractors.lexicon import Lexicon
from extractors.records import Dimension, OgpValue, Phase
from extractors.words import fold

_MAX_HEADER_ROWS = 5


@dataclass(slots=True)
class Group:
    """Neighbouring columns that together give one statement.

    ``options`` maps a column to its meaning; a word column has none. ``phase`` is what the header
    says for the whole group. ``stacked`` holds the phases of half rows, upper first. ``doubtful`` is a
    group beside another of the same kind, where nothing says how they differ.
    """

    dimension: Dimension
    columns: list[int]
    options: dict[int, Option] = field(default_factory=dict)
    phase: Phase | None = None
    stacked: tuple[Phase, ...] = ()
    ogp_value: OgpValue | None = None
    doubtful: bool = False

    @property
    def single(self) -> bool:
        """Whether exactly one option can hold."""
        return not any(o.ogp_value for o in self.options.values())


@dataclass(slots=True)
class Plan:
    """How to read a table: its groups, the columns of row titles, of phase words and of other fields."""

    groups: list[Group]
    titles: list[int]
    number: int | None
    phase_column: int | None
    header_rows: int
    n_cols: int
    grid: list[list[Cell | None]]
    fields: dict[int, str] = field(default_factory=dict)
    doubtful: list[str] = field(default_factory=list)
    edges: list[tuple[float, float] | None] = field(default_factory=list)

    @property
    def columns(self) -> list[int]:
        """All columns of assessments."""
        return [c for g in self.groups for c in g.columns]

    @property
    def is_matrix(self) -> bool:
        """Whether any group is read from marks under options."""
        return any(len(g.options) > 1 for g in self.groups)


@dataclass(slots=True)
class _Column:
    index: int
    label: Dimension | None
    label_words: str
    phases: tuple[Phase, ...]
    found: dict[Dimension, Option]
    leaf: str
    own_label: Dimension | None


def plan_of(table: Table, lexicon: Lexicon) -> Plan | None:
    """Return how to read a table, or None for one without columns of assessments."""
    grid = table.grid()
    header_rows = _header_rows(table, grid, lexicon)
    if not header_rows:
        return None
    paths = _paths(grid[:header_rows], table.n_cols)
    columns = [_column(i, path, lexicon) for i, path in enumerate(paths)]
    _read_overprinted(columns, lexicon)
    groups, doubtful = _grouped([c for c in columns if c.found and (c.label is None or c.label in c.found)], lexicon)
    taken = {c for g in groups for c in g.columns}
    for column in columns:
        word = _word_group(column, lexicon) if column.index not in taken else None
        if word:
            groups.append(word)
            taken.add(column.index)
    if not groups:
        return None
    groups.sort(key=lambda g: g.columns[0])
    legend = next((c.phases for c in columns if len(c.phases) > 1), ())
    for group in groups:
        _set_phases(group, [c for c in columns if c.index in group.columns], legend)
    _set_doubt(groups)
    first = min(taken)
    titles = [i for i in range(table.n_cols) if i not in taken and i < first]
    titles = titles or [i for i in range(table.n_cols) if i not in taken and lexicon.label(" ".join(paths[i]))][:1]
    labels = {i: lexicon.label(" ".join(paths[i])) for i in range(table.n_cols) if i not in taken}
    number = _number_column(grid[header_rows:], titles, labels)
    fields = {i: key for i, key in labels.items() if key and key not in ("number", "number_title")}
    if any(i not in fields for i in titles):
        titles = [i for i in titles if i not in fields]
    phase_column = _phase_column(grid[header_rows:], [i for i in range(table.n_cols) if i not in taken], lexicon)
    return Plan(
        groups,
        [i for i in titles if i != phase_column],
        number,
        phase_column,
        header_rows,
        table.n_cols,
        grid,
        fields,
        doubtful,
        edges_of(table, header_rows),
    )


def _number_column(grid: list[list[Cell | None]], titles: list[int], labels: dict[int, str | None]) -> int | None:
    """Return the column of commitment numbers: headed so, or first of several and nothing but numbers.

    In a narrow column the heading may come apart ("N o."); the numbers below it still tell.
    """
    headed = next((i for i in titles if labels.get(i) == "number"), None)
    if headed is not None or len(titles) < 2:
        return headed
    words = [str(c.text) for c in (row[titles[0]] for row in grid) if c is not None and c.text]
    return titles[0] if words and all(number_alone(w) for w in words) else None


def _paths(header: list[list[Cell | None]], n_cols: int) -> list[tuple[str, ...]]:
    """Return the header words above each column from the top row down, as :meth:`Table.header`."""
    paths: list[tuple[str, ...]] = []
    for col in range(n_cols):
        words = [str(cell.text) for row in header for cell in [row[col]] if cell is not None and cell.text]
        paths.append(tuple(w for i, w in enumerate(words) if i == 0 or w != words[i - 1]))
    return paths


def _header_rows(table: Table, grid: list[list[Cell | None]], lexicon: Lexicon) -> int:
    """Return how many top rows hold group headings and option words: the reader's count, or more
    where it took a row of options for a body row. A row with marks or with a row title is body."""
    best = 0
    for r, row in enumerate(grid[:_MAX_HEADER_ROWS]):
        own = [c for c in distinct(row) if c.row == r]
        title = row[0]
        titled = (
            title is not None
            and title.row == r
            and bool(title.text)
            and (not lexicon.label(plain_words(str(title.text))) or _answers(title, grid[:r], lexicon))
        )
        if any(c.marked for c in own):
            return best
        if r and r >= table.header_rows and titled and not _only_options(own, grid[r + 1 :], lexicon):
            break
        known = sum(speaks(str(c.text), lexicon) for c in own)
        if known >= 2 or (known and r < table.header_rows):
            best = r + 1
    return max(best, table.header_rows) if best else 0


def _answers(cell: Cell, above: Sequence[Sequence[Cell | None]], lexicon: Lexicon) -> bool:
    """Whether words that are a label elsewhere answer the heading above them: "Media" below "Especificidad"."""
    heads = [lexicon.dimension(plain_words(str(c.text))) for row in above for c in [row[cell.col]] if c is not None]
    return any(d is not None and lexicon.code(d, str(cell.text)) is not None for d in heads)


def _only_options(own: Sequence[Cell], below: Sequence[Sequence[Cell | None]], lexicon: Lexicon) -> bool:
    """Whether a row is nothing but different options of one dimension, and a mark stands below them."""
    found = [options_of(str(c.text), lexicon) for c in own if c.text]
    shared = set.intersection(*(set(f) for f in found)) if len(found) > 1 else set()
    different = any(len({_meaning(f[d]) for f in found}) == len(found) for d in shared)
    return different and any(c is not None and c.marked for row in below for c in row)


def _column(index: int, path: Sequence[str], lexicon: Lexicon) -> _Column:
    leaf = path[-1] if path else ""
    label: Dimension | None = None
    label_words = ""
    phases: tuple[Phase, ...] = ()
    found = options_of(leaf, lexicon)
    above = path if not found else path[:-1]
    for words in (*_joined(above), *above):
        named, of = label_and_phase(words, lexicon)
        if named:
            label, label_words = named, words
        for phase in of:
            if phase not in phases:
                phases = (*phases, phase)
    own_label: Dimension | None = lexicon.dimension(plain_words(leaf)) if leaf else None  # type: ignore[assignment]
    return _Column(index, label, label_words, phases, found, leaf, own_label)


def _joined(path: Sequence[str]) -> tuple[str, ...]:
    """Return headings one below the other as one, for a page break may cut "Completion: Mid-|term"."""
    return (re.sub(r"(?<=\w-) ", "", " ".join(path)),) if len(path) > 1 else ()


def _read_overprinted(columns: list[_Column], lexicon: Lexicon) -> None:
    """Understand headings mixed with their neighbour's words, in groups whose other options are clear."""
    clear = {(c.label, fold(c.label_words)) for c in columns if c.label and c.label in c.found}
    for c in columns:
        if c.label and c.label not in c.found and c.leaf and (c.label, fold(c.label_words)) in clear:
            option = overprinted(c.label, c.leaf, lexicon) if lexicon.dimension(c.leaf) is None else None
            if option:
                c.found[c.label] = option


def _grouped(columns: list[_Column], lexicon: Lexicon) -> tuple[list[Group], list[str]]:
    """Join option columns into groups, left to right.

    A column joins while it lies beside the last one, no option repeats, and the headings agree.
    """
    runs: list[list[_Column]] = []
    fits: list[set[Dimension]] = []
    for column in columns:
        possible: set[Dimension] = {column.label} if column.label else set(column.found)
        if runs and column.index == runs[-1][-1].index + 1 and _joins(runs[-1], column, fits[-1] & possible):
            runs[-1].append(column)
            fits[-1] &= possible
        else:
            runs.append([column])
            fits.append(possible)
    groups, doubtful = [], []
    for run, possible in zip(runs, fits, strict=True):
        named = {c.label for c in run if c.label}
        if len(run) == 1 and not named:
            continue  # a lone word such as "Commitments" or "High" proves nothing
        if len(possible) > 1:
            possible = _narrowed(run, possible)
        if len(possible) != 1:
            doubtful.append(" | ".join(c.leaf for c in run))
            continue
        (dimension,) = possible
        groups.append(Group(dimension, [c.index for c in run], {c.index: c.found[dimension] for c in run}))
    return [_one_scale(g, lexicon) for g in groups], doubtful


def _joins(run: list[_Column], column: _Column, possible: set[Dimension]) -> bool:
    if not possible:
        return False
    labels = {fold(c.label_words) for c in run if c.label_words}
    if column.label_words and labels and fold(column.label_words) not in labels:
        return False
    if possible == {"relevance"} and not labels and _names_value(run[-1]) != _names_value(column):
        return False  # "None" beside OGP values starts another scale where no heading says otherwise
    if len(set(column.phases)) == 1 and len(set(run[-1].phases)) == 1 and column.phases != run[-1].phases:
        return False
    if not labels:
        possible = {d for d in possible if _on_one_scale(run, column, d)}
    return any(all(_meaning(c.found[d]) != _meaning(column.found[d]) for c in run if d in c.found) for d in possible)


def _on_one_scale(run: list[_Column], column: _Column, dimension: Dimension) -> bool:
    """Whether options under no heading lie on one scale: "High" goes on with no "Moderate | Minor | None"."""
    if dimension in ("relevance", "early_results"):  # words that stand on two of their scales are settled later
        return True
    return column.found[dimension].scale in {c.found[dimension].scale for c in run if dimension in c.found}


def _names_value(column: _Column) -> bool:
    return "relevance" in column.found and column.found["relevance"].ogp_value is not None


def _meaning(option: Option) -> tuple[str | None, str | None]:
    return option.code, option.ogp_value


def _narrowed(run: list[_Column], possible: set[Dimension]) -> set[Dimension]:
    """Keep the dimensions in which all options of the run differ and lie on one scale."""
    return {
        d
        for d in possible
        if len({_meaning(c.found[d]) for c in run}) == len(run)
        and len({c.found[d].scale for c in run if c.found[d].scale not in (None, "relevance")}) <= 1
    }


def _one_scale(group: Group, lexicon: Lexicon) -> Group:
    """Settle words that stand on two scales ("Significant") by the options beside them."""
    scales = [o.scale for o in group.options.values()]
    if group.dimension == "early_results" and "early_results" in scales:
        for column, option in group.options.items():
            code = lexicon.code("early_results", plain_words(option.words), "early_results")
            if code:
                group.options[column] = Option(code.code, code.scale, None, option.words)
    return group


def _word_group(column: _Column, lexicon: Lexicon) -> Group | None:
    dimension = column.label or column.own_label
    if dimension is None or (column.label and column.label in column.found):
        return None
    value = lexicon.code("ogp_value", plain_words(column.leaf))
    ogp_value = value.code if value and value.code in VALUES else None
    return Group(dimension, [column.index], ogp_value=ogp_value)  # type: ignore[arg-type]


def _set_phases(group: Group, columns: list[_Column], legend: tuple[Phase, ...]) -> None:
    own = {c.phases for c in columns}
    if group.dimension != "completion":
        single = {p for p in own if len(p) == 1}
        group.phase = next(iter(single))[0] if len(own) == 1 and single else None
        return
    if any(len(p) > 1 for p in own):
        group.stacked = next(p for p in own if len(p) > 1)
    elif len(own) == 1 and len(next(iter(own))) == 1:
        group.phase = next(iter(own))[0]
    elif legend:
        group.stacked = legend


def _set_doubt(groups: list[Group]) -> None:
    """Mark groups that say the same of the same phase: what tells them apart was not read."""
    for group in groups:
        same = [
            g
            for g in groups
            if (g.dimension, g.phase, g.stacked, g.ogp_value)
            == (group.dimension, group.phase, group.stacked, group.ogp_value)
        ]
        group.doubtful = len(same) > 1


def _phase_column(grid: list[list[Cell | None]], free: list[int], lexicon: Lexicon) -> int | None:
    """Return the column whose body cells name phases and nothing else, if there is one.

    One phase is enough: a page break may cut a box between "Midterm" and "End of term".
    """
    for col in free:
        cells = [c for c in (row[col] for row in grid) if c is not None and c.text and c.col_span == 1]
        words = [plain_words(str(c.text)) for c in cells]
        said = [label_and_phase(w, lexicon) for w in words]
        if said and all(phases and not label for label, phases in said):
            return col
    return next((col for col in free if _alternates([row[col] for row in grid])), None)


def _alternates(column: Sequence[Cell | None]) -> bool:
    """Whether a column has nothing but the signs of two phases by turns: "M", "F", "M", "F"."""
    said = [phase_sign(str(c.text)) for c in distinct(list(column)) if c.text]
    turns = all(phase == ("midterm", "end_of_term")[k % 2] for k, phase in enumerate(said))
    return len(said) > 1 and not len(said) % 2 and turns


def phase_sign(words: str) -> Phase | None:
    """Return the phase that a sign stands for at the head of a half row: "M" or "MT", "F" or "EoT"."""
    sign = fold(words).strip(" .:()")
    phases: tuple[Phase, ...] = ("midterm", "end_of_term")
    return next((p for p in phases if sign in word_set("reading.yml", f"{p}_signs")), None)


def edges_of(table: Table, header_rows: int) -> list[tuple[float, float] | None]:
    """Return the left and right edge of each column (points), or None where none of its cells has a place."""
    edges: list[tuple[float, float] | None] = [None] * table.n_cols
    for cell in table.cells:
        p = cell.place
        if (
            cell.col_span == 1
            and p.x0 is not None
            and p.x1 is not None
            and (cell.row < header_rows or not edges[cell.col])
        ):
            edges[cell.col] = (p.x0, p.x1)
    return edges


def cells_of(grid: Sequence[Sequence[Cell | None]], rows: range, columns: Sequence[int]) -> list[Cell]:
    """Return the cells of a grid in these rows and columns, each once, by row and column."""
    found: dict[int, Cell] = {}
    for r in rows:
        for c in columns:
            cell = grid[r][c]
            if cell is not None:
                found.setdefault(id(cell), cell)
    return sorted(found.values(), key=lambda cell: (cell.row, cell.col))
