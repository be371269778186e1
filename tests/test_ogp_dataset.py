"""OGP's dataset: the same rows say the same in a CSV file and in a workbook of several sheets."""

from __future__ import annotations

import io
from typing import Any

import pytest
import xlsxwriter

from extractors.extract import extract
from extractors.records import Extraction
from tests.conftest import FIXTURES


def read(name: str) -> Extraction:
    return extract((FIXTURES / "ogp_dataset" / name).read_bytes(), name=name)


def records(result: Extraction) -> dict[str, list[dict[str, Any]]]:
    shown = result.model_dump(mode="json", include={"mentions", "assessments"})
    return {kind: [{k: v for k, v in r.items() if k != "evidence"} for r in shown[kind]] for kind in shown}


@pytest.mark.parametrize("edition", ["2016", "later"])
def test_workbooks_say_what_the_csv_says(edition: str) -> None:
    sheet, book = read(f"edition-{edition}.csv"), read(f"workbook-{edition}.xlsx")
    assert book.identity.template == "ogp_dataset"
    assert records(book) == records(sheet)
    assert [i.code for i in book.issues] == [i.code for i in sheet.issues]
    assert len(book.tables) > 1


def test_numbers_above_the_headings_of_a_workbook_are_no_data() -> None:
    (table, codebook) = read("workbook-2016.xlsx").tables
    assert table.header[:2] == ["0 / Country", "1 / Action Plan Number"]
    assert (table.n_rows, codebook.used_by) == (7, [])


def test_evidence_names_sheet_and_cell() -> None:
    result = read("workbook-later.xlsx")
    scottish = next(m for m in result.mentions if m.plan_id == "GB-scotland-2018")
    assert scottish.evidence.locator == "Local!H2"


def test_a_commitment_that_stands_in_two_sheets_is_never_lost() -> None:
    heads = [
        "Commitment Unique Identifier",
        "Country",
        "Year Of Submission",
        "Commitment Number",
        "Commitment Title",
        "Completion",
    ]
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, status in (("Current", "Complete"), ("Earlier", "Limited")):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, heads)
            sheet.write_row(1, 0, ["", "Ghana", 2015, 4, "Road prices", status])
            sheet.write_row(2, 0, ["", "Ghana", 2015, 5, f"Signs {name}", status])
    result = extract(out.getvalue(), name="two.xlsx")
    said = {(m.title, a.code) for m in result.mentions for a in result.assessments if a.mention == m.key}
    assert said == {
        ("Road prices", "complete"), ("Road prices", "limited"),
        ("Signs Current", "complete"), ("Signs Earlier", "limited"),
    }  # fmt: skip
    assert [i.code for i in result.issues].count("repeated_number") == 4
