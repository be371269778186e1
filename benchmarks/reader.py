"""An analyst in a process of its own, who holds the published file open and queries while loads publish."""

from __future__ import annotations

import contextlib
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from warehouse.query import connect

ROOT = Path(__file__).parent.parent
_STATE = """
SELECT
    (SELECT count(*) FROM core.documents), (SELECT count(*) FROM core.mentions),
    (SELECT count(*) FROM core.assessments),
    (SELECT count(DISTINCT document_id) FROM core.assessments), (SELECT count(*) FROM commitment_status),
    (SELECT count(*) FROM meta.versions)
"""


@dataclass(frozen=True, slots=True)
class Watched:
    """What the analyst met: errors, every state of the file in order, waits in seconds.

    ``held`` are the states that the connection held open throughout gave: one, unless it was disturbed.
    """

    queries: int
    errors: list[str]
    states: list[tuple[int, ...]]
    held: list[tuple[int, ...]]
    longest: float
    median: float


class Reader:
    """The analyst's process."""

    def __init__(self, path: Path) -> None:
        command = [sys.executable, "-m", "benchmarks.reader", str(path)]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)  # noqa: S603
        self._stream().readline()  # the first query has been answered

    def _stream(self) -> IO[str]:
        assert self.process.stdout is not None  # noqa: S101
        return self.process.stdout

    def report(self) -> Watched:
        """Stop querying and return what was met."""
        said, _ = self.process.communicate("stop\n", timeout=60)
        found = json.loads(said.splitlines()[-1])
        for name in ("states", "held"):
            found[name] = [tuple(state) for state in found[name]]
        return Watched(**found)


@contextlib.contextmanager
def watching(path: Path) -> Iterator[Reader]:
    """Let an analyst query a published file for as long as the context lasts; ask for the report thereafter."""
    reader = Reader(path)
    try:
        yield reader
    except BaseException:
        reader.process.kill()
        reader.process.wait()
        raise


def watch(path: Path) -> Watched:
    """Query until a line comes on the standard input: by turns on one connection held open, and on a new one."""
    import threading

    stop = threading.Event()

    def wait() -> None:
        sys.stdin.readline()
        stop.set()

    threading.Thread(target=wait, daemon=True).start()
    waits: list[float] = []
    errors: list[str] = []
    seen: dict[bool, list[tuple[int, ...]]] = {True: [], False: []}
    with contextlib.closing(connect(path)) as held:
        while not stop.is_set():
            for is_held in (True, False):
                begun = time.perf_counter()
                try:
                    with contextlib.nullcontext(held) if is_held else contextlib.closing(connect(path)) as db:
                        state = db.execute(_STATE).fetchall()[0]
                except Exception as error:
                    errors.append(repr(error))
                    continue
                finally:
                    waits.append(time.perf_counter() - begun)
                if state not in seen[is_held][-1:]:
                    seen[is_held].append(state)
            if len(waits) == 2:
                sys.stdout.write("querying\n")
                sys.stdout.flush()
            time.sleep(0.005)  # a person thinks, too
    return Watched(len(waits), errors, seen[False], seen[True], max(waits), statistics.median(waits))


if __name__ == "__main__":
    from dataclasses import asdict

    sys.stdout.write(json.dumps(asdict(watch(Path(sys.argv[1])))) + "\n")
