"""Files that people write: YAML read strictly, so that a mistake is told with its line and its field."""

from __future__ import annotations

import itertools
import os
import re
import shutil
from collections.abc import Callable, Hashable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

_HEAD = "# What people decided; one entry each, checked at every run.\n"
_MOST_BYTES, _MOST_VALUES, _DEEPEST = 5_000_000, 500_000, 50  # what people write takes a small part of it
Lines = dict[tuple[Hashable, ...], int]
_M = TypeVar("_M", bound=BaseModel)


class EntriesError(ValueError):
    """A file that cannot be understood; ``problems`` are its faults, each with file and line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def entries(path: Path, kind: type[_M]) -> list[_M]:
    """Return the entries of a file that is a list of them; none where it is empty or not there.

    Raises EntriesError with every fault found, OSError where the file cannot be read.
    """
    return [entry for entry, _ in numbered(path, kind)]


def numbered(path: Path, kind: type[_M]) -> list[tuple[_M, int]]:
    """Return the entries as :func:`entries` does, each with its line."""
    if not path.exists():
        return []
    data, lines = parse(path)
    try:
        found = TypeAdapter(list[kind]).validate_python(data or [])  # type: ignore[valid-type]
    except ValidationError as error:
        raise EntriesError([_fault(path, e["loc"], e["msg"], lines) for e in error.errors()]) from error
    return [(entry, lines.get((place,), 1)) for place, entry in enumerate(found)]


def parse(path: Path) -> tuple[Any, Lines]:
    """Return the data of a YAML file and the line of every key and entry, by its way from the top.

    Raises EntriesError for what is no YAML or no UTF-8, for a key that stands twice in one mapping, and for a file
    that is larger, deeper or, with what its aliases repeat, holds more than any that people write.
    """
    lines: Lines = {}
    problems: list[str] = []
    left = itertools.count(_MOST_VALUES, -1)

    def build(node: yaml.Node | None, way: tuple[Hashable, ...]) -> Any:
        if node is None:
            return None
        if not next(left) or len(way) > _DEEPEST:  # an alias is built as often as it stands
            said = f"more than {_MOST_VALUES} values or {_DEEPEST} levels, aliases counted as what they repeat"
            raise yaml.MarkedYAMLError(problem=said, problem_mark=node.start_mark)
        lines.setdefault(way, node.start_mark.line + 1)
        if isinstance(node, yaml.SequenceNode):
            return [build(entry, (*way, place)) for place, entry in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            data: dict[Any, Any] = {}
            for key_node, value in node.value:
                key = str(key_node.value)
                line = key_node.start_mark.line + 1
                if key in data:
                    problems.append(f"{path}:{line}: {dotted((*way, key))}: stands there twice")
                lines[(*way, key)] = line
                data[key] = build(value, (*way, key))
            return data
        return loader.construct_object(node, deep=True)

    loader = _Loader(_text(path))
    try:
        data = build(loader.get_single_node(), ())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise EntriesError([f"{path}:{mark.line + 1 if mark else 1}: is no YAML: {error.problem}"]) from error
    except (yaml.YAMLError, ValueError) as error:
        raise EntriesError([f"{path}:1: is no YAML: {error}"]) from error
    finally:
        loader.dispose()
    if problems:
        raise EntriesError(problems)
    return data, lines


class _Loader(yaml.SafeLoader):
    """Composes no nodes that lie deeper than people write."""

    _depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        self._depth += 1
        if self._depth > _DEEPEST:
            mark = self.get_mark()
            raise yaml.MarkedYAMLError(problem=f"more than {_DEEPEST} levels", problem_mark=mark)
        found = super().compose_node(parent, index)
        self._depth -= 1
        return found


def line_of(way: tuple[Hashable, ...], lines: Lines) -> int:
    """Return the line of what stands at the end of a way, or of the last part of it that stands there."""
    return next((lines[way[:n]] for n in range(len(way), -1, -1) if way[:n] in lines), 1)


def dotted(way: tuple[Hashable, ...]) -> str:
    """Return a way from the top as people write it: ``sources[0].url``."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in way).lstrip(".")


def _text(path: Path) -> str:
    with path.open("rb") as file:
        data = file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise EntriesError([f"{path}:1: is larger than {_MOST_BYTES // 1_000_000} MB, which nobody writes by hand"])
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise EntriesError(
            [f"{path}:{line}: is not UTF-8 (byte 0x{data[error.start]:02x}); save it as UTF-8"]
        ) from error


def _fault(path: Path, way: tuple[int | str, ...], said: str, lines: Lines) -> str:
    place, *fields = way or ("",)
    where = f"entry {place + 1}" if isinstance(place, int) else "the file"
    return f"{path}:{line_of(way, lines)}: {where}, {'.'.join(map(str, fields)) or 'form'}: {said}"


def append(path: Path, entry: Mapping[str, object], *, head: str = _HEAD, check: Callable[[Path], None]) -> None:
    """Add an entry to a file of entries, whole or not at all; what stands there, comments too, stays.

    A link is followed and the permissions are kept. ``check`` gets the new file before it takes the old one's place
    and raises for what must not be.
    """
    path = path.resolve()
    text = path.read_text(encoding="utf-8") if path.exists() else head
    before = re.sub(r"^\[\]\s*\Z", "", text, flags=re.MULTILINE)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        added = yaml.safe_dump([dict(entry)], allow_unicode=True, sort_keys=False, width=100)
        beside.write_text(before.rstrip() + "\n" + added, encoding="utf-8")
        if path.exists():
            shutil.copymode(path, beside)
        check(beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
