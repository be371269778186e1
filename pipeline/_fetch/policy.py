"""How hard to ask, how long to wait and how much to take."""

from __future__ import annotations

import random
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, IPvAnyNetwork

PRODUCT = "compromiso"


class FetchPolicy(BaseModel):
    """Manners and limits of fetching (``COMPROMISO_FETCH__…``). Times are seconds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    contact: str = Field(
        default="", description="address or mail that a webmaster can write to; sent in the User-Agent"
    )
    workers: int = Field(default=8, ge=1, le=64, description="requests under way at the same time, all hosts together")
    host_concurrency: int = Field(default=2, ge=1, le=32, description="requests under way at the same time at one host")
    host_interval: float = Field(
        default=0.5, ge=0, description="least time between the starts of two requests to one host"
    )
    host_seconds: float = Field(
        default=7200, gt=0, description="time a run may spend on one host; the rest waits for the next"
    )
    host_failures: int = Field(
        default=3, ge=1, description="failed connections in a row after which a host counts as down"
    )
    robots: bool = Field(default=True, description="obey robots.txt (RFC 9309)")
    attempts: int = Field(default=4, ge=1, le=20, description="attempts at one document in one run")
    backoff: float = Field(default=1, ge=0, description="wait before the second attempt; doubles with each further one")
    backoff_cap: float = Field(default=60, ge=0, description="longest wait between two attempts")
    retry_after_cap: float = Field(default=120, ge=0, description="longest Retry-After that is waited for within a run")
    connect_timeout: float = Field(default=10, gt=0, description="time to connect")
    read_timeout: float = Field(default=30, gt=0, description="longest silence of a server")
    total_timeout: float = Field(
        default=300, gt=0, description="time for one attempt at one document, its redirects included, or at robots.txt"
    )
    night_seconds: float = Field(default=21_600, gt=0, description="time for all requests of one run")
    max_redirects: int = Field(default=8, ge=0, description="redirects followed for one document")
    list_megabytes: float = Field(
        default=50, gt=0, description="largest list of documents (page, sitemap, index) that is looked through"
    )
    allow_addresses: tuple[IPvAnyNetwork, ...] = Field(
        default=(), description="private or otherwise special networks that may be asked, such as 10.1.0.0/16"
    )
    proxy: str | None = Field(default=None, description="proxy that connects in our place, such as http://proxy:3128")
    netrc: Path | None = Field(default=None, description="netrc file with users and passwords of hosts")

    @property
    def user_agent(self) -> str:
        """The name under which requests are made: product, version, purpose and contact."""
        try:
            number = version(PRODUCT)
        except PackageNotFoundError:  # run from a checkout that was never installed
            number = "0"
        contact = f"; {self.contact}" if self.contact else ""
        return f"{PRODUCT}/{number} (reader of open-government reports{contact})"


def backoff(policy: FetchPolicy, attempt: int) -> float:
    """Return the wait in seconds after a failed attempt (from 1): doubling, with jitter, up to the cap."""
    whole = min(policy.backoff_cap, policy.backoff * 2.0 ** (attempt - 1))
    return whole * random.uniform(0.5, 1.0)  # noqa: S311 - spreads requests, keeps no secret
