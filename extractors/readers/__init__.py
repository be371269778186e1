"""Readers: the bytes of one medium into a layout. What a file is, its bytes decide, not its name."""

from __future__ import annotations

from extractors.readers.errors import ReadError
from extractors.readers.prepared import prepared
from extractors.readers.sniff import sniff

__all__ = ["ReadError", "prepared", "sniff"]
