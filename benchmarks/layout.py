"""Time of reading layout against pdfplumber: ``python -m benchmarks.layout PDF...``.

Both read each file in turn in one process, so that what else the machine does falls on both. What is
compared is processor time: our reader makes the whole layout (tables, columns, headings, notes),
pdfplumber only ``extract_tables`` over all pages.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pdfplumber
from rich.console import Console
from rich.table import Table

from extractors.readers.pdf import read


def pdfplumber_tables(data: bytes) -> int:
    """Return the number of tables pdfplumber finds, its pages closed one by one."""
    count = 0
    with pdfplumber.open(BytesIO(data)) as document:
        for page in document.pages:
            count += len(page.extract_tables())
            page.close()
    return count


def seconds(work: Callable[[], object], rounds: int) -> float:
    """Return the least processor time of several rounds."""
    best = float("inf")
    for _ in range(rounds):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return best


def main(arguments: list[str] | None = None) -> int:
    """Print a row a file: pages, both times, their ratio and the tables found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=3, help="rounds of our reader, the best counts (default 3)")
    options = parser.parse_args(arguments)
    table = Table(title="Reading layout, processor seconds")
    for name in ("file", "pages", "ours", "pdfplumber", "ratio", "pages/s", "tables", "its tables"):
        table.add_column(name, justify="left" if name == "file" else "right")
    ours_sum = theirs_sum = 0.0
    for path in options.files:
        data = path.read_bytes()
        layout = read(data)
        ours = seconds(lambda data=data: read(data), options.rounds)  # type: ignore[misc]
        found: list[int] = []
        theirs = seconds(lambda data=data, found=found: found.append(pdfplumber_tables(data)), 1)  # type: ignore[misc]
        ours_sum, theirs_sum = ours_sum + ours, theirs_sum + theirs
        pages = len(layout.pages)
        table.add_row(
            path.name,
            str(pages),
            f"{ours:.3f}",
            f"{theirs:.2f}",
            f"{theirs / ours:.1f}",
            f"{pages / ours:.0f}",
            str(len(layout.tables)),
            str(found[0]),
        )
    table.add_row("all", "", f"{ours_sum:.3f}", f"{theirs_sum:.2f}", f"{theirs_sum / ours_sum:.1f}", "", "", "")
    Console().print(table)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
