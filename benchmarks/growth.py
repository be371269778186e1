"""What a document costs against its size: ``python -m benchmarks.growth``, to 20,000 rows and 5,000 commitments.

Each kind of document is made in four sizes, each double the one before, and read in a process of its own. Printed are
processor seconds, microseconds for each row or commitment, and the power of the size that the cost grows with between
the smallest and the largest: 1 is linear, 2 quadratic.
"""

from __future__ import annotations

import argparse
import io
import json
import math
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROWS, COMMITMENTS = 20_000, 5_000
_WORDS = "publish the budget open data register water schools health land courts roads ports rivers forests".split()
_STATUS = ("Complete", "Limited", "Substantial", "Not started")


def _title(number: int) -> str:
    return f"{_WORDS[number % 15].capitalize()} {_WORDS[number // 15 % 15]} {_WORDS[number // 225 % 15]} {number}"


def _row(number: int) -> tuple[str, ...]:
    return f"{number}. {_title(number)}", f"Ministry of {_WORDS[number % 7]}", _STATUS[number % 4], "2016"


_HEAD = ("Commitment", "Lead institution", "Completion", "Year")
_TITLE = "Self-assessment report: Chile 2014-2016"


def _matrix_html(rows: int) -> bytes:
    lines = ["<tr>" + "".join(f"<td>{cell}</td>" for cell in _row(n)) + "</tr>" for n in range(1, rows + 1)]
    head = "".join(f"<th>{cell}</th>" for cell in _HEAD)
    return f"<html><title>{_TITLE}</title><h1>{_TITLE}</h1><table><tr>{head}</tr>{''.join(lines)}</table>".encode()


def _matrix_md(rows: int) -> bytes:
    lines = [f"# {_TITLE}\n", "| " + " | ".join(_HEAD) + " |", "|---|---|---|---|"]
    return "\n".join([*lines, *("| " + " | ".join(_row(n)) + " |" for n in range(1, rows + 1))]).encode()


def _matrix_csv(rows: int) -> bytes:
    return "\n".join([",".join(_HEAD), *(",".join(_row(n)) for n in range(1, rows + 1))]).encode()


def _matrix_xlsx(rows: int) -> bytes:
    import openpyxl

    book, out = openpyxl.Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet("Report")
    for row in (_HEAD, *map(_row, range(1, rows + 1))):
        sheet.append(row)
    book.save(out)
    return out.getvalue()


def _word(paragraphs: Iterable[tuple[str, str]], rows: Iterable[tuple[str, ...]] = ()) -> bytes:
    """Return a Word file with paragraphs, each with the id of its style, and a table."""
    import docx
    from docx.oxml import parse_xml

    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    parts = [
        f'<w:p><w:pPr><w:pStyle w:val="{s}"/></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>' for s, words in paragraphs
    ]
    cell = "<w:tc><w:tcPr/><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>".format
    lines = ["<w:tr>" + "".join(map(cell, row)) + "</w:tr>" for row in rows]
    if lines:
        parts.append(f"<w:tbl><w:tblPr/><w:tblGrid>{'<w:gridCol/>' * len(_HEAD)}</w:tblGrid>{''.join(lines)}</w:tbl>")
    document, out = docx.Document(), io.BytesIO()
    for element in reversed(parse_xml(f"<w:body {names}>{''.join(parts)}</w:body>")):
        document.element.body.insert(0, element)
    document.save(out)
    return out.getvalue()


def _matrix_docx(rows: int) -> bytes:
    return _word([("Heading1", _TITLE)], [_HEAD, *map(_row, range(1, rows + 1))])


def _matrix_pdf(rows: int) -> bytes:
    """Return a report whose table has rules and goes on over pages of 40 rows."""
    from reportlab.pdfgen.canvas import Canvas

    out, xs = io.BytesIO(), (40, 260, 380, 470, 550)
    canvas = Canvas(out, (595, 842))
    for start in range(0, rows, 40):
        canvas.setFont("Helvetica", 8)
        lines = [_HEAD, *map(_row, range(start + 1, min(start + 40, rows) + 1))]
        if not start:
            canvas.drawString(40, 812, _TITLE)
        for place, row in enumerate(lines):
            for x, words in zip(xs, row, strict=False):
                canvas.drawString(x + 3, 780 - 18 * place, words)
        canvas.grid(xs, [792 - 18 * place for place in range(len(lines) + 1)])
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _sections(count: int, heading: str, field: str) -> Iterable[str]:
    for n in range(1, count + 1):
        yield heading.format(f"Commitment {n}: {_title(n)}")
        yield field.format("Lead institution", f"Ministry of {_WORDS[n % 7]}")
        yield field.format("Completion", _STATUS[n % 4])


