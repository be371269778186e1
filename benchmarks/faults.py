"""Nights that are killed at random moments, and nights whose disk fills up: ``python -m benchmarks.faults kill|disk``.

Each trial is one night that fails and the next one, which must leave a home like one that never failed: every document
whole, in the version that the site offers. Printed is what each trial left, with the number of trials. ``kill`` ends
by turns the night with all of its processes, as a power cut does, and its main process alone. ``disk`` mounts a file
system in memory that has room for a part only of what a night writes; it runs in a name space of its own (``unshare``).
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.pages import commitment_page, listing
from benchmarks.site import ALLOWED, LOOPBACK, Site, running
from pipeline.fetch import FetchPolicy
from pipeline.nightly import run_night
from pipeline.settings import Settings
from warehouse import query
from warehouse.check import find

ROOT = Path(__file__).parent.parent
DOCUMENTS, CHANGED = 9, 3  # offered, and of these the ones that each night finds changed: one in three
VERSIONS = 4  # of a document, after which the first one comes again
_FETCH = FetchPolicy(
    host_interval=0, backoff=0.01, connect_timeout=5, read_timeout=5, attempts=2, allow_addresses=LOOPBACK
)
_STATE = """
SELECT source_uri, content_sha256, count(DISTINCT mention_id) AS mentions, count(assessment_id) AS assessments,
    max(code) FILTER (dimension = 'completion') AS completion
FROM core.documents LEFT JOIN core.mentions USING (document_id)
LEFT JOIN core.assessments USING (document_id, mention_id)
GROUP BY ALL ORDER BY ALL
"""
State = list[tuple[Any, ...]]


class Trials:
    """A site, a home whose nights fail, and a home beside it whose nights do not."""

    def __init__(self, folder: Path, site: Site) -> None:
        self.site = site
        self.good = Settings(home=folder / "good", fetch=_FETCH, jobs=2)
        self.good.home.mkdir()
        text = f"sources:\n  - {{id: site, kind: page, url: '{site.url}/all', links: '/c/'}}\n"
        (self.good.home / "sources.yml").write_text(text)
        site.serve("/all", listing([f"/c/{number}" for number in range(DOCUMENTS)]))
        self.offer(0)
        run_night(self.good)
        self.before = self.after = state(self.good)
        self._states = {0: self.after}

    def offer(self, version: int) -> None:
        """Let the site offer every third document in another version."""
        for number in range(DOCUMENTS):
            self.site.serve(f"/c/{number}", commitment_page(number, version if number % CHANGED == 0 else 0))

    def next_round(self, version: int) -> None:
        """Offer another version, and note what a home should hold before and after a night; there are four."""
        self.offer(version % VERSIONS)
        if version % VERSIONS not in self._states:
            run_night(self.good)
            self._states[version % VERSIONS] = state(self.good)
        self.before, self.after = self.after, self._states[version % VERSIONS]

    def found(self, settings: Settings) -> str:
        """Say what a failed night left: ``as before``, ``as after``, or what is wrong."""
        if wrong := unsound(settings):
            return f"WRONG: {wrong}"
        return {str(self.before): "as before", str(self.after): "as after"}.get(
            str(state(settings)), "WRONG: in between"
        )

    def healed(self, settings: Settings) -> str:
        """Run the next night and say what it left: ``whole``, or what is wrong."""
        try:
            run = run_night(settings)
        except Exception as error:
            return f"WRONG: {type(error).__name__}: {error}"
        left = [path.name for path in (settings.home / "spool").glob("*")]
        if wrong := unsound(settings) or (run.status != "finished" and run.message):
            return f"WRONG: {wrong}"
        if left or any(settings.home.glob(".warehouse*")):
            return f"WRONG: left {left}"
        return "whole" if state(settings) == self.after else "WRONG: rows differ"


def state(settings: Settings) -> State:
    """Return what the warehouse holds of each document."""
    return [tuple(row.values()) for row in query.rows(settings.warehouse, _STATE)]


def unsound(settings: Settings) -> str:
    """Return what is wrong with the published file, if anything."""
    with contextlib.closing(query.connect(settings.warehouse)) as db:
        return "; ".join(finding.describe() for finding in find(db) if finding.severity == "error")


def kill(folder: Path, trials: int, seed: int = 1) -> Counter[str]:
    """Return what killed nights left, and the nights after them, by what was found."""
    chance, tally = random.Random(seed), Counter[str]()  # noqa: S311 - repeatable, not secret
    with running() as site:
        all_ = Trials(folder, site)
        home = shutil.copytree(all_.good.home, folder / "killed")
        settings = all_.good.model_copy(update={"home": home})
        begun = time.monotonic()
        _start(home).wait()
        whole = time.monotonic() - begun
        for number in range(1, trials + 1):
            all_.next_round(number)
            night = _start(home)
            with contextlib.suppress(subprocess.TimeoutExpired):
                night.wait(timeout=chance.uniform(0.1, whole))
            with contextlib.suppress(ProcessLookupError):
                (os.killpg if number % 2 else os.kill)(night.pid, signal.SIGKILL)
            ended = "ended before" if night.wait() >= 0 else "killed"
            readers = "readers ended" if _gone(night.pid) else "WRONG: readers left"
            _note(tally, number, ended, readers, all_.found(settings), all_.healed(settings))
    return tally


def _start(home: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", "from flows.cli import main; main()", "--home", str(home), "nightly", "--plain"]
    env = os.environ | {
        "COMPROMISO_FETCH__ALLOW_ADDRESSES": ALLOWED,
        "COMPROMISO_FETCH__HOST_INTERVAL": "0",
        "COMPROMISO_JOBS": "2",
        "PYTHONPATH": str(ROOT),
    }
    away = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=home, env=env, stdout=away, stderr=away, start_new_session=True)  # noqa: S603


def _gone(session: int, seconds: float = 60) -> bool:
    """Wait until no process of a session is left; say whether that came about."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not any(_alive(place, session) for place in Path("/proc").glob("[0-9]*/stat")):
            return True
        time.sleep(0.05)
    return False


