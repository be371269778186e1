"""The explorer as a person walks it: a real browser on a site built from real documents."""

from __future__ import annotations

import http.server
import re
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import lxml.html
import pypdfium2
import pytest
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from typer.testing import CliRunner

from extractors.words import fold
from flows.cli import app
from pipeline.ingest import ingest_many
from pipeline.institutions import namer
from pipeline.pictures import Pictures
from pipeline.settings import Settings
from tests.conftest import FIXTURES, build_pages
from tests.warehouse_samples import Sample
from warehouse import explorer
from warehouse.explorer import build
from warehouse.explorer.brief import NoPlanError, brief
from warehouse.explorer.facts import natural, slug
from warehouse.explorer.render import engine
from warehouse.explorer.words import Words
from warehouse.load import load

HOSTILE = '<script>document.title="owned"</script><img src=x onerror=alert(1)> "quoted" & [link](javascript:1)'
PDF = FIXTURES / "irm_report" / "end-of-term-es.pdf"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A warehouse of one real PDF and a document whose words are markup."""
    settings = Settings(home=tmp_path_factory.mktemp("explorer"))
    ingest_many([PDF], settings)
    hostile = Sample("hostile.html", title=HOSTILE, plan_start=2021)
    hostile.mention("1", HOSTILE, lead_institution=HOSTILE).say("1", "completion", "limited", raw=HOSTILE)
    hostile.table(1, [[HOSTILE, "</td></table>"]])
    load(settings.warehouse, [hostile.document()])
    return settings


@pytest.fixture(scope="module")
def site(home: Settings) -> Path:
    out = home.home / "site"
    with Pictures(home.warehouse, home.archive) as picture:
        report = build(home.warehouse, out, picture=picture)
    assert report.images > 0
    return out


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_search_filter_and_open_a_commitment(page: Any, address: str, home: Settings) -> None:
    with duckdb.connect(str(home.warehouse), read_only=True) as db:
        titles = [t for (t,) in db.execute("SELECT title_es FROM commitments WHERE title_es IS NOT NULL").fetchall()]
    word = fold(max(" ".join(titles).split(), key=len)).upper()  # without its accents it still finds
    page.goto(f"{address}/en/index.html")
    page.get_by_role("searchbox").fill(word)
    page.get_by_role("button", name="Search").click()
    rows = page.locator("#results tbody tr")
    rows.first.wait_for()
    assert all(word.casefold() in fold(rows.nth(i).inner_text()) for i in range(rows.count()))
    page.locator("#q").fill("")
    whole = rows.count()
    page.get_by_label("IRM").select_option(index=1)
    assert 0 < rows.count() < whole
    page.get_by_label("IRM").select_option(index=0)
    page.locator("#q").fill("no such words anywhere")
    assert page.locator("#count").inner_text().startswith("0 ")
    page.locator("#q").fill("")
    page.locator("#results tbody tr a").first.click()
    assert page.locator("h1").inner_text()


def test_the_box_is_around_the_words(page: Any, address: str, home: Settings) -> None:
    with duckdb.connect(str(home.warehouse), read_only=True) as db:
        commitment, sha = db.execute(
            "SELECT a.commitment_id, d.content_sha256 FROM core.assessments a "
            "JOIN core.documents d USING (document_id) JOIN core.evidence e USING (evidence_id) "
            "WHERE a.dimension = 'completion' AND e.page IS NOT NULL AND length(e.quote) > 6 "
            "AND d.media_type = 'application/pdf' ORDER BY 1 LIMIT 1"
        ).fetchone()  # type: ignore[misc]
    pdf = pypdfium2.PdfDocument(home.archive.get(sha))
    page.goto(f"{address}/en/c/{slug(commitment)}.html")
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    leaves = page.locator(".leaf")
    assert leaves.count() > 0
    compared = 0
    for i in range(leaves.count()):
        leaf = leaves.nth(i)
        image = leaf.locator("img")
        image.scroll_into_view_if_needed()
        alt = image.get_attribute("alt")
        sheet = pdf[int(alt.split()[1]) - 1]
        width, height = sheet.get_size()
        frame = image.bounding_box()
        for box in leaf.locator(".box").all():
            quote, at = box.get_attribute("title"), box.bounding_box()
            x0 = (at["x"] - frame["x"]) / frame["width"] * width
            x1 = (at["x"] + at["width"] - frame["x"]) / frame["width"] * width
            top = (at["y"] - frame["y"]) / frame["height"] * height
            bottom = (at["y"] + at["height"] - frame["y"]) / frame["height"] * height
            words = sheet.get_textpage().get_text_bounded(x0 - 1, height - bottom - 1, x1 + 1, height - top + 1)
            assert _bare(quote) in _bare(words)
            assert f"“{quote}”" in alt
            compared += 1
        page.wait_for_function("img => img.complete && img.naturalWidth > 0", arg=image.element_handle())
    assert compared > 0


def test_a_document_shows_its_values_beside_their_boxes_on_the_page(page: Any, address: str, home: Settings) -> None:
    with duckdb.connect(str(home.warehouse), read_only=True) as db:
        document, sha = db.execute(
            "SELECT document_id, content_sha256 FROM core.documents WHERE name = $1", [PDF.name]
        ).fetchone()  # type: ignore[misc]
    pdf = pypdfium2.PdfDocument(home.archive.get(sha))
    page.goto(f"{address}/en/d/{document}.html")
    leaves = page.locator(".beside.drawn")
    assert leaves.count() > 1
    compared = 0
    for leaf in leaves.all():
        sheet = pdf[int(leaf.get_attribute("id").removeprefix("page-")) - 1]
        height = sheet.get_height()
        assert leaf.locator("img").get_attribute("loading") == "lazy"
        links, boxes = leaf.locator("td.q a"), leaf.locator("svg rect")
        assert links.count() == boxes.count() > 0
        for box in boxes.all():
            x, y, w, h = (float(box.get_attribute(k)) for k in ("x", "y", "width", "height"))
            words = sheet.get_textpage().get_text_bounded(x + 1, height - y - h + 1, x + w - 1, height - y - 1)
            assert _bare(box.locator("title").text_content()) in _bare(words)
            compared += 1
    assert compared > 20
    link = leaves.last.locator("td.q a").last
    link.click()
    box = page.locator(f"[id='{link.get_attribute('href')[1:]}']")
    assert box.get_attribute("class") == "here"
    at = box.bounding_box()
    assert 0 <= at["y"] < page.viewport_size["height"], "the box is in sight"
    frame = leaves.last.locator("img").bounding_box()
    assert frame["x"] <= at["x"] < frame["x"] + frame["width"], "on the picture"
    box.click()
    row = page.locator("tr.here")
    assert row.locator(f"a[href='{link.get_attribute('href')}']").count() == 1, "back to the value"


def test_without_pictures_a_document_says_how_to_get_them(home: Settings, tmp_path: Path) -> None:
    build_pages(home.warehouse, tmp_path / "site")
    with duckdb.connect(str(home.warehouse), read_only=True) as db:
        (name,) = db.execute("SELECT document_id FROM core.documents WHERE name = $1", [PDF.name]).fetchall()[0]
    page = lxml.html.parse(str(tmp_path / "site" / "en" / "d" / f"{name}.html")).getroot()
    assert page.xpath("//section[@aria-labelledby='vals']/p/code/text()") == ["compromiso explore"]
    assert not page.xpath("//img")


def test_a_value_that_is_said_twice_on_a_page_is_listed_once(tmp_path: Path) -> None:
    sample = Sample().mention("1").say("1", "completion", "limited").say("1", "completion", "limited", raw="Limited.")
    sample.say("1", "completion", None, null_reason="not_reviewed", phase="midterm")
    load(tmp_path / "w.duckdb", [sample.document()])
    build_pages(tmp_path / "w.duckdb", tmp_path / "site")
    (document,) = (tmp_path / "site" / "en" / "d").iterdir()
    rows = lxml.html.parse(str(document)).getroot().xpath("//table[contains(@class, 'read')]//tr[@id]")
    assert [" ".join(row.xpath("td")[1].text_content().split()) for row in rows] == ["Limited", "not reviewed"]


def test_a_commitment_that_nobody_placed_says_why(tmp_path: Path) -> None:
    sample = Sample().mention("1").say("1", "completion", None, null_reason="not_reviewed")
    load(tmp_path / "w.duckdb", [sample.document()])
    build_pages(tmp_path / "w.duckdb", tmp_path / "site")
    plan = lxml.html.parse(str(tmp_path / "site" / "en" / "p" / "XA-2020.html")).getroot()
    (cell,) = plan.xpath("//table[@class='stack']//td[@data-name='IRM']")
    assert " ".join(cell.text_content().split()) == "not reviewed"


def test_the_lead_is_shown_under_its_one_name_with_the_printed_one_beside_it(tmp_path: Path) -> None:
    sample = Sample().mention("1", lead_institution="MRD & Office of Bridges (OB)")
    sample.mention("2", lead_institution="Ministry of Roads and Docks (MRD)").mention("3", lead_institution="Harbours")
    load(tmp_path / "w.duckdb", [sample.document()], institutions=namer())
    build_pages(tmp_path / "w.duckdb", tmp_path / "site")
    plan, one, three = (
        lxml.html.parse(str(tmp_path / "site" / "en" / name)).getroot()
        for name in ("p/XA-2020.html", f"c/{slug('XA-2020-1')}.html", f"c/{slug('XA-2020-3')}.html")
    )
    name, printed = "Ministry of Roads and Docks; Office of Bridges", "MRD & Office of Bridges (OB)"
    (cell,) = plan.xpath("//td/span[@title=$printed]", printed=printed)
    assert cell.text == name
    assert one.xpath("string(//dt[.='Lead institution']/following-sibling::dd[1])") == f"{name} as printed: {printed}"
    assert three.xpath("string(//dt[.='Lead institution']/following-sibling::dd[1])") == "Harbours"


def _bare(words: str) -> str:
    return "".join(c for c in fold(words) if c.isalnum())


def test_languages_are_each_others_twins(page: Any, address: str) -> None:
    page.goto(f"{address}/en/countries.html")
    page.get_by_role("link", name="Español").click()
    assert page.url.endswith("/es/countries.html")
    assert page.locator("html").get_attribute("lang") == "es"
    assert page.locator("h1").inner_text() == "Países y planes"


def test_downloads_open(page: Any, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}/en/data.html")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="commitments.parquet").click()
    file = tmp_path / "commitments.parquet"
    waiting.value.save_as(file)
    with duckdb.connect() as db:
        assert db.execute(f"SELECT count(*) FROM '{file}'").fetchall()[0][0] > 0


def test_words_of_documents_are_words(page: Any, address: str, site: Path) -> None:
    for name in (f"c/{slug('XA-2021-1')}", "p/XA-2021", "search", "documents", "index", "institutions"):
        page.goto(f"{address}/en/{name}.html")
        assert page.title() != "owned"
        if name.startswith(("c/", "p/")):
            assert "<script>document" in page.locator("body").inner_text()
        assert page.locator("img[src=x]").count() == 0
    document = next(p for p in (site / "en" / "d").iterdir() if "owned" in p.read_text())
    page.goto(f"{address}/en/d/{document.name}")
    assert page.locator("img[src=x]").count() == 0


@pytest.mark.parametrize(
    "name", ["index", "search", "countries", "contradictions", "institutions", "documents", "data"]
)
def test_no_serious_barrier(page: Any, address: str, name: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page.goto(f"{address}/es/{name}.html")
    assert _serious(Axe().run(page)) == []


def test_no_serious_barrier_on_plan_and_commitment(page: Any, address: str, site: Path) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for folder in ("k", "p", "c", "d"):
        for file in sorted((site / "en" / folder).iterdir())[:2]:
            page.goto(f"{address}/en/{folder}/{file.name}")
            assert _serious(Axe().run(page)) == [], file.name


def _serious(results: Any) -> list[str]:
    found = results.response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found if v["impact"] in ("serious", "critical")]


def test_it_fits_a_phone_and_works_without_script(browser: Any, address: str, site: Path) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=True)
    opened = context.new_page()
    for name in ["index.html", "search.html", *(f"c/{p.name}" for p in sorted((site / "en" / "c").iterdir())[:2])]:
        opened.goto(f"{address}/en/{name}")
        assert opened.evaluate("document.documentElement.scrollWidth") <= 361, name
    context.close()
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(f"{address}/en/countries.html")
    opened.locator("main table a").first.click()
    opened.locator("main table a").first.click()
    assert opened.locator("h1").inner_text()
    context.close()


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of a commitment over two plans and two assessors, one of its values corrected."""
    home = tmp_path_factory.mktemp("chain")
    early = Sample("first.pdf", plan_start=2018, plan_end=2020).mention("4", "Map of public wells")
    early.say("4", "completion", "not_started", phase="midterm").say("4", "completion", "limited", phase="end_of_term")
    late = Sample("second.pdf").mention("2", "Map of public wells").say("2", "completion", "limited")
    fixed = {"extracted_code": "complete", "corrected_by": "R. Soto", "correction_reason": "two steps are open"}
    late.records.assessments[0] = late.records.assessments[0].model_copy(update=fixed | {"phase": "end_of_term"})
    own = Sample("own.pdf", doc_type="self_assessment", assessor="government").mention("2", "Map of public wells")
    own.say("2", "completion", "substantial", phase="end_of_term", assessor="government")
    own.mention("7", "Budget in plain words").say("7", "completion", "complete", assessor="government")
    load(home / "w.duckdb", [early.document(), late.document(), own.document()])
    with duckdb.connect(str(home / "w.duckdb")) as db:
        columns = [row[0] for row in db.execute("DESCRIBE meta.links").fetchall()]
        link = {"link_id": "1", "commitment_id_a": "XA-2018-4", "commitment_id_b": "XA-2020-2", "kind": "continued"}
        known = link | {"method": "title_across_plans", "score": 1.0, "decided_by": "rule"}
        if not db.execute("SELECT count(*) FROM meta.links").fetchall()[0][0]:
            names = [c for c in columns if c in known]
            marks = ", ".join("?" for _ in names)
            db.execute(f"INSERT INTO meta.links ({', '.join(names)}) VALUES ({marks})", [known[n] for n in names])
    build_pages(home / "w.duckdb", home / "site")
    return home


