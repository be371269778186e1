"""Keep ``meta.links`` and ``meta.same_as`` up to date: only the countries that a load touches are asked for.

Rules link commitments of one country; what a person decided may link any.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from warehouse import schema
from warehouse.model import Link, Linked, Member
from warehouse.rows import link_row, same_as

_COUNTRY = "split_part({}, '-', 1)"
_DIGEST = "links_digest"
_SETTLED = pa.schema(
    [(n, pa.string()) for n in ("mention_id", "canonical_id", "plan_id", "method")]
    + [("score", pa.float64()), ("reason", pa.string())]
)


@dataclass(frozen=True)
class Linker:
    """How links are found.

    ``find(db, countries)`` gives the links between commitments of these countries (None: of all) and
    all that people decided; with :class:`warehouse.model.Linked` also which mention counts as which commitment.
    ``digest`` names the rules and decisions: where it is not what it was at the last load, all countries are
    asked for.
    """

    find: Callable[[duckdb.DuckDBPyConnection, Collection[str] | None], Sequence[Link] | Linked]
    digest: str


Links = Linker | Callable[[duckdb.DuckDBPyConnection], Sequence[Link] | Linked]


@dataclass(frozen=True)
class Relinked:
    """What a search for links brought: whether any link differs, and the mentions that count as others.

    ``members`` is None where the links alone decide that; ``everything``: they are those of all countries.
    """

    changed: bool
    members: Sequence[Member] | None = None
    everything: bool = False


def replace_links(db: duckdb.DuckDBPyConnection, links: Links, touched: Collection[str]) -> Relinked:
    """Replace the links of the countries touched. A plain function is asked for all."""
    if not isinstance(links, Linker):
        return _replaced(db, links(db), None)
    known = db.execute("SELECT value FROM meta.settings WHERE name = ?", [_DIGEST]).fetchall()
    if known == [(links.digest,)]:
        return _replaced(db, links.find(db, touched), touched) if touched else Relinked(False, [])
    db.execute("DELETE FROM meta.settings WHERE name = ?", [_DIGEST])
    schema.insert(db, "meta.settings", [{"name": _DIGEST, "value": links.digest}])
    found = _replaced(db, links.find(db, None), None)
    return Relinked(True, found.members, everything=True)  # the digest is to be remembered


def _replaced(
    db: duckdb.DuckDBPyConnection, found: Sequence[Link] | Linked, countries: Collection[str] | None
) -> Relinked:
    if isinstance(found, Linked):
        return Relinked(_replace(db, found.links, countries), found.members, everything=countries is None)
    return Relinked(_replace(db, found, countries))


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


def replace_same(
    db: duckdb.DuckDBPyConnection, touched: Collection[str], relinked: Relinked | None, *, everything: bool
) -> None:
    """Settle under which id the views count each linked mention, and which plan that id belongs to."""
    if relinked is not None and relinked.members is not None:
        rows = [member.model_dump() for member in relinked.members]
        _put(db, [r | {"canonical_id": r["commitment_id"]} for r in rows], None if relinked.everything else touched)
        return
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
    found = db.execute(f"SELECT commitment_id, plan_id, mention_id FROM core.mentions WHERE {where}", [linked])
    mentions = found.fetchall()
    plans = {commitment: plan for commitment, plan, _ in mentions}
    known = {row["commitment_id"]: row["canonical_id"] for row in same_as([pair[:2] for pair in pairs], plans)}
    said = {"method": "link", "score": 1.0, "reason": "linked"}
    rows = [
        said | {"mention_id": mention, "canonical_id": known[commitment], "plan_id": plans.get(known[commitment])}
        for commitment, _, mention in mentions
    ]
    _put(db, rows, None if everything else countries)


def _put(db: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]], countries: Collection[str] | None) -> None:
    """Replace the rows of some countries (None: of all); the mention itself says which document and printed id."""
    if countries is None:
        db.execute("DELETE FROM meta.same_as")
    else:
        own = _COUNTRY.format("commitment_id")
        db.execute(f"DELETE FROM meta.same_as WHERE list_contains(?, {own})", [list(countries)])
    if not rows:
        return
    names = ("mention_id", "canonical_id", "plan_id", "method", "score", "reason")
    db.register("settled", pa.Table.from_pylist([{name: row[name] for name in names} for row in rows], schema=_SETTLED))
    db.execute("""
        INSERT INTO meta.same_as BY NAME
        SELECT s.*, m.document_id, m.mention_key, m.commitment_id
        FROM settled AS s JOIN core.mentions AS m ON m.mention_id = s.mention_id
        ORDER BY s.mention_id
    """)
    db.unregister("settled")
