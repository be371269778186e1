"""The tables that come with this package, as YAML."""

from __future__ import annotations

from importlib import resources
from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml, where PyYAML has it, is ten times as fast


def shipped(name: str) -> Any:
    """Return what a file of this package says, such as ``terms.yml``."""
    text = resources.files("pipeline").joinpath(name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - both are safe
