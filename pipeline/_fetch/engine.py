"""The engine of fetching: jobs, workers, and what each answer means."""

from __future__ import annotations

import datetime as dt
import queue
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Literal, Self
from urllib.parse import unquote, urldefrag, urlsplit

import httpx

from pipeline._fetch.faults import UNREACHED, Fault, FetchErrorCode, of_status
from pipeline._fetch.guard import Clients
from pipeline._fetch.policy import FetchPolicy, backoff
from pipeline._fetch.results import Fetched, Missed, Target
from pipeline._fetch.robots import Rules, read
from pipeline._fetch.schedule import Host, Schedule
from pipeline._fetch.state import FetchState, Page
from pipeline._fetch.transfer import Answer, Part, ask
from pipeline.addresses import ADVICE, LONGEST, has_password, masked, masked_text, without_password
from pipeline.archive import Archive, ArchiveError, sha256
from pipeline.reading import Teller
from warehouse.model import Fetch

UNTOLD = ""  # the media type of what nobody looked at
# What an error page is served in the place of.
_DOCUMENT_SUFFIXES = frozenset({".pdf", ".docx", ".xlsx", ".csv"})


@dataclass(slots=True)
class _Job:
    """One document on its way: ``hop`` is the address asked next, after the redirects in ``chain``.

    ``public``: a public address answered on the way, so that no special one is asked any more. ``spent`` are the
    seconds that the requests of this attempt took.
    """

    target: Target
    last: Page | None
    hop: str
    attempt: int = 1
    chain: list[str] = field(default_factory=list)
    visits: Counter[str] = field(default_factory=Counter)
    started_at: dt.datetime | None = None
    begun: float = 0.0
    spent: float = 0.0
    public: bool = False
    answer: Answer | None = None
    fetches: list[Fetch] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.target.url

    def again(self) -> None:
        """Start the next attempt from the address itself."""
        self.attempt += 1
        self.hop, self.chain, self.visits = self.url, [], Counter()
        self.started_at, self.answer, self.spent, self.public = None, None, 0.0, False


