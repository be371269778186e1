"""A whole home in one file, and back.

The file is a tar. Its last member, ``backup.json``, names every other one with its sha256, so that a
file that broke off, or was changed, is told before anything is put in place. What a night makes anew
(spool, transfers that broke off, locks) is left out.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Any

from warehouse.load import held

if TYPE_CHECKING:
    from pipeline.settings import Settings

MANIFEST = "backup.json"
_FORMAT = 1
_LEFT_OUT = ("spool", "nightly.lock", "warehouse.duckdb.lock", "demo")
_BLOCK = 1 << 20


class BackupError(Exception):
    """A backup that cannot be made or brought back; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a backup holds: how many files and bytes, and when it was made (UTC, ISO 8601)."""

    files: int
    bytes: int
    made_at: str


def backup(settings: Settings, target: Path) -> Saved:
    """Save a home in a tar file (gzip where the name ends in .gz) while nights and loads may go on.

    The state and the warehouse are saved as they are at one moment each; the archive only grows, and is
    saved after them, so that it holds whatever these speak of. The file takes its name when it is whole.
    Raises BackupError.
    """
    home = settings.home
    if not home.is_dir():
        raise BackupError(f"{home} does not exist: there is nothing to save")
    target = target.absolute()
    if target.is_dir():
        raise BackupError(f"{target} is a folder; name a file, such as {target / 'compromiso.tar'}")
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with tempfile.TemporaryDirectory(dir=home, prefix=".backup-") as temporary, beside.open("wb") as file:
            saved = _write(settings, Path(temporary), file, target, packed=target.suffix == ".gz")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"{target} could not be written: {error}") from error
    finally:
        beside.unlink(missing_ok=True)
    return saved


def _write(settings: Settings, temporary: Path, file: IO[bytes], target: Path, *, packed: bool) -> Saved:
    made_at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    hashes: dict[str, str] = {}
    size = 0
    with tarfile.open(fileobj=file, mode="w:gz" if packed else "w") as tar:
        for name, path in _members(settings, temporary):
            if path.absolute() in (target, Path(file.name)):
                continue
            try:
                with path.open("rb") as source:
                    hashes[name], bytes_ = _add(tar, name, source)
            except FileNotFoundError:  # moved away since it was listed
                continue
            size += bytes_
        listed = json.dumps({"format": _FORMAT, "made_at": made_at, "sha256": hashes}, indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size = len(listed)
        tar.addfile(info, io.BytesIO(listed))
    return Saved(len(hashes), size, made_at)


def _members(settings: Settings, temporary: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files to save with their names: state and warehouse first, the archive last."""
    home = settings.home
    state = home / "fetch.sqlite"
    if state.exists():
        with (
            contextlib.closing(sqlite3.connect(state)) as old,
            contextlib.closing(sqlite3.connect(temporary / "s")) as new,
        ):
            old.backup(new)
        yield "fetch.sqlite", temporary / "s"
    if settings.warehouse.exists():
        with held(settings.warehouse.resolve()):
            shutil.copyfile(settings.warehouse, temporary / "w")
        yield "warehouse.duckdb", temporary / "w"
    handled = {"fetch.sqlite", "fetch.sqlite-wal", "fetch.sqlite-shm", "warehouse.duckdb", "archive", *_LEFT_OUT}
    for path in sorted(home.iterdir()):
        if path.name in handled or path.name.startswith("."):
            continue
        yield from _below(path, home)
    yield from _below(settings.archive.root, home)


def _below(path: Path, home: Path) -> Iterator[tuple[str, Path]]:
    """Yield a file, or the files below a folder, but for what is hidden (transfers that broke off)."""
    if path.is_file():
        yield path.relative_to(home).as_posix(), path
    elif path.is_dir():
        for below in sorted(path.iterdir()):
            if not below.name.startswith("."):
                yield from _below(below, home)


def _add(tar: tarfile.TarFile, name: str, source: IO[bytes]) -> tuple[str, int]:
    """Add a file; return its sha256 and size."""
    info = tarfile.TarInfo(name)
    stat = os.fstat(source.fileno())
    info.size, info.mtime, info.mode = stat.st_size, int(stat.st_mtime), stat.st_mode & 0o777
    counted = _Hashed(source)
    tar.addfile(info, counted)
    return counted.digest.hexdigest(), info.size


class _Hashed:
    """A file that is read once, its sha256 taken on the way."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        data = self._file.read(size)
        self.digest.update(data)
        return data


def restore(settings: Settings, source: Path) -> Saved:
    """Bring a saved home back to where there is none: all of it, or nothing.

    Raises BackupError where the home holds something already, where the file is no backup, is not whole,
    or was changed.
    """
    home = settings.home.absolute()
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise BackupError(f"{home} holds something already: name another with --home, or move it away")
    home.parent.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(dir=home.parent, prefix=f".{home.name}-") as temporary:
            listed = _unpack(source, Path(temporary) / "home")
            if home.exists():
                home.rmdir()
            (Path(temporary) / "home").replace(home)
    except (OSError, EOFError, tarfile.TarError) as error:
        raise BackupError(f"{source} cannot be brought back: {error}") from error
    sizes = [(home / name).stat().st_size for name in listed["sha256"]]
    return Saved(len(sizes), sum(sizes), listed["made_at"])


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Unpack into a folder and hold it against the list; return the list."""
    folder.mkdir()
    found: dict[str, str] = {}
    listed: dict[str, Any] | None = None
    with tarfile.open(source) as tar:
        for member in tar:
            content = tar.extractfile(member) if member.isreg() else None
            name = PurePosixPath(member.name)
            if content is None or name.is_absolute() or ".." in name.parts:
                raise BackupError(f"{source} is no backup: {member.name!r} is no file of a home")
            if member.name == MANIFEST:
                listed = _read_list(source, content.read())
                continue
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            found[member.name] = _copy(content, place)
            place.chmod(member.mode & 0o777)
    if listed is None:
        raise BackupError(f"{source} is not whole: {MANIFEST}, which ends a backup, is missing")
    if wrong := sorted(
        name for name in found.keys() | listed["sha256"].keys() if found.get(name) != listed["sha256"].get(name)
    ):
        raise BackupError(f"{source} is damaged: {len(wrong)} files are not as they were saved, such as {wrong[0]}")
    return listed


def _read_list(source: Path, data: bytes) -> dict[str, Any]:
    try:
        listed = json.loads(data)
        if listed["format"] != _FORMAT:
            raise BackupError(f"{source} was made by another version of compromiso (format {listed['format']})")
        return {"made_at": str(listed["made_at"]), "sha256": dict(listed["sha256"])}
    except (ValueError, KeyError, TypeError) as error:
        raise BackupError(f"{source} is no backup: {MANIFEST} cannot be read") from error


def _copy(content: IO[bytes], place: Path) -> str:
    digest = hashlib.sha256()
    with place.open("wb") as file:
        while data := content.read(_BLOCK):
            digest.update(data)
            file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()
