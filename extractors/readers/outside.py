"""Programs beside this one (LibreOffice, tesseract): found, run within limits, and their results kept.

Nothing here decides what is read. A program that is missing is an error with the command that installs it; what a
program gave is kept in a folder, by the digest of what it was given, where the caller names one.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from extractors.readers.errors import ReadError

_FOLDER: ContextVar[Path | None] = ContextVar("results of outside programs", default=None)
_MORE: ContextVar[Callable[[], None] | None] = ContextVar("more", default=None)
_MAX_OUTPUT = 1 << 30  # bytes that a program may write into one file
_PARENT_DEATH = 1  # of Linux' prctl: the signal that a process gets when the one that started it ends
_PRCTL = getattr(ctypes.CDLL(None), "prctl", None)


@dataclass(frozen=True, slots=True)
class Program:
    """A program of the system: its command, what it is needed for, and the command that installs it."""

    command: str
    purpose: str
    install: str

    @property
    def path(self) -> str | None:
        """Where it is; None where it is not installed."""
        return shutil.which(self.command)


OFFICE = Program(
    "soffice",
    "old Word files, sheets, slides and OpenDocument files",
    "apt-get install libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui",
)
TESSERACT = Program("tesseract", "scanned pages and pictures", "apt-get install tesseract-ocr tesseract-ocr-spa")
PROGRAMS = (OFFICE, TESSERACT)


@functools.cache
def installed() -> str:
    """Return which of the programs there are, and OpenCV, as one word each."""
    found = [program.command for program in PROGRAMS if program.path]
    return " ".join([*found, *(["cv2"] if importlib.util.find_spec("cv2") else [])])


@contextlib.contextmanager
def keep_in(folder: Path | None) -> Iterator[None]:
    """Keep what outside programs give in a folder while this lasts; None keeps nothing."""
    token = _FOLDER.set(folder)
    try:
        yield
    finally:
        _FOLDER.reset(token)


@contextlib.contextmanager
def with_room(more: Callable[[], None]) -> Iterator[None]:
    """Call ``more`` before anything that takes much memory at once, while this lasts."""
    token = _MORE.set(more)
    try:
        yield
    finally:
        _MORE.reset(token)


def more_room() -> None:
    """Ask for the memory that pictures of whole pages take."""
    more = _MORE.get()
    if more:
        more()


def kept(kind: str, given: bytes, make: Callable[[], bytes]) -> bytes:
    """Return what ``make`` gives for these bytes, from the folder where it was made before.

    ``kind`` names the program, its options and version: another kind is made anew.
    """
    folder = _FOLDER.get()
    if folder is None:
        return make()
    digest = hashlib.sha256(kind.encode() + b"\0" + given).hexdigest()
    file = folder / digest[:2] / digest
    with contextlib.suppress(OSError):
        return file.read_bytes()
    made = make()
    with contextlib.suppress(OSError):  # a full disk costs the copy, not the document
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as out:
            out.write(made)
        Path(out.name).replace(file)
    return made


def run(program: Program, arguments: Sequence[str], seconds: float, *, given: bytes = b"", home: Path) -> bytes:
    """Run a program and return what it wrote to its standard output.

    It gets ``given`` as its standard input, ``home`` as its home and folder for temporary files, no proxy to the
    network, and ``seconds`` of time; where this process ends before it, however that comes about, so does it.

    Raises:
        ReadError: ``timeout`` where it took longer, ``unsupported_type`` where it is not installed, ``corrupt`` where
            it failed.
    """
    path = program.path
    if path is None:
        raise missing(program)
    guard = shutil.which("timeout")
    command = [guard, "-k", "5", f"{seconds:.0f}", path] if guard else [path]
    environment = {
        **{key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")},
        "HOME": str(home),
        "TMPDIR": str(home),
        "OMP_THREAD_LIMIT": "1",
        "http_proxy": "http://127.0.0.1:9",
        "https_proxy": "http://127.0.0.1:9",
    }
    process = subprocess.Popen(  # noqa: S603 - a program of the system, what it reads is a file of our own naming
        [*command, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        cwd=home,
        start_new_session=True,
        preexec_fn=_limits,
    )
    try:
        out, said = process.communicate(given, timeout=seconds + 2)
    except subprocess.TimeoutExpired:
        out, said = b"", b""
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # what it started, too
        process.wait()
    if process.returncode in (124, 137, -signal.SIGKILL):
        raise ReadError("timeout", f"{program.command} took longer than {seconds:.0f} s to open the file")
    if process.returncode:
        words = " ".join(said.decode("utf-8", "replace").split())[-200:]
        raise ReadError("corrupt", f"{program.command} cannot open the file: {words or process.returncode}")
    return out


def missing(program: Program) -> ReadError:
    """Return the error of a file that needs a program which is not installed."""
    return ReadError(
        "unsupported_type",
        f"{program.command} is needed for {program.purpose} and is not installed: {program.install}",
    )


def _limits() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (_MAX_OUTPUT, _MAX_OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if _PRCTL is not None:
        _PRCTL(_PARENT_DEATH, signal.SIGTERM)  # "timeout" hands it on to what it runs
