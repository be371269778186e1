"""Nightly runs measured on a site of generated documents: ``python -m benchmarks.nightly quiet|faults|kill|...``.

``quiet``: a first night, a night with nothing changed, one with ten documents changed. ``faults``: a
night among failing servers, and the next one. ``kill``: nights ended by SIGKILL at random moments.
``rerun``: one document by hand. ``poisoned``: a night in which one document in ten is a file of the folder
``--hostile``, beside a clean one, both into an empty home. Each prints its figures; ``--home`` keeps what it made.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.pages import commitment_page, listing
from benchmarks.site import ALLOWED, Handler, Route, Site, running
from warehouse import query
from warehouse.check import find

ROOT = Path(__file__).parent.parent
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(500)
STATEMENTS = 5  # assessments that each generated page states


@dataclass(frozen=True, slots=True)
class Measured:
    """One command as it was run: wall and processor seconds, and the memory of all its processes together."""

    seconds: float
    processor: float
    peak_mb: float
    code: int
    run: dict[str, Any]


class Bench:
    """A home, a site and the command line."""

    def __init__(self, home: Path, documents: int, seed: int) -> None:
        self.home = home
        self.documents = documents
        self.random = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self.warehouse = home / "warehouse.duckdb"

    def serve(self, site: Site, *, also: str = "") -> None:
        """Let the site offer the documents, and the home ask it."""
        for number in range(self.documents):
            site.serve(f"/c/{number}", commitment_page(number))
        site.serve("/all", listing([f"/c/{number}" for number in range(self.documents)]))
        text = f"sources:\n  - {{id: site, kind: page, url: '{site.url}/all', links: '/c/'}}\n{also}"
        (self.home / "sources.yml").write_text(text)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start the command line in a session of its own."""
        command = [sys.executable, "-c", "from flows.cli import main; main()", "--home", str(self.home), *arguments]
        fetching = {"HOST_INTERVAL": "0", "HOST_CONCURRENCY": "4", "BACKOFF": "0.2", "READ_TIMEOUT": "1"}
        env = os.environ | {f"COMPROMISO_FETCH__{name}": value for name, value in fetching.items()}
        env["COMPROMISO_FETCH__ALLOW_ADDRESSES"] = ALLOWED
        env |= {"COMPROMISO_JOBS": "2", "PREFECT_HOME": str(self.home / "prefect")}
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=ROOT, env=env, stdout=pipe, stderr=pipe, start_new_session=True)  # noqa: S603

    def run(self, *arguments: str) -> Measured:
        """Run the command line to its end and watch its memory, all of its processes together."""
        begun = time.monotonic()
        process = self.start(*arguments)
        peak, spent = [0.0], [0.0]
        watching = threading.Event()

        def watch() -> None:
            while not watching.wait(0.2):
                peak[0] = max(peak[0], sum(_resident(process.pid)))
                spent[0] = max(spent[0], sum(_spent(process.pid)))

        watcher = threading.Thread(target=watch)
        watcher.start()
        out, err = process.communicate()
        watching.set()
        watcher.join()
        if process.returncode not in (0, 1):
            sys.stderr.write(err.decode())
        run = json.loads(out) if "--json" in arguments and out.strip().startswith(b"{") else {}
        return Measured(time.monotonic() - begun, spent[0], peak[0], process.returncode, run)

    def night(self, *options: str) -> Measured:
        """Run one night."""
        return self.run("nightly", "--json", *options)

    def tasks(self) -> int:
        """How many task runs Prefect has recorded so far."""
        with contextlib.closing(sqlite3.connect(self.home / "prefect" / "prefect.db")) as db:
            return int(db.execute("select count(*) from task_run").fetchone()[0])

    def one(self, sql: str) -> Any:
        """Return the single value that a query on the published warehouse gives."""
        return next(iter(query.rows(self.warehouse, sql)[0].values()))

    def sound(self) -> str | None:
        """Open the published warehouse and run its checks; return what is wrong with it, if anything."""
        if not self.warehouse.exists():
            return None
        with contextlib.closing(query.connect(self.warehouse)) as db:
            errors = [finding.describe() for finding in find(db) if finding.severity == "error"]
        halves = self.one(
            f"SELECT count(*) FROM (SELECT document_id, count(assessment_id) AS n FROM core.documents "
            f"LEFT JOIN core.assessments USING (document_id) GROUP BY ALL) WHERE n <> {STATEMENTS}"
        )
        return "; ".join(errors) or (f"{halves} documents are loaded in part" if halves else None)


