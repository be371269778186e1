"""The pictures of the explorer and of a brief in README: the authored samples, as a browser and a printer show them.

python -m benchmarks.screenshots [DIR]        (docs/images unless given; needs Chromium and WeasyPrint)
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image

from pipeline.ingest import ingest_many
from pipeline.pictures import Pictures
from pipeline.settings import Settings, available_cores
from tests.conftest import CHROMIUM, FIXTURES, FLAGS
from warehouse import query
from warehouse.explorer import build
from warehouse.explorer.brief import brief
from warehouse.explorer.facts import slug

_DESK = {"width": 1180, "height": 760}
_PHONE = {"width": 390, "height": 780}
_COLOURS = 128  # a picture of flat colours: a third of the bytes, no difference to see


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
            "SELECT g.commitment_id, g.plan_id, g.country_code FROM self_vs_irm g "
            "JOIN core.documents a ON a.document_id = g.irm_document_id "
            "JOIN core.documents b ON b.document_id = g.government_document_id "
            "JOIN completion_change c ON c.commitment_id = g.commitment_id "
            "WHERE a.media_type = 'application/pdf' AND b.media_type = 'application/pdf' "
            "ORDER BY abs(g.gap) DESC, 1 LIMIT 1",
        )[0]
        commitment = slug(found["commitment_id"])
        site = f"file://{settings.home}/site"
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            desk, phone = browser.new_page(viewport=_DESK), browser.new_page(viewport=_PHONE)
            desk.goto(f"{site}/en/index.html")
            _save(desk.screenshot(), out / "start.png")
            desk.goto(f"{site}/en/p/{slug(found['plan_id'])}.html")
            _save(desk.screenshot(), out / "plan.png")
            desk.set_viewport_size(_DESK | {"height": 960})
            desk.goto(f"{site}/en/c/{commitment}.html")
            _save(desk.screenshot(), out / "commitment.png")
            phone.goto(f"{site}/es/c/{commitment}.html")
            _save(phone.screenshot(), out / "phone.png")
            _save(_boxed(desk), out / "page.png")
            browser.close()
        _save(_printed(brief(settings.warehouse, found["plan_id"], "es")), out / "brief.png")


def _boxed(page: Any) -> bytes:
    """Return the part of the page image with most boxes that lies around them."""
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    leaf = max(page.locator(".leaf").all(), key=lambda leaf: leaf.locator(".box").count())
    leaf.scroll_into_view_if_needed()
    page.wait_for_function("img => img.complete && img.naturalWidth > 0", arg=leaf.locator("img").element_handle())
    boxes = [box.bounding_box() for box in leaf.locator(".box").all()]
    frame = leaf.bounding_box()
    shift = page.evaluate("scrollY")
    top = max(min(b["y"] for b in boxes) - 150, frame["y"])
    bottom = min(max(b["y"] + b["height"] for b in boxes) + 50, frame["y"] + frame["height"])
    clip = {"x": frame["x"], "y": top + shift, "width": frame["width"], "height": min(bottom - top, 520)}
    return bytes(page.screenshot(clip=clip, full_page=True))


def _printed(html: str) -> bytes:
    """Return the first page of a brief."""
    from weasyprint import HTML

    pdf = pypdfium2.PdfDocument(HTML(string=html).write_pdf())
    picture = io.BytesIO()
    pdf[0].render(scale=1.3).to_pil().save(picture, "PNG")
    return picture.getvalue()


def _save(picture: bytes, file: Path) -> None:
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(_COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
    print(f"{file} {file.stat().st_size // 1000} kB")  # noqa: T201


if __name__ == "__main__":
    main()