def test_a_timeline_runs_on_through_the_plans_and_a_correction_shows_what_was_read(page: Any, chain: Path) -> None:
    page.goto(f"file://{chain}/site/en/c/XA-2020-2.html")
    line = page.locator(".timeline svg.tl")
    assert line.get_attribute("aria-label").split("; ")[:3] == [
        "2018–2020, Midterm: IRM Not started",
        "2018–2020, End of term: IRM Limited",
        "2020–2022, End of term: Government Substantial, IRM Limited",
    ]
    assert (line.locator("circle").count(), line.locator("rect").count()) == (3, 1)
    assert line.locator("line.carried").count() == 1, "from plan to plan"
    inside = line.bounding_box()
    for words in line.locator("text").all():
        box = words.bounding_box()
        assert inside["x"] - 1 <= box["x"], words.text_content()
        assert box["x"] + box["width"] <= inside["x"] + inside["width"] + 1, words.text_content()
    page.get_by_text("The timeline as a table").click()
    page.locator(".timeline table a", has_text="2018–2020").first.click()
    assert page.url.endswith("/c/XA-2018-4.html")
    page.goto(f"file://{chain}/site/es/c/XA-2020-2.html")
    corrected = page.locator(".card .corrected").inner_text()
    assert corrected.endswith("Corregido por R. Soto; del documento se leyó: Completo. Motivo: two steps are open")