class Fetcher:
    """Fetches documents into an archive, spread over hosts, at each host's pace.

    ``state`` holds what is remembered of the web; with ``journal`` it also keeps every attempt for
    the warehouse. Hosts, their robots.txt and connections are shared by all calls of one fetcher. ``tell`` says what
    the bytes of a document are, given what it is called; by default a process of its own does, with limits;
    ``look`` does work on a list there (:meth:`pipeline.reading.Teller.look`).
    """

    def __init__(
        self,
        policy: FetchPolicy,
        archive: Archive,
        state: FetchState,
        *,
        max_bytes: int,
        journal: bool = False,
        run_id: str | None = None,
        tell: Callable[[bytes, str], str | None] | None = None,
    ) -> None:
        self._policy = policy
        self._archive = archive
        self._state = state
        self._max_bytes = max_bytes
        self._journal = journal
        self._run_id = run_id
        self._schedule: Schedule[_Job] = Schedule(policy)
        self._results: queue.SimpleQueue[Fetched | Missed | BaseException] = queue.SimpleQueue()
        self._lists: dict[str, Fetched] = {}
        self._threads: list[threading.Thread] = []
        self._clients = Clients(policy)
        self._teller = Teller(many=journal)  # with a journal it is a night
        self._tell = tell or self._teller.tell
        self.look = self._teller.look

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop: requests under way end, nothing more is asked."""
        self._schedule.close()
        for thread in self._threads:
            thread.join()
        self._clients.close()
        self._teller.close()

    def fetch(self, targets: Iterable[Target | str]) -> Iterator[Fetched | Missed]:
        """Fetch documents and yield each as it ends, in no order; an address named twice comes once.

        Nothing that one document does stops the others. An address with a password is missed, and comes back without
        it. One call at a time.
        """
        count = 0
        for url, target in {_clean(t): t for t in targets}.items():
            if has_password(url):
                count += 1
                self._end(_Job(Target(without_password(url)), None, ""), Fault("password_in_address", ADVICE))
                continue
            known = self._state.page(url)
            last = known if known and known.sha256 in self._archive else None
            wanted = replace(target, url=url) if isinstance(target, Target) else Target(url)
            count += 1
            if wanted.document and (listed := self._lists.get(url)):
                self._results.put(listed)  # looked through for links a moment ago: not asked for twice
            else:
                self._put(_Job(wanted, last, url))
        self._threads = [t for t in self._threads if t.is_alive()]
        for _ in range(min(count, self._policy.workers)):
            thread = threading.Thread(target=self._work, name="fetch", daemon=True)
            thread.start()
            self._threads.append(thread)
        for _ in range(count):
            result = self._results.get()
            if isinstance(result, BaseException):
                raise result
            yield result

    def _put(self, job: _Job, wait: float = 0.0, *, first: bool = False) -> None:
        try:
            site = site_of(job.hop)
        except (ValueError, httpx.InvalidURL) as error:
            self._end(job, Fault("bad_address", str(error)))
            return
        self._schedule.put(site, job, wait, first=first)

    def _work(self) -> None:
        while taken := self._schedule.take():
            host, job = taken
            try:
                self._step(host, job)
            except Exception as error:  # a stranger's surprise, a full disk: this fetch failed, the night goes on
                self._broken(job, error)
            except BaseException as error:  # an interrupt must reach the caller
                self._results.put(error)
                raise
            finally:
                self._schedule.done(host)

    def _broken(self, job: _Job, error: Exception) -> None:
        """End a job that met what nobody thought of; its row is written if that can be."""
        code: FetchErrorCode = "archive" if isinstance(error, ArchiveError) else "fetch_error"
        said = str(error) if code == "archive" else f"{type(error).__name__}: {error}"
        fault = Fault(code, " ".join(said.split())[:500])
        try:
            self._end(job, fault)
        except Exception:
            self._results.put(Missed(job.url, fault.code, masked_text(fault.message), job.fetches))

    def _step(self, host: Host, job: _Job) -> None:
        """Make the next request of a job."""
        if host.down:
            why = "its time in this run is used up" if host.down == "deferred" else "it does not answer"
            self._end(job, Fault(host.down, f"{host.site} is left alone until the next run: {why}"), outcome="skipped")
            return
        if host.rules is None:
            self._learn(host, job)
            return
        if job.started_at is None:
            job.started_at, job.begun = dt.datetime.now(dt.UTC), time.monotonic()
        try:
            if not host.rules.allow(job.hop):
                code: FetchErrorCode = "robots_unreachable" if host.rules.unreachable else "robots_disallowed"
                raise Fault(
                    code, f"robots.txt of {host.site} {'cannot be read' if host.rules.unreachable else 'forbids it'}"
                )
            part = Part(self._archive.root / ".partial", job.url)
            left = self._policy.total_timeout - job.spent
            if left <= 0:
                raise Fault("too_slow", "its redirects took the time of an attempt (fetch.total_timeout)", retry=True)
            asked = time.monotonic()
            try:
                answer = ask(self._clients.of(job.public), job.hop, self._conditions(job), part, left, self._most(job))
            finally:
                job.spent += time.monotonic() - asked
            job.public = job.public or answer.public
            host.answered, host.failures = True, 0
            self._answered(job, answer)
        except Fault as fault:
            self._failed(host, job, fault)

    def _learn(self, host: Host, job: _Job) -> None:
        """Read a host's robots.txt, then let the job wait for its turn again."""
        if not self._policy.robots:
            host.rules = Rules()
        else:
            kept = self._state.robots(host.site)
            try:
                rules, text = read(
                    self._clients,
                    host.site,
                    self._policy,
                    kept[0] if kept else None,
                    lambda f: self._record(job, f),
                    public=job.public,
                )
            except Fault as fault:
                if fault.code == "private_address":  # another document may come here by another way
                    self._end(job, fault)
                    return
                host.down = "host_down"
                self._end(job, Fault("host_down", fault.message))
                return
            if text is not None:
                self._state.keep_robots(host.site, text, dt.datetime.now(dt.UTC))
            host.rules, host.interval, host.answered = rules, max(host.interval, rules.interval), True
            self._schedule.pause(host, host.interval)
        self._put(job, first=True)

    def _most(self, job: _Job) -> int:
        """Return the most bytes that a job's body may have."""
        return self._max_bytes if job.target.document else min(self._max_bytes, int(self._policy.list_megabytes * 1e6))

    def _conditions(self, job: _Job) -> dict[str, str]:
        """Return the validators to send: only to the address that gave them."""
        last = job.last
        if not job.target.conditional or last is None or last.final_url != job.hop:
            return {}
        sent = {"If-None-Match": last.etag, "If-Modified-Since": last.last_modified}
        return {name: value for name, value in sent.items() if value and value.isascii() and value.isprintable()}

    def _answered(self, job: _Job, answer: Answer) -> None:
        if answer.redirect is not None:
            self._redirected(job, answer, answer.redirect)
            return
        job.answer = answer
        last = job.last
        if answer.status == 304 and last and self._conditions(job):
            self._keep(job, last.sha256, last.media_type, "not_modified")
            return
        if answer.data is None:
            raise of_status(answer.status, answer.headers.get("retry-after"))
        media_type = self._type(job, answer.data)
        digest = sha256(answer.data)
        same = last is not None and last.sha256 == digest
        self._archive.put(answer.data)
        self._keep(job, digest, media_type, "same" if same else "new")

    def _type(self, job: _Job, data: bytes) -> str:
        """Return what the bytes are; of a list that is not asked.

        An error page in the place of a document is not that document.
        """
        from extractors.backends import MEDIA_TYPES

        if not data.strip():
            raise Fault("empty", "the body is empty", retry=True)
        if not job.target.document:
            return UNTOLD
        found = self._tell(data, unquote(urlsplit(job.hop).path).rpartition("/")[2])
        if found is None:
            raise Fault("wrong_type", "what it is could not be told within the limits")
        if found not in MEDIA_TYPES:
            raise Fault("wrong_type", f"the bytes are {found}, which is not read")
        named = [Path(unquote(urlsplit(url).path)).suffix.lower() for url in (job.url, job.hop)]
        page_before = job.last is None or job.last.media_type in (UNTOLD, found)
        if found == "text/html" and (not page_before or _DOCUMENT_SUFFIXES & set(named)):
            raise Fault("wrong_type", "a page of HTML stands in the place of the document")
        return found

    def _redirected(self, job: _Job, answer: Answer, location: str) -> None:
        """Follow a redirect as a request of its own, at the pace of the host it leads to."""
        job.visits[job.hop] += 1
        cookies = answer.headers.get("set-cookie") is not None  # a cookie wall leads back once
        if job.visits[job.hop] > (2 if cookies else 1):
            raise Fault("redirect_loop", f"redirects lead back to {masked(job.hop)}")
        try:
            there = urldefrag(str(httpx.URL(job.hop).join(location))).url
            site_of(there)
        except (httpx.InvalidURL, ValueError) as error:
            raise Fault("bad_redirect", f"redirected to no web address: {masked(location)[:200]!r}") from error
        if has_password(there):
            raise Fault("bad_redirect", "redirected to an address with a user or password")
        if len(there) > LONGEST:
            raise Fault("bad_redirect", f"redirected to an address of {len(there)} characters")
        job.chain.append(there)
        if len(job.chain) > self._policy.max_redirects:
            raise Fault("too_many_redirects", f"more than {self._policy.max_redirects} redirects")
        job.hop = there
        self._put(job, first=True)

    def _failed(self, host: Host, job: _Job, fault: Fault) -> None:
        if fault.code in UNREACHED or (fault.code == "timeout" and not host.answered):
            host.failures += 1
            if host.failures >= self._policy.host_failures:
                host.down = "host_down"
        if fault.wait is not None and fault.wait > self._policy.retry_after_cap:
            host.down = "deferred"
        elif fault.wait:
            self._schedule.pause(host, fault.wait)
        if not fault.retry or host.down or job.attempt >= self._policy.attempts:
            self._end(job, fault)
            return
        self._record(job, self._row(job, "failed", fault.code))
        wait = max(backoff(self._policy, job.attempt), fault.wait or 0.0)
        job.again()
        self._put(job, wait)

    def _end(self, job: _Job, fault: Fault, outcome: str = "failed") -> None:
        """End a job without a document."""
        self._record(job, self._row(job, outcome, fault.code))
        if fault.code in ("not_found", "gone"):
            self._state.gone(job.url, dt.datetime.now(dt.UTC))
        self._results.put(Missed(job.url, fault.code, masked_text(fault.message), job.fetches))

    def _keep(self, job: _Job, digest: str, media_type: str, outcome: Literal["new", "same", "not_modified"]) -> None:
        """End a job with a document whose bytes are in the archive, and remember its validators."""
        row = self._row(job, outcome)
        row.content_sha256 = digest
        now, last = dt.datetime.now(dt.UTC), job.last
        whole = job.answer is None or job.answer.bounded  # of what may have been cut, nothing vouches for the next time
        self._state.seen(
            Page(
                url=job.url,
                final_url=job.hop,
                sha256=digest,
                media_type=media_type,
                etag=(row.etag if whole else None) or (last.etag if last and outcome == "not_modified" else None),
                last_modified=(row.last_modified if whole else None)
                or (last.last_modified if last and outcome == "not_modified" else None),
                first_seen_at=last.first_seen_at if last else now,
                last_seen_at=now,
                changed_at=last.changed_at if last and outcome != "new" else now,
            )
        )
        self._record(job, row)
        result = Fetched(job.url, job.hop, outcome, digest, media_type, now, fetches=job.fetches)
        if not job.target.document:
            self._lists[job.url] = result
        self._results.put(result)

    def _row(self, job: _Job, outcome: str, error: FetchErrorCode | None = None) -> Fetch:
        answer = job.answer
        headers = answer.headers if answer else httpx.Headers()
        return Fetch(
            url=job.url,
            final_url=job.hop,
            attempted_at=job.started_at or dt.datetime.now(dt.UTC),
            attempt=job.attempt,
            status_code=answer.status if answer else None,
            outcome=outcome,
            etag=_kept(headers.get("etag")),
            last_modified=_kept(headers.get("last-modified")),
            content_type=_kept(headers.get("content-type")),
            retry_after=_kept(headers.get("retry-after")),
            bytes=len(answer.data) if answer and answer.data is not None else None,
            seconds=round(time.monotonic() - job.begun, 3) if job.started_at else None,
            error=error,
            redirects=list(job.chain),
            run_id=self._run_id,
        )

    def _record(self, job: _Job, row: Fetch) -> None:
        row.run_id = self._run_id
        row.url, row.final_url = masked(row.url), masked(row.final_url) if row.final_url else None
        row.redirects = [masked(url) for url in row.redirects]
        job.fetches.append(row)
        if self._journal:
            self._state.attempted(row)


def site_of(url: str) -> str:
    """Return scheme, host and port of a web address. Raises ValueError for any other address."""
    parts = urlsplit(url)
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise ValueError(f"no web address: {masked(url)[:200]!r}")
    if len(url) > LONGEST:
        raise ValueError(f"an address of {len(url)} characters")
    if not httpx.URL(url).host:  # what cannot be asked is told here, a name that is none too
        raise ValueError("no host")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme.lower()}://{host}" + (f":{parts.port}" if parts.port else "")


def _kept(header: str | None) -> str | None:
    """Return a header as it is kept; one of absurd length is not."""
    return header if header and len(header) <= 1000 else None


def _clean(target: Target | str) -> str:
    url = target.url if isinstance(target, Target) else target
    return url.partition("#")[0]
