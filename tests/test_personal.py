"""Personal data is masked in the warehouse and in all that is made of it; the archive keeps the original."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.ingest import ingest_many
from pipeline.personal import CONTACT, MAIL, PHONE, mask_text
from pipeline.settings import Settings
from warehouse.export import export
from warehouse.query import rows

PAGE = """<!doctype html><html lang="en"><head><title>Self-assessment report: Chile 2014-2016</title></head><body>
<h1>Self-assessment report: Chile 2014-2016</h1>
<h2>Commitment 1: Open data</h2>
<table><tr><td>Lead institution</td><td>Ministry of Finance</td></tr>
<tr><td>Description</td><td>The ministry answers at open.data@planted.example or by phone: 02 5550 0100,
 in 2014-2016.</td></tr>
<tr><td>Contact person</td><td>Planted Person, head of unit</td></tr>
<tr><td>E-mail and phone</td><td>planted@mail.example +56 2 5550 0100</td></tr>
<tr><td>Completion</td><td>Limited</td></tr></table>
<h2>Commitment 2: Open budgets</h2>
<p>Write to budgets (at) planted.example.</p>
<table><thead><tr><th>Milestone</th><th>Contact person</th><th>Completion</th></tr></thead>
<tr><td>2.1 A portal</td><td>Another Planted</td><td>Complete</td></tr></table>
</body></html>"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("people") / "report.html"
    path.write_text(PAGE)
    return path


def _files(folder: Path) -> list[Path]:
    return [p for p in folder.rglob("*") if p.is_file()]


def test_nothing_of_it_is_in_the_warehouse_or_its_exports(page: Path, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    ingest_many([page], settings)
    export(settings.warehouse, tmp_path / "out")
    for path in [settings.warehouse, *_files(tmp_path / "out")]:
        data = path.read_bytes().lower()
        assert b"planted" not in data, path
        assert b"5550 0100" not in data, path
    cells = [r["text"] for r in rows(settings.warehouse, "SELECT text FROM core.cells ORDER BY ALL")]
    assert CONTACT in cells
    assert any(MAIL in text and PHONE in text and "in 2014-2016" in text for text in cells)
    assert "Ministry of Finance" in cells
    (issue,) = rows(settings.warehouse, "SELECT severity, message FROM meta.issues WHERE code = 'personal_data_masked'")
    assert issue["severity"] == "info"
    assert "3 contact cells" in issue["message"]
    values = rows(settings.warehouse, "SELECT DISTINCT code FROM core.assessments WHERE dimension = 'completion'")
    assert {"code": "limited"} in values
    kept = [p for p in _files(settings.home / "archive") if b"planted@mail.example" in p.read_bytes()]
    assert len(kept) == 1


def test_a_setting_keeps_it_and_makes_documents_be_read_again(page: Path, tmp_path: Path) -> None:
    ingest_many([page], Settings(home=tmp_path))
    settings = Settings(home=tmp_path, keep_personal=True)
    (outcome,) = ingest_many([page], settings)
    assert outcome.status != "skipped"
    assert b"planted@mail.example" in settings.warehouse.read_bytes() or rows(
        settings.warehouse, "SELECT 1 AS found FROM core.cells WHERE text LIKE '%planted@mail.example%'"
    )
    assert not rows(settings.warehouse, "SELECT 1 AS found FROM meta.issues WHERE code = 'personal_data_masked'")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("write to a.b+c@mail.example.org.", "write to [e-mail]."),
        ("info [at] example.org", "[e-mail]"),
        ("a@b", "a@b"),
        ("+56 2 2694 5808", "[phone]"),
        ("Tel.: (56-2) 2694-5808 ext. 4", "Tel.: [phone] ext. 4"),
        ("Teléfono: 2694 5808", "Teléfono: [phone]"),
        ("(021) 555-0100", "[phone]"),
        ("call 911", "call 911"),
        ("2014-2016 (2014) 2015-2016", "2014-2016 (2014) 2015-2016"),
        ("mobile 2015-2016 plan", "mobile 2015-2016 plan"),
        ("1.234.567,00 (25%) in 2016", "1.234.567,00 (25%) in 2016"),
        ("CL-2020-6, 10/12/2016, 92.5%", "CL-2020-6, 10/12/2016, 92.5%"),
        ("Ley 20.285 de 2008, 1.400.000 teléfonos", "Ley 20.285 de 2008, 1.400.000 teléfonos"),
        ("https://example.org/a/20161231123456", "https://example.org/a/20161231123456"),
    ],
)
def test_what_is_a_number_of_a_person_and_what_is_none(text: str, masked: str) -> None:
    assert mask_text(text) == masked
    assert mask_text(masked) == masked
