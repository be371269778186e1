"""Documents made to use up time or memory, and what keeps them to themselves."""

from __future__ import annotations

import io
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml

from pipeline.limits import default_megabytes
from pipeline.reading import Readers, Reading, Teller, read
from pipeline.settings import Settings
from tests.conftest import ROOT

HOSTILE = ROOT.parent / "shared" / "hostile"
SECONDS = 60.0  # far above what any takes on a machine that has other work


def _xlsx(change: Callable[[str], str], rows: list[tuple[int, int, str]] = []) -> bytes:  # noqa: B006
    """Return a workbook whose sheet was changed as text."""
    book, made = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row, col, words in [(1, 1, "Commitment"), (1, 2, "Completion"), (2, 1, "Open data"), *rows]:
        sheet.cell(row, col, words)
    book.save(made)
    out = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data.decode()).encode() if name.endswith("sheet1.xml") else data)
    return out.getvalue()


def _merged(text: str) -> str:
    return text.replace("</sheetData>", "</sheetData><mergeCells><mergeCell ref='A1:XFD1048576'/></mergeCells>")


def _boxes(depth: int) -> bytes:
    """Return a Word file with text boxes in text boxes."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    inner = "<w:p><w:r><w:t>innermost</w:t></w:r></w:p>"
    for n in range(depth):
        inner = f"<w:p><w:r><w:t>box {n}</w:t><w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict></w:r></w:p>"
    document, out = docx.Document(), io.BytesIO()
    document.element.body.insert(0, parse_xml(inner.replace("<w:p>", f'<w:p xmlns:w="{word}">', 1)))
    document.save(out)
    return out.getvalue()


def _spans(value: str) -> bytes:
    document, out = docx.Document(), io.BytesIO()
    cell = document.add_table(2, 2).cell(0, 0)._tc
    properties = cell.get_or_add_tcPr()
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    properties.append(parse_xml(f'<w:gridSpan xmlns:w="{word}" w:val="{value}"/>'))
    document.save(out)
    return out.getvalue()


def _pdf(content: bytes, forms: list[bytes] = [], packed: bool = False) -> bytes:  # noqa: B006
    """Return a PDF of one page; a form names the ones after it as /F0, /F1, ..., each itself included."""
    names = " ".join(f"/F{n} {6 + n} 0 R" for n in range(len(forms)))
    resources = f"<</XObject<<{names}>>/Font<</T 5 0 R>>>>".encode()
    data = zlib.compress(content, 9) if packed else content
    filtered = b"/Filter/FlateDecode" if packed else b""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources " + resources + b">>",
        b"<<" + filtered + b"/Length %d>>stream\n" % len(data) + data + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *(
            b"<</Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources "
            + resources
            + b"/Length %d>>stream\n" % len(form)
            + form
            + b"\nendstream"
            for form in forms
        ),
    ]
    out = b"%PDF-1.7\n"
    for number, body in enumerate(objects, 1):
        out += b"%d 0 obj" % number + body + b"endobj\n"
    return out + b"trailer<</Root 1 0 R/Size %d>>\n%%%%EOF\n" % (len(objects) + 1)


def _doubling(depth: int) -> list[bytes]:
    return [b"/F%d Do /F%d Do" % (n + 1, n + 1) for n in range(depth)] + [b"BT /T 12 Tf 9 9 Td (words) Tj ET"]


_TABLE = "<html><body><h1>Self-assessment report: Chile 2014-2016</h1><table><tr><th>Commitment<th>Completion</tr>"
DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "comments.html": lambda: b"<!---->" * 60 + b"x",
    "lines.txt": lambda: b"x" + b"\n" * 9000 + b"x",
    "parentheses.md": lambda: b"# IRM Progress Report\n\n## " + b"()" * 40 + b"\n",
    "quotes.md": lambda: b"> " * 4000 + b"a",
    "brackets.md": lambda: b"[" * 30_000,
    "dashes.html": lambda: f"{_TABLE}<tr><td>Data<td>{'- ' * 9000}x</tr></table>".encode(),
    "blanks.html": lambda: f"{_TABLE}<tr><td>Data<td><pre>{' ' * 20_000}x</pre></tr></table>".encode(),
    "deep.html": lambda: b"<div>" * 60_000 + b"x",
    "staggered.html": lambda: (_TABLE + ("<tr>" + "<td rowspan=1000>a" * 2) * 800).encode(),
    "wide.html": lambda: (_TABLE + "<tr><td colspan=1000 rowspan=60000>a" * 90).encode(),
    "charset.html": lambda: b"<html><head><meta charset=idna></head><body><p>a\xf1o</p></body></html>",
    "codec.html": lambda: b"<html><head><meta charset=zip></head><body><p>a\xf1o</p></body></html>",
    "ragged.csv": lambda: b"a,b,c\n1,2,3\n" + b"1," * 50_000 + b"\n" + b"1,2,3\n" * 50_000,
    "quote.csv": lambda: b'a,b,c\n1,2,3\n"' + b"x,\n" * 100_000,
    "merged.xlsx": lambda: _xlsx(_merged),
    "far.xlsx": lambda: _xlsx(str, [(1_048_576, 16_000, "x")]),
    "entities.xlsx": lambda: _xlsx(
        lambda text: (
            "<!DOCTYPE x ["
            + "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 20 if n else 'x' * 20}'>" for n in range(12))
            + "]>"
            + re.sub(r"^<\?xml[^>]*>", "", text).replace("Commitment", "&e11;")
        )
    ),
    "boxes.docx": lambda: _boxes(20),
    "superscript.docx": lambda: _spans("\u00b2"),
    "digits.docx": lambda: _spans("9" * 6000),
    "recursive.pdf": lambda: _pdf(b"/F0 Do", [b"/F0 Do /F0 Do"]),
    "forms.pdf": lambda: _pdf(b"/F0 Do", _doubling(28)),
    "flate.pdf": lambda: _pdf(b"0 0 m 1 1 l S\n" * 9_000_000, packed=True),
    "state.pdf": lambda: _pdf(b"q " * 900_000),
}
CODED = {"too_large", "corrupt", "no_text", "empty_file", "timeout", "out_of_memory", "reader_crashed"}


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, Readers]]:
    settings = Settings(
        home=tmp_path_factory.mktemp("limits"), document_seconds=SECONDS, reader_megabytes=700, worker_documents=3
    )
    with Readers(settings, 1) as found:
        yield settings, found


def reading_of(readers: tuple[Settings, Readers], data: bytes, name: str) -> Reading:
    settings, pool = readers
    return pool.submit(settings.archive.put(data), name, None).result()


@pytest.mark.parametrize("name", [*DOCUMENTS])
def test_each_is_read_or_ends_with_a_code(name: str, readers: tuple[Settings, Readers]) -> None:
    data = DOCUMENTS[name]()
    found = reading_of(readers, data, name)
    assert found.extraction is not None or found.code in CODED - {"timeout"}, (found.code, found.message)
    after = reading_of(readers, b"A plan of 2020 of Chile.\n\nMore words.", "plain.txt")
    assert after.extraction is not None  # and the next document is none the worse


_ROOM = """
import resource, sys
from pipeline import limits
limits._confined[:] = [0, 8_000_000_000]
def soft():
    return resource.getrlimit(resource.RLIMIT_AS)[0] // 1_000_000
