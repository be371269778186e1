"""Tables of PDFs, ours beside other tools': ``python -m benchmarks.tables`` (``make bench`` installs the others first).

Every tool reads the same files in turn, each in a process of its own. What is measured: adjacency relations of cells
against the sheets of ``../shared/tables`` by the rules of ``../shared/tools/tables.py`` (imported, not copied), over
all documents and as the mean of documents, for documents with ruled tables and for the others; tables invented on drawn
pages of two columns of prose; processor time as a ratio to ours; peak memory. ``--svg FILE`` draws the accuracy.
Exit status 2 where sheets or rules are absent.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfplumber
from rich.console import Console
from rich.table import Table

from benchmarks.peers import TOOLS

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
PEERS = ROOT / ".venv" / "peers" / "bin" / "python"
OWN = ("compromiso", "pdfium text")
PROSE_PAGES = 12

Counts = tuple[int, int, int]  # relations that are right, wanted, stated


@dataclass(slots=True)
class Reading:
    """What a tool made of the files: cells of tables by file, seconds by file, peak memory, files it failed on."""

    tables: dict[str, list[list[list[Any]]]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    megabytes: int = 0
    failed: int = 0


def run(tool: str, files: Sequence[Path], timeout: int) -> Reading | None:
    """Read files with a tool in a process of its own; None where it is not installed."""
    python = sys.executable if tool in OWN else str(PEERS)
    if not Path(python).exists():
        return None
    script = ["-m", "benchmarks.peers"] if tool in OWN else [str(Path(__file__).with_name("peers.py"))]
    command = [python, *script, tool, *map(str, files)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=timeout)  # noqa: S603
    out = Reading()
    for line in ran.stdout.splitlines():
        if not line.startswith("{"):
            continue
        said = json.loads(line)
        if "megabytes" in said:
            out.megabytes = said["megabytes"]
            continue
        name = Path(said["file"]).name
        out.tables[name], out.seconds[name] = said["tables"], said["seconds"]
        out.failed += "error" in said
        if "ModuleNotFoundError" in said.get("error", ""):
            return None
    return out if out.tables else None


def rules() -> Any:
    """Return the module with the rules of the comparison."""
    spec = importlib.util.spec_from_file_location("shared_tables", SHARED / "tools" / "tables.py")
    assert spec is not None and spec.loader is not None  # noqa: PT018, S101
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def sheets(folders: Iterable[Path]) -> dict[str, tuple[Path, list[dict[str, Any]]]]:
    """Return the documents that have a sheet, with their true tables."""
    out = {}
    for folder in folders:
        for path in sorted(folder.glob("*.json")):
            sheet = json.loads(path.read_text(encoding="utf-8"))
            document = folder / Path(sheet["file"]).name
            if document.suffix == ".pdf" and document.exists():
                out[document.name] = (document, sheet["tables"])
    return out


def count(measure: Any, wanted: Sequence[Mapping[str, Any]], got: Sequence[list[list[Any]]]) -> Counts:
    """Return how many relations of a document are right, wanted and stated."""
    want = sum((measure.relations(table["cells"]) for table in wanted), Counter[Any]())
    have = sum((measure.relations(cells) for cells in got), Counter[Any]())
    return sum((want & have).values()), sum(want.values()), sum(have.values())


def f1(counts: Iterable[Counts]) -> float:
    """Return precision and recall in one figure; a document without tables of which none is stated is right."""
    some = list(counts)
    hit, want, got = (sum(c[k] for c in some) for k in range(3))
    if not want:
        return float(not got)
    return 2.0 * hit / (want + got)


def is_ruled(path: Path, pages: set[int]) -> bool:
    """Whether upright rules are drawn on most pages with tables."""
    with pdfplumber.open(path) as document:
        drawn = [
            sum(edge["orientation"] == "v" and edge["bottom"] - edge["top"] > 5 for edge in page.edges) > 4
            for page in document.pages
            if page.page_number in pages
        ]
    return bool(sum(drawn) > 0.5 * len(drawn))


def draw_prose(folder: Path) -> list[Path]:
    """Draw pages of two columns of prose, with gutters of several widths, and figures in the text."""
    from reportlab.pdfgen.canvas import Canvas

    words = (
        "the board of the harbour met in 2019 and again in 2021 and heard that 14 of the 112 boats had paid their dues "
        "while the others owed some 4,500 crowns which it meant to ask for before the end of the year that followed"
    ).split()
    out = []
    for n in range(PROSE_PAGES):
        data = BytesIO()
        canvas = Canvas(data, invariant=1)
        size, gutter = 8 + n % 3, 10 + 2 * n
        wide = (475 - gutter) / 2
        canvas.setFont(("Helvetica", "Times-Roman")[n % 2], size)
        for x in (60, 60 + wide + gutter):
            at, line, width, y = n, "", wide - 25 * (n % 2), 760.0
            while y > 90:
                word = words[at % len(words)]
                if canvas.stringWidth(f"{line} {word}", canvas._fontname, size) > width:
                    canvas.drawString(x, y, line)
                    y -= 1.2 * size
                    line = ""
                line = f"{line} {word}".strip()
                at += 1
        canvas.showPage()
        canvas.save()
        path = folder / f"prose-{n:02}.pdf"
        path.write_bytes(data.getvalue())
        out.append(path)
    return out


@dataclass(frozen=True, slots=True)
class Score:
    """A tool's figures."""

    tool: str
    micro: float
    mean: float
    ruled: float
    others: float
    invented: int
    ratio: float
    pages: float
    megabytes: int
    failed: int


