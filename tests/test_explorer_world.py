"""The explorer over all countries: world, topics, institutions, what is new, search, charts to keep, dark and print."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import lxml.html
import pypdfium2
import pytest

from pipeline.institutions import namer
from tests.conftest import build_pages, cases
from tests.warehouse_samples import MONDAY, TUESDAY, Sample
from warehouse import query
from warehouse.explorer import build
from warehouse.explorer.world import share, starred
from warehouse.load import load

CODES = ("complete", "substantial", "limited", "not_started")
WORDS = ("Open data portal", "Publish procurement contracts", "Train teachers", "Budget in plain words")


def country(code: str, year: int, good: int, of: int, phase: str = "midterm") -> Sample:
    """A plan whose first ``good`` of ``of`` commitments are complete, the others limited."""
    sample = Sample(f"{code}-{year}.pdf", country_code=code, plan_start=year, plan_end=year + 2, phase=phase)
    for n in range(1, of + 1):
        sample.mention(
            str(n),
            f"{WORDS[n % 4]} in district {n}",
            lead_institution="Ministry of Finance" if n % 2 else "Ministry of Education",
            policy_areas=["Public procurement"] if n % 4 == 1 else [],
            description="The harbour accounts hang at the gate." if n == 1 else None,
        )
        sample.say(str(n), "completion", "complete" if n <= good else "limited", phase=phase)
    sample.say("1", "starred", "yes").say("2", "starred", "no")
    sample.say("1", "early_results", "major", scale="diog", phase=phase)
    return sample


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("world")
    plans = [
        country("CL", 2012, 9, 12),
        country("CL", 2014, 6, 12),
        country("GH", 2013, 3, 12),
        country("AT", 2014, 4, 4),
    ]
    later = country("UY", 2014, 12, 12, "end_of_term")
    documents = [s.document() for s in [*plans, later]]
    load(home / "w.duckdb", documents, institutions=namer())
    build(home / "w.duckdb", home / "site")
    return home


def text(made: Path, name: str, lang: str = "en") -> lxml.html.HtmlElement:
    return lxml.html.fromstring((made / "site" / lang / name).read_bytes())


def cells(root: Any, place: str = "//main//tbody/tr") -> list[list[str]]:
    return [[" ".join(c.text_content().split()) for c in tr] for tr in root.xpath(place)]


def test_shares_are_of_the_rated() -> None:
    ratings = [{"irm_completion_midterm": c, "starred": s} for c, s in zip([*CODES, None], "yn---", strict=True)]
    assert share(ratings, "midterm") == {"rated": 4, "high": 2, "percent": 50}
    assert share([], "midterm") == {"rated": 0, "high": 0, "percent": None}
    assert starred([{"starred": "yes"}, {"starred": "no"}, {"starred": None}]) == (1, 2)


def test_the_world_compares_one_moment_and_ranks_from_ten_rated_on(made: Path) -> None:
    rows = cells(text(made, "world.html"))
    table = [row for row in rows if len(row) == 7]
    assert [row[:2] + row[4:6] for row in table] == [
        ["1", "Chile", "62% 15 / 24", "—"],
        ["2", "Ghana", "25% 3 / 12", "—"],
        ["—", "Austria", "100% 4 / 4", "—"],
        ["—", "Uruguay", "—", "100% 12 / 12"],
    ]
    assert [row[2] for row in table] == ["Americas", "Africa and the Middle East", "Europe", "Americas"]
    with_years = [row for row in rows if re.fullmatch(r"20\d\d", row[0])]
    assert with_years == [["2012", "75%", "9", "12"], ["2013", "25%", "3", "12"], ["2014", "62%", "10", "16"]]


def test_countries_are_sorted_by_name_in_the_language_of_the_page(made: Path) -> None:
    for lang, names in (
        ("en", ["Austria", "Chile", "Ghana", "Uruguay"]),
        ("es", ["Austria", "Chile", "Ghana", "Uruguay"]),
    ):
        assert [row[0] for row in cells(text(made, "countries.html", lang))] == names
    germany = Sample("de.pdf", country_code="DE").mention("1")
    spain = Sample("es.pdf", country_code="ES").mention("1")
    load(made / "names.duckdb", [germany.document(), spain.document()])
    build_pages(made / "names.duckdb", made / "names")
    for lang, names in (("en", ["Germany", "Spain"]), ("es", ["Alemania", "España"])):
        root = lxml.html.fromstring((made / "names" / lang / "countries.html").read_bytes())
        assert [row[0] for row in cells(root)] == names


def test_each_topic_and_institution_has_a_page(made: Path) -> None:
    listed = text(made, "topics.html").xpath("//main//tbody//th/a/@href")
    assert "t/public_procurement.html" in listed
    for name in listed:
        counted = int(text(made, name).xpath("string(//ul[@class='counts']//b)"))
        assert counted == len(cells(text(made, name), "//section//tbody/tr"))
    links = text(made, "institutions.html").xpath("//main//tbody//th/a/@href")
    assert len(links) == 8
    finance = next(x for x in links if "CL-" in x and "finance" in x)
    page = text(made, finance)
    assert page.xpath("string(//h1)").strip() == "Ministry of Finance"
    assert len(cells(page, "//section//table[@class='stack']/tbody/tr")) == 12, "of both plans"
    assert page.xpath("//figure//figcaption")
    commitment = text(made, "c/CL-2012-1.html")
    assert [a.get("href") for a in commitment.xpath("//dd/a") if "/i/" in a.get("href")] == [f"../{finance}"]


def test_a_commitment_says_what_is_promised_and_what_it_is_about(made: Path) -> None:
    page = " ".join(" ".join(text(made, "c/CL-2012-1.html").itertext()).split())
    assert "What is promised The harbour accounts hang at the gate." in page
    assert "Starred ★" in page
    assert "Public procurement the document says so" in page


def test_what_is_new_lists_days_with_documents_and_values_that_changed(made: Path) -> None:
    warehouse = made / "news.duckdb"
    load(warehouse, [country("CL", 2012, 9, 12).document(ingested_at=MONDAY)])
    again = country("CL", 2012, 8, 12).document(ingested_at=TUESDAY)
    load(warehouse, [again])
    build_pages(warehouse, made / "news")
    root = lxml.html.fromstring((made / "news" / "en" / "new.html").read_bytes())
    assert [h.text for h in root.xpath("//h2")] == ["2 Jan 2024", "1 Jan 2024"]
    assert [h.text for h in root.xpath("//h3") if "Documents" in h.text] == [
        "Documents read again (1)",
        "Documents read for the first time (1)",
    ]
    assert [row[1:4] for row in cells(root)] == [["Completion, midterm IRM", "Complete", "Limited"]]


def test_about_explains_every_scale_in_both_languages(made: Path) -> None:
    for lang, words in (("en", ["IRM", "Starred ★", "Gap", "⚑ May be wrong"]), ("es", ["IRM", "Estelar ★", "Brecha"])):
        terms = [dt.text for dt in text(made, "about.html", lang).xpath("//dt")]
        assert set(words) <= set(terms)


def test_the_data_page_says_what_each_file_is_and_each_opens(made: Path) -> None:
    root = text(made, "data.html")
    for link in root.xpath("//main//a/@href"):
        assert (made / "site" / "en" / link).resolve().is_file(), link
    names = {a.rsplit("/", 1)[1] for a in root.xpath("//main//a/@href")}
    assert {"compromiso.xlsx", "compromiso.sqlite", "compromiso.duckdb", "dictionary.csv"} <= names
    described = dict(row[:2] for row in cells(root))
    assert described["main.commitments"].startswith("One row per commitment")
    assert (
        query.rows(made / "site" / "data" / "compromiso.duckdb", "SELECT count(*) AS n FROM commitments")[0]["n"] == 52
    )


def test_a_document_shows_the_values_read_from_it(made: Path) -> None:
    (file,) = [f for f in (made / "site" / "en" / "d").iterdir() if "CL-2012.pdf" in f.read_text()]
    rows = cells(lxml.html.fromstring(file.read_bytes()), "//section[@aria-labelledby='vals']//tbody/tr[@id]")
    assert len(rows) == 15
    assert rows[0][1] == "Complete"


# In a browser ------------------------------------------------------------------------------------------------------


def found(page: Any) -> int:
    return int(page.locator("#count").inner_text().split()[0])


def test_typing_mistakes_are_forgiven_and_said(page: Any, made: Path) -> None:
    page.goto(f"file://{made}/site/en/search.html")
    assert found(page) == 52
    page.locator("#q").fill("procurment")
    assert found(page) == 13
    assert "procurment → procurement" in page.locator("#meant").inner_text()
    page.locator("#q").fill("procurement")
    assert found(page) == 13
    assert page.locator("#meant").inner_text() == ""
    page.locator("#q").fill("zzzzzzzzz")
    assert found(page) == 0


def test_quoted_words_belong_together(page: Any, made: Path) -> None:
    page.goto(f"file://{made}/site/en/search.html")
    page.locator("#q").fill("data open")
    assert found(page) > 0
    page.locator("#q").fill('"data open"')
    assert found(page) == 0
    page.locator("#q").fill('"open data" chile')
    assert found(page) == 6


def test_descriptions_are_searched_when_asked(page: Any, made: Path) -> None:
    page.goto(f"file://{made}/site/en/search.html?q=harbour")
    assert found(page) == 0
    page.get_by_label("Also in descriptions and quotes").check()
    page.wait_for_function("window.TEXTS && document.getElementById('count').textContent.startsWith('5 ')")


def test_filters_sort_and_language_go_together(page: Any, made: Path) -> None:
    page.goto(f"file://{made}/site/en/search.html")
    page.get_by_text("More filters").click()
    page.get_by_label("Region").select_option("americas")
    assert found(page) == 36
    page.get_by_label("Only starred ★").check()
    assert found(page) == 3
    page.get_by_label("Order", exact=True).select_option("newest")
    assert "2014" in page.locator("#results tbody tr").first.inner_text()
    page.get_by_role("link", name="Español").click()
    page.wait_for_url("**/es/search.html?**")
    assert found(page) == 3
    assert page.locator("select[name=region]").input_value() == "americas"
    page.goto(f"file://{made}/site/en/search.html?topic=public_procurement&institution=Finance&country=CL")
    assert found(page) == 6
    page.goto(f"file://{made}/site/en/search.html?results=major")
    assert found(page) == 5
    page.goto(f"file://{made}/site/en/search.html?open=1")
    assert found(page) == 0


def test_the_filtered_list_is_kept_as_csv(page: Any, made: Path, tmp_path: Path) -> None:
    page.goto(f"file://{made}/site/en/search.html?country=GH&irm=complete")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save this list (CSV)").click()
    waiting.value.save_as(tmp_path / "list.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "list.csv").read_text(encoding="utf-8-sig"))))
    assert [(r["commitment_id"], r["irm"], r["starred"]) for r in rows] == [
        ("GH-2013-1", "complete", "yes"),
        ("GH-2013-2", "complete", "no"),
        ("GH-2013-3", "complete", ""),
    ]


def test_a_chart_has_an_axis_words_at_its_marks_and_can_be_kept(page: Any, made: Path, tmp_path: Path) -> None:
    page.goto(f"file://{made}/site/en/world.html")
    figure = page.locator("figure.chart").first
    assert figure.locator("svg text", has_text="100%").count() > 0
    assert "Americas · 15 / 24: 62%" in [t.text_content() for t in figure.locator("svg title").all()]
    for kind, magic in (("SVG", b"<svg"), ("PNG", b"\x89PNG"), ("CSV", b"\xef\xbb\xbf")):
        with page.expect_download() as waiting:
            figure.get_by_role("button", name=f"Download: {kind}").click()
        file = tmp_path / f"chart.{kind}"
        waiting.value.save_as(file)
        body = file.read_bytes()
        assert body.startswith(magic)
        assert len(body) > 40


def test_the_entry_page_opens_in_the_language_of_the_browser(browser: Any, made: Path) -> None:
    for locale, lang in (("es-CL", "es"), ("en-GB", "en"), ("fr-FR", "en")):
        context = browser.new_context(locale=locale)
        opened = context.new_page()
        opened.goto(f"file://{made}/site/index.html")
        opened.wait_for_url(f"**/{lang}/index.html")
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_barrier_in_light_and_dark(browser: Any, made: Path, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(color_scheme=scheme)
    opened = context.new_page()
    names = ["world", "topics", "t/public_procurement", "new", "about", "data", "search", "p/CL-2012", "c/CL-2012-1"]
    names.append("i/" + sorted((made / "site" / "es" / "i").iterdir())[0].stem)
    for name in names if scheme == "light" else cases(names[::3], names):  # in the dark only colours are others
        opened.goto(f"file://{made}/site/es/{name}.html")
        bad = [v for v in Axe().run(opened).response["violations"] if v["impact"] in ("serious", "critical")]
        assert not bad, (name, [(v["id"], v["nodes"][0]["html"][:120]) for v in bad])
    context.close()


def test_new_pages_fit_a_phone_and_print(browser: Any, made: Path) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    opened = context.new_page()
    for name in ("world", "topics", "new", "about", "data", "search"):
        for lang in ("en", "es"):
            opened.goto(f"file://{made}/site/{lang}/{name}.html")
            assert opened.evaluate("document.documentElement.scrollWidth") <= 361, name
    opened.goto(f"file://{made}/site/en/world.html")
    pdf = pypdfium2.PdfDocument(opened.pdf(format="A4"))
    words = pdf[0].get_textpage().get_text_range()
    assert "World" in words
    assert "What is new" not in words, "the menu is not printed"
    left = pdf[0].get_textpage().get_charbox(words.index("World"))[0]
    assert 30 < left < 60, "a margin of 14 mm"
    context.close()


def test_the_index_is_json_with_the_promised_columns(made: Path) -> None:
    body = (made / "site" / "commitments.js").read_text()
    data = json.loads(body.removeprefix("window.COMMITMENTS = ").rstrip().rstrip(";"))
    length = len(data["id"])
    assert all(len(data[k]) == length for k in ("title", "plan", "results", "starred", "doubt", "topics"))