def quiet(bench: Bench) -> None:
    """Print what nights cost in which everything, nothing and ten documents are new."""
    show(("night", "seconds", "processor", "peak MB", "requests", "tasks", "read", "unchanged", "in the flow"))
    with running() as site:
        bench.serve(site)
        before = 0
        for name in ("first", "nothing changed", "ten changed"):
            if name == "ten changed":
                for number in range(10):
                    site.serve(f"/c/{number * 7}", commitment_page(number * 7, version=1))
            site.requests.clear()
            night = bench.night()
            counts = night.run["counts"]
            tasks = bench.tasks()
            read = counts.get("read_ok", 0)
            seconds = f"{night.seconds:.1f}"
            row = (
                name,
                seconds,
                f"{night.processor:.1f}",
                f"{night.peak_mb:.0f}",
                len(site.requests),
                tasks - before,
                read,
            )
            show((*row, counts.get("unchanged", 0), counts["seconds"]))
            before = tasks


def faults(bench: Bench) -> None:
    """Print what a night among failing servers brings, and whether the next one heals it."""
    plan = _plan(bench)
    with running() as site, _dead() as port:
        urls = ", ".join(f"http://127.0.0.1:{port}/d/{number}" for number in range(20))
        also = f"  - {{id: down, kind: document, url: [{urls}]}}\n"
        bench.serve(site, also=also)
        for path, (route, _) in plan.items():
            site.routes[path] = route
        first = bench.night("--plain")
        expected = Counter({code: 0 for _, code in plan.values() if code})
        expected.update(code for _, code in plan.values() if code)
        expected["host_down"] = 20
        print_faults(bench, first, expected, bench.documents - sum(expected.values()) + 20)
        bench.serve(site, also=also)
        with running(_down(), port=port):
            second = bench.night("--plain")
    print_faults(bench, second, Counter(), bench.documents + 20)


def print_faults(bench: Bench, night: Measured, expected: Counter[str], documents: int) -> None:
    """Print one night among faults beside what it should have been."""
    last = query.rows(
        bench.warehouse,
        "SELECT url, last(error ORDER BY attempted_at, attempt) AS error, count(*) AS attempts FROM meta.fetches "
        "WHERE run_id = ? AND NOT ends_with(url, 'robots.txt') GROUP BY url",
        [night.run["run_id"]],
    )
    found = Counter(row["error"] for row in last if row["error"])
    retried = sum(row["attempts"] > 1 and not row["error"] for row in last)
    show(
        (
            "seconds",
            f"{night.seconds:.1f}",
            "processor",
            f"{night.processor:.1f}",
            "requests",
            night.run["counts"]["requests"],
            "healed by retries",
            retried,
        )
    )
    show(("documents", bench.one("SELECT count(*) FROM core.documents"), "expected", documents))
    show(("codes", dict(sorted(found.items())), "expected", dict(sorted(expected.items()))))
    show(("warehouse", bench.sound() or "sound, nothing loaded in part"))


def kill(bench: Bench, times: int, options: list[str]) -> None:
    """Print what twenty nights look like that are killed at random moments, each followed by a whole one."""
    with running() as site:
        bench.serve(site)
        whole = bench.night(*options).seconds
        show(("killed after", "of", "published is", "next night", "documents", "seconds"))
        for round_ in range(1, times + 1):
            for number in range(0, bench.documents, 3):
                site.serve(f"/c/{number}", commitment_page(number, version=round_))
            after = bench.random.uniform(0.2, whole)
            process = bench.start("nightly", *options)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.communicate(timeout=after)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            state = bench.sound() or "sound"
            night = bench.night(*options)
            healed = bench.sound() or night.run["status"]
            documents = bench.one("SELECT count(*) FROM core.documents")
            show((f"{after:.1f}", f"{whole:.1f}", state, healed, documents, f"{night.seconds:.1f}"))


def rerun(bench: Bench) -> None:
    """Print how long one document takes by hand, in a warehouse of one document and of many."""
    show(("documents in the warehouse", "rerun, seconds", "the same with --refetch"))
    for documents in (1, bench.documents):
        bench.documents = documents
        with running() as site:
            bench.serve(site)
            bench.night("--plain")
            url = f"{site.url}/c/0"
            show((documents, *(f"{bench.run('rerun', url, *extra).seconds:.1f}" for extra in ([], ["--refetch"]))))


def poisoned(bench: Bench, hostile: Path) -> None:
    """Print what one hostile document in ten costs a night, and what became of the others."""
    files = sorted(path for path in hostile.iterdir() if path.name != "README.md")
    show(("night", "seconds", "processor", "peak MB", "whole", "of", "read", "failed"))
    for name in ("clean", "poisoned"):
        home = bench.home / name
        home.mkdir()
        here = Bench(home, bench.documents, 1)
        bad = {f"/c/{number}" for number in range(0, here.documents, 10)} if name == "poisoned" else set()
        with running() as site:
            here.serve(site)
            for place, path in enumerate(sorted(bad)):
                site.routes[path] = _strange(files[place % len(files)], place)
            night = here.night("--plain")
        found = query.rows(
            here.warehouse,
            "SELECT source_uri, count(assessment_id) AS n FROM core.documents LEFT JOIN core.assessments "
            "USING (document_id) GROUP BY ALL",
        )
        whole = sum(row["n"] == STATEMENTS and urlsplit(row["source_uri"]).path not in bad for row in found)
        counts, took = night.run["counts"], (f"{night.seconds:.1f}", f"{night.processor:.1f}", f"{night.peak_mb:.0f}")
        failed = counts.get("read_failed", 0) + counts.get("missed", 0)
        show((name, *took, whole, here.documents - len(bad), counts.get("read_ok", 0), failed))
        codes = "SELECT code, count(*) AS n FROM meta.issues WHERE severity = 'error' GROUP BY ALL ORDER BY ALL"
        if bad:
            show(("codes", {row["code"]: row["n"] for row in query.rows(here.warehouse, codes)}, counts))