for data in (b"%PDF-1.7", b"<html>"):
    limits.allow(data)
    print(soft())
limits.allow_pictures()
print(soft())
"""


def test_a_pdf_gets_room_for_pictures_when_a_page_is_drawn() -> None:
    ran = subprocess.run([sys.executable, "-c", _ROOM], cwd=ROOT, capture_output=True, text=True, check=True)
    room = [int(words) for words in ran.stdout.split()]
    assert [round(n, -2) for n in room] == [1000, 2000, 8000]  # and what the process itself has taken meanwhile


def test_who_draws_a_page_asks_for_room() -> None:
    from extractors.readers.outside import more_room, with_room

    asked = []
    more_room()
    with with_room(lambda: asked.append(1)):
        more_room()
    more_room()
    assert asked == [1]


@pytest.mark.skipif(not HOSTILE.is_dir(), reason="no hostile files beside the repository")
def test_the_files_that_ended_nights_end_as_documents_or_codes(readers: tuple[Settings, Readers]) -> None:
    codes = {
        path.name: reading_of(readers, path.read_bytes(), path.name).code
        for path in sorted(HOSTILE.iterdir())
        if path.suffix not in (".br",) and path.name != "README.md"
    }
    assert set(codes.values()) <= (CODED - {"timeout"}) | {None}, codes


def greedy(root: Path, digest: str, name: str, media_type: str | None) -> Reading:
    """Read as the real one does, but for documents named after what they do to their reader."""
    if name.startswith("takes"):
        try:
            taken = [bytes(50_000_000) for _ in range(200)]
        except MemoryError:
            return Reading(None, None, 0.0, "out_of_memory", "as asked")
        return Reading(None, None, 0.0, f"took {len(taken)}")
    if name.startswith("says"):
        said = [str(n) * 20 for n in range(2_000_000)]  # fits, but not twice
        return Reading(None, None, 0.0, None, None, tuple((word, word) for word in said))
    if name.startswith("signal"):
        os.kill(os.getpid(), signal.SIGSEGV)
    if name.startswith("pattern"):
        re.fullmatch(r"(a+)+", "a" * 60 + "b")
    return read(root, digest, name, media_type)


def test_memory_is_limited_and_costs_only_its_own_document(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, reader_megabytes=400)
    digest = settings.archive.put(b"Some words of a plan.")
    names = ("a.txt", "takes.txt", "b.txt", "signal.txt", "c.txt", "says.txt", "d.txt")
    with Readers(settings, 2, work=greedy) as pool:
        codes = [pool.submit(digest, name, None) for name in names]
        found = [future.result() for future in codes]
    assert [f.code for f in found] == [None, "out_of_memory", None, "reader_crashed", None, "out_of_memory", None]
    assert "reader_megabytes" in str(found[3].message)


def test_a_document_that_wants_too_much_has_an_issue_that_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wants(data: bytes, **_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("extractors.extract.extract", wants)
    settings = Settings(home=tmp_path)
    found = read(settings.archive.root, settings.archive.put(b"words"), "a.txt", None)
    assert found.code == "out_of_memory"
    assert "reader_megabytes" in str(found.message)


_PARENT = """
import sys
from pathlib import Path
from pipeline.reading import Readers
from pipeline.settings import Settings
from tests.test_limits import greedy
if __name__ == "__main__":
    settings = Settings(home=Path(sys.argv[1]), document_seconds=300)
    digest = settings.archive.put(b"words")
    with Readers(settings, 2, work=greedy) as pool:
        pool.submit(digest, "a.txt", None).result()
        for _ in range(2):
            pool.submit(digest, "pattern.txt", None)
        print("at work", flush=True)
        sys.stdin.read()
