"""The quote of every value really stands where its evidence says, seen with other eyes than the readers'."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline import witness
from pipeline.archive import Archive
from pipeline.witness import Html, Lines, Records, Testimony, holds, look_up
from tests.conftest import cases


def some(patch: pytest.MonkeyPatch, below: str) -> None:
    """Look at the documents alone whose digests are below one."""
    part = f"AND d.content_sha256 < '{below}'\nORDER BY"
    patch.setattr(witness, "_EVIDENCE", witness._EVIDENCE.replace("\nORDER BY", f"\n{part}"))


def check(warehouse: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        some(patch, cases("6", "g"))
        _check(warehouse)


def _check(warehouse: Path) -> None:
    found = look_up(warehouse, Archive(warehouse.parent / "archive"))
    assert found.looked_up > 100
    assert not found.unheard
    wrong = found.misplaced
    assert not wrong, f"{len(wrong)} of {found.looked_up} quotes are not where they should be:\n" + "\n".join(
        wrong[:20]
    )


def test_quotes_of_the_fixtures(warehouse_of_fixtures: Path) -> None:
    check(warehouse_of_fixtures)


def test_quotes_of_the_corpus(warehouse_of_corpus: Path) -> None:
    check(warehouse_of_corpus)


def test_a_document_that_takes_too_much_is_named_and_the_others_are_looked_at(
    warehouse_of_fixtures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Short:
        asked = 0

        def look(self, work: Callable[..., Testimony], *args: Any) -> Testimony:
            self.asked += 1
            if self.asked == 2:
                raise MemoryError  # as where its process was ended
            return work(*args)

        def close(self) -> None:
            pass

    monkeypatch.setattr("pipeline.witness.Teller", Short)
    some(monkeypatch, "2")
    found = look_up(warehouse_of_fixtures, Archive(warehouse_of_fixtures.parent / "archive"))
    assert found.looked_up > 100
    assert [said.partition(": ")[2] for said in found.unheard] == [
        "to open it takes more time or memory than a reader may have"
    ]


def test_the_check_sees_a_quote_that_is_not_there() -> None:
    page = Html(b"<html><body><p>uno</p><p>dos</p></body></html>")
    assert holds(page.text("/html/body/p[1]"), "uno")
    assert not holds(page.text("/html/body/p[2]"), "uno")
    assert holds(Lines(b"uno\ndos-\ntres").text("L2-L3"), "dostres")
    assert holds(Lines("días\nniño".encode("cp1252")).text("L2"), "niño")
    assert holds(Lines("días\nniño".encode("utf-16")).text("L2"), "niño")
    assert holds(Records(b'1;"uno\ndos";tres\n2').text("L1"), "dos tres")
    assert not holds(Records(b"1;uno\n2;dos").text("L1"), "dos")
    assert holds("1. Mapa \uf0fc", "\uf0fc")
    assert not holds("1. Mapa", "\uf0fc")


@pytest.mark.parametrize(("quote", "text"), [("Ciclo-Inclusiva", "Ciclo-\nInclusiva"), ("57,1 %", "57,1%")])
def test_line_ends_and_white_space_do_not_count(quote: str, text: str) -> None:
    assert holds(text, quote)
