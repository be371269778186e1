"""Writes the site: pages in two languages, plots, search index, downloads, page images.

It needs no server and loads nothing from elsewhere: it works from a file share or any web host.
Words of documents are data and reach a page only through the template engine's escaping.
"""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing
import re
import shutil
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import jinja2
import yaml
from markupsafe import Markup

from warehouse import export
from warehouse.explorer import charts
from warehouse.explorer.facts import COMPLETION, RESULTS, Facts, Row, country, grouped, slug

LANGUAGES = ("en", "es")
_HERE = Path(__file__).parent
_PICTURED = frozenset(["completion", "completion_percent", "early_results"])


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as an image: the bytes of a file, its suffix, and the page's size in points."""

    data: bytes
    suffix: str
    width: float
    height: float


Picture = Callable[[str, int], PageImage | None]
"""Returns the image of a page (from 1) of the document with an id, or None where there is none."""
Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Report:
    """What a build wrote."""

    pages: int = 0
    images: int = 0
    bytes: int = 0
    seconds: float = 0.0


def build(warehouse: Path, out: Path, *, picture: Picture | None = None, progress: Progress | None = None) -> Report:
    """Write the site of a published warehouse into ``out`` (made anew) and say what was written.

    ``picture`` draws pages of PDF documents. ``progress`` is told a step, how much of it is done
    and how much there is.
    """
    start = time.perf_counter()
    temporary = out.with_name(f".{out.name}.new")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    site = Site(Facts(warehouse), temporary, picture, progress or (lambda *_: None))
    site.write()
    shutil.rmtree(out, ignore_errors=True)
    temporary.rename(out)
    site.report.bytes = sum(p.stat().st_size for p in out.rglob("*") if p.is_file())
    site.report.seconds = time.perf_counter() - start
    return site.report


def _downloads(folder: Path) -> list[str]:
    """Return the files to download, the description of the package first."""
    found = [p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()]
    return sorted(found, key=lambda name: (name != "datapackage.json", name.count("/") > 0, name))


def strings() -> dict[str, dict[str, str]]:
    """Return the words of the interface by language and key."""
    data = yaml.safe_load((_HERE / "strings.yml").read_text(encoding="utf-8"))
    return {lang: {key: words[i] for key, words in data.items()} for i, lang in enumerate(LANGUAGES)}


def environment() -> jinja2.Environment:
    """Return the template engine: pages escape everything, Markdown escapes its own signs."""
    engine = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "templates"),
        autoescape=jinja2.select_autoescape(disabled_extensions=("md.jinja",), default=True, default_for_string=True),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    engine.filters["slug"] = slug
    engine.filters["md"] = lambda text: re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", " ".join(str(text or "").split()))
    return engine


