"""How to read an assessment table that goes on without a header: by the last one that had one."""

from __future__ import annotations

from extractors.claims.ratings.columns import Group, Plan, edges_of
from extractors.layout import Table


def carry_over(plan: Plan, table: Table) -> Plan | None:
    """Return the plan for a continuation table without a header, or None where it does not fit.

    The same number of columns fits; else columns are matched by their place on the page.
    """
    where = {c: c for c in range(table.n_cols)} if table.n_cols == plan.n_cols else _where(plan, table)
    if not where:
        return None
    groups = [
        Group(
            g.dimension,
            [where[c] for c in g.columns if c in where],
            {where[c]: o for c, o in g.options.items() if c in where},
            g.phase,
            g.stacked,
            g.ogp_value,
        )
        for g in plan.groups
    ]
    if any(len(g.columns) != len(old.columns) for g, old in zip(groups, plan.groups, strict=True)):
        return None
    taken = {c for g in groups for c in g.columns}
    number = where.get(plan.number) if plan.number is not None else None
    phase = where.get(plan.phase_column) if plan.phase_column is not None else None
    titles = [c for c in range(min(taken)) if c not in taken and c != phase]
    return Plan(groups, titles, number, phase, 0, table.n_cols, table.grid(), edges=edges_of(table, 0))


def _where(plan: Plan, table: Table) -> dict[int, int]:
    """Map the plan's columns to the table's by the middle of their cells."""
    middles: dict[int, float] = {}
    for cell in table.cells:
        p = cell.place
        if cell.col_span == 1 and p.x0 is not None and p.x1 is not None:
            middles.setdefault(cell.col, (p.x0 + p.x1) / 2)
    out: dict[int, int] = {}
    for column, edge in enumerate(plan.edges):
        if edge:
            inside = [c for c, x in middles.items() if edge[0] <= x <= edge[1] and c not in out.values()]
            if len(inside) == 1:
                out[column] = inside[0]
    return out