def _alive(place: Path, session: int) -> bool:
    try:
        fields = place.read_text().rpartition(")")[2].split()
    except OSError:
        return False
    return fields[0] != "Z" and int(fields[3]) == session


def disk(folder: Path, trials: int) -> Counter[str]:
    """Return what nights left whose disk was full after a first to a last byte of what they write."""
    tally = Counter[str]()
    with running() as site:
        all_ = Trials(folder, site)
        base = shutil.copytree(all_.good.home, folder / "base")
        all_.next_round(1)
        place = folder / "small"
        place.mkdir()
        settings = all_.good.model_copy(update={"home": place / "home"})
        with _room(place, 1 << 30):
            shutil.copytree(base, settings.home)
            start = _used(place)
            with _watched(place) as most:
                run_night(settings)
            need = max(most) - start
        for number in random.Random(1).sample(range(trials), trials):  # noqa: S311 - a part of them shows all kinds
            with _room(place, start + int(need * (number / trials) ** 3)):  # the small writes come first, and are many
                shutil.copytree(base, settings.home)
                ended, left = _night(settings), all_.found(settings)
                _mount(place, 1 << 30, "remount")
                _note(tally, number, ended, left, all_.healed(settings))
    return tally


def _note(tally: Counter[str], number: int, *found: str) -> None:
    tally.update(found)
    sys.stderr.write(f"{number}: {', '.join(found)}\n")


def _night(settings: Settings) -> str:
    try:
        run = run_night(settings)
    except Exception as error:
        known = "make room" in str(error) or "No space left" in str(error) or "full" in str(error)
        return f"stopped: {type(error).__name__}" if known else f"WRONG: {type(error).__name__}: {error}"
    return f"night {run.status}"


def _used(place: Path) -> int:
    about = os.statvfs(place)
    return (about.f_blocks - about.f_bfree) * about.f_frsize


@contextlib.contextmanager
def _watched(place: Path) -> Iterator[list[int]]:
    """Note how much of a file system is used while the block runs."""
    seen, ended = [_used(place)], threading.Event()

    def look() -> None:
        while not ended.wait(0.002):
            seen.append(_used(place))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield seen
    finally:
        ended.set()
        watcher.join()


@contextlib.contextmanager
def _room(place: Path, size: int) -> Iterator[None]:
    _mount(place, size)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)  # noqa: S603, S607


def _mount(place: Path, size: int, how: str = "rw") -> None:
    command = ["mount", "-t", "tmpfs", "-o", f"{how},size={size}", "tmpfs", str(place)]
    subprocess.run(command, check=True)  # noqa: S603


def apart() -> list[str]:
    """Return what a command must begin with to mount file systems that nobody else sees; empty where none may."""
    command = ["unshare", "--map-root-user", "--mount"]
    if not shutil.which(command[0]):
        return []
    with tempfile.TemporaryDirectory() as place:
        tried = [*command, "mount", "-t", "tmpfs", "tmpfs", place]
        return command if subprocess.run(tried, capture_output=True, check=False).returncode == 0 else []  # noqa: S603


def main() -> None:
    """Run, print what came out; exit status 1 where anything is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["kill", "disk"])
    parser.add_argument("--trials", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1, help="kill: another one kills at other moments")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.what == "disk" and not given.inside:
        before = apart()
        if not before:
            parser.error("no file system can be mounted here: user namespaces are not allowed")
        os.execvp(before[0], [*before, sys.executable, "-m", "benchmarks.faults", *sys.argv[1:], "--inside"])  # noqa: S606
    with tempfile.TemporaryDirectory() as folder:
        tally = (
            kill(Path(folder), given.trials, given.seed) if given.what == "kill" else disk(Path(folder), given.trials)
        )
    print(json.dumps(dict(tally.most_common())))  # noqa: T201
    sys.exit(any(found.startswith("WRONG") for found in tally))


if __name__ == "__main__":
    main()
