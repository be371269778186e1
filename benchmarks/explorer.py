"""The explorer of a warehouse with many commitments: build time whole and after a change, size, first load, search.

    python -m benchmarks.explorer [--commitments 20000] [--keep DIR]

Prints one line a measurement. The warehouse is made of drawn records: 20 commitments a plan, a
report of the government and one of the IRM for each plan. Needs Chromium for the page timings.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from babel import Locale

from extractors.records import Assessment, Evidence, Extraction, Identity, Mention
from tests.conftest import CHROMIUM, FLAGS
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
        content_sha256=hashlib.sha256(uri.encode()).hexdigest(),
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
    drawn = documents(args.commitments)
    start = time.perf_counter()
    load(home / "w.duckdb", drawn)
    _say(f"warehouse of {args.commitments} commitments: {time.perf_counter() - start:.1f} s to load")
    site = home / "site"
    shutil.rmtree(site, ignore_errors=True)
    for what in ("whole site", "nothing changed"):
        _build(what, home)
    load(home / "w.duckdb", [_again(drawn[0])])
    _build("one report changed", home)
    _say(f"search index: {(site / 'commitments.js').stat().st_size / 1e6:.1f} MB")
    largest = max(((p.stat().st_size, p.relative_to(site)) for p in (site / "en").rglob("*.html")), default=(0, ""))
    _say(f"largest page: {largest[1]}, {largest[0] / 1e3:.0f} kB")
    if CHROMIUM:
        for line in _pages(site):
            _say(line)
    if not args.keep:
        shutil.rmtree(home)


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def _build(what: str, home: Path) -> None:
    used = _cpu()
    report = build(home / "w.duckdb", home / "site")
    _say(
        f"{what}: {report.written} of {report.pages} pages written, {report.bytes / 1e6:.0f} MB, "
        f"{report.seconds:.1f} s ({_cpu() - used:.0f} s of processor time)"
    )


def _cpu() -> float:
    """Return the processor seconds of this process and of those it waited for."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def _again(document: Document) -> Document:
    """Return a document whose first commitment is rated anew."""
    records = document.extraction
    if records is None:
        raise ValueError(f"{document.name} has no records")
    first = records.assessments[0]
    rated = first.model_copy(update={"code": "limited" if first.code == "complete" else "complete"})
    changed = records.model_copy(update={"assessments": [rated, *records.assessments[1:]]})
    return document.model_copy(update={"extraction": changed, "content_sha256": "1" * 64, "record_key": "changed"})


_WORDS = ("river", "open school", "ministry of courts", "district 7", "zzz")
_LISTEN = """
() => {
  window.times = [];
  let pressed = 0;
  addEventListener("keydown", () => { pressed = performance.now(); }, true);
  document.getElementById("q").addEventListener("input", () => requestAnimationFrame(() => {
    const painted = new MessageChannel();  // its message comes after the frame that is being drawn
    painted.port1.onmessage = () => { if (pressed) window.times.push(performance.now() - pressed); pressed = 0; };
    painted.port2.postMessage(0);
  }));
}
"""


def _pages(site: Path) -> list[str]:
    """Return what a browser measures: first loads over HTTP without a cache, and each keystroke until it is painted."""
    from functools import partial
    from http.server import ThreadingHTTPServer

    from playwright.sync_api import sync_playwright

    from pipeline.commands.explore import Quiet

    out = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name in ("index", "search", "countries", "institutions", "documents"):
            page = browser.new_page()
            page.goto(f"http://127.0.0.1:{server.server_port}/en/{name}.html")
            loaded = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
            size = page.evaluate("performance.getEntries().reduce((sum, e) => sum + (e.transferSize || 0), 0)")
            out.append(f"first load of {name}.html: {loaded:.0f} ms, {size / 1e3:.0f} kB")
            if name == "search":
                out.append(_typed(page))
            page.close()
        browser.close()
    server.shutdown()
    return out


def _typed(page: Any) -> str:
    page.evaluate(_LISTEN)
    for words in _WORDS:
        page.locator("#q").fill("")
        page.locator("#q").press_sequentially(words, delay=100)
    page.wait_for_timeout(200)
    times = sorted(page.evaluate("window.times"))
    middle = times[len(times) // 2]
    return f"search, keystroke to painted list: median {middle:.0f} ms, worst {times[-1]:.0f} ms of {len(times)} keys"


if __name__ == "__main__":
    main()