def test_a_country_page_leads_to_its_plans(page: Any, chain: Path) -> None:
    page.goto(f"file://{chain}/site/en/index.html")
    page.locator(".countries a").first.click()
    assert page.url.endswith("/k/XA.html")
    assert page.locator("#gaps ~ .wide tbody tr").count() == 1
    bars = page.locator(".chart .drawing svg text").all_text_contents()
    assert [b for b in bars if re.search(r"\d / \d$", b)] == [
        "2018–2020 · IRM · Midterm · 1 / 1",
        "2018–2020 · IRM · End of term · 1 / 1",
        "2020–2022 · Government · End of term · 2 / 2",
        "2020–2022 · IRM · End of term · 1 / 2",
    ]
    page.get_by_role("link", name="2018–2020").first.click()
    assert page.locator("h1").inner_text().endswith("2018–2020")


def test_only_changed_pages_are_written(chain: Path, tmp_path: Path) -> None:
    warehouse, site = tmp_path / "w.duckdb", tmp_path / "site"
    shutil.copy(chain / "w.duckdb", warehouse)
    assert build_pages(warehouse, site).written > 0
    (site / "mine.txt").write_text("left alone")
    old = site / "en" / "c" / "XA-2018-4.html"
    before = old.stat().st_mtime_ns
    again = build_pages(warehouse, site)
    assert again.written == 0
    more = Sample("third.pdf", country_code="XB").mention("1", "Sluices").say("1", "completion", "complete")
    load(warehouse, [more.document()])
    changed = build_pages(warehouse, site)
    assert 0 < changed.written < changed.pages
    assert old.stat().st_mtime_ns == before
    assert "Sluices" in (site / "es" / "c" / "XB-2020-1.html").read_text()
    whole = tmp_path / "whole"
    build_pages(warehouse, whole)
    same = {p.relative_to(whole) for p in whole.rglob("*.html")}
    assert {p.relative_to(site) for p in site.rglob("*.html")} == same
    for name in same - {Path("en/data.html"), Path("es/data.html")}:
        assert (site / name).read_bytes() == (whole / name).read_bytes(), name
    assert (site / "mine.txt").read_text() == "left alone"


