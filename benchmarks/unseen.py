"""The score board: how much of documents is read, and how much of it is right: ``python -m benchmarks.unseen``.

Reads every document that has a sheet (see :mod:`benchmarks.sheets`) as the pipeline reads it, loads it into a
warehouse of its own and scores that by the rules of ``../shared/tools/score.py``. What the figures mean:
``docs/accuracy.md``. It ends with the documents that moved against ``benchmarks/unseen.json``
(:mod:`benchmarks.frozen`), which ``--freeze`` writes anew. Exit status 1 where one got worse, 2 where the rules
or documents are absent.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatch
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, get_args

import duckdb
from rich.console import Console
from rich.table import Table

from benchmarks import frozen
from benchmarks.sheets import ORIGINS, SHARED, Item, collect
from pipeline.ingest import ingest_many
from pipeline.outcome import Outcome
from pipeline.settings import Settings

Say = Callable[[str], None]


@dataclass(slots=True)
class Scored:
    """What became of a document.

    ``items`` are what its sheet lists and ``right`` those of them that were read; ``wrong`` counts what was
    read and the sheet denies, ``silent`` those of it without a doubt; ``stated`` all rows that were read,
    ``doubted`` those of them with a doubt. ``notes`` has a line for each missed, wrong and silent one; ``hash``
    stands for all records.
    """

    item: Item
    items: int = 0
    right: int = 0
    wrong: int = 0
    silent: int = 0
    stated: int = 0
    doubted: int = 0
    failed: str = ""
    hash: str = ""
    notes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name among the documents of all origins."""
        return f"{self.item.origin}/{self.item.name}"

    @property
    def recall(self) -> float:
        """The share of the items that was read."""
        return self.right / max(self.items, 1)

    @property
    def control(self) -> bool:
        """Whether the sheet says that this is no report: nothing must be read from it."""
        return self.item.family == "unknown" and not self.item.sheet["commitments"]


def rules(shared: Path = SHARED) -> Any:
    """Return ``score.py`` as a module. Raises FileNotFoundError where it is absent."""
    path = shared / "tools" / "score.py"
    spec = importlib.util.spec_from_file_location("score", path)
    if not path.is_file() or spec is None or spec.loader is None:
        raise FileNotFoundError(f"there are no rules to score by: {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def measure(items: Sequence[Item], score: Any, home: Path, *, workers: int, seconds: float, say: Say) -> list[Scored]:
    """Read documents, load them into a warehouse in ``home`` and score them.

    Documents must differ in the names of their files, by which the rules tell them apart. One that takes longer
    than ``seconds`` counts as read without finding anything. Raises ValueError for two of one name.
    """
    names = [item.path.name for item in items]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"two documents of one name: {', '.join(twice)}")
    home.mkdir(parents=True, exist_ok=True)
    settings = Settings(home=home, jobs=workers, document_seconds=seconds)
    failed: dict[str, str] = {}
    hashes: dict[str, str] = {}

    def note(outcome: Outcome, done: int, count: int) -> None:
        if outcome.document:
            hashes[outcome.source.name] = frozen.fingerprint(outcome.document.extraction)
        say(f"{done}/{count} {outcome.source.name} {outcome.seconds:.1f} s {outcome.status}")

    for outcome in ingest_many([item.path for item in items], settings, jobs=workers, progress=note):
        if outcome.status == "failed":
            failed[outcome.source.name] = outcome.message or outcome.code or "failed"
    with contextlib.closing(duckdb.connect(str(settings.warehouse), read_only=True)) as db:
        return [
            _scored(item, score.score(db, item.sheet), failed.get(item.path.name, ""), hashes.get(item.path.name, ""))
            for item in items
        ]


def _scored(item: Item, card: Any, failed: str, records: str) -> Scored:
    return Scored(
        item,
        items=len(card.ok) + len(card.missed),
        right=len(card.ok),
        wrong=len(card.wrong) + len(card.silent),
        silent=len(card.silent),
        stated=card.values,
        doubted=card.doubted,
        failed=failed,
        hash=records,
        notes=[
            *(("silent", words) for words in card.silent),
            *(("wrong", words) for words in card.wrong),
            *(("missed", words) for words in card.missed),
        ],
    )


@dataclass(slots=True)
class Figures:
    """Sums over documents, and the shares that count."""

    documents: int
    failed: int
    items: int
    right: int
    wrong: int
    silent: int
    stated: int
    doubted: int
    recall: float
    mean: float
    precision: float
    undoubted: float
    doubts: float
    doubts_read: float | None


