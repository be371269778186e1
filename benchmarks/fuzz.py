"""Reads damaged copies of the sample documents, in every medium: ``python -m benchmarks.fuzz --count 5000 --seed 1``.

Seeds are fixed, so a run can be repeated. Each copy must be read or end with a code of its own; a defect of the program
(``reader_error``), a process that ended and a time-out are failures, and are written to a folder to become tests.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.reading import Readers, Reading
from pipeline.settings import Settings, available_cores

ROOT = Path(__file__).parent.parent
FAILURES = frozenset({"reader_error", "reader_crashed", "timeout"})
MEDIA = ("pdf", "html", "md", "txt", "csv", "xlsx", "docx")
_LARGEST = 60_000  # bytes of a sample: small ones are read many times in the time of a large one
_TOKENS = [
    *("<table>", "</table>", "<td rowspan=999 colspan=999>", "<!--", "-->", "<script>", "&#x202e;", "&amp;" * 9),
    *("\x00", "\x1b[2J", "\ufeff", "\u202e", "\u00b2", "\u0663", "\uffff", "\r", "\n" * 50, "\t" * 30, " " * 300),
    *("9" * 50, "-1", "1e999", "NaN", "0" * 400, "100%" * 20, "()" * 40, "[" * 60, "- " * 60, "|" * 60, "#" * 60),
    *('"', "'", ",,,,", ";;;;", "obj<<", ">>endobj", "stream\n", "/Kids[1 0 R]", "%%EOF", "BT ET", "q " * 60),
    *("Commitment 1: ", "Completion: ", "2014-2016", "Lead institution", "Not started", "Limited", "Compromiso \u00b2"),
]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A damaged copy: its name, what was done to which document, its bytes."""

    name: str
    done: str
    data: bytes


@dataclass(slots=True)
class Tally:
    """How the reading of mutants ended, by code; the failures; the slowest."""

    codes: Counter[str] = field(default_factory=Counter)
    media: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[Mutant, Reading]] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")

    def take(self, mutant: Mutant, reading: Reading) -> None:
        """Count one."""
        self.codes[reading.code or "read"] += 1
        self.media[mutant.name.rpartition(".")[2]] += 1
        self.slowest = max(self.slowest, (reading.seconds, f"{mutant.name} ({mutant.done})"))
        if reading.code in FAILURES:
            self.failures.append((mutant, reading))


def samples() -> dict[str, list[tuple[str, bytes]]]:
    """Return the sample documents by medium; Word and text files are made of Markdown ones."""
    out: dict[str, list[tuple[str, bytes]]] = {medium: [] for medium in MEDIA}
    for path in sorted((ROOT / "fixtures").glob("*/*.*")):
        medium = path.suffix[1:]
        if medium in out and path.stat().st_size <= _LARGEST:
            out[medium].append((path.name, path.read_bytes()))
    out["docx"] = [(f"{name}.docx", _word(data.decode())) for name, data in out["md"][:8]]
    out["txt"] = [(f"{name}.txt", data.replace(b"|", b"  ").replace(b"#", b"")) for name, data in out["md"][:12]]
    return out


def mutants(count: int, seed: int, media: Sequence[str] = MEDIA) -> Iterator[Mutant]:
    """Yield damaged copies, media taking turns; the same seed gives the same ones."""
    found = {medium: documents for medium, documents in samples().items() if documents and medium in media}
    order = list(found)
    for number in range(count):
        chance = random.Random(f"{seed}-{number}")  # noqa: S311 - repeatable, not secret
        medium = order[number % len(order)]
        name, data = chance.choice(found[medium])
        other = chance.choice(found[medium])[1]
        change = _packed if medium in ("xlsx", "docx") and chance.random() < 0.8 else _bytes
        done, data = change(data, other, chance)
        yield Mutant(f"{seed}-{number}-{name}", done, data)


def run(found: Iterator[Mutant], *, seconds: float = 60, megabytes: int = 1000, jobs: int | None = None) -> Tally:
    """Read mutants in processes with limits."""
    tally = Tally()
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home), document_seconds=seconds, reader_megabytes=megabytes)
        with Readers(settings, jobs or available_cores(), many=True) as readers:
            waiting: list[tuple[Mutant, Future[Reading]]] = []
            for mutant in found:
                digest = settings.archive.put(mutant.data)
                waiting.append((mutant, readers.submit(digest, mutant.name, None)))
                while len(waiting) > 20:
                    first, future = waiting.pop(0)
                    tally.take(first, future.result())
            for mutant, future in waiting:
                tally.take(mutant, future.result())
    return tally


def _bytes(data: bytes, other: bytes, chance: random.Random) -> tuple[str, bytes]:
    """Damage bytes in one to six ways."""
    done = []
    for _ in range(chance.randint(1, 6)):
        name = chance.choice(list(_WAYS))
        data = _WAYS[name](data or b" ", other or b" ", chance)
        done.append(name)
    return "+".join(done), data