def test_readers_see_words_not_codes() -> None:
    es = Words("es")
    assert es.said("overall: did_not_change") == "en conjunto: no cambió"
    assert es.said("7 of 7 commitments counted in table 2") == "7 de 7 compromisos contados en la tabla 2"
    assert es.said("limited") == "Limitado"
    row = {"subject": "UY-2014-2 completion midterm", "commitment_id": "UY-2014-2", "plan_id": "UY-2014"}
    assert es.subject(row) == "cumplimiento, medio término"
    views = Path(explorer.__file__).parents[1] / "views" / "contradictions"
    kinds = {k for f in views.glob("*.sql") for k in re.findall(r"'(\w+)' AS kind", f.read_text())}
    assert kinds
    assert [k for k in sorted(kinds) if k not in es.t] == []


def test_labels_of_a_plot_stand_inside_it_in_both_languages(page: Any, address: str) -> None:
    for lang in ("en", "es"):
        page.goto(f"{address}/{lang}/p/UY-2014.html")
        drawings = page.locator(".drawing svg")
        assert drawings.count() >= 2
        for drawing in drawings.all():
            inside = drawing.bounding_box()
            for words in drawing.locator("text").all():
                box = words.bounding_box()
                assert inside["x"] - 1 <= box["x"]
                assert box["x"] + box["width"] <= inside["x"] + inside["width"] + 1, words.text_content()
            assert "⟪" not in drawing.text_content()