def _commitments_html(count: int) -> bytes:
    body = "\n".join(_sections(count, "<h2>{}</h2>", "<p><b>{}:</b> {}</p>"))
    return f"<html><title>{_TITLE}</title><h1>{_TITLE}</h1>{body}".encode()


def _commitments_md(count: int) -> bytes:
    return "\n\n".join([f"# {_TITLE}", *_sections(count, "## {}", "**{}:** {}")]).encode()


def _commitments_txt(count: int) -> bytes:
    return "\n\n".join([_TITLE.upper(), *_sections(count, "{}", "{}: {}")]).encode()


def _commitments_docx(count: int) -> bytes:
    lines = _sections(count, "{}", "{}: {}")
    return _word([("Heading1", _TITLE), *((("Heading2", "Normal")[n % 3 > 0], words) for n, words in enumerate(lines))])


def _headings_md(count: int) -> bytes:
    return "\n\n".join([f"# {_TITLE}", *(f"{'#' * (2 + n % 3)} {_title(n)}" for n in range(count))]).encode()


def _links_md(count: int) -> bytes:
    return "\n".join(
        [f"# {_TITLE}\n", *(f"See [{_title(n)}](https://example.org/{n}) and [x][{n}]." for n in range(count))]
    ).encode()


KINDS: dict[str, tuple[Callable[[int], bytes], int]] = {
    "rows.html": (_matrix_html, ROWS),
    "rows.md": (_matrix_md, ROWS),
    "rows.csv": (_matrix_csv, ROWS),
    "rows.xlsx": (_matrix_xlsx, ROWS),
    "rows.docx": (_matrix_docx, ROWS),
    "rows.pdf": (_matrix_pdf, ROWS),
    "commitments.html": (_commitments_html, COMMITMENTS),
    "commitments.md": (_commitments_md, COMMITMENTS),
    "commitments.txt": (_commitments_txt, COMMITMENTS),
    "commitments.docx": (_commitments_docx, COMMITMENTS),
    "headings.md": (_headings_md, ROWS),
    "links.md": (_links_md, ROWS),
}


def measure(kind: str, size: int, seconds: float = 600) -> tuple[float, int, float]:
    """Return processor seconds, commitments found and peak MB of reading one; endless where that took too long."""
    command = [sys.executable, "-m", "benchmarks.growth", "--one", kind, str(size)]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=seconds)  # noqa: S603
    except subprocess.TimeoutExpired:
        return math.inf, 0, 0.0
    took, found, peak = json.loads(done.stdout)
    return took, found, peak


def _one(kind: str, size: int) -> None:
    import resource

    from extractors.extract import extract
    from extractors.readers.errors import ReadError

    extract(_commitments_md(2), name="first.md")  # what the first document costs is another matter
    data = KINDS[kind][0](size)
    begun = time.process_time()
    try:
        found = len(extract(data, name=kind).mentions)
    except ReadError as error:
        sys.exit(f"{kind} of {size}: {error.code}: {error.message}")
    took = time.process_time() - begun
    print(json.dumps([took, found, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000]))  # noqa: T201


def power(sizes: list[int], took: list[float]) -> float:
    """Return the power of the size that the cost grows with from the first to the last."""
    return math.log(took[-1] / took[0]) / math.log(sizes[-1] / sizes[0])


def main() -> None:
    """Measure all kinds, or those named, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", choices=[[], *KINDS])
    parser.add_argument("--share", type=float, default=1.0, help="of the largest size")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        _one(given.one[0], int(given.one[1]))
        return
    for kind in given.kinds or KINDS:
        sizes = [int(KINDS[kind][1] * given.share) // part for part in (8, 4, 2, 1)]
        found = [measure(kind, size) for size in sizes]
        took = [seconds for seconds, _, _ in found]
        cells = [f"{size}: {seconds:.2f} s" for size, seconds in zip(sizes, took, strict=True)]
        last = f"{took[-1] / sizes[-1] * 1e6:.0f} us each, power {power(sizes, took):.2f}, {found[-1][2]:.0f} MB"
        print(f"{kind:18}", *cells, last, f"{found[-1][1]} commitments", sep="  ", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