def figures(scored: Sequence[Scored]) -> Figures:
    """Return the figures of some documents; shares by the formulas of ``score.py``.

    ``doubts_read`` is the share of doubted values in documents with a recall of at least 0.9.
    """

    def total(name: str, of: Iterable[Scored] = scored) -> int:
        return sum(getattr(s, name) for s in of)

    read = [s for s in scored if s.recall >= 0.9]
    stated, doubted, right, wrong, silent = map(total, ("stated", "doubted", "right", "wrong", "silent"))
    return Figures(
        documents=len(scored),
        failed=sum(bool(s.failed) for s in scored),
        items=total("items"),
        right=right,
        wrong=wrong,
        silent=silent,
        stated=stated,
        doubted=doubted,
        recall=right / max(total("items"), 1),
        mean=sum(s.recall for s in scored) / max(len(scored), 1),
        precision=right / max(right + wrong, 1),
        undoubted=1 - silent / max(stated - doubted, 1),
        doubts=doubted / max(stated, 1),
        doubts_read=total("doubted", read) / total("stated", read) if total("stated", read) else None,
    )


def grouped(scored: Sequence[Scored]) -> dict[str, dict[str, list[Scored]]]:
    """Return the documents by origin, medium, family and language; the last group of ``medium`` is all but PDF."""
    out: dict[str, dict[str, list[Scored]]] = {}
    for kind in ("origin", "medium", "family", "language"):
        groups: dict[str, list[Scored]] = {}
        for s in scored:
            groups.setdefault(getattr(s.item, kind), []).append(s)
        order = ORIGINS.index if kind == "origin" else str
        out[kind] = {key: groups[key] for key in sorted(groups, key=order)}
    rest = [s for s in scored if s.item.medium != "pdf"]
    if 0 < len(rest) < len(scored):
        out["medium"]["no pdf"] = rest
    return out


_COLUMNS = (
    *("docs", "failed", "items", "recall", "mean", "right", "undoubted right", "doubted", "in well read"),
    *("wrong", "silent"),
)


def cells(f: Figures) -> list[str]:
    """Return the row of a printed table."""
    counted = [str(f.documents), str(f.failed), str(f.items)]
    shares = [f"{f.recall:.3f}", f"{f.mean:.3f}", f"{f.precision:.4f}", f"{f.undoubted:.4f}", f"{f.doubts:.3f}"]
    shares.append("-" if f.doubts_read is None else f"{f.doubts_read:.3f}")
    return [*counted, *shares, str(f.wrong), str(f.silent)]


def tables(scored: Sequence[Scored], console: Console) -> None:
    """Print a table of all documents, and one for each origin where there is more than one."""
    by_origin = grouped(scored)["origin"]
    parts = [("all", list(scored)), *(by_origin.items() if len(by_origin) > 1 else ())]
    for title, part in parts:
        table = Table("", *_COLUMNS, title=title if len(parts) > 1 else next(iter(by_origin), title))
        for column in table.columns[1:]:
            column.justify = "right"
        for kind, groups in grouped(part).items():
            if kind == "origin" and len(groups) == 1:
                continue
            for key, members in groups.items():
                table.add_row(f"{kind} {key}", *cells(figures(members)))
            table.add_section()
        table.add_row("all", *cells(figures(part)), style="bold")
        console.print(table)
    controls = [s for s in scored if s.control]
    if controls:
        clean = sum(not s.wrong for s in controls)
        console.print(f"documents that are no report: {clean} of {len(controls)} clean (nothing wrong read from them)")


def explain(scored: Sequence[Scored], console: Console) -> None:
    """Print a line for each missed, wrong and silent item: document, what became of it, what, stated and wanted."""
    for s in scored:
        if s.failed:
            console.print(f"{s.name}: failed: {s.failed}")
        for mark, words in s.notes:
            console.print(f"{s.name}: {mark}: {' '.join(words.split())}")


def as_json(scored: Sequence[Scored]) -> dict[str, Any]:
    """Return everything that is known, for a script."""
    return {
        "all": asdict(figures(scored)),
        **{
            kind: {key: asdict(figures(members)) for key, members in groups.items()}
            for kind, groups in grouped(scored).items()
        },
        "documents": [
            {
                "origin": s.item.origin,
                "name": s.item.name,
                "medium": s.item.medium,
                "family": s.item.family,
                "language": s.item.language,
                **entry(s),
                "failed": s.failed,
                "notes": [{"mark": mark, "words": words} for mark, words in s.notes],
            }
            for s in scored
        ],
    }


