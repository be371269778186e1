"""What is installed, what is missing, what does not go together; and how the home fares."""

from __future__ import annotations

import importlib
import importlib.metadata
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pipeline.settings import Settings

# What is needed for one purpose only: the purpose, and how to get it.
_TOOLS = {"chromium": ("contributors: the browser tests of the explorer", "apt-get install chromium")}
_MODULES = {
    "weasyprint": (
        "report --pdf",
        "pip install weasyprint; apt-get install libpango-1.0-0 libpangoft2-1.0-0",
    ),
    "prefect_dask": ("task_runner = dask: reading documents on several machines", "pip install prefect-dask"),
}
_LEAST_FREE = 1e9  # bytes; a load writes a copy beside the published file
_SHOWN = ("duckdb", "pdfplumber", "prefect", "pydantic", "pypdfium2", "spacy")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. ``problem`` must be mended; ``missing`` is needed for one purpose only;
    ``stale`` works, but not with what this program knows today; at what is to ``notice`` a person should look."""

    what: str
    state: Literal["ok", "missing", "stale", "notice", "problem"]
    found: str
    advice: str = ""


def examine(settings: Settings) -> Iterator[Check]:
    """Yield what was found of this installation and of the warehouse at ``settings.home``."""
    yield Check("python", "ok", f"{platform.python_version()} on {platform.system()}, {sys.executable}")
    yield from _packages()
    yield from _optional()
    yield from _reading()
    yield from _asking(settings)
    yield from _home(settings)


def _optional() -> Iterator[Check]:
    """Yield the programs and modules that one purpose needs: what for, and where they are or how to get them."""
    for tool, (purpose, advice) in _TOOLS.items():
        where = shutil.which(tool)
        yield (
            Check(tool, "ok", f"for {purpose}: {where}") if where else Check(tool, "missing", f"for {purpose}", advice)
        )
    for module, (purpose, advice) in _MODULES.items():
        try:
            importlib.import_module(module)
        except (ImportError, OSError) as error:  # OSError: a library that it loads is missing
            said = "" if isinstance(error, ModuleNotFoundError) else f" ({' '.join(str(error).split())[:120]})"
            yield Check(module, "missing", f"for {purpose}{said}", advice)
        else:
            yield Check(module, "ok", f"for {purpose}")


def _asking(settings: Settings) -> Iterator[Check]:
    """Yield whom webmasters can write to, who is told of failures, and the sources."""
    from pipeline.sources import SourcesError, load_sources, sources_file

    try:
        file = sources_file(settings.sources, settings.home)
        enabled = [source for source in load_sources(file) if source.enabled]
        yield Check("sources", "ok", f"{len(enabled)} enabled in {file}")
    except SourcesError as error:
        yield Check(
            "sources", "problem", "; ".join(error.problems)[:400], "compromiso sources init shows how they look"
        )
        enabled = []
    contact = settings.fetch.contact
    if contact:
        yield Check("contact", "ok", contact)
    elif any(source.kind != "folder" for source in enabled):
        said = "webmasters are not told who asks"
        yield Check("contact", "notice", said, "COMPROMISO_FETCH__CONTACT=a mail or page of yours")
    if settings.notify.command or settings.notify.webhook:
        yield Check("notify", "ok", "failed nights are told; compromiso notify tries it")
    else:
        yield Check(
            "notify", "notice", "nobody is told of a night that fails", "COMPROMISO_NOTIFY__COMMAND or __WEBHOOK"
        )


def _reading() -> Iterator[Check]:
    """Yield the programs that read more kinds of documents, and what of them is missing."""
    from extractors.readers.outside import PROGRAMS, TESSERACT
    from extractors.readers.recognise import languages

    for program in PROGRAMS:
        if program.path is None:
            yield Check(program.command, "missing", f"for reading {program.purpose}", program.install)
            continue
        lacks = languages() if program is TESSERACT else []
        if lacks:
            said = f"for reading {program.purpose}: {program.path}, without the languages {', '.join(lacks)}"
            yield Check(program.command, "missing", said, program.install)
        else:
            yield Check(program.command, "ok", f"for reading {program.purpose}: {program.path}")
    try:
        version = importlib.metadata.version("opencv-python-headless")
        yield Check("opencv", "ok", f"for reading {TESSERACT.purpose}: {version}")
    except importlib.metadata.PackageNotFoundError:
        said = f"for reading {TESSERACT.purpose}"
        yield Check("opencv", "missing", said, "make setup-ocr, or pip install 'compromiso[ocr]'")


def _packages() -> Iterator[Check]:
    """Yield the packages that differ from what compromiso asks for, and the versions of the main ones.

    What is asked for holds the combinations that are known not to work (prefect with a newer
    fastapi or sqlalchemy).
    """
    from packaging.requirements import Requirement

    try:
        own = importlib.metadata.version("compromiso")
    except importlib.metadata.PackageNotFoundError:
        yield Check(
            "compromiso",
            "problem",
            "not installed as a package",
            "pip install it (a wheel, or -e and the folder of its source)",
        )
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
            yield Check(wanted.name, "problem", said, f"pip install '{text}'")
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
    yield from _nights(settings)


def _nights(settings: Settings) -> Iterator[Check]:
    """Yield how the nights fare, and what is broken since when."""
    from pipeline.health import health

    found = health(settings)
    if found.last_night is None:
        yield Check("nights", "ok", "none yet; compromiso nightly runs one")
    elif found.reasons:
        yield Check("nights", "problem", "; ".join(found.reasons)[:400], "compromiso health, compromiso runs")
    if found.last_good and found.last_good.finished_at:
        said = f"{found.last_good.finished_at:%Y-%m-%d %H:%M} UTC, {found.age_hours:.0f} hours ago"
        yield Check("last good night", "ok", said)
    for kind, what, advice in (
        ("source", "sources not asked", "compromiso sources check"),
        ("fetch", "documents not to be had", "compromiso health"),
        ("read", "documents not readable", "compromiso health, compromiso issues --severity error"),
    ):
        named = [one for one in found.broken if one.kind == kind]
        if named:
            shown = ", ".join(f"{one.what.rpartition('/')[2] or one.what} ({one.code})" for one in named[:3])
            yield Check(what, "notice", f"{len(named)}: {shown}{', ...' if len(named) > 3 else ''}", advice)
