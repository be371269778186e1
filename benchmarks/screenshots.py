"""The pictures of the explorer and of a brief in README: the authored samples, as a browser and a printer show them.

python -m benchmarks.screenshots [DIR]              docs/images unless given; needs Chromium and WeasyPrint
python -m benchmarks.screenshots --every SITE DIR   every kind of page of a site that is there, to look through
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
_TALLEST = 4000  # pixels of a page that is looked through
_COLOURS = 128  # a picture of flat colours: a third of the bytes, no difference to see


def main() -> None:
    """Read the fixtures, build the site, take the pictures."""
    if CHROMIUM is None:
        sys.exit("Chromium is not installed: apt-get install chromium")
    if sys.argv[1:2] == ["--every"]:
        every(*map(Path, sys.argv[2:4]))
        return
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/images")
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), jobs=available_cores())
        ingest_many([FIXTURES], settings)
        shoot(settings, out)


def shoot(settings: Settings, out: Path) -> None:
    """Build the site of a home that holds the samples, and write the pictures of README to a folder."""
    from playwright.sync_api import sync_playwright

    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        with Pictures(settings.warehouse, settings.archive) as picture:
            build(settings.warehouse, Path(folder), picture=picture)
        found = query.rows(
            settings.warehouse,
            "SELECT g.commitment_id, g.plan_id, g.irm_document_id FROM self_vs_irm g "
            "JOIN core.documents a ON a.document_id = g.irm_document_id "
            "JOIN core.documents b ON b.document_id = g.government_document_id "
            "JOIN completion_change c ON c.commitment_id = g.commitment_id "
            "WHERE a.media_type = 'application/pdf' AND b.media_type = 'application/pdf' "
            "ORDER BY abs(g.gap) DESC, 1 LIMIT 1",
        )[0]
        commitment = slug(found["commitment_id"])
        site = f"file://{folder}"
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
            desk.goto(f"{site}/en/d/{found['irm_document_id']}.html")
            _save(_boxed(desk), out / "page.png")
            browser.close()
    _save(_printed(brief(settings.warehouse, found["plan_id"], "es")), out / "brief.png")


def _boxed(page: Any) -> bytes:
    """Return the values of the page with most boxes, beside its picture."""
    leaf = max(page.locator(".beside.drawn").all(), key=lambda leaf: leaf.locator("rect").count())
    leaf.scroll_into_view_if_needed()
    page.wait_for_function("img => img.complete && img.naturalWidth > 0", arg=leaf.locator("img").element_handle())
    frame, shift = leaf.bounding_box(), page.evaluate("scrollY")
    clip = {"x": frame["x"], "y": frame["y"] + shift, "width": frame["width"], "height": min(frame["height"], 640)}
    return bytes(page.screenshot(clip=clip, full_page=True))


def every(site: Path, out: Path) -> None:
    """Take every kind of page of a site in both languages and widths, light and dark, and as it prints."""
    from playwright.sync_api import sync_playwright

    out.mkdir(parents=True, exist_ok=True)
    names = [p.name for p in sorted((site / "en").glob("*.html"))]
    for folder in sorted(p for p in (site / "en").iterdir() if p.is_dir()):
        names.append(f"{folder.name}/{max(folder.iterdir(), key=lambda p: p.stat().st_size).name}")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for lang in ("en", "es"):
            for name in names:
                kind = f"{name.partition('/')[0].removesuffix('.html')}-{lang}"
                for width, size in (("desk", _DESK), ("phone", _PHONE)):
                    for scheme in ("light", "dark"):
                        page = browser.new_page(viewport=size, color_scheme=scheme)
                        page.goto(f"file://{site.resolve()}/{lang}/{name}")
                        whole = min(page.evaluate("document.documentElement.scrollHeight"), _TALLEST)
                        clip = {"x": 0, "y": 0, "width": size["width"], "height": whole}
                        page.screenshot(path=out / f"{kind}-{width}-{scheme}.png", full_page=True, clip=clip)
                        if (width, scheme) == ("desk", "light"):
                            page.pdf(path=out / f"{kind}-print.pdf", prefer_css_page_size=True, format="A4")
                        page.close()
        browser.close()


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
