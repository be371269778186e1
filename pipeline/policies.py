"""What an operator may set about nights: when one is no success, who is told, what is logged, what is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Level = Literal["debug", "info", "warning", "error"]


class _Policy(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class HealthPolicy(_Policy):
    """When a night, or the warehouse, is not as it should be (``COMPROMISO_HEALTH__…``). Shares lie in 0..1."""

    failed_sources: float = Field(
        default=0.5, ge=0, le=1, description="share of the sources that may fail in a night that is a success"
    )
    missed_documents: float = Field(
        default=0.5, ge=0, le=1, description="share of the documents offered that may be missed in such a night"
    )
    failed_documents: float = Field(
        default=0.5, ge=0, le=1, description="share of the documents held that may be unread while all counts as well"
    )
    max_age_hours: float = Field(default=36, gt=0, description="hours after which the last good night is too old")
    metrics: Path | None = Field(
        default=None, description="file that each night writes for the node exporter's textfile collector (*.prom)"
    )


class NotifyPolicy(_Policy):
    """Who is told of a night that failed, and of the first good one after it (``COMPROMISO_NOTIFY__…``)."""

    command: str = Field(
        default="", description="command and arguments, run without a shell; what happened is JSON on its input"
    )
    webhook: str = Field(default="", description="address that gets what happened as a POST of JSON")
    seconds: float = Field(default=30, gt=0, description="time limit for each")


class LogPolicy(_Policy):
    """What is written about the work as it goes on (``COMPROMISO_LOG__…``)."""

    level: Level = Field(default="warning", description="least level of lines on the standard error output")
    format: Literal["text", "json"] = Field(default="text", description="lines of text, or one JSON object a line")
    file: Path | None = Field(default=None, description="file that lines are added to")
    file_level: Level = Field(default="info", description="least level of lines in the file")


class KeepPolicy(_Policy):
    """How long bookkeeping is kept; documents, their values and the archive always are (``COMPROMISO_KEEP__…``)."""

    fetches_days: int | None = Field(
        default=None, ge=1, description="days after which attempts to fetch are forgotten (none: never)"
    )
    runs_days: int | None = Field(default=None, ge=1, description="days after which runs are forgotten (none: never)")
    history_days: int | None = Field(
        default=None, ge=1, description="days after which older values of documents are forgotten (none: never)"
    )
