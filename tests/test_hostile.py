"""Documents written to end a night: each is read or ends with a code, and changes nothing of another document."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from benchmarks.hostile import _linked, _open, documents, run
from extractors.readers import prepared
from extractors.readers.outside import OFFICE
from tests.conftest import cases

# Each took minutes, or was a defect of the program.
FOUND = (
    *("letters.pdf", "attributes.html", "references.md", "wide.md", "columns.csv", "keys.json"),
    *("list-level.docx", "list-digits.docx", "numbers.json", "letters.eml", "climb-far.eml", "large.png", "loop.tiff"),
)
OTHERS = sorted(documents().keys() - set(FOUND))


def test_each_is_read_or_ends_with_a_code() -> None:
    some = OTHERS[:: cases(len(OTHERS) // 8, 1)]
    found = list(run([*FOUND, *some], seconds=900))
    assert {f.name: (f.reading.code, f.reading.message, f.harmless) for f in found if f.failed} == {}
    codes = {f.name: f.reading.code for f in found}
    assert {name: codes[name] for name in FOUND} == {
        **dict.fromkeys(("letters.pdf", "references.md", "list-level.docx", "list-digits.docx"), None),
        **dict.fromkeys(("numbers.json", "climb-far.eml"), None),
        **dict.fromkeys(("attributes.html", "wide.md", "columns.csv", "keys.json", "letters.eml"), "too_large"),
        "large.png": "too_large",
        "loop.tiff": "corrupt",
    }
    assert not any("0x7" in (f.reading.message or "") for f in found)  # what is said is the same every night


def test_there_are_some_of_every_medium() -> None:
    media = {name.rpartition(".")[2] for name in documents()}
    assert media >= set("pdf docx xlsx ods odt html md txt csv json eml mht zip gz tar png gif tiff".split())
    assert len(documents()) > 250


@pytest.mark.skipif(not OFFICE.path, reason="no LibreOffice")
@pytest.mark.parametrize("way", ["section", "formula", "field"])
def test_what_a_document_links_to_is_not_read(way: str, tmp_path: Path) -> None:
    """A file of this machine stays out of the copies that LibreOffice makes."""
    planted = tmp_path / "planted.csv"
    planted.write_text("PLANTED words of this machine\n")
    formula = f"of:='{planted.as_uri()}'#$planted.A1"
    data, name = {
        "section": (_linked(planted.as_uri()), "a.odt"),
        "formula": (
            _open(
                "spreadsheet",
                f'<table:table table:name="a"><table:table-row><table:table-cell table:formula="{formula}">'
                "<text:p>x</text:p></table:table-cell></table:table-row></table:table>",
            ),
            "a.ods",
        ),
        "field": (rf'{{\rtf1 x {{\field{{\*\fldinst INCLUDETEXT "{planted}"}}{{\fldrslt old}}}}}}'.encode(), "a.rtf"),
    }[way]
    copy = prepared(data, name)
    assert copy.media_type.endswith(("wordprocessingml.document", "spreadsheetml.sheet"))
    with zipfile.ZipFile(io.BytesIO(copy.data)) as parts:
        assert not any(b"PLANTED" in parts.read(part) for part in parts.namelist())