@dataclass
class Site:
    """One build on its way."""

    facts: Facts
    out: Path
    picture: Picture | None
    progress: Progress
    report: Report = field(default_factory=Report)
    _images: dict[tuple[str, int], Row | None] = field(default_factory=dict)
    _charts: dict[str, str] = field(default_factory=dict)

    @cached_property
    def strings(self) -> dict[str, dict[str, str]]:
        """The words of the interface by language and key."""
        return strings()

    @cached_property
    def engine(self) -> jinja2.Environment:
        """The template engine."""
        return environment()

    def write(self) -> None:
        """Write everything."""
        shutil.copytree(_HERE / "assets", self.out / "assets")
        export.export(self.facts.path, self.out / "data")
        self._draw()
        first, *others = LANGUAGES
        # A language needs a core: the others are written by processes of their own.
        with ProcessPoolExecutor(len(others), mp_context=multiprocessing.get_context("spawn")) as pool:
            pending = [pool.submit(_write_language, self.facts.path, self.out, lang, self._images) for lang in others]
            self._language(first)
            self.report.pages += sum(future.result() for future in pending)
        (self.out / "index.html").write_text(self.engine.get_template("choose.html.jinja").render(), encoding="utf-8")

    def _draw(self) -> None:
        """Draw every page that a commitment shows."""
        for statements in self.facts.statements.values() if self.picture else ():
            self._pictures(statements)

    def _language(self, lang: str) -> None:
        page = _Writer(self, lang)
        page.write(
            "index.html",
            "index.html.jinja",
            plans=self._plans(),
            documents=self.facts.documents[:8],
            gaps=self.facts.gaps[:12],
            gap_chart=self._gap_chart(lang),
            counts=self._counts(),
        )
        page.write("search.html", "search.html.jinja")
        (self.out / lang / "index.js").write_text(f"window.COMMITMENTS = {self._index(lang)};\n", encoding="utf-8")
        page.write("plans.html", "plans.html.jinja", plans=self._plans())
        page.write("contradictions.html", "contradictions.html.jinja", rows=self.facts.contradictions)
        page.write("institutions.html", "institutions.html.jinja", rows=self.facts.scorecard[:2000])
        page.write("documents.html", "documents.html.jinja", rows=self.facts.documents)
        page.write("data.html", "data.html.jinja", files=_downloads(self.out / "data"))
        for row in self.facts.documents:
            page.write(
                f"d/{row['document_id']}.html",
                "document.html.jinja",
                doc=row,
                tables=self.facts.tables_of(row["document_id"]),
            )
        by_plan = grouped(self.facts.commitments, "plan_id")
        for plan in self.facts.plans:
            page.write(
                f"p/{slug(plan['plan_id'])}.html",
                "plan.html.jinja",
                plan=plan,
                commitments=by_plan.get(plan["plan_id"], []),
                **self._plan(plan["plan_id"], lang),
            )
        contradictions = grouped((c for c in self.facts.contradictions if c["commitment_id"]), "commitment_id")
        earlier, later = grouped(self.facts.carried, "next_commitment_id"), grouped(self.facts.carried, "commitment_id")
        for done, c in enumerate(self.facts.commitments, 1):
            key = c["commitment_id"]
            page.write(
                f"c/{slug(key)}.html",
                "commitment.html.jinja",
                c=c,
                status=self.facts.status.get(key, []),
                statements=self.facts.statements.get(key, []),
                pictures=self._pictures(self.facts.statements.get(key, [])),
                milestones=self.facts.milestones.get(key, []),
                contradictions=contradictions.get(key, []),
                earlier=earlier.get(key, []),
                later=later.get(key, []),
            )
            if done % 200 == 0 or done == len(self.facts.commitments):
                self.progress(f"commitments ({lang})", done, len(self.facts.commitments))

    def _plans(self) -> dict[str, list[Row]]:
        return grouped((p for p in self.facts.plans if p["country_code"]), "country_code")

    def _counts(self) -> dict[str, int]:
        return {
            "countries": len({p["country_code"] for p in self.facts.plans if p["country_code"]}),
            "plans": len(self.facts.plans),
            "commitments": len(self.facts.commitments),
            "documents": len(self.facts.documents),
            "contradictions": len(self.facts.contradictions),
        }

    def _index(self, lang: str) -> str:
        """Return the search index: one array a commitment, positions as ``app.js`` knows them."""
        gaps = {g["commitment_id"]: g for g in self.facts.gaps}
        rows = []
        for c in self.facts.commitments:
            gap = gaps.get(c["commitment_id"], {})
            said = {s["assessor"]: s for s in self.facts.status.get(c["commitment_id"], [])}
            other = c["title_es"] if lang == "en" else c["title_en"]
            codes = [said[a]["code"] if a in said else None for a in ("government", "irm")]
            percent = said["government"]["percent"] if "government" in said else None
            title = (c[f"title_{lang}"] or c["title"] or "", other or "")
            rows.append(
                [
                    c["commitment_id"],
                    slug(c["commitment_id"]),
                    *title,
                    c["country_code"],
                    c["plan_id"],
                    c["lead_institution"] or "",
                    *codes,
                    percent,
                    gap.get("gap"),
                ]
            )
        data = {
            "rows": rows,
            "labels": self.facts.labels(lang),
            "countries": {p: country(p, lang) for p in self._plans()},
            "words": {k: self.strings[lang][k] for k in ("found", "more", "government", "irm", "all")},
        }
        # A closing tag inside a string must not end the script when the file is read inline.
        return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")

    def _pictures(self, statements: list[Row]) -> dict[str, Row]:
        """Return by statement id the page image and the box in percent of the page."""
        out: dict[str, Row] = {}
        for s in statements:
            if s["page"] is None or s["x0"] is None or s["milestone"] or s["dimension"] not in _PICTURED:
                continue
            image = self._image(s["document_id"], s["page"])
            if image:
                w, h = image["width"], image["height"]
                pad = 2.0
                out[s["id"]] = {
                    **image,
                    "left": 100 * max(s["x0"] - pad, 0) / w,
                    "top": 100 * max(s["top"] - pad, 0) / h,
                    "box_width": 100 * (s["x1"] - s["x0"] + 2 * pad) / w,
                    "box_height": 100 * (s["bottom"] - s["top"] + 2 * pad) / h,
                }
        return out

    def _image(self, document_id: str, page: int) -> Row | None:
        key = (document_id, page)
        if key not in self._images:
            drawn = self.picture(document_id, page) if self.picture else None
            self._images[key] = None
            if drawn:
                name = f"pages/{document_id}-{page}{drawn.suffix}"
                (self.out / "pages").mkdir(exist_ok=True)
                (self.out / name).write_bytes(drawn.data)
                self.report.images += 1
                self._images[key] = {"src": name, "width": drawn.width, "height": drawn.height}
        return self._images[key]

    # Plots

    def _plan(self, plan_id: str, lang: str) -> dict[str, Any]:
        words, labels = self.strings[lang], self.facts.labels(lang)
        completion = self.facts.completion.get(plan_id, [])
        bars = [
            {
                "bar": ", ".join(words.get(str(key), str(key)) for key in (r["assessor"], r["phase"]) if key),
                "code": code,
                "n": r[code],
            }
            for r in completion
            for code in COMPLETION
            if r.get(code)
        ]
        changes = Counter(
            (r["midterm_code"], r["end_of_term_code"])
            for r in self.facts.changes.get(plan_id, [])
            if r["midterm_code"] and r["end_of_term_code"]
        )
        change = [{"from": a, "to": b, "n": n} for (a, b), n in sorted(changes.items())]
        present = [c for c in reversed(COMPLETION) if any(c in (r["from"], r["to"]) for r in change)]
        found = Counter(r["code"] for r in self.facts.results.get(plan_id, []) if r["code"] and r["ogp_value"] is None)
        results = [{"bar": words["early_results"], "code": c, "n": found[c]} for c in RESULTS if found[c]]
        status = [
            s
            for c in self.facts.commitments
            if c["plan_id"] == plan_id
            for s in self.facts.status.get(c["commitment_id"], [])
        ]
        percent = [
            {"bar": s["commitment_id"].removeprefix(f"{plan_id}-"), "n": s["percent"]}
            for s in status
            if s["percent"] is not None and s["assessor"] == "government"
        ][:40]
        return {
            "completion": completion,
            "charts": [
                self._chart(
                    words["chart_completion"],
                    bars,
                    lambda: charts.stacked(bars, COMPLETION, labels, words["count"]),
                    lang,
                ),
                self._chart(
                    words["chart_change"],
                    change,
                    lambda: charts.grid(change, present, labels, words["end_of_term"], words["midterm"]),
                    lang,
                ),
                self._chart(
                    words["chart_results"],
                    results,
                    lambda: charts.stacked(results, RESULTS, labels, words["count"]),
                    lang,
                ),
                self._chart(words["chart_percent"], percent, lambda: charts.bars(percent, "%", percent=True), lang),
            ],
        }

    def _gap_chart(self, lang: str) -> Row | None:
        words = self.strings[lang]
        found = Counter(int(g["gap"]) for g in self.facts.gaps if g["gap"] is not None)
        rows = [
            {"bar": f"{gap:+d} {words['steps']}" if gap else f"0 {words['steps']}", "n": found[gap]}
            for gap in sorted(found, reverse=True)
        ]
        return self._chart(words["chart_gap"], rows, lambda: charts.bars(rows, words["count"]), lang)

    def _chart(self, title: str, rows: list[Row], draw: Callable[[], str], lang: str) -> Row | None:
        """Return title, SVG and numbers of a plot; None where there is nothing to plot. Equal plots are drawn once."""
        if not rows:
            return None
        key = json.dumps([title, rows, lang], default=str)
        if key not in self._charts:
            self._charts[key] = draw()
        labels = self.facts.labels(lang)
        numbers = [[labels.get(v, v) if isinstance(v, str) else v for v in row.values()] for row in rows]
        return {"title": title, "svg": Markup(self._charts[key]), "numbers": numbers}  # noqa: S704 - the plot library escapes its text


