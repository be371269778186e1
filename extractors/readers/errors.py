"""What a reader raises when a file cannot be read."""

from __future__ import annotations

from typing import Literal

ReadErrorCode = Literal[
    "empty_file",
    "wrong_type",
    "unsupported_type",
    "encrypted",
    "corrupt",
    "truncated",
    "too_large",
    "no_text",
    "timeout",
]


class ReadError(Exception):
    """A file that cannot be read: ``code`` is stable (docs/issues.md), the message says what to do."""

    def __init__(self, code: ReadErrorCode, message: str) -> None:
        super().__init__(message)
        self.code: ReadErrorCode = code
        self.message = message
