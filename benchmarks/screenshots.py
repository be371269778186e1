"""The pictures of the explorer in README: its pages on the fixtures, as a browser shows them.

python -m benchmarks.screenshots [DIR]        (docs/images unless given; needs Chromium)
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from pipeline.ingest import ingest_many
from pipeline.pictures import Pictures
from pipeline.settings import Settings, available_cores
from tests.conftest import FIXTURES
from tests.test_explorer import CHROMIUM, FLAGS
from warehouse import query
from warehouse.explorer import build
from warehouse.explorer.facts import slug

_SIZE = {"width": 1180, "height": 760}


def main() -> None:
    """Read the fixtures, build the site, take the pictures."""
    if CHROMIUM is None:
        sys.exit("Chromium is not installed: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    out = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/images")
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), jobs=available_cores())
        ingest_many([FIXTURES], settings)
        with Pictures(settings.warehouse, settings.archive) as picture:
            build(settings.warehouse, settings.home / "site", picture=picture)
        found = query.rows(
            settings.warehouse,
            "SELECT g.commitment_id, g.plan_id FROM self_vs_irm g "
            "JOIN core.documents d ON d.document_id = g.irm_document_id "
            "WHERE d.media_type = 'application/pdf' ORDER BY abs(g.gap) DESC, 1 LIMIT 1",
        )[0]
        pages = {
            "start": ("en/index.html", None),
            "plan": (f"en/p/{slug(found['plan_id'])}.html", None),
            "commitment": (f"es/c/{slug(found['commitment_id'])}.html", None),
            "page": (f"en/c/{slug(found['commitment_id'])}.html", ".sheet"),
        }
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page = browser.new_page(viewport=_SIZE)
            for name, (where, part) in pages.items():
                page.goto(f"file://{settings.home}/site/{where}")
                if part:
                    page.locator(part).first.scroll_into_view_if_needed()
                    page.wait_for_timeout(500)
                page.screenshot(path=out / f"{name}.png")
                print(out / f"{name}.png")  # noqa: T201
            browser.close()


if __name__ == "__main__":
    main()