def test_the_same_warehouse_gives_the_same_site(home: Settings, site: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    with Pictures(home.warehouse, home.archive) as picture:
        build(home.warehouse, again, picture=picture, processes=1)  # one process does what several do

    def pages(folder: Path) -> dict[str, str]:
        return {p.relative_to(folder).as_posix(): p.read_text() for p in folder.rglob("*.html")}

    assert pages(again / "es") == pages(site / "es") != {}


def test_a_brief_in_each_form(home: Settings) -> None:
    with duckdb.connect(str(home.warehouse), read_only=True) as db:
        plan = db.execute(
            "SELECT plan_id FROM action_plans WHERE plan_id <> 'XA-2021' ORDER BY commitments DESC"
        ).fetchone()[0]  # type: ignore[index]
    html, markdown = brief(home.warehouse, plan, "es"), brief(home.warehouse, plan, "en", markdown=True)
    assert "<svg" in html
    assert "Gobierno" in html
    assert markdown.startswith("# ")
    assert "| Number | Title | Government | IRM |" in markdown
    hostile = brief(home.warehouse, "xa-2021", "en")
    assert "<script>" not in hostile
    assert "&lt;script&gt;" in hostile
    assert "<script>" not in brief(home.warehouse, "XA-2021", "en", markdown=True)
    with pytest.raises(NoPlanError, match="XA-2021"):
        brief(home.warehouse, "ZZ-1999", "en")


def test_a_brief_is_a_tagged_pdf_of_two_pages_that_explains_its_words(home: Settings, tmp_path: Path) -> None:
    pytest.importorskip("weasyprint")
    for lang, words in (("en", "Independent Reporting Mechanism"), ("es", "Mecanismo de Revisión Independiente")):
        file = tmp_path / f"{lang}.pdf"
        command = ["--home", str(home.home), "report", "UY-2014", "--pdf", str(file), "--lang", lang]
        ran = CliRunner().invoke(app, command)
        assert ran.exit_code == 0, ran.output
        with file.open("rb") as stream:
            catalog = PDFDocument(PDFParser(stream)).catalog
        assert catalog["MarkInfo"] == {"Marked": True}
        assert catalog["Lang"] == lang.encode()
        assert "StructTreeRoot" in catalog
        pdf = pypdfium2.PdfDocument(file)
        assert len(pdf) <= 2
        assert words in " ".join(pdf[0].get_textpage().get_text_range().split())


def test_a_short_word_is_quoted_and_a_mark_is_called_one() -> None:
    made = engine("en").from_string('{% import "parts.html.jinja" as p with context %}{{ p.quoted(words, none) }}')
    said = {words: " ".join(made.render(words=words).split()) for words in ("x", "✔", "7", "Sí", "Limited")}
    assert said == {"x": "the mark “x”", "✔": "the mark “✔”", "7": "“7”", "Sí": "“Sí”", "Limited": "“Limited”"}


def test_one_statement_against_several_is_shown_once(tmp_path: Path) -> None:
    sample = Sample().mention("1").say("1", "completion", "complete", phase="midterm")
    for n in ("2", "10"):
        sample.milestone("1", n).say("1", "completion", "not_started", phase="midterm", milestone=n)
    load(tmp_path / "w.duckdb", [sample.document()])
    build_pages(tmp_path / "w.duckdb", tmp_path / "site")
    page = lxml.html.parse(str(tmp_path / "site" / "en" / "contradictions.html")).getroot()
    (card,) = page.xpath("//ul[@class='pairs']/li")
    said = [p.text_content() for p in card.xpath(".//blockquote/p[1]")]
    assert said == ["Complete", "milestone 2: not started", "milestone 10: not started"]


def test_a_place_has_one_name_on_pages_and_in_the_search(tmp_path: Path) -> None:
    load(tmp_path / "w.duckdb", [Sample(locality="lake-town").mention("1").document()])
    build_pages(tmp_path / "w.duckdb", tmp_path / "site")
    assert "Lake Town 2020–2022" in (tmp_path / "site" / "en" / "countries.html").read_text()
    assert '"Lake Town"' in (tmp_path / "site" / "commitments.js").read_text()


def test_file_names_and_numbers() -> None:
    assert slug("CL-2020-6") == "CL-2020-6"
    assert slug("GE-2014-6(B)") != slug("GE-2014-6[B]")
    assert "/" not in slug("XA-2020-1/2")
    assert sorted(["2.10", "2.2", "10", "1M2", "1"], key=natural) == ["1", "1M2", "2.2", "2.10", "10"]