def score(tool: str, reading: Reading, counts: Mapping[str, Counts], ruled: set[str], ours: float, pages: int) -> Score:
    """Return the figures of a tool from its counts by document."""
    by_kind = [[f1([c]) for name, c in counts.items() if (name in ruled) is kind] for kind in (True, False)]
    mean_ruled, mean_others = (sum(some) / max(len(some), 1) for some in by_kind)
    seconds = sum(reading.seconds[name] for name in counts)
    return Score(
        tool,
        f1(counts.values()),
        sum(f1([c]) for c in counts.values()) / len(counts),
        mean_ruled,
        mean_others,
        sum(len(tables) for name, tables in reading.tables.items() if name.startswith("prose-")),
        seconds / ours,
        pages / seconds,
        reading.megabytes,
        reading.failed,
    )


def show(scores: Sequence[Score]) -> None:
    """Print the figures."""
    table = Table(title="Tables of PDFs: F1 of relations between cells")
    names = ("tool", "all", "mean", "ruled", "others", "invented", "time", "pages/s", "MB", "failed")
    for name in names:
        table.add_column(name, justify="left" if name == "tool" else "right")
    for s in scores:
        accuracy = ["-"] * 5 if s.tool == "pdfium text" else [f"{v:.3f}" for v in (s.micro, s.mean, s.ruled, s.others)]
        invented = [] if s.tool == "pdfium text" else [str(s.invented)]
        cells = [*accuracy, *invented, f"{s.ratio:.2f}", f"{s.pages:.0f}", str(s.megabytes), str(s.failed)]
        table.add_row(s.tool, *cells)
    Console(width=110).print(table)


def plot(scores: Sequence[Score]) -> str:
    """Return the accuracy of all tools as a picture."""
    some = [s for s in scores if s.tool != "pdfium text"]
    rows = []
    for i, s in enumerate(some):
        y = 30 + 34 * i
        rows.append(f'<text x="120" y="{y + 17}" text-anchor="end">{s.tool}</text>')
        for k, (value, color) in enumerate(((s.ruled, "#1a4d99"), (s.others, "#e6801a"))):
            wide = 400 * value
            rows.append(f'<rect x="128" y="{y + 12 * k}" width="{wide:.0f}" height="11" fill="{color}"/>')
            rows.append(f'<text x="{134 + wide:.0f}" y="{y + 10 + 12 * k}" font-size="10">{value:.3f}</text>')
    legend = '<text x="128" y="18" fill="#1a4d99">ruled tables</text><text x="230" y="18" fill="#e6801a">others</text>'
    size = f'width="600" height="{40 + 34 * len(some)}" font-family="sans-serif" font-size="12"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{legend}{"".join(rows)}</svg>\n'


def main(arguments: list[str] | None = None) -> int:
    """Read all files with all tools and print a row each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    folders = [SHARED / "tables" / "icdar2013"]
    parser.add_argument("folders", nargs="*", type=Path, default=folders, help="folders of PDFs with sheets")
    parser.add_argument("--tool", action="append", choices=sorted(TOOLS), help="only these tools (ours always)")
    parser.add_argument("--timeout", type=int, default=1800, help="seconds that a tool may take (default 1800)")
    parser.add_argument("--svg", type=Path, help="a file for the plot")
    options = parser.parse_args(arguments)
    documents = sheets(options.folders)
    if not documents or not (SHARED / "tools" / "tables.py").exists():
        sys.stderr.write("no sheets of tables or no rules here: nothing to measure\n")
        return 2
    measure = rules()
    ruled = {n for n, (path, true) in documents.items() if is_ruled(path, {t["page"] for t in true})}
    scores: list[Score] = []
    with tempfile.TemporaryDirectory() as scratch:
        files = [path for path, _ in documents.values()] + draw_prose(Path(scratch))
        pages = sum(_pages(path) for path, _ in documents.values())
        ours = 0.0
        for tool in TOOLS:
            if options.tool and tool not in (*options.tool, "compromiso"):
                continue
            reading = run(tool, files, options.timeout)
            if reading is None:
                sys.stderr.write(f"{tool}: not installed (make bench)\n")
                continue
            counts = {n: count(measure, true, reading.tables.get(n, [])) for n, (_, true) in documents.items()}
            ours = ours or sum(reading.seconds[name] for name in counts)
            scores.append(score(tool, reading, counts, ruled, ours, pages))
    show(scores)
    if options.svg:
        options.svg.write_text(plot(scores), encoding="utf-8")
    return 0


def _pages(path: Path) -> int:
    with pdfplumber.open(path) as document:
        return len(document.pages)


if __name__ == "__main__":
    raise SystemExit(main())
