"""How well words tell what commitments are about: ``python -m benchmarks.topics DATASET.csv``.

``DATASET.csv`` is OGP's commitments dataset of 2016 (``../shared/corpus/documents``): each commitment has flags that a
person set, most often one or two. Derived topics are set against them, by topic, over all countries and over every
second country; the words were chosen with the other half in view. ``sure`` topics are those without a flag of doubt.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

from rich.console import Console

from extractors.records import Evidence, Mention
from warehouse import schema
from warehouse.topics import derived, measure, plain

Row = tuple[str, set[str], set[str], set[str]]
"""Country, topics that are flagged, sure topics, all derived topics."""


def read(path: Path) -> list[Row]:
    """Return the rows of the dataset with the topics that its words show."""
    rows = list(csv.reader(path.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)))
    heading = rows[1]
    known = {plain(name): topic for topic, entry in schema.topics().items() for name in entry["printed"]}
    flags = {at: known[plain(name)] for at, name in enumerate(heading) if plain(name) in known}
    title, text, country = (heading.index(name) for name in ("Commitment Title", "Full Text", "Country"))
    nowhere = Evidence(quote="-", rule="benchmark")
    found = []
    for row in rows[2:]:
        if len(row) <= max(flags):
            continue
        mention = Mention(key="-", title=row[title] or None, description=row[text] or None, evidence=nowhere)
        topics = list(derived(mention))
        wanted = {topic for at, topic in flags.items() if row[at].strip() == "1"}
        found.append((row[country], wanted, {t.topic for t in topics if not t.flagged}, {t.topic for t in topics}))
    return found


def main() -> None:
    """Print precision and recall in all, for the countries kept aside, and by topic."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset", type=Path)
    rows = read(parser.parse_args().dataset)
    aside = set(sorted({row[0] for row in rows})[1::2])
    console = Console(width=120, soft_wrap=True)
    console.print(f"{'':28} {'sure: precision':>15} {'recall':>7} {'all: precision':>15} {'recall':>7} {'flagged':>8}")

    def line(name: str, chosen: list[Row], topic: str | None = None) -> None:
        def only(found: set[str]) -> set[str]:
            return found & {topic} if topic else found

        sure = measure([(only(row[1]), only(row[2])) for row in chosen])
        everything = measure([(only(row[1]), only(row[3])) for row in chosen])
        figures = (sure["precision"], sure["recall"], everything["precision"], everything["recall"])
        console.print(
            f"{name:28} {figures[0]:15.2f} {figures[1]:7.2f} {figures[2]:15.2f} {figures[3]:7.2f} {sure['wanted']:8}"
        )

    line("all countries", rows)
    line("countries kept aside", [row for row in rows if row[0] in aside])
    for topic in schema.topics():
        line(topic, rows, topic)


if __name__ == "__main__":
    main()
