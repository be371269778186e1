"""Documents written to end a night, of every medium: ``python -m benchmarks.hostile [NAME...]`` reads them with limits.

Each is made by a function, so that its kind can be seen. Each must be read or end with a code of its own, and an
innocent document that is read after each must give the same records as before the first.
"""

# ruff: noqa: E501, ARG005 - one line a document

from __future__ import annotations

import argparse
import base64
import bz2
import gzip
import io
import lzma
import sys
import tarfile
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.reading import Readers, Reading
from pipeline.settings import Settings

ROOT = Path(__file__).parent.parent
FAILURES = frozenset({"reader_error", "reader_crashed", "timeout"})
INNOCENT = (
    b"# Self-assessment report: Chile 2014-2016\n\n## Commitment 1: Publish the budget\n\n**Completion:** Complete\n\n"
    b"## Commitment 2: Open the archive\n\n**Completion:** Limited\n"
)
_HEAD = "<!doctype html><html><head><title>Self-assessment report: Chile 2014-2016</title></head><body>"
_H1 = "<h1>Self-assessment report: Chile 2014-2016</h1>"
_MD = "# Self-assessment report: Chile 2014-2016\n\n"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
Make = Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Found:
    """How reading one hostile document ended, and whether the innocent one after it was read as before."""

    name: str
    reading: Reading
    harmless: bool

    @property
    def failed(self) -> bool:
        """Whether it was a defect, a hang or a crash (but for want of memory), or changed another's records."""
        starved = "reader_megabytes" in (self.reading.message or "")  # some libraries end their process then
        return (self.reading.code in FAILURES and not starved) or not self.harmless


def _page(body: str, head: str = "") -> bytes:
    return (_HEAD.replace("</head>", f"{head}</head>") + _H1 + body).encode("utf-8", "surrogatepass")