def _strange(path: Path, number: int) -> Route:
    """Return a route that answers with a hostile file, each time with other bytes."""
    kind = {".br": "text/html", ".md": "text/markdown"}.get(path.suffix, "application/octet-stream")
    coding = "br" if path.suffix == ".br" else "identity"
    body = path.read_bytes() + (b"\n" + b" " * number if coding == "identity" else b"")

    def route(handler: Handler) -> None:
        handler.send(200, body, Content_Type=kind, Content_Encoding=coding)

    return route


def _plan(bench: Bench) -> dict[str, tuple[Route, str | None]]:
    """Return which paths fail how, and the code that they end with where retries cannot help."""
    shares = {"timeout": 5, "server_error": 5, "rate_limited": 3, "truncated": 2, "redirect_loop": 2, "wrong_type": 1}
    paths = [f"/c/{number}" for number in range(bench.documents)]
    bench.random.shuffle(paths)
    left = iter(paths)
    plan: dict[str, tuple[Route, str | None]] = {}
    for kind, percent in shares.items():
        for place, path in enumerate(itertools.islice(left, bench.documents * percent // 100)):
            good = commitment_page(int(path.removeprefix("/c/")))
            lasting = kind in ("redirect_loop", "wrong_type") or (
                kind in ("timeout", "server_error") and place % 5 == 0
            )
            plan[path] = (_failing(kind, good, 99 if lasting else 1 + place % 2), kind if lasting else None)
    return plan


def _failing(kind: str, good: bytes, times: int) -> Route:
    left = [times]

    def route(handler: Handler) -> None:
        left[0] -= 1
        if left[0] < 0:
            handler.document(good)
        elif kind == "timeout":
            time.sleep(1.5)
            handler.close_connection = True
        elif kind == "server_error":
            handler.send(500)
        elif kind == "rate_limited":
            handler.send(429, Retry_After="1")
        elif kind == "truncated":
            handler.send(200, good[:500], length=len(good))
        elif kind == "redirect_loop":
            handler.send(302, Location=handler.path)
        else:
            handler.send(200, PICTURE, Content_Type="text/html")

    return route


@contextlib.contextmanager
def _dead() -> Iterator[int]:
    """Yield a port at which nobody answers."""
    with running() as site:
        port = int(site.url.rpartition(":")[2])
    yield port


def _down() -> Site:
    site = Site()
    for number in range(20):
        site.serve(f"/d/{number}", commitment_page(5000 + number))
    return site


def _spent(session: int) -> Iterator[float]:
    """Yield the processor seconds of each process of a session, with those of its children that have ended."""
    tick = os.sysconf("SC_CLK_TCK")
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, IndexError, ValueError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[3]) == session:
                yield sum(map(int, fields[11:15])) / tick


def _resident(session: int) -> Iterator[float]:
    """Yield the resident memory in MB of each process of a session; what several share is parted among them."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, IndexError, ValueError):
            if int(stat.read_text().rpartition(")")[2].split()[3]) == session:
                shares = re.search(r"^Pss:\s+(\d+) kB", (stat.parent / "smaps_rollup").read_text(), re.MULTILINE)
                yield int(shares[1]) * 1024 / 1e6 if shares else 0.0


def show(cells: tuple[object, ...]) -> None:
    """Print cells side by side."""
    sys.stdout.write("  ".join(f"{cell!s:>16}" for cell in cells) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["quiet", "faults", "kill", "rerun", "poisoned"])
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--times", type=int, default=20, help="kill: how often")
    parser.add_argument("--plain", action="store_true", help="kill: without Prefect")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--hostile", type=Path, help="poisoned: folder of hostile files")
    given = parser.parse_args()
    if given.what == "poisoned" and not given.hostile:
        parser.error("poisoned needs --hostile FOLDER")
    with tempfile.TemporaryDirectory() as temporary:
        home = given.home or Path(temporary)
        home.mkdir(parents=True, exist_ok=True)
        bench = Bench(home, given.documents, given.seed)
        if given.what == "kill":
            kill(bench, given.times, ["--plain"] if given.plain else [])
        elif given.what == "poisoned":
            poisoned(bench, given.hostile)
        else:
            {"quiet": quiet, "faults": faults, "rerun": rerun}[given.what](bench)


if __name__ == "__main__":
    main()
