"""Writes the site: pages in two languages, plots, search index, downloads, page images.

It needs no server and loads nothing from elsewhere: it works from a file share or any web host.
A site that is there is brought up to date: only pages whose content changed are written.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import multiprocessing
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from warehouse import export, schema
from warehouse.explorer import search
from warehouse.explorer.facts import Facts
from warehouse.explorer.pages import Page, Pages, Pictured
from warehouse.explorer.render import engine, replace, write
from warehouse.explorer.words import HERE, LANGUAGES

_MANIFEST = "site.json"
_POOL = 400  # pages from which further processes pay
_CHUNK = 100  # pages handed to a process at a time


class NotASiteError(ValueError):
    """A folder that holds something else than a site: nothing in it is touched."""


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
    """What a build wrote: ``pages`` and ``images`` there are now, ``written`` of these pages, bytes of the site.

    ``image_bytes`` of them are the page images.
    """

    pages: int = 0
    written: int = 0
    images: int = 0
    image_bytes: int = 0
    bytes: int = 0
    seconds: float = 0.0


Image = tuple[float, float, str]
"""Width and height of a page in points and the suffix of its image."""


@dataclass
class _Manifest:
    """What a site was made of: digests by page, sizes by image, and what no longer belongs to it."""

    code: str = ""
    pages: dict[str, str] = field(default_factory=dict)
    images: dict[str, Image | None] = field(default_factory=dict)
    downloads: str = ""

    @classmethod
    def of(cls, out: Path) -> _Manifest:
        """Read the manifest of a folder; an empty one for a new folder. Raises NotASiteError."""
        try:
            return cls(**json.loads((out / _MANIFEST).read_text(encoding="utf-8")))
        except FileNotFoundError:
            if out.exists() and any(out.iterdir()):
                raise NotASiteError(f"{out} is not empty and no site; name another folder") from None
            return cls()
        except (ValueError, TypeError) as error:
            raise NotASiteError(f"{out / _MANIFEST} cannot be read; remove {out} or name another folder") from error

    def save(self, out: Path) -> None:
        body = json.dumps(vars(self), separators=(",", ":"), sort_keys=True)
        replace(out / _MANIFEST, body.encode())


def build(
    warehouse: Path,
    out: Path,
    *,
    picture: Picture | None = None,
    progress: Progress | None = None,
    processes: int | None = None,
) -> Report:
    """Bring the site in ``out`` to the state of a published warehouse and say what was written.

    ``picture`` draws pages of PDF documents; it goes to other processes, so it can be pickled.
    ``progress`` is told a step, how much of it is done and how much there is. ``processes`` is how many
    work at most, the number of cores unless given. Raises NotASiteError for a folder that holds
    something else.
    """
    start = time.perf_counter()
    tell = progress or (lambda *_: None)
    old = _Manifest.of(out)
    out.mkdir(parents=True, exist_ok=True)
    new = _Manifest(code=_code())
    # A build that breaks off leaves a site that the next one writes anew.
    _Manifest(pages=dict.fromkeys(old.pages, ""), images=old.images).save(out)
    workers_at_most = processes or len(os.sched_getaffinity(0))
    with contextlib.closing(Facts(warehouse)) as facts, _Workers(workers_at_most) as workers:
        pages = Pages(facts)
        if picture:
            pages.images = _draw(pages.pictured(), facts, out, picture, old, new, workers, tell)
        changed = []
        for page in pages.all():
            digest = new.pages[page.name] = _digest(page)
            if old.code != new.code or old.pages.get(page.name) != digest:
                changed.append(page)
        new.downloads = facts.state
        downloads = None if new.downloads == old.downloads else workers.submit(_downloads, warehouse, out)
        _write(changed, facts, out, workers, tell)
        if downloads:
            downloads.result()
        replace(out / "commitments.js", search.index(facts).encode())
        replace(out / "texts.js", search.texts(facts).encode())
        as_of = facts.as_of
    new.pages["data.html"] = ""  # lists what has just been written
    write([Page("data.html", "data.html.jinja", {"as_of": as_of, **_files(out / "data")})], out)
    _assets(out)
    _remove(old, new, out)
    new.save(out)
    size = sum(entry.stat().st_size for entry in _walk(out))
    drawn = sum(entry.stat().st_size for entry in _walk(out / "pages")) if (out / "pages").is_dir() else 0
    images = sum(v is not None for v in new.images.values())
    whole = len(LANGUAGES) * len(new.pages) + 1
    return Report(whole, len(LANGUAGES) * len(changed), images, drawn, size, time.perf_counter() - start)


@cache
def _code() -> str:
    """Return a digest of all that shapes a page beside its content."""
    files = [p for p in sorted(HERE.rglob("*")) if p.is_file() and p.suffix != ".pyc"]
    body = b"\0".join(p.read_bytes() for p in files) + schema.digest().encode()
    return hashlib.sha256(body).hexdigest()[:16]


def _digest(page: Page) -> str:
    body = json.dumps([page.template, page.values], default=str, ensure_ascii=False)
    return hashlib.blake2b(body.encode(), digest_size=9).hexdigest()


class _Workers:
    """Processes that are started when there is enough to do; without them the work is done here."""

    def __init__(self, processes: int) -> None:
        self.processes = processes
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> _Workers:
        return self

    def __exit__(self, kind: Any, *_: object) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=kind is not None)

    def start(self) -> None:
        """Start the processes."""
        if self.processes > 1 and not self._pool:
            self._pool = ProcessPoolExecutor(self.processes, mp_context=multiprocessing.get_context("spawn"))

    def submit(self, work: Callable[..., Any], *values: Any) -> Future[Any]:
        """Do something in another process, or here and now."""
        if self._pool:
            return self._pool.submit(work, *values)
        done: Future[Any] = Future()
        done.set_result(work(*values))
        return done


def _write(changed: Sequence[Page], facts: Facts, out: Path, workers: _Workers, tell: Progress) -> None:
    """Write pages in every language, those of documents with their tables."""
    if len(changed) > _POOL:
        workers.start()
    pending = []
    for chunk in _chunks(changed):
        documents = [p.values["doc"]["document_id"] for p in chunk if p.template == "document.html.jinja"]
        tables = facts.tables_of(documents) if documents else {}
        for page in chunk:
            if page.template == "document.html.jinja":
                page.values = page.values | {"tables": tables.get(page.values["doc"]["document_id"], [])}
        pending.append((workers.submit(write, chunk, out), len(chunk)))
    done = 0
    for future, pages in pending:
        future.result()
        done += pages
        tell("pages", done, len(changed))


def _chunks(pages: Sequence[Page]) -> Iterator[list[Page]]:
    for start in range(0, len(pages), _CHUNK):
        yield list(pages[start : start + _CHUNK])


def _draw(
    wanted: dict[str, list[int]],
    facts: Facts,
    out: Path,
    picture: Picture,
    old: _Manifest,
    new: _Manifest,
    workers: _Workers,
    tell: Progress,
) -> Pictured:
    """Draw the pages with words of values, but for those that are there; the name of a file tells its content."""
    folder = out / "pages"
    missing: dict[str, list[int]] = {}
    for document, pages in wanted.items():
        for page in pages:
            name = _image_name(facts, document, page)
            if name in old.images:
                new.images[name] = old.images[name]
            else:
                missing.setdefault(document, []).append(page)
    whole = sum(map(len, missing.values()))
    if whole > 8:
        workers.start()
    if whole:
        folder.mkdir(exist_ok=True)
    pending = [
        workers.submit(_draw_document, picture, document, pages, folder / facts.by_document[document]["content_sha256"])
        for document, pages in missing.items()
    ]
    done = 0
    for future, (document, pages) in zip(pending, missing.items(), strict=True):
        for page, size in future.result().items():
            new.images[_image_name(facts, document, page)] = size
        done += len(pages)
        tell("page images", done, whole)
    found: Pictured = {}
    for document, pages in wanted.items():
        for page in pages:
            size = new.images[_image_name(facts, document, page)]
            if size:
                width, height, suffix = size
                name = f"pages/{_image_name(facts, document, page)}{suffix}"
                found[document, page] = {"src": name, "width": width, "height": height}
    return found


def _image_name(facts: Facts, document: str, page: int) -> str:
    return f"{facts.by_document[document]['content_sha256'][:16]}-{page}"


def _draw_document(picture: Picture, document: str, pages: list[int], name: Path) -> dict[int, Image | None]:
    sizes: dict[int, Image | None] = {}
    for page in pages:
        drawn = picture(document, page)
        sizes[page] = (drawn.width, drawn.height, drawn.suffix) if drawn else None
        if drawn:
            replace(name.with_name(f"{name.name[:16]}-{page}{drawn.suffix}"), drawn.data)
    return sizes


def _downloads(warehouse: Path, out: Path) -> None:
    """Write the downloads beside the old ones, then put them in their place."""
    fresh = out / ".data"
    shutil.rmtree(fresh, ignore_errors=True)
    export.export(warehouse, fresh, xlsx=True, sqlite=True, safe=True)
    shutil.copy(warehouse, fresh / "compromiso.duckdb")
    shutil.rmtree(out / "data", ignore_errors=True)
    fresh.rename(out / "data")


def _files(folder: Path) -> dict[str, Any]:
    """Return what there is to download: ``sizes`` by file, ``tables`` with what they hold, ``others`` of no table."""
    sizes = {p.relative_to(folder).as_posix(): p.stat().st_size for p in sorted(folder.rglob("*")) if p.is_file()}
    described: list[schema.View | schema.Table] = [*schema.views().values(), *schema.tables().values()]
    named = {x.full_name: {"en": x.en, "es": x.es} for x in described}
    others = [f for f in sizes if "/" in f and f.split("/")[1].rsplit(".", 1)[0] not in named]
    tables = sorted(named.items(), key=lambda entry: (not entry[0].startswith("main."), entry[0]))
    return {"sizes": sizes, "tables": tables, "others": others}


def _assets(out: Path) -> None:
    """Write what all pages share."""
    shutil.copytree(HERE / "assets", out / "assets", dirs_exist_ok=True)
    replace(out / "index.html", engine(LANGUAGES[0]).get_template("choose.html.jinja").render().encode())


def _remove(old: _Manifest, new: _Manifest, out: Path) -> None:
    """Remove pages and images that the site no longer has; files it never had are left alone."""
    for name in old.pages.keys() - new.pages.keys():
        for lang in LANGUAGES:
            (out / lang / name).unlink(missing_ok=True)
    for name in old.images.keys() - new.images.keys():
        if image := old.images[name]:
            (out / "pages" / f"{name}{image[2]}").unlink(missing_ok=True)


def _walk(folder: Path) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(Path(entry.path))
            else:
                yield entry