def _table(*rows: Iterable[str]) -> str:
    lines = ("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table>{''.join(lines)}</table>"


def _bomb_entities(levels: int = 9) -> str:
    inner = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x" * 10}">' for n in range(levels))
    return f"<!DOCTYPE x [{inner}]>"


# PDF


def _objects(*objects: bytes, trailer: bytes = b"<</Root 1 0 R>>", head: bytes = b"%PDF-1.7\n") -> bytes:
    """Return a PDF without a table of places: its objects are looked for."""
    out = head
    for number, body in enumerate(objects, 1):
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    return out + b"trailer" + trailer + b"\n%%EOF\n"


def _stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<<" + extra + b"/Length %d>>stream\n" % len(data) + data + b"\nendstream"


def _packed(data: bytes, extra: bytes = b"") -> bytes:
    return _stream(zlib.compress(data, 9), b"/Filter/FlateDecode" + extra)


def _drawn(
    content: bytes, *more: bytes, box: bytes = b"0 0 612 792", resources: bytes = b"", page: bytes = b""
) -> bytes:
    """Return a PDF of one page; further objects are numbered from 6."""
    return _objects(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[" + box + b"]/Contents 4 0 R/Resources<</Font<</T 5 0 R>>"
        + resources + b">>" + page + b">>",
        _packed(content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *more,
    )  # fmt: skip


def _text(words: bytes, x: float = 72, y: float = 700, size: float = 10) -> bytes:
    return b"BT /T %g Tf %g %g Td (%s) Tj ET\n" % (size, x, y, words)


_WORDS = _text(b"Self-assessment report: Chile 2014-2016") + _text(b"Commitment 1: Publish the budget", 72, 650)
_UNICODE = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange\n"
    b"1 beginbfchar <41> <" + b"0041" * 8000 + b"> endbfchar endcmap end end"
)


def _pages_again(count: int) -> bytes:
    kids = b"3 0 R " * count
    return _drawn(_WORDS).replace(b"/Kids[3 0 R]/Count 1", b"/Kids[" + kids + b"]/Count %d" % count)


def _fields(count: int) -> bytes:
    """A form whose fields are each other's parents and kids."""
    widget = b"<</FT/Tx/T(a)/V(words)/Subtype/Widget/Type/Annot/Rect[9 9 99 99]/Parent 6 0 R/Kids[6 0 R 7 0 R]>>"
    made = _drawn(_WORDS, widget, widget, page=b"/Annots[" + b"6 0 R 7 0 R " * count + b"]")
    return made.replace(b"/Catalog", b"/Catalog/AcroForm<</Fields[6 0 R 7 0 R]>>")


def _attached(count: int) -> bytes:
    """A PDF with many attachments, each the same PDF with attachments."""
    inner = _drawn(_WORDS)
    for _ in range(3):
        names = b"".join(b"(f%d.pdf)<</Type/Filespec/F(f%d.pdf)/EF<</F 6 0 R>>>>" % (n, n) for n in range(count))
        made = _drawn(_WORDS, _packed(inner, b"/Type/EmbeddedFile"))
        inner = made.replace(b"/Catalog", b"/Catalog/Names<</EmbeddedFiles<</Names[" + names + b"]>>>>")
    return inner


_PDF: dict[str, Make] = {
    "kids-cycle.pdf": lambda: _drawn(_WORDS).replace(b"/Kids[3 0 R]/Count 1", b"/Kids[2 0 R 3 0 R 2 0 R]/Count 999999"),
    "pages-again.pdf": lambda: _pages_again(60_000),
    "prev-loop.pdf": lambda: (
        _drawn(_WORDS) + b"xref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R/Prev 900>>\nstartxref\n900\n%%EOF\n" * 3
    ),
    "box-huge.pdf": lambda: _drawn(
        _WORDS + _text(b"far away", 3e30, -3e30) + _text(b"large", 9, 9, 1e30) + b"1e38 0 0 1e38 0 0 cm\n" + _WORDS,
        box=b"-1e30 -1e30 1e30 1e30",
    ),
    "box-nothing.pdf": lambda: _drawn(_WORDS, box=b"0 0 0 0"),
    "rules.pdf": lambda: _drawn(
        b"".join(b"%d 0 m %d 792 l S 0 %d m 612 %d l S\n" % (n % 612, n % 612, n % 792, n % 792) for n in range(60_000))
        + _WORDS
    ),
    "boxes.pdf": lambda: _drawn(
        b"".join(b"%g %g %g %g re S\n" % (n % 251, n % 241, 20 + n % 17 * 20, 20 + n % 13 * 20) for n in range(30_000))
        + b"".join(_text(b"w%d" % n, n % 50 * 12, n // 50 * 6, 4) for n in range(4000))
    ),
    "letters.pdf": lambda: _drawn(
        b"".join(_text(b"x", n * 7 % 600, n * 13 % 780 + n % 97 / 97, 3) for n in range(40_000))
    ),
    "line.pdf": lambda: _drawn(_text(b"Commitment 1: " + b"word " * 60_000, 72, 700, 0.01)),
    "glyphs.pdf": lambda: _drawn(_text(b"A" * 3000) + _WORDS, _packed(_UNICODE)).replace(
        b"/BaseFont/Helvetica", b"/BaseFont/Helvetica/ToUnicode 6 0 R"
    ),
    "glyph-cycle.pdf": lambda: _drawn(
        _text(b"a" * 500) + _WORDS, _stream(b"1000 0 0 0 750 750 d1 BT /T 1 Tf (aaaaaaaa) Tj ET")
    ).replace(
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 750 750]/FontMatrix[.001 0 0 .001 0 0]/CharProcs<</a 6 0 R>>"
        b"/Encoding<</Type/Encoding/Differences[97/a]>>/FirstChar 97/LastChar 97/Widths[1000]"
        b"/Resources<</Font<</T 5 0 R>>>>>>",
    ),
    "picture.pdf": lambda: _drawn(
        b"612 0 0 792 0 0 cm /I Do",
        _packed(bytes(10_000_000), b"/Subtype/Image/Width 90000/Height 90000/BitsPerComponent 1/ColorSpace/DeviceGray"),
        resources=b"/XObject<</I 6 0 R>>",
    ),
    "pictures.pdf": lambda: _drawn(
        b"q 9 0 0 9 0 0 cm /I Do Q\n" * 40_000 + _WORDS,
        _packed(bytes(4_000_000), b"/Subtype/Image/Width 2000/Height 2000/BitsPerComponent 8/ColorSpace/DeviceGray"),
        resources=b"/XObject<</I 6 0 R>>",
    ),
    "fields.pdf": lambda: _fields(3000),
    "attached.pdf": lambda: _attached(40),
    "outline.pdf": lambda: _drawn(
        _WORDS, b"<</Title(a)/Next 6 0 R/First 6 0 R/Last 6 0 R/Parent 6 0 R/Prev 6 0 R>>"
    ).replace(b"/Catalog", b"/Catalog/Outlines<</First 6 0 R/Last 6 0 R/Count 99>>"),
    "names.pdf": lambda: _drawn(_WORDS).replace(
        b"<</Root", b"<</Info<</Title(" + b"Chile 2014-2016 " * 60_000 + b")/Author(\x00\x1b[31m)>>/Root"
    ),
    "operands.pdf": lambda: _drawn(b"[" * 100_000 + b"1 " * 400_000 + b"TJ\n" + _WORDS),
    "tiles.pdf": lambda: _drawn(
        b"/Pattern cs /P scn 0 0 612 792 re f\n" + _WORDS,
        _stream(
            b"0 0 1 1 re f",
            b"/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 .01 .01]/XStep .0001/YStep .0001/Resources<<>>",
        ),
        resources=b"/Pattern<</P 6 0 R>>",
    ),
    "half.pdf": lambda: (lambda data: data[: len(data) // 2])(_sample("pdf")),
    "headless.pdf": lambda: b"\n" * 1000 + _drawn(_WORDS)[9:],
}


def _sample(suffix: str) -> bytes:
    return min((ROOT / "fixtures").glob(f"*/*.{suffix}"), key=lambda path: (path.stat().st_size, path)).read_bytes()


# Word, Excel, OpenDocument


def _repacked(data: bytes, changes: dict[str, bytes | Callable[[bytes], bytes]]) -> bytes:
    """Return an archive with parts changed or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in [*old.namelist(), *(changes.keys() - set(old.namelist()))]:
            before = old.read(name) if name in old.namelist() else b""
            change = changes.get(name, before)
            new.writestr(name, change(before) if callable(change) else change)
    return out.getvalue()


def _word(body: str, **parts: bytes | Callable[[bytes], bytes]) -> bytes:
    """Return a Word file with this body; parts are named by their file names."""
    import docx

    document, out = docx.Document(), io.BytesIO()
    document.add_heading("Self-assessment report: Chile 2014-2016", 1)
    document.add_paragraph("Item", "List Number")
    document.save(out)
    return _repacked(
        out.getvalue(),
        {
            "word/document.xml": lambda old: old.replace(b"<w:sectPr", body.encode() + b"<w:sectPr", 1),
            **{f"word/{name}.xml": change for name, change in parts.items()},
        },
    )


def _p(words: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"


def _listed(level: str, start: str, kind: str = "decimal") -> bytes:
    """A Word file with a list whose level and first number are any."""
    numbering = (
        f'<w:abstractNum w:abstractNumId="77"><w:lvl w:ilvl="{level}"><w:start w:val="{start}"/>'
        f'<w:numFmt w:val="{kind}"/><w:lvlText w:val="%1.%2."/></w:lvl></w:abstractNum>'
    )
    added = f'{numbering}<w:num w:numId="777"><w:abstractNumId w:val="77"/></w:num></w:numbering>'
    place = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="777"/></w:numPr>'
    return _word(
        _p("Publish the budget", place) * 3, numbering=lambda old: old.replace(b"</w:numbering>", added.encode())
    )


def _cells(rows: int, properties: Callable[[int, int], str], width: int = 3) -> str:
    body = "".join(
        "<w:tr>"
        + "".join(f"<w:tc><w:tcPr>{properties(r, c)}</w:tcPr>{_p(f'w{r}')}</w:tc>" for c in range(width))
        + "</w:tr>"
        for r in range(rows)
    )
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{body}</w:tbl>"


def _nested(depth: int) -> str:
    return "<w:tbl><w:tblPr/><w:tr><w:tc>" * depth + _p("inside") + "</w:tc></w:tr></w:tbl><w:p/>" * depth


def _styles(old: bytes) -> bytes:
    made = "".join(
        f'<w:style w:type="paragraph" w:styleId="Z{n}"><w:name w:val="z{n}"/><w:basedOn w:val="Z{(n + 1) % 3000}"/></w:style>'
        for n in range(3000)
    )
    return old.replace(b"</w:styles>", made.encode() + b"</w:styles>")


def _lying(data: bytes, name: str, size: int) -> bytes:
    """Return an archive whose directory claims that a part is small, though it unpacks to so many bytes."""
    packed = _repacked(data, {name: lambda old: old.replace(b"<w:sectPr", b" " * size + b"<w:sectPr", 1)})
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        told = archive.getinfo(name).file_size
    return packed.replace(told.to_bytes(4, "little"), (4000).to_bytes(4, "little"))


_DOCX: dict[str, Make] = {
    "padded.docx": lambda: _repacked(_word(_p("words")), {"word/media/image1.png": bytes(390 * 2**20)}),
    "lying.docx": lambda: _lying(_word(_p("Commitment 1: Publish the budget")), "word/document.xml", 300_000_000),
    "entities.docx": lambda: _repacked(
        _word(_p("MARK")),
        {
            "word/document.xml": lambda old: (
                _bomb_entities().encode() + old.partition(b"?>")[2].replace(b"MARK", b"&e8;")
            )
        },
    ),
    "outside.docx": lambda: _repacked(
        _word(_p("MARK")),
        {
            "word/document.xml": lambda old: (
                b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
                + old.partition(b"?>")[2].replace(b"MARK", b"&e;")
            )
        },
    ),
    "nested-tables.docx": lambda: _word(_nested(60)),
    "nested-deep.docx": lambda: _word(_nested(3000)),
    "attributes.docx": lambda: _word(
        "<w:p " + " ".join(f'w:a{n}="{n}"' for n in range(200_000)) + "><w:r><w:t>x</w:t></w:r></w:p>"
    ),
    "styles.docx": lambda: _word(_p("words", '<w:pStyle w:val="Z7"/>') * 200, styles=_styles),
    "list-level.docx": lambda: _listed("999999999", "1"),
    "list-start.docx": lambda: _listed("0", "999999999999", "upperRoman"),
    "list-letters.docx": lambda: _listed("0", "9" * 300, "lowerLetter"),
    "list-digits.docx": lambda: _listed("9" * 5000, "9" * 5000),
    "spans.docx": lambda: _word(_cells(300, lambda r, c: '<w:gridSpan w:val="60000"/>')),
    "spans-below.docx": lambda: _word(_cells(6000, lambda r, c: "<w:vMerge/>" if r else "<w:vMerge w:val='restart'/>")),
    "grid-before.docx": lambda: _word(
        _cells(200, lambda r, c: "").replace(
            "<w:tr>", '<w:tr><w:trPr><w:gridBefore w:val="99999999"/><w:gridAfter w:val="99999999"/></w:trPr>'
        )
    ),
    "inserted.docx": lambda: _word(
        "<w:p><w:ins>" + "<w:ins>" * 240 + "<w:r><w:t>x</w:t></w:r>" + "</w:ins>" * 241 + "</w:p>"
    ),
    "fields.docx": lambda: _word(
        "<w:p>"
        + '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF </w:instrText></w:r>' * 20_000
        + "</w:p>"
    ),
    "runs.docx": lambda: _word("<w:p>" + "<w:r><w:t>a</w:t></w:r><w:r><w:tab/></w:r>" * 60_000 + "</w:p>"),
    "notes.docx": lambda: _word("<w:p>" + '<w:r><w:footnoteReference w:id="²"/></w:r>' * 20_000 + "</w:p>"),
    "self.docx": lambda: _repacked(
        _word(
            '<w:altChunk xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId999"/>'
            * 300
        ),
        {
            "word/_rels/document.xml.rels": lambda old: old.replace(
                b"</Relationships>",
                b'<Relationship Id="rId999" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk"'
                b' Target="document.xml"/></Relationships>',
            )
        },
    ),
    "half.docx": lambda: (lambda data: data[: len(data) // 2])(_word(_p("words"))),
    "no-parts.docx": lambda: _zip({"word/document.xml": b"<x/>", "[Content_Types].xml": b"<Types/>"}),
}


def _sheet(
    change: Callable[[str], str], rows: Iterable[Sequence[object]] = (), **parts: Callable[[bytes], bytes]
) -> bytes:
    import openpyxl

    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (("Commitment", "Completion"), ("Publish the budget", "Complete"), *rows):
        book.worksheets[0].append(list(row))
    book.save(out)
    return _repacked(
        out.getvalue(),
        {
            "xl/worksheets/sheet1.xml": lambda old: change(old.decode()).encode(),
            **{f"xl/{name}.xml": made for name, made in parts.items()},
        },
    )


def _cell(xml: str) -> Callable[[str], str]:
    return lambda text: text.replace("</sheetData>", f"{xml}</sheetData>")


def _many_sheets(count: int) -> bytes:
    import openpyxl

    book, out = openpyxl.Workbook(write_only=True), io.BytesIO()
    for n in range(count):
        book.create_sheet(f"s{n}").append(("Commitment", "Completion", n))
    book.save(out)
    return out.getvalue()


def _formats(old: bytes) -> bytes:
    code = "[Red]0.0;" * 3000 + "#" * 20_000 + "\\ " * 9000 + "?" * 9000
    text = old.replace(
        b"<fonts", f'<numFmts count="1"><numFmt numFmtId="200" formatCode="{code}"/></numFmts><fonts'.encode(), 1
    )
    return text.replace(
        b'numFmtId="0" fontId="0" fillId="0" borderId="0"', b'numFmtId="200" fontId="0" fillId="0" borderId="0"'
    )


_XLSX: dict[str, Make] = {
    "numbers.xlsx": lambda: _sheet(
        _cell(
            "".join(
                f'<row r="{r}"><c r="A{r}"><v>{v}</v></c><c r="B{r}" t="d"><v>{v}</v></c><c r="C{r}" s="99"><v>{v}</v></c></row>'
                for r, v in enumerate(("1e308", "-1", "1e400", "NaN", "9" * 5000, "0x9", "", "²", "-0", "1e-400"), 3)
            )
        )
    ),
    "dates.xlsx": lambda: _sheet(
        lambda text: (
            text.replace(' s="0"', "")
            .replace('<c r="', '<c s="0" r="')
            .replace(
                "</sheetData>",
                "".join(
                    f'<row r="{r}"><c r="A{r}"><v>{v}</v></c></row>'
                    for r, v in enumerate(("1e300", "-5", "99999999999", "1.5"), 3)
                )
                + "</sheetData>",
            )
        ),
        styles=lambda old: old.replace(b'numFmtId="0" fontId="0" fillId="0"', b'numFmtId="14" fontId="0" fillId="0"'),
    ),
    "formats.xlsx": lambda: _sheet(str, [(1.5, 2.5)] * 300, styles=_formats),
    "places.xlsx": lambda: _sheet(
        _cell(
            '<row r="0"><c r="A0"><v>1</v></c></row><row r="-5"><c r="ZZZZ99999999999"><v>1</v></c><c r="²5"><v>2</v></c></row>'
        )
    ),
    "strings.xlsx": lambda: _sheet(_cell('<row r="3"><c r="A3" t="s"><v>999999999</v></c></row>')),
    "formulas.xlsx": lambda: _sheet(str, [(f"=A{n}&B{n}", f"=SUM(A1:B{n})") for n in range(1, 3000)]),
    "formula-tags.xlsx": lambda: _sheet(_cell('<row r="3">' + '<c r="A3"><f ' * 100_000 + "/></c></row>")),
    "sheets.xlsx": lambda: _many_sheets(2500),
    "columns.xlsx": lambda: _sheet(
        lambda text: text.replace(
            "<sheetData>",
            "<cols>" + '<col min="1" max="16384" hidden="1" width="9e99"/>' * 20_000 + "</cols><sheetData>",
        )
    ),
    "entities.xlsx": lambda: _sheet(lambda text: _bomb_entities() + text.replace("Publish", "&e8;")),
    "rich.xlsx": lambda: _sheet(
        _cell(
            '<row r="3"><c r="A3" t="inlineStr"><is>'
            + "<r><rPr><b/><strike/></rPr><t>a</t></r>" * 60_000
            + "</is></c></row>"
        )
    ),
    "padded.xlsx": lambda: _repacked(_sheet(str), {"xl/media/a.bin": bytes(390 * 2**20)}),
    "half.xlsx": lambda: (lambda data: data[: len(data) * 2 // 3])(_sheet(str)),
}


def _open(kind: str, content: str) -> bytes:
    """Return an OpenDocument file of a kind: text or spreadsheet."""
    names = " ".join(f'xmlns:{n}="{_ODF}{n}:1.0"' for n in ("office", "text", "table", "style", "draw"))
    links = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
    head, _, body = content.rpartition("@@")
    text = f'{head}<office:document-content {names} {links} office:version="1.2"><office:body><office:{kind}>{body}'
    manifest = f'<manifest:manifest xmlns:manifest="{_ODF}manifest:1.0" manifest:version="1.2"><manifest:file-entry'
    mime = f"application/vnd.oasis.opendocument.{kind}"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), mime, zipfile.ZIP_STORED)
        archive.writestr("content.xml", f"{text}</office:{kind}></office:body></office:document-content>")
        entries = f'{manifest} manifest:full-path="/" manifest:version="1.2" manifest:media-type="{mime}"/>'
        entries += '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        archive.writestr("META-INF/manifest.xml", f"{entries}</manifest:manifest>")
    return out.getvalue()


PLANTED = "planted-words-of-this-machine"


def _linked(to: str) -> bytes:
    """An OpenDocument text with a section that is a link to a file of this machine."""
    return _open(
        "text",
        f'<text:p>Self-assessment report: Chile 2014-2016</text:p><text:section text:name="s"><text:section-source '
        f'xlink:href="{to}" xlink:type="simple"/><text:p>before</text:p></text:section>',
    )


_ODS: dict[str, Make] = {
    "repeated.ods": lambda: _open(
        "spreadsheet",
        '<table:table table:name="a"><table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        'table:number-columns-repeated="16384"><text:p>Commitment</text:p></table:table-cell></table:table-row></table:table>',
    ),
    "entities.ods": lambda: _open("spreadsheet", f"{_bomb_entities()}@@<table:table><table:table-row><table:table-cell>"
                                  "<text:p>&e8;</text:p></table:table-cell></table:table-row></table:table>"),
    "nested.odt": lambda: _open("text", "<text:section>" * 20_000 + "<text:p>x</text:p>" + "</text:section>" * 20_000),
    "half.ods": lambda: _open("spreadsheet", "<table:table/>")[:-40],
}  # fmt: skip


# Web pages, Markdown, text, tables


_LONG = 60_000
TEXTS: dict[str, str] = {
    "commitments": "Commitment " * (_LONG // 11),
    "numbers": "1." * (_LONG // 2),
    "ones": "1" * _LONG,
    "dates": "January 2016 - " * (_LONG // 15),
    "years": "2014-2016, " * (_LONG // 11),
    "percents": "100% " * (_LONG // 5),
    "statuses": "Completion: Limited (45%); " * (_LONG // 27),
    "marks": "\u2611 Complete \u2610 Limited " * (_LONG // 21),
    "labels": "Lead institution: " * (_LONG // 18),
    "ministries": "Ministry of Health and " * (_LONG // 23),
    "brackets": "(" * (_LONG // 2) + ")" * (_LONG // 2),
    "quotes": "\u201c\u201d" * (_LONG // 2),
    "links": "https://" * (_LONG // 8),
    "mails": "a@a." * (_LONG // 4),
    "phones": "+56 2 " * (_LONG // 6),
    "dots": "Title ......" * (_LONG // 12),
    "bidi": "\u202eCommitment\u2066\u202d " * (_LONG // 14),
    "joiners": "a\u200d\ufe0f" * (_LONG // 3),
    "accents": "a" + "\u0301\u0327" * (_LONG // 2),
    "ligatures": "\ufdfa" * (_LONG // 2),
    "scripts": "\u0661\u0662\u09e7\u00b2\u2460 " * (_LONG // 6),
    "capitals": "\u0130\u1e9e\u01c5" * (_LONG // 3),
    "controls": "\x00\x01\x1b[2J\x9b\x07 Commitment " * (_LONG // 20),
    "blanks": "a" + " \u00a0\u2003\t" * (_LONG // 4) + "b",
    "dashes": "- \u2013 " * (_LONG // 4),
    "colons": "a: " * (_LONG // 3),
    "sentences": "The commitment is complete. " * (_LONG // 28),
    "commas": "a, " * (_LONG // 3),
    "slashes": "01/02/2016/" * (_LONG // 11),
    "surrogates": "\U0001f1e8\U0001f1f1\U0010ffff\ue000 " * (_LONG // 5),
}
"""Words that patterns and lists of words could run away on."""


def _everywhere(words: str) -> str:
    """A page that has words as title, heading, label, status, cell, item."""
    said = words.replace("\x00", "")
    return (
        f"<h2>Commitment 1: {said}</h2><p><b>Completion:</b> {said}</p><p><b>{said}:</b> Complete</p><p>{said}</p><ul><li>{said}"
        f"</ul>{_table(('Commitment', 'Completion', said), ('Open', said, 'x'), (said, 'Limited', said))}"
    )


def _styled(rules: int, elements: int) -> bytes:
    css = "".join(
        f".a{n} div div > p + p ~ b{{font-weight:{n};color:var(--x{n})}}--x{n}:var(--x{n + 1});" for n in range(rules)
    )
    return _page("<div>" * 30 + '<div class="a1 a2 a3"><p>w<p>w<b>w</b></div>' * elements, f"<style>{css}</style>")


_HTML: dict[str, Make] = {
    "attributes.html": lambda: _page("<p " + " ".join(f"a{n}={n}" for n in range(1_000_000)) + ">words"),
    "classes.html": lambda: _page(f'<p class="{"tooltip card- " * 200_000}" style="{"color:red;display:" * 100_000}">words'),
    "nested-tables.html": lambda: _page("<table><tr><td>" * 600 + "x"),
    "inline-deep.html": lambda: _page("<p>" + "<b><i><u>" * 600 + "Commitment 1: x"),
    "unclosed.html": lambda: _page("<p><b>" * 30_000),
    "css.html": lambda: _styled(4000, 2000),
    "css-open.html": lambda: _page("<p>x", "<style>" + "@media a{" * 60_000 + "/*" * 60_000 + "</style>"),
    "lists.html": lambda: _page(f'<ol start="{"9" * 5000}"><li value="-{"9" * 5000}">a<li>b</ol><ol type="I" start="99999999999"><li>c<li>d</ol>'),
    "spans.html": lambda: _page(_table(("a", "b")).replace("<td>", '<td colspan="99999999999999999999" rowspan="0">') + _table(("a",)).replace("<td>", '<td colspan="-1" rowspan="²">') + _table(("a",)).replace("<td>", f'<td rowspan="{"9" * 5000}">')),
    "entities.html": lambda: _page("&#99999999999;&#0;&#xD800;&#x110000;&bogus;" * 20_000),
    "labels.html": lambda: _page("".join(f'<div id="i{n % 9}" aria-labelledby="i{(n + 1) % 9}"><label for="i{n % 9}">w</label><a href="#i{n % 9}" role="tab">t</a></div>' for n in range(6000))),
    "meters.html": lambda: _page('<meter value="1e400" max="0" min="nan"></meter><progress value="inf" max="-1"></progress><div role="progressbar" aria-valuenow="9e999"></div>' * 3000),
    "drawings.html": lambda: _page("<svg>" + "<g>" * 1500 + "<text>Complete</text>" + "</g>" * 1500 + '<path d="' + "M0 0" * 100_000 + '"/></svg>'),
    "utf7.html": lambda: _page("<p>+ADw-script+AD4- \u00f1", "<meta charset=utf-7>").replace("\u00f1".encode(), b"\xf1"),
    "punycode.html": lambda: _page("<p>" + "a" * 100_000 + "-" + "z9" * 60_000 + "\u00f1", "<meta charset=punycode>").replace("\u00f1".encode(), b"\xf1"),
    "undefined.html": lambda: _page("<p>a\u00f1o", "<meta charset=undefined>").replace("\u00f1".encode(), b"\xf1"),
    "escapes.html": lambda: _page("<p>\\N{BULLET}\\ud800 \\u0000 a\u00f1o", "<meta charset=unicode_escape>").replace("\u00f1".encode(), b"\xf1"),
    "picture.html": lambda: _page(f'<img src="data:image/png;base64,{base64.b64encode(_png(20_000, 20_000)).decode()}">'),
    "json-ld.html": lambda: _page("<p>x", f'<script type="application/ld+json">{"[" * 100_000}</script>' + '<meta property="og:title" content="x">' * 60_000),
    "selects.html": lambda: _page("<select>" + "<option selected>Complete" * 20_000 + "</select>"),
    "terms.html": lambda: _page("<dl>" + "<dt>Completion<dd>Limited" * 4000),
    "breaks.html": lambda: _page("<p>" + "a<br>" * 60_000),
    "cells.html": lambda: _page("<table>" + "<tr>" * 60_000 + "<td>" * 60_000),
    "nul.html": lambda: _page("<h2>Commit\0ment 1: Pub\0lish</h2><p><b>Comple\0tion</b>: Comp\0lete" * 200),
    "utf16.html": lambda: _page("<p>words").decode().encode("utf-16-be"),
    "half.html": lambda: _page(_table(*([("Commitment", "Completion")] * 50)))[:-171],
    "cdata.html": lambda: b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>" + b"<![CDATA[" * 60_000,
    "anchors.html": lambda: _page('<a href="#a">' * 20_000 + "x" + "<a name=a>" * 20_000),
}  # fmt: skip
_MARKDOWN: dict[str, Make] = {
    "emphasis.md": lambda: (_MD + "*a **b _c " * 20_000).encode(),
    "stars.md": lambda: (_MD + "*" * 60_000 + "a" + "*" * 60_000).encode(),
    "links.md": lambda: (_MD + "[a](" * 20_000 + "![" * 20_000).encode(),
    "references.md": lambda: (_MD + "".join(f"[r{n}]: <a{n}\n" for n in range(20_000)) + "[r1][r2" * 20_000).encode(),
    "brackets.md": lambda: (_MD + "[" * 20_000 + "]" * 20_000 + "()").encode(),
    "ticks.md": lambda: (_MD + " ".join("`" * n for n in range(1, 900))).encode(),
    "tags.md": lambda: (_MD + "<a " * 30_000 + "\n\n" + "<!--" * 30_000 + "\n\n" + "<?" * 30_000 + "<![CDATA[" * 9000).encode(),
    "nested.md": lambda: (_MD + "> - > 1. " * 3000 + "a").encode(),
    "indented.md": lambda: (_MD + "\n".join(" " * n + "- a" for n in range(1500))).encode(),
    "wide.md": lambda: (_MD + "|a" * 20_000 + "|\n" + "|-" * 20_000 + "|\n" + "|b" * 20_000 + "|\n|c|\n" * 100).encode(),
    "front.md": lambda: ("---\n" + "".join(f"a{n}: &a{n} [*a{n - 1},*a{n - 1},*a{n - 1}]\n" if n else "a0: &a0 [x,x,x]\n" for n in range(30)) + "---\n" + _MD).encode(),
    "front-deep.md": lambda: ("---\na: " + "[" * 9000 + "\n---\n" + _MD).encode(),
    "front-numbers.md": lambda: (f"---\ntitle: {'9' * 6000}\ndate: 9999-99-99\nauthor: [{{a: b}}, null, .nan]\nyear: 1:2:3:4\n---\n" + _MD).encode(),
    "entities.md": lambda: (_MD + "&#x" * 20_000 + "&amp" * 20_000).encode(),
    "grid.md": lambda: (_MD + "+---" * 3000 + "+\n" + ("|a  " * 3000 + "|\n") * 30 + "+---" * 3000 + "+\n").encode(),
    "notes.md": lambda: (_MD + "".join(f"[^{n}]: [^{n + 1}] words\n" for n in range(9000))).encode(),
    "heading.md": lambda: (_MD + "## Commitment 1: " + "word " * 60_000).encode(),
    "underlined.md": lambda: (_MD + "a\n=\nb\n-\n" * 3000).encode(),
    "utf16.md": lambda: (_MD + "## Commitment 1: words\n" * 9).encode("utf-16-le"),
}  # fmt: skip
_TABLES: dict[str, Make] = {
    "columns.csv": lambda: b"Commitment," * 400_000 + b"\n" + b"a," * 400_000 + b"\n",
    "quotes.csv": lambda: b'"\n' * 100_000,
    "doubled.csv": lambda: b"a,b,c\n" + b'"' * 300_000 + b"\n",
    "nul.csv": lambda: b"Commitment,Completion,Year\nOpen\0 data,Com\0plete,2016\n" * 200,
    "utf16.csv": lambda: ("Commitment,Completion,Year\n" + "Open data,Complete,2016\n" * 20).encode("utf-16-le"),
    "digits.csv": lambda: b"Commitment,Completion,Year\n" + (b"Open," + b"9" * 60_000 + b"%," + b"9" * 60_000 + b"\n") * 5,
    "heads.csv": lambda: ",".join(f"Completion {n}% of commitment {n}" for n in range(6000)).encode() + b"\na,b\n" * 50,
    "separator.csv": lambda: b"sep=\x00\nCommitment,Completion,Year\na,b,c\n",
    "returns.csv": lambda: b"a,b,c\r" * 60_000,
    "same.csv": lambda: b"Commitment,Completion,Year\n" + b"Commitment 1: Publish,Complete,2016\n" * 1500,
    "months.csv": lambda: (
        b"Commitment," + b",".join(b"%02d/20%02d" % (n % 12 + 1, n // 12 % 99) for n in range(1500)) + b"\n"
        + (b"Open" + b",x" * 1500 + b"\n") * 40
    ),
    "pages.txt": lambda: b"\x0c" * 60_000 + b"Commitment 1: words",
    "line.txt": lambda: b"Self-assessment report: Chile 2014-2016 " + b"word " * 400_000,
    "binary.txt": lambda: bytes(range(1, 256)) * 4000,
    "levels.txt": lambda: "\n\n".join(f"{'1.' * (n % 60 + 1)} Commitment words" for n in range(1500)).encode(),
    "deep.json": lambda: b'{"a":' * 900 + b"[]" + b"}" * 900,
    "numbers.json": lambda: b'[{"commitment": ' + b"9" * 4000 + b', "completion": 1e999, "year": NaN, "x": "\\ud800"}]',
    "keys.json": lambda: b"[" + b",".join(b'{"k%d": "a"}' % n for n in range(440)) + b"]",
}  # fmt: skip


# Mail, archives, pictures


def _mail(*heads: str, body: str = "words") -> bytes:
    return "\r\n".join(["MIME-Version: 1.0", "From: a@example.org", *heads, "", body]).encode("latin-1", "replace")


def _letters(depth: int) -> bytes:
    made = _mail("Content-Type: text/plain")
    for _ in range(depth):
        made = _mail("Content-Type: message/rfc822")[:-5] + made
    return made


def _attachment(name: str, charset: str = "utf-8") -> bytes:
    part = f"--b\r\nContent-Type: text/plain; charset={charset}\r\n"
    held = f'{part}Content-Disposition: attachment; filename="{name}"\r\n\r\n# Commitment 1: words\r\n'
    return _mail('Content-Type: multipart/mixed; boundary="b"', body=f"{held}{part}\r\nw\xf6rds\r\n--b--")


_MAIL: dict[str, Make] = {
    "letters.eml": lambda: _letters(300),
    "parts.eml": lambda: _mail('Content-Type: multipart/mixed; boundary="b"', body="--b\r\n\r\nx\r\n" * 20_000),
    "nested-parts.eml": lambda: _mail(
        'Content-Type: multipart/mixed; boundary="b0"',
        body="".join(f'--b{n}\r\nContent-Type: multipart/mixed; boundary="b{n + 1}"\r\n\r\n' for n in range(800)),
    ),
    "folded.eml": lambda: _mail("Content-Type: text/plain", "Subject: " + "a\r\n " * 60_000),
    "encoded.eml": lambda: _mail("Content-Type: text/plain", "Subject: " + "=?utf-8?q?=C3?= " * 6000),
    "continued.eml": lambda: _mail(
        "Content-Type: text/plain; " + "; ".join(f"name*{n}*=a%20" for n in range(4000)), "Subject: x"
    ),
    "charset.eml": lambda: _mail("Content-Type: text/plain; charset=idna", body="w\xf6rds of a plan" * 9),
    "punycode.eml": lambda: _mail("Content-Type: text/plain; charset=punycode", body="w\xf6rds-" + "z9" * 60_000),
    "charset-twice.eml": lambda: _mail("Content-Type: text/plain; charset*=idna''x; charset=\"\xf6\"", body="w\xf6rds"),
    "climb.eml": lambda: _attachment("../../../../../../tmp/planted.md"),
    "climb-far.eml": lambda: _attachment("a/" * 3000 + "\u202efdp.md\x1b[2J", "undefined"),
    "base64.eml": lambda: _mail("Content-Type: text/html; charset=utf-8", "Content-Transfer-Encoding: base64", body="PGgx" * 9 + "="),
    "addresses.eml": lambda: _mail("Content-Type: text/plain", "To: " + "((((" * 3000, "Date: " + "9" * 5000),
    "web.mht": lambda: _mail("Content-Type: multipart/related; boundary=b", body="--b\r\nContent-Type: text/html; charset=idna\r\n\r\n<h1>w\xf6rds</h1>\r\n--b--"),
}  # fmt: skip


def _zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def _over(count: int) -> bytes:
    """An archive whose directory names the same bytes again and again."""
    one = _zip({"a.html": _page("<p>" + "words " * 400_000)})
    at = one.rindex(b"PK\x01\x02")
    end = one.rindex(b"PK\x05\x06")
    entries = b"".join(one[at:end].replace(b"a.html", b"%05d." % n + b"") for n in range(count))
    tail = one[end : end + 8] + count.to_bytes(2, "little") * 2 + len(entries).to_bytes(4, "little") + one[end + 16 :]
    return one[:at] + entries + tail


def _matryoshka(depth: int, pack: Callable[[bytes], bytes]) -> bytes:
    data = INNOCENT
    for _ in range(depth):
        data = pack(data)
    return data


def _tar(members: Iterable[tuple[str, bytes, bytes]]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind, data in members:
            info = tarfile.TarInfo(name)
            info.type, info.size, info.linkname = kind, len(data), "/etc/hostname"
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


_ARCHIVES: dict[str, Make] = {
    "over.zip": lambda: _over(450),
    "deep.zip": lambda: _matryoshka(9, lambda data: _zip({"a.zip": data})),
    "many.zip": lambda: _zip({f"{n}.md": b"x" for n in range(20_000)}),
    "climb.zip": lambda: _zip({"../../../../tmp/planted.md": INNOCENT, "/etc/planted.md": INNOCENT, "\u202ea\x1b[2J.md": INNOCENT}),
    "blank.zip": lambda: _zip({"a.txt": bytes(300 * 2**20)}),
    "lying.zip": lambda: _zip({"a.md": INNOCENT}).replace(len(INNOCENT).to_bytes(4, "little"), b"\xff\xff\xff\x7f"),
    "signs.zip": lambda: _zip({"a.md": INNOCENT}).replace(b"a.md", b"\xff\xfe\xfd\xfc"),
    "method.zip": lambda: _zip({"a.md": INNOCENT}).replace(b"\x14\x00\x00\x00\x08\x00", b"\x14\x00\x00\x00\x63\x00"),
    "deep.gz": lambda: _matryoshka(30, gzip.compress),
    "bomb.bz2": lambda: bz2.compress(bytes(300_000_000)),
    "bomb.xz": lambda: lzma.compress(bytes(300_000_000)),
    "links.tar": lambda: _tar([("a.md", tarfile.SYMTYPE, b""), ("b.md", tarfile.LNKTYPE, b""), ("c", tarfile.CHRTYPE, b""), ("d.md", tarfile.REGTYPE, INNOCENT)]),
    "names.tar": lambda: _tar([("a/" * 30_000 + "x.md", tarfile.REGTYPE, INNOCENT)]),
    "half.zip": lambda: _zip({"a.md": INNOCENT * 50})[:-60],
    "book.zip": lambda: _zip({"mimetype": b"application/epub+zip", "META-INF/container.xml": b"<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfile full-path='META-INF/container.xml'/></container>"}),
}  # fmt: skip


def _png(width: int, height: int, *chunks: bytes, data: bytes = b"") -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x01\0\0\0\0"
    lines = data or zlib.compress(bytes(min((width // 8 + 1) * height, 60_000_000)), 9)
    extra = b"".join(chunk(c[:4], c[4:]) for c in chunks)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + extra + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def _frames(kind: str, count: int) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    first = Image.new("1" if kind == "TIFF" else "P", (60, 60))
    first.save(out, kind, save_all=True, append_images=[Image.new(first.mode, (60, 60), n % 2) for n in range(count)])
    return out.getvalue()


_PICTURES: dict[str, Make] = {
    "large.png": lambda: _png(20_000, 20_000),
    "claims.png": lambda: _png(2**31 - 1, 2**31 - 1, data=zlib.compress(b"")),
    "long.png": lambda: _png(1, 3_000_000),
    "profile.png": lambda: _png(80, 80, b"iCCPa\0\0" + zlib.compress(bytes(90_000_000), 9), b"zTXta\0\0" + zlib.compress(bytes(90_000_000), 9)),
    "half.png": lambda: _png(900, 900)[:-30],
    "frames.gif": lambda: _frames("GIF", 2000),
    "frames.tiff": lambda: _frames("TIFF", 400),
    "loop.tiff": lambda: b"II*\0\x08\0\0\0\x01\0\x00\x01\x03\0\x01\0\0\0\x05\0\0\0\x08\0\0\0",
    "negative.bmp": lambda: b"BM" + (54).to_bytes(4, "little") + bytes(4) + (54).to_bytes(4, "little") + (40).to_bytes(4, "little") + (1 << 30).to_bytes(4, "little") + (-(1 << 30)).to_bytes(4, "little", signed=True) + b"\x01\0\x18\0" + bytes(24),
}  # fmt: skip


def documents() -> dict[str, Make]:
    """Return all hostile documents by name; the suffix is the medium."""
    words = {
        f"words-{name}.{suffix}": made
        for name, said in TEXTS.items()
        for suffix, made in (
            ("html", lambda said=said: _page(_everywhere(said))),
            ("md", lambda said=said: f"{_MD}## Commitment 1: {said}\n\n**Completion:** {said}\n\n{said}\n".encode()),
            ("txt", lambda said=said: f"Chile 2014-2016\n\nCommitment 1: {said}\n\nCompletion: {said}\n".encode()),
            (
                "csv",
                lambda said=said: f'Commitment,Completion,Year\n"{said}","{said}",2016\nOpen,Complete,x\n'.encode(),
            ),
        )
    }
    return {
        **_PDF,
        **_DOCX,
        **_XLSX,
        **_ODS,
        **_HTML,
        **_MARKDOWN,
        **_TABLES,
        **_MAIL,
        **_ARCHIVES,
        **_PICTURES,
        **words,
    }


def run(names: Iterable[str], *, seconds: float = 300, megabytes: int = 1000) -> Iterator[Found]:
    """Read hostile documents, each followed by an innocent one, in a process with limits."""
    made = documents()
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home), document_seconds=seconds, reader_megabytes=megabytes)
        with Readers(settings, 1, many=True) as readers:
            innocent = settings.archive.put(INNOCENT)
            before = readers.submit(innocent, "plain.md", None).result().extraction
            for name in names:
                digest = settings.archive.put(made[name]())
                reading = readers.submit(digest, name, None).result()
                after = readers.submit(innocent, "plain.md", None).result().extraction
                yield Found(name, reading, before is not None and after == before)


def main() -> None:
    """Read all, or those named, and print how each ended; exit status 1 where any failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="of documents, or their beginnings or suffixes")
    parser.add_argument("--seconds", type=float, default=300, help="for each; a busy machine needs more")
    given = parser.parse_args()
    every = documents()
    names = [n for n in every if not given.names or any(n.startswith(w) or n.endswith(w) for w in given.names)]
    begun, failed, slowest = time.monotonic(), [], (0.0, "")
    for found in run(names, seconds=given.seconds):
        reading = found.reading
        slowest = max(slowest, (reading.seconds, found.name))
        said = f"{reading.seconds:7.1f} s  {found.name:28} {reading.code or 'read':14} {(reading.message or '')[:110]}"
        print(said if found.harmless else f"{said}  CHANGED ANOTHER", flush=True)  # noqa: T201
        failed += [found.name] * found.failed
    took = time.monotonic() - begun
    print(f"{len(names)} in {took:.0f} s, slowest {slowest[0]:.1f} s ({slowest[1]}); failed: {failed}")  # noqa: T201
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
