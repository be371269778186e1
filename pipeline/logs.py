"""Log lines: on the standard error output and in a file, as text or as one JSON object a line."""

from __future__ import annotations

import atexit
import datetime as dt
import json
import logging
import os
import sys
from logging.handlers import WatchedFileHandler
from typing import TYPE_CHECKING

from warehouse.plain import visible, visible_json

if TYPE_CHECKING:
    from pipeline.policies import LogPolicy

_OURS = ("extractors", "flows", "pipeline", "warehouse")
_PLAIN = frozenset(vars(logging.LogRecord("", 0, "", 0, "", None, None))) | {"message", "asctime", "taskName"}


class _Handler(logging.Handler):
    """Marks the handlers of this module, so that they are replaced and not doubled."""


class _Stream(logging.StreamHandler, _Handler):  # type: ignore[type-arg]
    """Writes to what is the standard error output at that moment."""

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)


class _File(WatchedFileHandler, _Handler):
    """Writes to a file, also after another program (logrotate) has moved it away."""


class TextLines(logging.Formatter):
    """Time (UTC), level and message on one line; what strangers wrote in it does nothing on a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record; a traceback follows it."""
        said = f"{_moment(record)} {record.levelname:7} {' '.join(record.getMessage().splitlines())}"
        return visible(f"{said}\n{self.formatException(record.exc_info)}" if record.exc_info else said)


class JsonLines(logging.Formatter):
    """One JSON object a line: ``at`` (UTC), ``level``, ``logger``, ``message``, and what the call named beside them."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        said = {
            "at": _moment(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        said |= {key: value for key, value in vars(record).items() if key not in _PLAIN}
        if record.exc_info:
            said["traceback"] = self.formatException(record.exc_info)
        return visible_json(json.dumps(said, ensure_ascii=False, default=str))


def configured() -> bool:
    """Whether :func:`configure` has been called in this process."""
    return any(isinstance(handler, _Handler) for handler in logging.getLogger().handlers)


def configure(policy: LogPolicy, *, screen: bool = True) -> None:
    """Log as the settings say, from now on and in this process; libraries are heard from warnings on.

    Not ``screen``: in the file alone. Raises OSError where that cannot be written.
    """
    lines = JsonLines() if policy.format == "json" else TextLines()
    handlers: list[logging.Handler] = []
    if screen:
        handlers.append(_Stream())
        handlers[-1].setLevel(policy.level.upper())
    if policy.file is not None:
        policy.file.parent.mkdir(parents=True, exist_ok=True)
        handlers.append(_File(policy.file, encoding="utf-8"))
        handlers[-1].setLevel(policy.file_level.upper())
    root = logging.getLogger()
    for old in [h for h in root.handlers if isinstance(h, _Handler)]:
        root.removeHandler(old)
        old.close()
    for handler in handlers:
        handler.setFormatter(lines)
        root.addHandler(handler)
    for name in _OURS:
        logging.getLogger(name).setLevel(min((handler.level for handler in handlers), default=logging.WARNING))


def quiet_end() -> None:
    """Let nothing be printed once Python's own end has come.

    What C libraries say then (the leak reports of bindings) helps nobody who reads a night's output.
    Called first of all, so that it is the last of what is done at the end.
    """

    def close() -> None:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (OSError, ValueError):  # who read it has gone
                continue
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)

    atexit.register(close)


def _moment(record: logging.LogRecord) -> str:
    return dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
