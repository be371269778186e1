"""Small labels side by side above their values, and heads that stand apart from ruled rows, in PDFs."""

from __future__ import annotations

import pytest

from extractors.extract import extract
from extractors.records import Extraction
from tests.pdf_drawing import Page, document

TITLES = ("Publish the well map", "Hold river meetings", "Audit the dams")
OFFICES = ("Ministry of Water", "Rivers Agency", "National Audit Office")


def plan(page: Page) -> None:
    page.text(60, 90, "Kenya: Open Government National Action Plan 2018-2020", size=22, font="Helvetica-Bold")
    page.text(60, 130, "Nairobi, June 2018", size=11)


def fiche(n: int, *, labels: tuple[str, str, str, str], rules: bool, table: bool = False) -> object:
    def draw(page: Page) -> None:
        page.text(60, 80, f"Commitment {n}: {TITLES[n - 1]}", size=16, font="Helvetica-Bold")
        asked = "People ask for this in all basins, and say so in the meetings that they have held."
        page.lines(60, 110, [asked, "The book of the last plan has nothing on it, and the next one may have more."])
        if rules:
            page.rule(60, 140, 280, 140)
            page.rule(310, 140, 530, 140)
        page.text(60, 152, labels[0], size=8)
        page.text(310, 152, labels[1], size=8)
        page.text(60, 165, OFFICES[n - 1], size=11)
        page.text(310, 165, "Basin Network", size=11)
        page.text(310, 178, "Ministry of Roads", size=11)
        page.text(60, 198, labels[2], size=8)
        page.text(310, 198, labels[3], size=8)
        page.text(60, 211, f"March 2018 to June 20{18 + n}", size=11)
        page.text(310, 211, "Clean rivers", size=11)
        if table:
            for x, words in ((66, "STEP"), (250, "BEGIN"), (330, "END"), (420, "YOU WILL SEE")):
                page.text(x, 240, words, size=7, font="Helvetica-Bold")
            for k in range(3):
                y = 266 + 24 * k
                page.rule(60, y - 16, 530, y - 16)
                for x, words in ((66, f"Wells of district {'ABC'[k]}"), (250, "May 2018"), (330, "May 2019"),
                                 (420, "A note")):  # fmt: skip
                    page.text(x, y, words, size=11)
            page.rule(60, 322, 530, 322)

    return draw


def read(**look: object) -> Extraction:
    pages = [fiche(n, **look) for n in (1, 2, 3)]  # type: ignore[arg-type]
    return extract(document(plan, *pages), name="plan.pdf")  # type: ignore[arg-type]


@pytest.mark.parametrize("rules", [True, False])
@pytest.mark.parametrize(
    "labels",
    [
        ("LED BY", "SUPPORTED BY", "PERIOD", "THEME"),
        ("Responsible for delivery", "Lending a hand", "From when to when", "Policy area"),
    ],
)
def test_each_label_takes_what_stands_below_it(labels: tuple[str, str, str, str], rules: bool) -> None:
    result = read(labels=labels, rules=rules)
    assert [m.title for m in result.mentions] == list(TITLES)
    assert [m.lead_institution for m in result.mentions] == list(OFFICES)
    assert [m.support_institutions for m in result.mentions] == [["Basin Network", "Ministry of Roads"]] * 3
    assert [str(getattr(m.ends_on, "value", None)) for m in result.mentions] == [f"20{18 + n}-06-01" for n in (1, 2, 3)]


def test_a_small_head_belongs_to_the_ruled_rows_below_it() -> None:
    result = read(labels=("LED BY", "SUPPORTED BY", "PERIOD", "THEME"), rules=True, table=True)
    stones = [(m.text, str(getattr(m.ends_on, "value", None))) for m in result.milestones]
    assert stones == [(f"Wells of district {letter}", "2019-05-01") for letter in "ABC"] * 3