"""


def _of_home(home: Path) -> list[int]:
    """Return the processes whose environment names the home: the parent's and all it started."""
    out = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            alive = place.joinpath("stat").read_text().rpartition(")")[2].split()[0] != "Z"
            if alive and f"TEST_HOME={home}".encode() in place.joinpath("environ").read_bytes():
                out.append(int(place.name))
        except OSError:
            continue
    return out


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
def test_readers_end_with_their_parent_however_it_ends(tmp_path: Path) -> None:
    """Killed while its readers are inside a pattern that holds the interpreter."""
    script = tmp_path / "parent.py"
    script.write_text(_PARENT)
    env = os.environ | {"PYTHONPATH": str(ROOT), "TEST_HOME": str(tmp_path)}
    parent = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path)],
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"at work\n"
    time.sleep(1)
    assert len(_of_home(tmp_path)) > 2
    parent.kill()
    parent.wait()
    until = time.monotonic() + 20
    while _of_home(tmp_path) and time.monotonic() < until:
        time.sleep(0.1)
    assert _of_home(tmp_path) == []


_OUTSIDE = """
import sys
from pathlib import Path
from extractors.readers.outside import Program, run
print("at work", flush=True)
run(Program("sleep", "a test", ""), ["100"], 110, home=Path(sys.argv[1]))
"""


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
def test_programs_beside_end_with_who_started_them_however_that_ends(tmp_path: Path) -> None:
    env = os.environ | {"PYTHONPATH": str(ROOT), "TEST_HOME": str(tmp_path)}
    command = [sys.executable, "-c", _OUTSIDE, str(tmp_path)]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"at work\n"
        until = time.monotonic() + 20
        while len(_of_home(tmp_path)) < 3 and time.monotonic() < until:  # itself, timeout, sleep
            time.sleep(0.05)
        assert len(_of_home(tmp_path)) == 3
        parent.kill()
    until = time.monotonic() + 20
    while _of_home(tmp_path) and time.monotonic() < until:
        time.sleep(0.1)
    assert _of_home(tmp_path) == []


def test_what_a_file_is_is_told_in_another_process() -> None:
    teller = Teller()
    try:
        assert teller.tell(b"%PDF-1.7 ...", "a") == "application/pdf"
        assert teller.tell(b"<!---->" * 60 + b"x", "a.html") == "text/plain"
        assert teller.tell(b"<p>" + b"word " * 100_000 + b"</p>", "a") == "text/html"
        old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100_000) + "Workbook".encode("utf-16-le")
        assert teller.tell(old, "a.xls") == "application/vnd.ms-excel"
    finally:
        teller.close()


def test_the_default_limit_is_what_the_machine_allows() -> None:
    assert 768 <= default_megabytes(64) <= default_megabytes(1) <= 2048
    assert Settings(reader_megabytes=100).reader_limit(2) == 100


LEFT_BEHIND = """
import mmap, multiprocessing, resource
from pipeline.limits import allow, confine
reading, writing = multiprocessing.Pipe(duplex=False)
confine(1500, reading)
allow(b"<p>a page</p>" * 100)
kept = mmap.mmap(-1, 300_000_000)
allow(b"%PDF-1.7 a small one")
mmap.mmap(-1, 100_000_000)
print("enough", flush=True)
"""


def test_what_documents_before_left_behind_is_not_counted_for_the_next() -> None:
    done = subprocess.run([sys.executable, "-c", LEFT_BEHIND], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == "enough\n", done.stderr  # it ends with the pipe that it was confined by


def test_a_library_that_finds_no_room_is_want_of_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import extractors.extract

    def starved(*_: object, **__: object) -> None:
        raise ImportError("cv2.so: failed to map segment from shared object")

    settings = Settings(home=tmp_path)
    monkeypatch.setattr(extractors.extract, "extract", starved)
    assert read(settings.archive.root, settings.archive.put(b"<p>words</p>"), "a.html", None).code == "out_of_memory"
