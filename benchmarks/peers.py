"""One tool that reads tables of PDFs, run in an environment that has it: ``python peers.py TOOL FILE...``.

Prints a line of JSON a file (``file``, ``pages``, ``seconds`` of processor time, ``tables`` as lists of cells: row,
column, row span, column span, text; ``error`` where the tool failed) and one at the end with the peak memory in MB.
Imports nothing of this project unless the tool is ``compromiso``: peers have an environment of their own.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

Cells = list[list[Any]]


def _rows(rows: Iterable[Iterable[Any]]) -> Cells:
    """Return cells of rows of texts."""
    return [[r, c, 1, 1, text or ""] for r, row in enumerate(rows) for c, text in enumerate(row)]


def compromiso(path: str) -> list[Cells]:
    """Read with this project's reader."""
    from pathlib import Path

    from extractors.readers.pdf import read

    tables = read(Path(path).read_bytes()).tables
    return [[[c.row, c.col, c.row_span, c.col_span, str(c.text)] for c in table.cells] for table in tables]


def pdfium(path: str) -> list[Cells]:
    """Read the bare text: the floor of time, no tables."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    for page in document:
        page.get_textpage().get_text_range()
        page.close()
    return []


def pdfplumber(path: str) -> list[Cells]:
    """Read with its own settings: tables by rules."""
    import pdfplumber as tool

    out = []
    with tool.open(path) as document:
        for page in document.pages:
            out += [_rows(rows) for rows in page.extract_tables()]
            page.close()
    return out


def _camelot(flavor: str) -> Callable[[str], list[Cells]]:
    def read(path: str) -> list[Cells]:
        import camelot

        found = camelot.read_pdf(path, pages="all", flavor=flavor, suppress_stdout=True)
        return [_rows(table.df.values.tolist()) for table in found]

    return read


def img2table(path: str) -> list[Cells]:
    """Read by the rules of the page's picture, words from the text layer."""
    from img2table.document import PDF

    found = PDF(path, pdf_text_extraction=True).extract_tables(borderless_tables=False, implicit_rows=False)
    tables = [table for page in found.values() for table in page]
    return [_rows([cell.value for cell in row] for row in table.content.values()) for table in tables]


def tabula(path: str) -> list[Cells]:
    """Read with a Java machine for each file."""
    import tabula as tool

    found = tool.read_pdf(path, pages="all", multiple_tables=True, pandas_options={"header": None}, silent=True)
    return [_rows(frame.fillna("").astype(str).values.tolist()) for frame in found]


TOOLS: dict[str, Callable[[str], list[Cells]]] = {
    "compromiso": compromiso,
    "pdfium text": pdfium,
    "pdfplumber": pdfplumber,
    "camelot lattice": _camelot("lattice"),
    "camelot network": _camelot("network"),
    "camelot hybrid": _camelot("hybrid"),
    "img2table": img2table,
    "tabula": tabula,
}


def _clock() -> float:
    """Return processor seconds, those of ended children included (a Java machine)."""
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def main(arguments: list[str]) -> int:
    """Read files with a tool."""
    tool = TOOLS[arguments[0]]
    for path in arguments[1:]:
        line: dict[str, Any] = {"file": path, "tables": []}
        started = _clock()
        try:
            line["tables"] = tool(path)
        except Exception as error:  # a tool that fails on a file is measured, too
            line["error"] = f"{type(error).__name__}: {error}"[:200]
        line["seconds"] = round(_clock() - started, 4)
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
    peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    sys.stdout.write(json.dumps({"megabytes": round(max(peaks) / 1024), "at": time.time()}) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
