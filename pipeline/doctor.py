"""What is installed, what is missing, and what does not go together."""

from __future__ import annotations

import importlib.metadata
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pipeline.settings import Settings

_TOOLS = {
    "chromium": ("the explorer's browser tests", "apt-get install chromium"),
    "soffice": ("making the sample documents anew", "apt-get install libreoffice-writer-nogui"),
}
_LEAST_FREE = 1e9  # bytes; a load writes a copy beside the published file
_SHOWN = ("duckdb", "pdfplumber", "prefect", "pydantic", "pypdfium2", "spacy")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. ``problem`` must be mended; ``missing`` is needed for one purpose only;
    ``stale`` works, but not with what this program knows today."""

    what: str
    state: Literal["ok", "missing", "stale", "problem"]
    found: str
    advice: str = ""


def examine(settings: Settings) -> Iterator[Check]:
    """Yield what was found of this installation and of the warehouse at ``settings.home``."""
    yield Check("python", "ok", f"{platform.python_version()} on {platform.system()}, {sys.executable}")
    yield from _packages()
    for tool, (purpose, advice) in _TOOLS.items():
        where = shutil.which(tool)
        yield Check(tool, "ok", where) if where else Check(tool, "missing", f"needed for {purpose}", advice)
    yield from _home(settings)


def _packages() -> Iterator[Check]:
    """Yield the packages that differ from what compromiso asks for, and the versions of the main ones.

    What is asked for holds the combinations that are known not to work (prefect with a newer
    fastapi or sqlalchemy).
    """
    from packaging.requirements import Requirement

    try:
        own = importlib.metadata.version("compromiso")
    except importlib.metadata.PackageNotFoundError:
        yield Check("compromiso", "problem", "not installed as a package", "make setup, or pip install -e .")
        return
    yield Check("compromiso", "ok", own)
    for text in importlib.metadata.requires("compromiso") or []:
        wanted = Requirement(text)
        if wanted.marker is not None and not wanted.marker.evaluate({"extra": ""}):
            continue
        try:
            version = importlib.metadata.version(wanted.name)
        except importlib.metadata.PackageNotFoundError:
            yield Check(wanted.name, "problem", "not installed", f"pip install '{text}'")
            continue
        if not wanted.specifier.contains(version, prereleases=True):
            said = f"{version}, but {wanted.specifier} is needed"
            yield Check(wanted.name, "problem", said, f"pip install '{text}' (or make setup)")
        elif wanted.name in _SHOWN:
            yield Check(wanted.name, "ok", version)


def _home(settings: Settings) -> Iterator[Check]:
    from pipeline.discover import address
    from pipeline.ingest import corrections_of, known_documents, record_key

    if not settings.home.exists():
        yield Check("home", "ok", f"{settings.home} does not exist yet; the first ingest makes it")
        return
    free = shutil.disk_usage(settings.home).free
    said = f"{settings.home.resolve()}, {free / 1e9:.0f} GB free"
    yield Check("home", "ok", said) if free > _LEAST_FREE else Check("home", "problem", said, "make room")
    if not settings.warehouse.exists():
        yield Check("warehouse", "ok", "none yet; the first ingest makes it")
        return
    try:
        known = known_documents(settings.warehouse)
    except Exception as error:
        said = " ".join(str(error).split())[:400]
        yield Check("warehouse", "problem", said, "compromiso rebuild, where that is not in use but damaged")
        return
    size = settings.warehouse.stat().st_size / 1e6
    yield Check("warehouse", "ok", f"{len(known)} documents, {size:.1f} MB")
    lost = sum(k.content_sha256 not in settings.archive for k in known.values())
    if lost:
        yield Check("archive", "problem", f"{lost} documents are not in {settings.archive.root}", "ingest them again")
    stale = sum(
        k.record_key
        != record_key(k.content_sha256, corrections_of(address(uri), settings), keep_personal=settings.keep_personal)
        for uri, k in known.items()
    )
    if stale:
        said = f"{stale} documents were read by an older program, or corrected since"
        yield Check("records", "stale", said, "ingest them again: what changed is read anew")
