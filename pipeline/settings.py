"""Settings: what an installation may want to say. None is needed for a first run.

In order of precedence: options of the command line, environment variables ``COMPROMISO_*``, the
file ``compromiso.toml`` in the current folder, the defaults below.
"""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from pipeline._fetch.policy import FetchPolicy
from pipeline.archive import Archive
from pipeline.limits import default_megabytes
from pipeline.policies import HealthPolicy, KeepPolicy, LogPolicy, NotifyPolicy


class Settings(BaseSettings):
    """Where things are kept and how hard to work."""

    model_config = SettingsConfigDict(
        env_prefix="COMPROMISO_", toml_file="compromiso.toml", extra="forbid", frozen=True, env_nested_delimiter="__"
    )

    home: Path = Field(default=Path("data"), description="folder of the archive, the warehouse and the decision files")
    jobs: int = Field(default=1, ge=1, le=64, description="documents read at the same time")
    document_seconds: float = Field(default=300, gt=0, description="time limit for reading one document")
    max_megabytes: float = Field(default=200, gt=0, description="largest document that is read")
    reader_megabytes: int | None = Field(
        default=None, ge=64, description="memory that one reader may take; none: what this machine allows"
    )
    worker_documents: int = Field(default=50, ge=1, description="documents after which a worker process is replaced")
    batch_documents: int = Field(default=500, ge=1, description="documents loaded in one go")
    batch_records: int = Field(default=300_000, ge=1, description="records (cells count) after which a batch is loaded")

    keep_personal: bool = Field(
        default=False, description="keep e-mail addresses, telephone numbers and contact cells in the warehouse"
    )
    fetch: FetchPolicy = Field(default=FetchPolicy(), description="manners and limits of fetching")
    health: HealthPolicy = Field(default=HealthPolicy(), description="when a night is no success")
    notify: NotifyPolicy = Field(default=NotifyPolicy(), description="who is told of that")
    log: LogPolicy = Field(default=LogPolicy(), description="what is logged, and where")
    keep: KeepPolicy = Field(default=KeepPolicy(), description="how long bookkeeping is kept")
    sources: Path | None = Field(
        default=None, description="sources file; else sources.yml in the home, else the shipped"
    )
    sql_seconds: float = Field(default=120, gt=0, description="time limit of a query of 'sql'")
    sql_rows: int = Field(default=2_000_000, ge=1, description="most rows that 'sql' gives")
    cron: str = Field(default="0 3 * * *", description="when 'serve' starts a nightly run")
    timezone: str = Field(default="UTC", description="time zone of the cron line, such as America/Santiago")
    task_runner: Literal["thread", "process", "dask"] = Field(
        default="thread", description="where a nightly run reads documents"
    )
    dask_address: str | None = Field(default=None, description="scheduler of a Dask cluster; none: a local one is made")

    @property
    def max_bytes(self) -> int:
        """The largest document that is fetched and read, in bytes."""
        return int(self.max_megabytes * 1e6)

    def reader_limit(self, jobs: int) -> int:
        """Return how much memory, in megabytes, one of so many readers may take."""
        return self.reader_megabytes or default_megabytes(jobs)

    @cached_property
    def archive(self) -> Archive:
        """The bytes of every document ever read."""
        return Archive(self.home / "archive")

    @property
    def warehouse(self) -> Path:
        """The published DuckDB file."""
        return self.home / "warehouse.duckdb"

    @property
    def corrections(self) -> Path:
        """The file of corrections made by reviewers."""
        return self.home / "corrections.yml"

    @property
    def links(self) -> Path:
        """The file of decisions about links between commitments and about documents that are one report."""
        return self.home / "links.yml"

    @property
    def institutions(self) -> Path:
        """The file of institutions that a person has reviewed."""
        return self.home / "institutions.yml"

    @property
    def decisions(self) -> tuple[Path, ...]:
        """The files of what people decided."""
        return self.corrections, self.links, self.institutions

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return the sources in order of precedence."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def available_cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
