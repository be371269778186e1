"""A week of nights among servers that fail, recover, lie and vanish: ``python -m benchmarks.week``.

Three servers offer documents. Each night something happens to them; each morning is printed what an
operator finds: the exit status of ``health``, what it says, and what was told in the night.
"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from benchmarks.pages import commitment_page, listing
from benchmarks.site import LOOPBACK, Site, running
from flows.cli import app
from pipeline._fetch.policy import FetchPolicy
from pipeline.health import health
from pipeline.nightly import run_night
from pipeline.policies import NotifyPolicy
from pipeline.settings import Settings
from warehouse.model import Run

FETCH = FetchPolicy(
    host_interval=0, backoff=0.01, connect_timeout=1, read_timeout=1, attempts=2, allow_addresses=LOOPBACK
)
WITHOUT_WORDS = b"<!doctype html><html><head><title>A page</title></head><body></body></html>"
SORRY = b"<!doctype html><html><head><title>Sorry</title></head><body><p>We will be back soon.</p></body></html>"


@dataclass(frozen=True, slots=True)
class Morning:
    """What an operator finds after a night: ``status`` is the exit status of ``health``, ``told`` the events of the
    night, ``broken`` what is listed as broken (kind and the last part of its name) with its number of nights."""

    happened: str
    run: Run
    status: int
    said: str
    told: list[str]
    broken: Mapping[tuple[str, str], int]


class Week:
    """Three servers, ``north``, ``south`` and ``west``, with some documents each, and a home whose sources they are."""

    def __init__(self, home: Path, documents: int) -> None:
        self.home = home
        self.documents = documents
        self.sites: dict[str, Site] = {name: Site() for name in ("north", "south", "west")}
        self._up: dict[str, ExitStack] = {}
        self._ports: dict[str, int] = {}
        self._told = home / "told.jsonl"
        self._read = 0
        for name in self.sites:
            self.mend(name)
            self.start(name)
        lines = [
            f"  - {{id: {name}, kind: page, url: '{site.url}/all', links: '/c/'}}\n"
            for name, site in self.sites.items()
        ]
        (home / "sources.yml").write_text("sources:\n" + "".join(lines))

    def start(self, name: str) -> None:
        """Let a server answer, always at the same address."""
        stack = self._up[name] = ExitStack()
        stack.enter_context(running(self.sites[name], self._ports.get(name, 0)))
        self._ports[name] = int(self.sites[name].url.rpartition(":")[2])

    def stop(self, name: str) -> None:
        """Let nobody answer there any more."""
        self._up.pop(name).close()

    def close(self) -> None:
        """Stop all servers."""
        for name in list(self._up):
            self.stop(name)

    def mend(self, name: str) -> None:
        """Let a server offer its documents as they should be."""
        site, first = self.sites[name], 100 * list(self.sites).index(name)
        paths = [f"/c/{first + number}" for number in range(self.documents)]
        for number, path in enumerate(paths):
            site.serve(path, commitment_page(first + number))
        site.serve("/all", listing(paths))

    def fail(self, name: str) -> None:
        """Let a server answer everything with an error."""
        for path in self.sites[name].routes:
            self.sites[name].answer(path, lambda handler: handler.send(500))

    def lie(self, name: str) -> None:
        """Let a server answer everything with "200 OK" and a page that says sorry."""
        for path in self.sites[name].routes:
            self.sites[name].serve(path, SORRY)

    def spoil(self) -> None:
        """Let a document of north come without its words."""
        self.sites["north"].serve("/c/1", WITHOUT_WORDS)

    def night(self, happened: str) -> Morning:
        """Run a night, and see what an operator finds in the morning."""
        command = shlex.join(["sh", "-c", 'cat >> "$0"; echo >> "$0"', str(self._told)])
        settings = Settings(home=self.home, fetch=FETCH, notify=NotifyPolicy(command=command))
        run = run_night(settings)
        probe = CliRunner().invoke(app, ["--home", str(self.home), "health"])
        events = [json.loads(line) for line in self._told.read_text().splitlines()] if self._told.exists() else []
        told, self._read = [event["event"] for event in events[self._read :]], len(events)
        broken = {(str(one.kind), one.what.rpartition("/")[2]): one.nights for one in health(settings).broken}
        return Morning(happened, run, probe.exit_code, probe.stdout, told, broken)


def nights(week: Week) -> Iterator[Morning]:
    """Yield the mornings of a week."""
    yield week.night("all is as it should be")
    week.fail("south")
    week.spoil()
    yield week.night("south fails; a document of north has lost its words")
    yield week.night("the same as the night before")
    week.mend("south")
    week.stop("west")
    yield week.night("south recovers; west vanishes")
    week.lie("south")
    yield week.night("south lies, too: every page says sorry")
    week.fail("north")
    yield week.night("north fails as well: nobody answers as they should")
    week.mend("north")
    week.mend("south")
    week.start("west")
    yield week.night("all three are back")


@contextmanager
def weekly(home: Path, documents: int) -> Iterator[Iterator[Morning]]:
    """Yield the mornings of a week in a home, the servers of which stop at the end."""
    week = Week(home, documents)
    try:
        yield nights(week)
    finally:
        week.close()


def main() -> None:
    """Print a week."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=20, help="of each server")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, weekly(Path(home), given.documents) as mornings:
        for number, morning in enumerate(mornings, 1):
            told = ", ".join(morning.told) or "nobody"
            sys.stdout.write(f"## Night {number}: {morning.happened}\n\n")
            sys.stdout.write(f"run: {morning.run.status}; health: exit status {morning.status}; told: {told}\n\n")
            sys.stdout.write(morning.said + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