def entry(scored: Scored) -> frozen.Entry:
    """Return what is kept of a document from run to run."""
    return {"hash": scored.hash} | {key: getattr(scored, key) for key in frozen.COUNTS}


def compare(scored: Sequence[Scored], before: frozen.Entries, console: Console, *, whole: bool) -> bool:
    """Print which documents moved against what was kept; return whether one got worse.

    ``whole``: all documents of these origins were read, so that one that is not among them is gone. Of generated
    reports a run may draw fewer.
    """
    now = {s.name: entry(s) for s in scored}
    origins = {s.item.origin for s in scored} - {"generated"} if whole else set()
    moves = frozen.moved({k: v for k, v in before.items() if k in now or k.partition("/")[0] in origins}, now)
    counts = Counter(move for move, _, _ in moves)
    for move, name, words in moves:
        console.print(f"{move:8}{name}: {words}")
    said = ", ".join(f"{counts[move]} {move}" for move in get_args(frozen.Move) if counts[move])
    console.print(f"moved against the frozen outputs: {said or 'nothing'}; {len(now)} documents")
    return bool(counts["worse"])


def freeze(scored: Sequence[Scored], path: Path, *, whole: bool) -> None:
    """Write what was read into the frozen outputs; ``whole``: nothing else of these origins is kept."""
    origins = {s.item.origin for s in scored} if whole else set()
    kept = {k: v for k, v in frozen.read(path).items() if k.partition("/")[0] not in origins}
    frozen.write(kept | {s.name: entry(s) for s in scored}, path)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command."""
    out = argparse.ArgumentParser(
        prog="python -m benchmarks.unseen",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    out.add_argument("--origin", action="append", choices=ORIGINS, help="only this (repeatable; default: all)")
    out.add_argument("--only", metavar="GLOB", help="only documents of such names, as --verbose prints them")
    out.add_argument("--count", type=int, default=300, help="generated reports (default 300)")
    out.add_argument("--jobs", type=int, default=2, help="processes that read (default 2)")
    out.add_argument("--seconds", type=float, default=120, help="time limit of a document (default 120)")
    out.add_argument("--verbose", action="store_true", help="print each missed, wrong and silent item")
    out.add_argument("--json", type=Path, metavar="FILE", help="write all figures and items there")
    out.add_argument("--freeze", action="store_true", help="write what was read into the frozen outputs")
    out.add_argument(
        "--frozen", type=Path, metavar="FILE", default=frozen.FROZEN, help="the frozen outputs (benchmarks/unseen.json)"
    )
    return out


def chosen(items: Iterable[Item], only: str | None) -> list[Item]:
    """Return the documents whose name, name with origin or name of file matches."""
    if only is None:
        return list(items)
    return [i for i in items if any(fnmatch(name, only) for name in (i.name, f"{i.origin}/{i.name}", i.path.name))]


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    options = parser().parse_args(arguments)
    try:
        score = rules()
    except FileNotFoundError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    scored = _run(options, score)
    if not scored:
        sys.stderr.write("there are no such documents\n")
        return 2
    lines = Console(highlight=False, markup=False, soft_wrap=True)
    if options.verbose:
        explain(scored, lines)
    tables(scored, Console(width=150, highlight=False, markup=False))
    if options.json:
        options.json.write_text(json.dumps(as_json(scored), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if options.freeze:
        freeze(scored, options.frozen, whole=options.only is None)
        return 0
    return int(compare(scored, frozen.read(options.frozen), lines, whole=options.only is None))


def _run(options: argparse.Namespace, score: Any) -> list[Scored]:
    """Read and score what the options name."""
    scored: list[Scored] = []
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        for origin in [o for o in ORIGINS if not options.origin or o in options.origin]:
            found = collect(origin, scratch / "drawn", count=options.count, workers=options.jobs)
            # a warehouse for each folder: the rules tell documents apart by the names of their files alone
            for n, (_, group) in enumerate(groupby(chosen(found, options.only), key=_folder)):
                scored += measure(
                    list(group),
                    score,
                    scratch / f"{origin}-{n}",
                    workers=options.jobs,
                    seconds=options.seconds,
                    say=partial(_say, origin),
                )
    return scored


def _folder(item: Item) -> str:
    """Return what separates one warehouse from the next: the set of a fresh document."""
    return item.name.partition("/")[0] if item.origin == "fresh" else item.origin


def _say(origin: str, words: str) -> None:
    sys.stderr.write(f"{origin} {words}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    raise SystemExit(main())