def _packed(data: bytes, other: bytes, chance: random.Random) -> tuple[str, bytes]:
    """Damage one part of an archive, and pack it again."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(io.BytesIO(other)) as source:
        names = archive.namelist()
        weights = [10 if "document.xml" in n or "sheet" in n or "sharedStrings" in n else 1 for n in names]
        (chosen,) = chance.choices(names, weights)
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            for name in names:
                part = archive.read(name)
                if name == chosen:
                    donor = source.read(name) if name in source.namelist() else part
                    done, part = _bytes(part, donor, chance)
                packed.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)  # without the time of day
    return f"{chosen}: {done}", out.getvalue()


def _at(data: bytes, chance: random.Random, most: int = 2000) -> tuple[int, int]:
    start = chance.randrange(len(data))
    return start, min(len(data), start + chance.randint(1, min(most, len(data))))


def _flip(data: bytes, _: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _n in range(chance.randint(1, 20)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(data: bytes, _: bytes, chance: random.Random) -> bytes:
    start, end = _at(data, chance)
    return data[:start] + data[end:]


def _repeat(data: bytes, _: bytes, chance: random.Random) -> bytes:
    start, end = _at(data, chance, 400)
    return data[:end] + data[start:end] * chance.randint(1, 60) + data[end:]


def _insert(data: bytes, _: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + chance.choice(_TOKENS).encode() * chance.randint(1, 8) + data[start:]


def _truncate(data: bytes, _: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data)) + 1]


def _splice(data: bytes, other: bytes, chance: random.Random) -> bytes:
    start, end = _at(other, chance, 4000)
    at = chance.randrange(len(data))
    return data[:at] + other[start:end] + data[at:]


def _digits(data: bytes, _: bytes, chance: random.Random) -> bytes:
    new = chance.choice(["\u00b2", "\u0663", "9" * 30, "-", ""]).encode()
    places = [n for n, byte in enumerate(data) if 48 <= byte <= 57]
    if not places:
        return data
    at = chance.choice(places)
    return data[:at] + new + data[at + 1 :]


def _swap(data: bytes, _: bytes, chance: random.Random) -> bytes:
    (a, b), (c, d) = sorted([_at(data, chance, 300), _at(data, chance, 300)])
    return data[:a] + data[c:d] + data[min(b, c) : c] + data[a : min(b, c)] + data[d:]


_WAYS: dict[str, Callable[[bytes, bytes, random.Random], bytes]] = {
    "flip": _flip,
    "cut": _cut,
    "repeat": _repeat,
    "insert": _insert,
    "truncate": _truncate,
    "splice": _splice,
    "digits": _digits,
    "swap": _swap,
}


def _word(markdown: str) -> bytes:
    """Return a Word file with the headings, lists and tables of a Markdown document."""
    import docx

    document, out = docx.Document(), io.BytesIO()
    rows: list[list[str]] = []
    for line in [*markdown.splitlines(), ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
            continue
        if rows:
            table = document.add_table(len(rows), max(map(len, rows)))
            for r, row in enumerate(rows):
                for c, words in enumerate(row):
                    table.cell(r, c).text = words
            rows = []
        if line.startswith("#"):
            document.add_heading(line.lstrip("# "), min(line.count("#"), 4))
        elif line.strip():
            document.add_paragraph(line.strip("*- "), "List Bullet" if line.startswith(("- ", "* ")) else None)
    document.save(out)
    again = io.BytesIO()
    with zipfile.ZipFile(out) as made, zipfile.ZipFile(again, "w") as packed:
        for name in made.namelist():  # without the time of day
            packed.writestr(zipfile.ZipInfo(name), made.read(name), zipfile.ZIP_DEFLATED)
    return again.getvalue()


def main() -> None:
    """Run, print what came out; exit status 1 where something failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--media", nargs="*", default=list(MEDIA), choices=MEDIA)
    parser.add_argument("--keep", type=Path, default=Path("build/fuzz"), help="folder for what failed")
    args = parser.parse_args()
    begun = time.monotonic()
    tally = run(mutants(args.count, args.seed, args.media))
    print(f"{args.count} mutants in {time.monotonic() - begun:.0f} s: {dict(tally.codes.most_common())}")  # noqa: T201
    print(f"by medium: {dict(tally.media)}; slowest {tally.slowest[0]:.1f} s: {tally.slowest[1]}")  # noqa: T201
    for mutant, reading in tally.failures:
        args.keep.mkdir(parents=True, exist_ok=True)
        (args.keep / mutant.name).write_bytes(mutant.data)
        print(f"{mutant.name}: {mutant.done}: {reading.code}: {reading.message}")  # noqa: T201
    sys.exit(bool(tally.failures))


if __name__ == "__main__":
    main()
