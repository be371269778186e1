"""The same report in the media in which governments publish: the same records, or a failed row that says why.

Copies by LibreOffice and scans are made here; tests that need a program are skipped without it, and name it.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import subprocess
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from extractors.backends import read
from extractors.extract import extract
from extractors.readers import recognise, sniff
from extractors.readers.containers import MAX_DEPTH, MAX_PARTS
from extractors.readers.errors import ReadError
from extractors.readers.outside import OFFICE, Program, keep_in, kept, run
from extractors.records import Extraction
from fixtures.compare import compare
from fixtures.generator.build import all_cases, render
from fixtures.generator.case import Case
from pipeline.ingest import ingest_many
from pipeline.settings import Settings

needs_office = pytest.mark.skipif(OFFICE.path is None, reason=f"soffice is not installed: {OFFICE.install}")
needs_recognition = pytest.mark.skipif(bool(recognise.missing()), reason=f"not installed: {recognise.missing()}")


def case() -> Case:
    return next(c for c in all_cases("self_assessment") if c.name == "evaluation-es")


@cache
def word() -> bytes:
    return render(case(), "docx")


@cache
def page() -> bytes:
    return render(case(), "html")


@cache
def drawn() -> bytes:
    return render(case(), "pdf")


def values(extraction: Extraction) -> dict[str, Any]:
    """What a document states of its commitments, without where it stands."""
    mentions = {m.key: m.number or m.title for m in extraction.mentions}
    said = [(mentions.get(a.mention), a.milestone, a.dimension, a.code, a.number) for a in extraction.assessments]
    return {
        "what": (extraction.identity.doc_type, extraction.identity.plan_id),
        "commitments": sorted((m.number or "", m.title or "", m.lead_institution or "") for m in extraction.mentions),
        "assessments": sorted(map(str, said)),
    }


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "."), data)
    return out.getvalue()


def mail(words: str = "Adjunto el informe.", *, html: bytes | None = None, attached: bytes | None = None) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Informe de autoevaluación", "a@example.org", "b@example.org"
    message["MIME-Version"] = "1.0"
    if html is not None:
        message.set_content(html.decode(), subtype="html")
    else:
        message.set_content(words)
    if attached is not None:
        kind = "vnd.openxmlformats-officedocument.wordprocessingml.document"
        message.add_attachment(attached, maintype="application", subtype=kind, filename="informe.docx")
    return bytes(message)


def web_archive(html: bytes) -> bytes:
    head = (
        "From: <Saved by Blink>\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="--b"\r\n\r\n----b\r\n'
        "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode() + base64.encodebytes(html) + b"\r\n----b--\r\n"


def book(html: bytes) -> bytes:
    container = (
        b'<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        b'<rootfile full-path="OEBPS/content.opf"/></rootfiles></container>'
    )
    package = (
        b'<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="a" href="a.xhtml"/></manifest>'
        b'<spine><itemref idref="a"/></spine></package>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", container)
        archive.writestr("OEBPS/content.opf", package)
        archive.writestr("OEBPS/a.xhtml", html)
    return out.getvalue()


def tarred(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


def with_macros(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "[Content_Types].xml":
                part = part.replace(
                    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                    b"application/vnd.ms-word.document.macroEnabled.main+xml",
                )
            new.writestr(name, part)
    return out.getvalue()


def converted(data: bytes, ending: str, to: str, folder: Path) -> bytes:
    """A copy that LibreOffice makes, as a person would: by its command line."""
    source = folder / f"informe.{ending}"
    source.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    assert OFFICE.path is not None
    command = [OFFICE.path, profile, "--headless", "--convert-to", to, "--outdir", str(folder / "out"), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / "out" / f"informe.{to}").read_bytes()


MEDIA: dict[str, tuple[str, Callable[[], bytes]]] = {
    "docm": ("docx", lambda: with_macros(word())),
    "zip": ("docx", lambda: zipped(informe__docx=word())),
    "zip in a zip": ("docx", lambda: zipped(a__zip=zipped(informe__docx=word()))),
    "gz": ("docx", lambda: gzip.compress(word())),
    "tgz": ("docx", lambda: tarred("informe.docx", word())),
    "mail with a letter": ("docx", lambda: mail(attached=word())),
    "mail": ("html", lambda: mail(html=page())),
    "mht": ("html", lambda: web_archive(page())),
    "epub": ("html", lambda: book(page())),
}


@pytest.mark.parametrize("medium", sorted(MEDIA))
def test_the_same_report_in_each_medium_states_the_same(medium: str) -> None:
    own, make = MEDIA[medium]
    expected = values(extract(word() if own == "docx" else page(), name=f"informe.{own}"))
    assert len(expected["assessments"]) > 5
    assert values(extract(make(), name="informe")) == expected


@needs_office
@pytest.mark.parametrize("to", ["doc", "odt", "rtf", "fodt"])
def test_letters_of_other_programs_state_the_same(to: str, tmp_path: Path) -> None:
    copy = converted(word(), "docx", to, tmp_path)
    found = compare(case().truth, extract(copy, name=f"informe.{to}"))
    assert found.found == found.drawn, found.lines()
    assert not found.wrong


def sheet(rows: list[list[object]], **formats: str) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    first = book.worksheets[0]
    for row in rows:
        first.append(row)
    for cell, number_format in formats.items():
        first[cell].number_format = number_format
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def tracker(*progress: object, number_format: str = "General", heading: str = "% de avance") -> bytes:
    title = "Seguimiento del 5° Plan de Acción Nacional de Gobierno Abierto 2020-2022 de Chile"
    rows: list[list[object]] = [[title], ["Corte al 30 de junio de 2022"], []]
    rows.append(["N°", "Compromiso", "Institución responsable", heading])
    names = ["Datos abiertos de compras", "Observatorio de comercio", "Hoja de ruta de integridad", "Red de archivos"]
    for k, (name, value) in enumerate(zip(names, progress, strict=False), 1):
        rows.append([k, name, f"Ministerio {k}", value])
    return sheet(rows, **{f"D{5 + k}": number_format for k in range(len(progress))})


def percents(extraction: Extraction) -> list[float | None]:
    return [a.number for a in extraction.assessments if a.dimension == "completion_percent"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (tracker(0.92, 1, 0.658, number_format="0%"), [92, 100, 65.8]),
        (tracker(0.92, 1, 0.658, number_format="0.##%"), [92, 100, 65.8]),
        (tracker(0.92, 1, 0.658, number_format="[Color10]0.00%;[Red]-0.00%"), [92, 100, 65.8]),
        (tracker(92, 100, 65.8, number_format='0.##"%"'), [92, 100, 65.8]),
        (tracker(92, 100, 65.8, number_format="0.##\\%"), [92, 100, 65.8]),
        (tracker(92, 100, 65.8, number_format="0"), [92, 100, 65.8]),
    ],
)
def test_percentages_of_sheets_are_what_they_show(data: bytes, expected: list[float]) -> None:
    found = extract(data, name="panel.xlsx")
    assert percents(found) == pytest.approx(expected)
    assert not any(a.flagged for a in found.assessments)


@pytest.mark.parametrize("number_format", ["General", "0.00"])
def test_a_column_of_shares_of_one_is_read_as_percentages_and_doubted(number_format: str) -> None:
    found = extract(tracker(0.92, 1, 0.658, 0.3, number_format=number_format), name="panel.xlsx")
    assert percents(found) == pytest.approx([92, 100, 65.8, 30])
    assert all(a.flagged for a in found.assessments if a.dimension == "completion_percent")


def test_one_percent_in_a_column_of_percentages_is_one_or_doubted() -> None:
    found = extract(tracker(92, 1, 65, number_format="0"), name="panel.xlsx")
    stated = [a for a in found.assessments if a.dimension == "completion_percent" and not a.flagged]
    assert [a.number for a in stated if a.number not in (92, 65)] in ([], [1])
    assert percents(found)[::2] == [92, 65]


@needs_office
def test_formulas_that_were_never_worked_out_are() -> None:
    found = extract(tracker("=92/100", "=1/2", number_format="0%"), name="panel.xlsx")
    assert percents(found) == [92, 50]
    assert "formula_worked_out" in {i.code for i in found.issues}


def test_formulas_without_a_value_are_no_blanks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractors.readers.office.OFFICE", Program("no-such-office", "sheets", "apt-get install it"))
    found = extract(tracker("=92/100", "=1/2", number_format="0%"), name="panel.xlsx")
    assert {"formula_without_value"} <= {i.code for i in found.issues}
    assert not any(a.null_reason == "blank_in_source" for a in found.assessments)


def test_a_sheet_says_what_it_hides_and_strikes() -> None:
    import openpyxl
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    book = openpyxl.load_workbook(io.BytesIO(tracker(0.92, 0.5, number_format="0%")))
    book.worksheets[0].column_dimensions["C"].hidden = True
    book.worksheets[0].row_dimensions[6].hidden = True
    book.worksheets[0]["D5"] = CellRichText(TextBlock(InlineFont(strike=True), "20%"), " 92%")
    out = io.BytesIO()
    book.save(out)
    found = extract(out.getvalue(), name="panel.xlsx")
    assert percents(found) == [92, 50]
    said = {i.code: i.message for i in found.issues}
    assert "columns (C)" in said["hidden_cells"] or "rows (6)" in said["hidden_cells"]
    assert "D5" in said["struck_words"]


def test_a_caption_above_a_sheets_table_is_its_caption_and_titles_are_headings() -> None:
    rows: list[list[object]] = [["Seguimiento 2022"], ["Cuadro N° 3: Avance"], ["N°", "Compromiso", "Avance"]]
    layout = read(sheet([*rows, [1, "Datos abiertos", "92%"], [2, "Archivos", "10%"]]), name="a.xlsx")
    assert [str(b) for b in layout.blocks] == ["Sheet", "Seguimiento 2022"]
    assert [(str(t.caption), t.header_rows, t.n_rows) for t in layout.tables] == [("Cuadro N° 3: Avance", 1, 3)]


def test_coloured_cells_say_what_the_legend_says() -> None:
    import openpyxl
    from openpyxl.styles import PatternFill

    book = openpyxl.load_workbook(io.BytesIO(tracker(None, None, None, heading="Estado")))
    colours = {"Completo": "FF00B050", "Limitado": "FFFFC000"}
    for cell, state in (("D5", "Completo"), ("D6", "Limitado"), ("D7", "Completo")):
        book.worksheets[0][cell].fill = PatternFill("solid", fgColor=colours[state])
    for row, (state, colour) in enumerate(colours.items(), 12):
        book.worksheets[0].cell(row, 1).fill = PatternFill("solid", fgColor=colour)
        book.worksheets[0].cell(row, 2).value = state
    out = io.BytesIO()
    book.save(out)
    found = extract(out.getvalue(), name="panel.xlsx")
    assert [a.code for a in found.assessments if a.dimension == "completion"] == ["complete", "limited", "complete"]
    assert "colour_alone" in {i.code for i in found.issues}


def lights(shown: list[str]) -> bytes:
    title = "Informe de autoevaluación del 5° Plan de Acción Nacional de Gobierno Abierto 2020-2022 de Chile"
    names = ["Datos de compras", "Observatorio del comercio", "Inversión en veredas", "Registro de lobby", "Justicia"]
    rows = "".join(
        f"<tr><td>{n}</td><td>{name} abierto a la ciudadanía</td><td>{10 * n}%</td>{cell}</tr>"
        for n, (name, cell) in enumerate(zip(names, shown, strict=True), 1)
    )
    head = "<tr><th>N°</th><th>Compromiso</th><th>Avance</th><th>Estado</th></tr>"
    return f"<html><meta charset=utf-8><h1>{title}</h1><table>{head}{rows}</table></html>".encode()


@pytest.mark.parametrize(
    "shown",
    [
        [f"<td>{sign}</td>" for sign in "🟡🟢🔴🟠🟢"],
        [f'<td style="background:{c}"></td>' for c in ("#92d050", "#00b050", "#ff0000", "#ffc000", "#00b050")],
    ],
)
def test_as_many_lights_as_steps_are_the_steps_and_doubted(shown: list[str]) -> None:
    found = extract(lights(shown), name="avance.html")
    said = [a for a in found.assessments if a.dimension == "completion"]
    assert [a.code for a in said] == ["substantial", "complete", "not_started", "limited", "complete"]
    assert all(a.flagged for a in said)
    assert "colour_alone" in {i.code for i in found.issues}


def test_fewer_lights_than_steps_are_left_open() -> None:
    cells = [f'<td style="background:{c}"></td>' for c in ("#92d050", "#00b050", "#ff0000", "#00b050", "#ff0000")]
    found = extract(lights(cells), name="avance.html")
    assert not [a for a in found.assessments if a.dimension == "completion" and a.code]


def test_rows_of_a_text_with_more_lines_than_cells_are_doubted() -> None:
    names = ["Datos de compras", "Observatorio del comercio", "Inversión en veredas", "Registro de lobby"]
    rows = [f"{n}\n{name} abierto a la ciudadanía\nCompleto\n{20 * n}%" for n, name in enumerate(names, 1)]
    rows[1] = rows[1].replace("\nCompleto", "\ny del transporte\nCompleto")
    title = "Informe de autoevaluación del 5° Plan de Acción Nacional de Gobierno Abierto 2020-2022 de Chile"
    said = f"{title}\n\nCuadro 1: Avance\nN°\nCompromiso\nEstado\nAvance\n" + "\n".join(rows) + "\n\nFin.\n"
    found = extract(said.encode(), name="informe.txt")
    shares = {a.number: a.flagged for a in found.assessments if a.number is not None}
    assert {n: flagged for n, flagged in shares.items() if n != 40} == {20: False, 60: False, 80: False}
    assert shares.get(40, True), "which line is the share is not shown"
    assert "cells_not_apart" in {i.code for i in found.issues}


def test_records_in_json_are_a_table() -> None:
    rows = [{"numero": k, "compromiso": f"Compromiso sobre el tema {k}", "avance": 10 * k} for k in range(1, 5)]
    title = "Seguimiento del 5° Plan de Acción Nacional de Gobierno Abierto 2020-2022 de Chile"
    found = extract(json.dumps({"titulo": title, "compromisos": rows}).encode(), name="t.json")
    assert percents(found) == [10, 20, 30, 40]
    with pytest.raises(ReadError, match="JSON without a list"):
        extract(b'{"a": 1, "b": {"c": [1, 2]}}', name="t.json")


# Containers that are no sane ones


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (zipped(a__txt=b"0" * 30_000_000), "too_large"),
        (gzip.compress(b"0" * 30_000_000), "too_large"),
        (zipped(**{f"f{k}__txt": b"words" for k in range(MAX_PARTS + 1)}), "too_large"),
        (zipped(a__txt=b"words")[:-30], "corrupt"),
        (gzip.compress(b"words " * 100)[:20], "corrupt"),
        (zipped(), "empty_file"),
    ],
    ids=["zip_bomb", "gz_bomb", "many_parts", "cut_zip", "cut_gz", "empty_zip"],  # bytes hold the time of day
)
def test_bombs_and_broken_archives_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(ReadError) as error:
        read(data if data[:2] != b"PK" or len(data) > 30 else b"PK\x03\x04", name="a.zip")
    assert error.value.code in (code, "corrupt")


def test_archives_in_archives_have_an_end() -> None:
    data = b"words of a letter"
    for _ in range(MAX_DEPTH + 1):
        data = zipped(a__zip=data)
    with pytest.raises(ReadError, match="nest deeper"):
        read(data, name="a.zip")


def test_a_folder_of_many_kinds_names_each_file(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    kinds = {
        "several.zip": zipped(uno__docx=word(), dos__html=page(), nada__xyz=b"\x00\x01\x02" * 50),
        "letter.eml": mail(attached=word()),
        "page.mht": web_archive(page()),
        "report.docx": word(),
        "noise.bin": bytes(range(256)) * 20,
        "old.msg": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "__properties_version1.0".encode("utf-16-le"),
        "slides.key": zipped(**{"Index/Document__iwa": b"x"}),
        "data.json": b'{"a": [1, 2, 3]}',
        "archive.7z": b"7z\xbc\xaf\x27\x1c" + bytes(40),
    }
    for name, data in kinds.items():
        (folder / name).write_bytes(data)
    outcomes = ingest_many([folder], Settings(home=tmp_path / "home"))
    ended = Counter((o.source.name, o.status) for o in outcomes)
    assert {name for name, _ in ended} >= set(kinds), "no file is passed over"
    failed = {o.source.name: o for o in outcomes if o.status == "failed"}
    assert set(failed) == {"noise.bin", "old.msg", "slides.key", "data.json", "archive.7z", "nada.xyz"}
    assert all(o.message and o.code == "unsupported_type" for o in failed.values())
    parts = {o.source.uri.partition("#")[2]: o.status for o in outcomes if "#" in o.source.uri}
    assert parts["uno.docx" if "uno.docx" in parts else "dos.html"] in ("ok", "partial")
    assert parts["message.txt"] in ("ok", "partial")
    again = ingest_many([folder], Settings(home=tmp_path / "home"))
    assert {o.status for o in again} <= {"skipped", "failed"}


# Programs beside this one


def test_what_a_program_gave_is_kept(tmp_path: Path) -> None:
    made: list[int] = []

    def make() -> bytes:
        made.append(1)
        return b"made"

    with keep_in(tmp_path):
        assert kept("k", b"given", make) == kept("k", b"given", make) == b"made"
        assert len(made) == 1
        kept("another", b"given", make)
    kept("k", b"given", make)
    assert len(made) == 3


def test_a_program_that_is_installed_later_has_documents_read_again(tmp_path: Path, monkeypatch: Any) -> None:
    (tmp_path / "a.html").write_bytes(page())
    settings = Settings(home=tmp_path / "home")
    ingest_many([tmp_path / "a.html"], settings)
    assert [o.code for o in ingest_many([tmp_path / "a.html"], settings)] == ["unchanged"]
    monkeypatch.setattr("extractors.readers.outside.installed", lambda: "another program")
    assert [o.status for o in ingest_many([tmp_path / "a.html"], settings)] != ["skipped"]


def test_a_program_has_a_time_limit(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as error:
        run(Program("sleep", "waiting", ""), ["30"], 1, home=tmp_path)
    assert error.value.code == "timeout"


def test_a_missing_program_is_named_with_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractors.readers.office.OFFICE", Program("no-such-office", "letters", "apt-get install it"))
    with pytest.raises(ReadError, match="apt-get install it") as error:
        read(b"{\\rtf1 words}", name="a.rtf")
    assert error.value.code == "unsupported_type"


# Scans


def scanned(pdf: bytes, dpi: int, *, skew: float = 0.0, noise: float = 6.0, quality: int = 60) -> bytes:
    """The pages of a PDF as a scanner gives them: grey, askew, noisy, in JPEG; as one PDF of pictures."""
    import numpy as np
    import pypdfium2
    from PIL import Image

    random = np.random.default_rng(7)
    pages = []
    for sheet in pypdfium2.PdfDocument(pdf):
        picture = sheet.render(scale=dpi / 72).to_pil().convert("L")
        picture = picture.rotate(skew, Image.Resampling.BICUBIC, fillcolor=255)
        pixels = np.asarray(picture, np.float32) * 0.92 + random.normal(0, noise, (picture.height, picture.width))
        out = io.BytesIO()
        Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(out, "JPEG", quality=quality)
        pages.append(Image.open(out))
    out = io.BytesIO()
    pages[0].save(out, "PDF", resolution=dpi, save_all=True, append_images=pages[1:])
    return out.getvalue()


@needs_recognition
def test_a_table_that_is_a_picture_is_read_in_web_pages_and_web_archives() -> None:
    import pypdfium2

    out = io.BytesIO()
    sheets = pypdfium2.PdfDocument(drawn())
    said = [(a.dimension, a.code, a.number) for a in extract(drawn(), name="informe.pdf").assessments]
    shown = max(range(len(sheets)), key=lambda k: sheets[k].get_textpage().get_text_range().count("%"))
    sheets[shown].render(scale=200 / 72).to_pil().save(out, "PNG")
    title = "Informe de autoevaluación del Plan de Acción Nacional de Gobierno Abierto 2020-2022 de Chile"
    start, end = f"<html><head><meta charset='utf-8'></head><body><h1>{title}</h1>", "</body></html>"
    address = "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
    found = extract(f'{start}<img alt="" src="{address}">{end}'.encode(), name="pagina.html")
    assert any(t.n_rows > 2 and t.n_cols > 2 for t in found.tables)
    right = [a for a in found.assessments if (a.dimension, a.code, a.number) in said]
    assert all(a in right or a.flagged for a in found.assessments)


def test_a_short_word_read_alone_has_the_size_of_the_word_beside_it() -> None:
    """Tesseract gives "or" the height of its row, and the word before it a box that reaches over it."""
    long = recognise._Word(705, 1726, 885, 1760, "Complete", 96.0, (-1, -1, 1))
    short = recognise._Word(865, 1722, 888, 1765, "o", 96.0, (-1, -1, 2))
    cut, kept_whole = recognise._apart([long, short])
    assert (cut.x1, kept_whole) == (858, short)
    sizes = recognise._sizes([cut, short])
    assert sizes[0] == sizes[1]
    other = recognise._Word(865, 1822, 888, 1865, "o", 96.0, (-1, -1, 2))
    assert recognise._apart([long, other]) == [long, other]


@needs_recognition
def test_a_coloured_area_ends_where_most_of_its_lines_do() -> None:
    """Shades about the words of the next cell, which happen to have the colour of this one, reach further."""
    import numpy as np

    from extractors.readers import raster

    image = np.full((2400, 1800, 3), 255, np.uint8)
    image[400:1000, 400:900] = 200
    image[1000:1600, 400:900] = 120
    image[1000:1120, 620:680] = 200  # light about dark words
    upper, lower = sorted(raster._fills(image))
    assert (upper[0][1], upper[0][3]) == (400, 1000)
    assert (lower[0][1], lower[0][3]) == (1000, 1600)


@needs_recognition
@pytest.mark.parametrize(("dpi", "skew"), [(200, 0.8)])
def test_a_scan_states_what_the_report_states(dpi: int, skew: float) -> None:
    found = extract(scanned(drawn(), dpi, skew=skew), name="escaneado.pdf")
    expected = extract(drawn(), name="informe.pdf")
    said = [(a.dimension, a.milestone, a.code, a.number) for a in expected.assessments]
    got = Counter((a.dimension, a.milestone, a.code, a.number) for a in found.assessments)
    missed = Counter(said) - got
    assert sum(missed.values()) <= 0.05 * len(said), missed
    wrong = got - Counter(said)
    flagged = Counter((a.dimension, a.milestone, a.code, a.number) for a in found.assessments if a.flagged)
    assert not wrong - flagged, "what is misread is doubted"
    assert all(a.evidence.ocr for a in found.assessments)
    assert "recognized" in {i.code for i in found.issues}


def test_a_scan_without_the_programs_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractors.readers.recognise.missing", lambda: "tesseract (apt-get install it)")
    monkeypatch.setattr("extractors.readers.pdf.missing", lambda: "tesseract (apt-get install it)")
    layout = read(scanned(drawn(), 60), name="escaneado.pdf")
    (said,) = [p.message for p in layout.problems if p.code == "no_text_layer"]
    assert "apt-get install it" in said


def test_a_picture_that_is_too_large_is_refused() -> None:
    if recognise.missing():
        pytest.skip(recognise.missing())
    from PIL import Image

    out = io.BytesIO()
    Image.new("1", (60_000, 20_000)).save(out, "PNG")
    with pytest.raises(ReadError) as error:
        read(out.getvalue(), name="huge.png")
    assert error.value.code in ("too_large", "corrupt")


@needs_recognition
@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_pictures_are_pages(kind: str) -> None:
    import pypdfium2

    sheets = pypdfium2.PdfDocument(drawn())
    pictures = [sheets[0].render(scale=200 / 72).to_pil().convert("RGB").crop((0, 0, 1600, 400)) for _ in range(2)]
    out = io.BytesIO()
    more = {"save_all": True, "append_images": pictures[1:]} if kind == "TIFF" else {}
    pictures[0].save(out, kind, **more)
    layout = read(out.getvalue(), name=f"page.{kind.lower()}")
    assert len(layout.pages) == (2 if kind == "TIFF" else 1)
    assert all(page.ocr for page in layout.pages)
    first = sheets[0].get_textpage().get_text_range().split()[:12]
    read_words = {w.strip(".,:") for t in layout.texts() for w in str(t).split()}
    assert len({w.strip(".,:") for w in first} & read_words) >= 0.7 * len(set(first))


def test_sniffing_tells_kinds_by_content() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert sniff(ole + "WordDocument".encode("utf-16-le"), "a.xls") == "application/msword"
    assert sniff(ole + "Workbook".encode("utf-16-le")) == "application/vnd.ms-excel"
    assert sniff(mail()) == "message/rfc822"
    assert sniff(web_archive(page())) == "multipart/related"
    assert sniff(book(page())) == "application/epub+zip"
    assert sniff(b'{"a": 1}') == "application/json"
    assert sniff(b"{ no json }") == "text/plain"


# PDF fields and notes


def form() -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.drawString(60, 760, "Informe de autoevaluación del Plan de Acción Nacional 2020-2022 de Chile")
    canvas.drawString(60, 700, "Porcentaje de avance:")
    canvas.acroForm.textfield(name="avance", value="92%", x=180, y=692, width=80, height=20, fontSize=10)
    canvas.drawString(60, 660, "Completo")
    canvas.acroForm.checkbox(name="si", checked=True, x=120, y=656, size=14)
    canvas.drawString(160, 660, "Limitado")
    canvas.acroForm.checkbox(name="no", checked=False, x=220, y=656, size=14)
    canvas.freeTextAnnotation("Entidad: Ministerio de Ciencia", "/Helv 10 Tf 0 g", Rect=[60, 600, 300, 620])
    canvas.save()
    return out.getvalue()


def test_fields_ticks_and_notes_are_words_and_signs_at_their_box() -> None:
    from extractors.document import Block

    layout = read(form(), name="form.pdf")
    words = " | ".join(str(e) for e in layout.elements if isinstance(e, Block))
    assert "Porcentaje de avance: 92%" in words
    assert "Entidad: Ministerio de Ciencia" in words
    (line,) = [ln for t in layout.texts() for ln in t.lines if "92%" in ln.text]
    assert line.place.x1 is not None
    assert 180 <= line.place.x1 <= 262


def test_a_form_whose_parents_run_in_a_circle_ends() -> None:
    data = (
        b"%PDF-1.7\n1 0 obj <</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>> endobj\n"
        b"2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n"
        b"3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Annots[4 0 R 5 0 R]>> endobj\n"
        b"4 0 obj <</Type/Annot/Subtype/Widget/FT/Tx/Parent 5 0 R/Kids[5 0 R]/Rect[10 10 90 30]>> endobj\n"
        b"5 0 obj <</Type/Annot/Subtype/Widget/Parent 4 0 R/Kids[4 0 R]/V(words)/Rect[10 50 90 70]>> endobj\n"
        b"trailer <</Root 1 0 R/Size 6>>\n%%EOF\n"
    )
    assert len(read(data, name="form.pdf").pages) == 1


def test_a_dynamic_form_says_what_to_do() -> None:
    import pypdfium2

    out = io.BytesIO()
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(out, invariant=1)
    canvas.drawString(60, 700, "Please wait...")
    canvas.save()
    data = out.getvalue().replace(b"/Type /Catalog", b"/AcroForm << /Fields [ ] /XFA (<xdp/>) >> /Type /Catalog")
    assert len(pypdfium2.PdfDocument(data)) == 1
    with pytest.raises(ReadError, match="print it to PDF"):
        read(data, name="form.pdf")
