"""What a file is, by its bytes."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from extractors.backends import read
from extractors.document import Table
from extractors.readers import ReadError, sniff

PAGE = b"<!DOCTYPE html><html><head><title>404</title></head><body><h1>Not found</h1></body></html>"


def _zip(**names: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in names.items():
            archive.writestr(name.replace("__", "/").replace("_x", ".x"), data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"%PDF-1.7\n...", "report.html", "application/pdf"),
        (b"\n\n  %PDF-1.4\n", None, "application/pdf"),
        (PAGE, "report.pdf", "text/html"),
        (b"\xef\xbb\xbf" + PAGE, None, "text/html"),
        (PAGE.decode().encode("utf-16"), None, "text/html"),
        (b"<p>One paragraph</p>", None, "text/html"),
        (
            b'<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"/>',
            None,
            "application/xhtml+xml",
        ),
        (b'<?xml version="1.0"?><records><r/></records>', "x.html", "application/xml"),
        (b"# One\n\ntext\n\n## Two\n\n- **bold** words\n", "a.txt", "text/markdown"),
        (b"Just words, with a comma, or two.\nAnd more words, of them, here.\n", None, "text/plain"),
        (b"Just words <b>with</b> a tag or two.\n", None, "text/plain"),
        (b"a;b;c\n1;2;3\n4;5;6\n", None, "text/csv"),
        (b'country,title\nCL,"One, two"\n', "x.csv", "text/csv"),
        (b'id,title,"full text"\n1,x,"a\nb"\n2,y,"c, d"\n', "x.txt", "text/csv"),
        (
            _zip(word__document_xml=b"<x/>"),
            "x.pdf",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (_zip(xl__workbook_xml=b"<x/>"), None, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (_zip(a_xml=b"<x/>"), "x.docx", "application/zip"),
        (b"PK\x03\x04 cut off", "x.docx", "application/zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 64, "x.doc", "application/x-ole-storage"),
        (b"\x89PNG\r\n\x1a\n....", "x.pdf", "image/png"),
        (b"\xff\xd8\xff\xe0", None, "image/jpeg"),
        (bytes(range(256)) * 4, None, "application/octet-stream"),
    ],
)
def test_the_bytes_decide(data: bytes, name: str | None, expected: str) -> None:
    assert sniff(data, name) == expected


@pytest.mark.parametrize("data", [b"", b" \n\t \r\n", b"\xef\xbb\xbf  \n", b"\0\0\0"])
@pytest.mark.parametrize("name", ["a.pdf", "a.html", None])
def test_nothing_is_an_empty_file(data: bytes, name: str | None) -> None:
    with pytest.raises(ReadError) as error:
        read(data, name=name)
    assert error.value.code == "empty_file"


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"\x89PNG\r\n\x1a\n....", "corrupt", "picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\1" * 64, "unsupported_type", ".docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted", "password"),
        (_zip(a_xml=b"<?xml version='1.0'?><x/>"), "unsupported_type", "XML"),
        (_zip(word__document_xml=b"<x"), "corrupt", "Word"),
        (_zip(xl__workbook_xml=b"<x"), "corrupt", "workbook"),
        (b"<html><body><script>run()</script></body></html>", "no_text", "no words"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, code: str, words: str) -> None:
    with pytest.raises(ReadError) as error:
        read(data, name="report.pdf")
    assert error.value.code == code
    assert words in error.value.message


def test_the_server_settles_what_the_bytes_leave_open() -> None:
    data = b"title,ok\none,1\ntwo,2\n"
    assert sniff(data) == "text/plain"
    (rows,) = read(data, media_type="text/csv; charset=utf-8").elements
    assert isinstance(rows, Table)
    assert rows.n_rows == 3
    page = read("<p>Señal</p>".encode("cp1252"), media_type="text/html; charset=iso-8859-1")
    assert [str(t) for t in page.texts()] == ["Señal"]
    page = read("<p>План действий</p>".encode("cp1251"), media_type="text/html; charset=windows-1251")
    assert str(page.blocks[0].text) == "План действий"


def test_corpus(corpus: Path) -> None:
    expected = {".pdf": "application/pdf", ".csv": "text/csv"}
    for path in sorted((corpus / "documents").iterdir()):
        assert sniff(path.read_bytes()) == expected[path.suffix], path.name
    for path in sorted((corpus / "seeds").iterdir()):
        assert sniff(path.read_bytes(), path.name) in ("text/plain", "text/markdown"), path.name