def _write_language(warehouse: Path, out: Path, lang: str, images: dict[tuple[str, int], Row | None]) -> int:
    """Write the pages of one language, page images drawn before; return how many."""
    site = Site(Facts(warehouse), out, None, lambda *_: None, _images=images)
    site._language(lang)
    return site.report.pages


@dataclass
class _Writer:
    """Writes pages of one language."""

    site: Site
    lang: str

    def write(self, name: str, template: str, **values: Any) -> None:
        """Write one page; its templates know where the root of the site is."""
        words = self.site.strings[self.lang]
        labels = self.site.facts.labels(self.lang)
        target = self.site.out / self.lang / name
        target.parent.mkdir(parents=True, exist_ok=True)
        html = self.site.engine.get_template(template).render(
            t=words,
            lang=self.lang,
            other="es" if self.lang == "en" else "en",
            here=name,
            root="../" * (name.count("/") + 1),
            up="../" * name.count("/"),
            label=lambda code: labels.get(code, words.get(code, code)) if code else "",
            country=lambda code: country(code, self.lang),
            title=lambda row: row.get(f"title_{self.lang}") or row.get("title") or row["commitment_id"],
            word=lambda key: words.get(key, key) if key else "",
            docs=self.site.facts.by_document,
            as_of=self.site.facts.as_of,
            day=lambda value: value.isoformat()[:10] if isinstance(value, (dt.date, dt.datetime)) else value or "",
            **values,
        )
        target.write_text(html, encoding="utf-8")
        self.site.report.pages += 1
