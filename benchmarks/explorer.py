"""The explorer of a warehouse with many commitments: build time, size, first load, search.

    python -m benchmarks.explorer [--commitments 20000] [--keep DIR]

Prints one line a measurement. The warehouse is made of drawn records: 20 commitments a plan, a
report of the government and one of the IRM for each plan. Needs Chromium for the page timings.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from babel import Locale

from extractors.records import Assessment, Evidence, Extraction, Identity, Mention
from tests.test_explorer import CHROMIUM, FLAGS
from tests.warehouse_samples import MONDAY
from warehouse.explorer import build
from warehouse.load import load
from warehouse.model import Document

_CODES = ("complete", "substantial", "limited", "not_started")
_NOUNS = ("budget", "river", "school", "contract", "court", "road", "clinic", "forest", "archive", "harbour", "permit")
_VERBS = ("Publish", "Open", "Map", "Audit", "Simplify", "Monitor", "Discuss", "Translate", "Count", "Explain")


def documents(commitments: int, seed: int = 1) -> list[Document]:
    """Return two documents a plan, government and IRM, for as many plans as it takes."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    countries = sorted(c for c in Locale("en").territories if len(c) == 2 and c.isalpha())[:80]
    plans = [(c, year) for year in range(2012, 2024, 2) for c in countries] * 3
    out = []
    for place in range(commitments // 20):
        country, year = plans[place]
        locality = None if place < len(plans) // 3 else f"place-{place}"
        for assessor in ("government", "irm"):
            out.append(
                _document(f"https://samples.example/{place}-{assessor}", country, year, locality, assessor, draw)
            )
    return out


def _document(uri: str, country: str, year: int, locality: str | None, assessor: str, draw: random.Random) -> Document:
    identity = Identity.model_validate(
        {
            "doc_type": "self_assessment" if assessor == "government" else "irm_end_of_term_report",
            "assessor": assessor,
            "language": "en",
            "title": f"Report on {country} {year}",
            "country_code": country,
            "locality": locality,
            "plan_start": year,
            "plan_end": year + 2,
            "phase": "end_of_term",
        }
    )
    records = Extraction(identity=identity, pages=40)
    for number in range(1, 21):
        title = f"{draw.choice(_VERBS)} {draw.choice(_NOUNS)} data for every {draw.choice(_NOUNS)} in district {number}"
        place = Evidence(page=number, x0=60, top=80, x1=400, bottom=92, quote=title, rule="drawn")
        records.mentions.append(
            Mention(
                key=str(number),
                plan_id=identity.plan_id,
                number=str(number),
                number_source="printed",
                title=title,
                title_lang="en",
                lead_institution=f"Ministry of {draw.choice(_NOUNS).title()}s",
                evidence=place,
            )
        )
        code = draw.choice(_CODES)
        said = Evidence(page=number, x0=60, top=120, x1=400, bottom=132, quote=f"Status: {code}", rule="drawn")
        records.assessments.append(
            Assessment(
                mention=str(number),
                dimension="completion",
                phase="end_of_term",
                scale="completion",
                code=code,
                raw=code,
                assessor="government" if assessor == "government" else "irm",
                evidence=said,
            )
        )
    return Document(
        source_uri=uri,
        name=uri.rsplit("/", 1)[1],
        content_sha256="0" * 64,
        media_type="application/pdf",
        bytes=1,
        status="ok",
        ingested_at=MONDAY,
        extraction=records,
        record_key=uri,
    )


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--commitments", type=int, default=20_000)
    parser.add_argument("--keep", type=Path, help="folder to leave the warehouse and the site in")
    args = parser.parse_args()
    home = args.keep or Path(tempfile.mkdtemp(prefix="explorer-"))
    home.mkdir(parents=True, exist_ok=True)
    start = time.perf_counter()
    load(home / "w.duckdb", documents(args.commitments))
    print(f"warehouse of {args.commitments} commitments: {time.perf_counter() - start:.1f} s to load")  # noqa: T201
    report = build(home / "w.duckdb", home / "site")
    print(f"site: {report.pages} pages, {report.bytes / 1e6:.0f} MB, {report.seconds:.0f} s")  # noqa: T201
    index = home / "site" / "en" / "index.js"
    print(f"search index: {index.stat().st_size / 1e6:.1f} MB")  # noqa: T201
    if CHROMIUM:
        for line in _pages(home / "site"):
            print(line)  # noqa: T201
    if not args.keep:
        shutil.rmtree(home)


def _pages(site: Path) -> list[str]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        out = []
        for name in ("index", "search"):
            page.goto(f"file://{site}/en/{name}.html")
            loaded = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
            out.append(f"first load of {name}.html: {loaded:.0f} ms")
        times = [_typed(page, words) for words in ("river", "open school", "ministry of courts", "district 7", "zzz")]
        browser.close()
    return [*out, f"search while typing: median {sorted(times)[2]:.0f} ms, worst {max(times):.0f} ms"]


def _typed(page: Any, words: str) -> float:
    """Return the milliseconds from a changed search field to the new list on the page."""
    return float(
        page.evaluate(
            "words => { const q = document.getElementById('q'); q.value = words; const t = performance.now();"
            " q.dispatchEvent(new Event('input', { bubbles: true })); document.body.offsetHeight;"
            " return performance.now() - t; }",
            words,
        )
    )


if __name__ == "__main__":
    main()
