"""Keep ``meta.links`` and ``meta.same_as`` up to date: only the countries that a load touches are asked for.

Rules link commitments of one country; what a person decided may link any.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import duckdb

from warehouse import schema
from warehouse.model import Link
from warehouse.rows import link_row, same_as

_COUNTRY = "split_part({}, '-', 1)"
_DIGEST = "links_digest"


@dataclass(frozen=True)
class Linker:
    """How links are found.

    ``find(db, countries)`` gives the links between commitments of these countries (None: of all) and
    all that people decided. ``digest`` names the rules and decisions: where it is not what it was at
    the last load, all countries are asked for.
    """

    find: Callable[[duckdb.DuckDBPyConnection, Collection[str] | None], Sequence[Link]]
    digest: str


Links = Linker | Callable[[duckdb.DuckDBPyConnection], Sequence[Link]]


def replace_links(db: duckdb.DuckDBPyConnection, links: Links, touched: Collection[str]) -> bool:
    """Replace the links of the countries touched; return whether any differs. A plain function is asked for all."""
    if not isinstance(links, Linker):
        return _replace(db, links(db), None)
    known = db.execute("SELECT value FROM meta.settings WHERE name = ?", [_DIGEST]).fetchall()
    if known == [(links.digest,)]:
        return bool(touched) and _replace(db, links.find(db, touched), touched)
    db.execute("DELETE FROM meta.settings WHERE name = ?", [_DIGEST])
    schema.insert(db, "meta.settings", [{"name": _DIGEST, "value": links.digest}])
    _replace(db, links.find(db, None), None)
    return True  # the digest is to be remembered


def _replace(db: duckdb.DuckDBPyConnection, links: Sequence[Link], countries: Collection[str] | None) -> bool:
    rows = {str(row["link_id"]): row for row in map(link_row, links)}
    query, params = "SELECT * FROM meta.links", []
    if countries is not None:
        query += f" WHERE list_contains(?, {_COUNTRY.format('commitment_id_a')}) OR decided_by <> 'rule'"
        params = [list(countries)]
    cursor = db.execute(query, params)
    names = [column[0] for column in cursor.description or ()]
    old = {str(found["link_id"]): found for found in (dict(zip(names, row, strict=True)) for row in cursor.fetchall())}
    if old == {key: {name: row[name] for name in names} for key, row in rows.items()}:
        return False
    db.execute("DELETE FROM meta.links WHERE link_id IN (SELECT unnest(?::VARCHAR[]))", [list(old)])
    schema.insert(db, "meta.links", [rows[key] for key in sorted(rows)])
    return True


def replace_same(db: duckdb.DuckDBPyConnection, touched: Collection[str], *, everything: bool) -> None:
    """Settle under which id the views count each linked commitment, and which plan that id belongs to."""
    a, b = _COUNTRY.format("commitment_id_a"), _COUNTRY.format("commitment_id_b")
    query = f"SELECT commitment_id_a, commitment_id_b, {a}, {b} FROM meta.links WHERE kind = 'same'"
    countries = set(touched)
    while True:  # until no link leads out of the countries looked at
        where = "" if everything else f" AND (list_contains($c, {a}) OR list_contains($c, {b}))"
        pairs = db.execute(f"{query}{where} ORDER BY ALL", {} if everything else {"c": list(countries)}).fetchall()
        reached = {country for pair in pairs for country in pair[2:]}
        if everything or reached <= countries:
            break
        countries |= reached
    linked = sorted({commitment for pair in pairs for commitment in pair[:2]})
    where = "commitment_id IN (SELECT unnest(?::VARCHAR[]))"
    found = db.execute(f"SELECT DISTINCT commitment_id, plan_id FROM core.mentions WHERE {where}", [linked])
    plans = dict(found.fetchall())
    rows = same_as([pair[:2] for pair in pairs], plans)
    if everything:
        db.execute("DELETE FROM meta.same_as")
    else:
        own = _COUNTRY.format("commitment_id")
        db.execute(f"DELETE FROM meta.same_as WHERE list_contains(?, {own})", [list(countries)])
    schema.insert(db, "meta.same_as", [row | {"plan_id": plans.get(row["canonical_id"])} for row in rows])
