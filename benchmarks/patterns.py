"""Every regular expression of the code against strings made to run it away: cost against size.

``python -m benchmarks.patterns`` lists the worst; a test fails where one costs more than a little.
The patterns are those that are compiled while all modules are imported, all tables of words are built and some
documents are read, and all that stand in the code as literals.
"""

from __future__ import annotations

import argparse
import ast
import functools
import importlib
import itertools
import multiprocessing
import os
import pkgutil
import re
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess as Process
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
LAYERS = ("extractors", "warehouse", "pipeline", "flows")
_SEARCHING = frozenset({"search", "match", "fullmatch", "split", "sub", "subn", "findall", "finditer", "compile"})
_OF_OPERATORS = frozenset({"pipeline/offers.py", "pipeline/sources.py"})  # match the patterns of sources.yml
Found = tuple[str, int]
_ALL = frozenset({"search", "match", "fullmatch"})


def collect(documents: Iterable[Path] = ()) -> dict[Found, str]:
    """Return every pattern of the code with its flags, and where it is compiled."""
    found: dict[Found, str] = {}
    compiler: Any = re._compiler  # type: ignore[attr-defined]
    real = compiler.compile

    def noting(pattern: Any, flags: int = 0) -> Any:
        frame = sys._getframe(1)
        while frame is not None and "/re/" in frame.f_code.co_filename.replace("\\", "/"):
            frame = frame.f_back  # type: ignore[assignment]
        place = Path(frame.f_code.co_filename) if frame else Path()
        if place.is_relative_to(ROOT) and place.relative_to(ROOT).parts[0] in LAYERS:
            found.setdefault(_of_letters(pattern, int(flags)), f"{place.relative_to(ROOT)}:{frame.f_lineno}")
        return real(pattern, flags)

    compiler.compile = noting
    re.purge()
    try:
        for module in _modules():
            for value in list(vars(module).values()):
                if hasattr(value, "cache_info") and value.__module__ == module.__name__:
                    try:
                        value()
                    except TypeError:
                        continue  # it needs an argument: what it compiles, documents show
        from extractors.extract import extract
        from extractors.readers.errors import ReadError

        for path in documents:
            try:
                extract(path.read_bytes(), name=path.name)
            except ReadError:
                continue
    finally:
        compiler.compile = real
    for literal, place in _literals():
        found.setdefault(literal, place)
    return found


def _modules() -> Iterator[Any]:
    for layer in LAYERS:
        package = importlib.import_module(layer)
        yield package
        for info in pkgutil.walk_packages(package.__path__, f"{layer}."):
            yield importlib.import_module(info.name)


def _of_letters(pattern: str | bytes, flags: int) -> Found:
    """Return a pattern with its flags; one of bytes as the same of letters."""
    return (pattern, flags) if isinstance(pattern, str) else (pattern.decode("latin-1"), flags | re.ASCII)


@functools.cache
def _nodes() -> tuple[tuple[Path, list[str], list[ast.AST]], ...]:
    """Return the files of the code, each with its lines and its syntax: parsed once, looked through often."""
    files = [path for layer in LAYERS for path in sorted((ROOT / layer).rglob("*.py"))]
    texts = [(path, path.read_text("utf-8")) for path in files]
    return tuple((path, text.splitlines(), list(ast.walk(ast.parse(text)))) for path, text in texts)


def calls() -> Iterator[tuple[Path, ast.Call]]:
    """Yield all calls of ``re`` in the code that take a pattern."""
    for path, _, nodes in _nodes():
        for node in nodes:
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
                continue
            if node.func.attr in _SEARCHING and ast.unparse(node.func.value) == "re":
                yield path, node


@functools.cache
def _literals() -> tuple[tuple[Found, str], ...]:
    """Return the patterns that stand in the code in a call of ``re``, those with words put into them, too."""
    return tuple(_look_for_literals())


def _look_for_literals() -> Iterator[tuple[Found, str]]:
    for path, node in calls():
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        try:
            flags = eval("|".join(ast.unparse(a) for a in _flags(node)) or "0", {"re": re})  # noqa: S307 - ours
            pattern = _written(node.args[0], vars(module))
            pattern = re.compile(pattern, flags).pattern  # of one that was compiled before, too
        except (re.error, TypeError, NameError, ValueError):
            continue
        yield _of_letters(pattern, int(flags)), f"{path.relative_to(ROOT)}:{node.lineno}"


def _written(node: ast.expr, names: dict[str, Any]) -> Any:
    """Return the pattern that an expression gives; what only a document tells is a number or word of it."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(_told(part, names)) for part in node.values)
    if isinstance(node, ast.BinOp):
        return _told(node.left, names) + _told(node.right, names)
    node = node.value if isinstance(node, ast.FormattedValue) else node
    return eval(ast.unparse(node), dict(names))  # noqa: S307 - ours


def _told(node: ast.expr, names: dict[str, Any]) -> Any:
    try:
        return _written(node, names)
    except NameError:
        return "1a"


def unseen(places: Iterable[str]) -> list[str]:
    """Return the calls of ``re`` at none of the places: what they match is not looked at."""
    seen = set(places) | {place for _, place in _literals()}
    return [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, node in calls()
        if str(path.relative_to(ROOT)) not in _OF_OPERATORS
        and not seen & {f"{path.relative_to(ROOT)}:{n}" for n in range(node.lineno, _end(node))}
    ]


def methods() -> dict[str, frozenset[str]]:
    """Return for the place of each pattern, inline or with a name of its own, the methods that it is called by."""
    named: list[tuple[str, list[str]]] = []
    used: dict[str, set[str]] = {}
    out: dict[str, set[str]] = {}
    for path, lines, nodes in _nodes():
        for node in nodes:
            if name := _pattern_named(node, lines):
                named.append((name, _places(path, node)))
            elif isinstance(node, ast.Attribute) and node.attr in _SEARCHING:
                name = ast.unparse(node.value).rpartition(".")[2]
                used.setdefault(name, set()).add(node.attr)
                for place in _places(path, node) if name == "re" and node.attr != "compile" else ():
                    out.setdefault(place, set()).add(node.attr)
    for name, places in named:
        for place in places if name in used else ():
            out.setdefault(place, set()).update(used[name])
    return {place: frozenset(found) for place, found in out.items()}


def _places(path: Path, node: ast.AST) -> list[str]:
    return [f"{path.relative_to(ROOT)}:{n}" for n in range(getattr(node, "lineno", 0), _end(node))]


def _pattern_named(node: ast.AST, lines: Sequence[str]) -> str | None:
    """Return the name that a pattern is given, if the node does that."""
    if not isinstance(node, ast.Assign | ast.AnnAssign):
        return None
    if not any("re.compile(" in line for line in lines[node.lineno - 1 : node.end_lineno]):
        return None
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    return target.id if isinstance(target, ast.Name) else None


def _end(node: ast.AST) -> int:
    return (getattr(node, "end_lineno", None) or -1) + 1


def _flags(node: ast.Call) -> list[ast.expr]:
    named = [k.value for k in node.keywords if k.arg == "flags"]
    placed = [a for a in node.args[1:] if ast.unparse(a).startswith("re.")]
    return named + placed


# --- strings that make a pattern try ----------------------------------------------------------------


def attacks(pattern: str, flags: int) -> list[tuple[str, str, str]]:
    """Return beginnings, what is repeated, and ends, from the pattern's own parts."""
    parser: Any = re._parser  # type: ignore[attr-defined]
    tree = parser.parse(pattern, flags)
    pumps: dict[str, None] = {}
    prefixes: dict[str, None] = {"": None}
    _walk(tree, "", pumps, prefixes)
    letters = dict.fromkeys(c for pump in pumps for c in pump)
    some = list(pumps)[:16] + list(letters)[:10] + [" ", "\n", "a", "1", "a ", "1 ", "-"]
    some += ["".join(pair) for pair in itertools.permutations(list(letters)[:4], 2)]
    starts = [*list(prefixes)[:6], "a"]
    some = [pump for pump in dict.fromkeys(some) if pump]
    return [(start, pump, end) for start in starts for pump in some for end in ("", "\x00", "a")]


def _walk(tree: Any, before: str, pumps: dict[str, None], prefixes: dict[str, None]) -> str:
    """Gather what is repeated and what comes before it; return a sample that the tree matches."""
    out = ""
    for op, value in tree:
        name = str(op)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            least, _, body = value
            for sample in _samples(body):
                pumps.setdefault(sample)
            prefixes.setdefault((before + out)[-60:])
            inner = _walk(body, before + out, pumps, prefixes)
            out += inner * min(int(least), 3)
        elif name == "SUBPATTERN":
            out += _walk(value[-1], before + out, pumps, prefixes)
        elif name == "ATOMIC_GROUP":
            out += _walk(value, before + out, pumps, prefixes)
        elif name == "BRANCH":
            branches = [_walk(branch, before + out, pumps, prefixes) for branch in value[1]]
            out += branches[0]
        elif name in ("ASSERT", "ASSERT_NOT"):
            _walk(value[1], before + out, pumps, prefixes)
        else:
            out += next(iter(_samples([(op, value)])), "")
    return out


def _samples(tree: Any) -> list[str]:
    """Return some strings that a part matches, one a branch or kind of letter."""
    outs = [""]
    for op, value in tree:
        name = str(op)
        if name == "LITERAL":
            options = [chr(value)]
        elif name in ("NOT_LITERAL", "ANY"):
            options = ["a", " ", "1", "-"]
        elif name == "IN":
            options = _members(value)
        elif name == "CATEGORY":
            options = _category(str(value))
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            inner = _samples(value[2])
            options = [s * max(int(value[0]), 1) for s in inner][:4]
        elif name == "SUBPATTERN":
            options = _samples(value[-1])
        elif name == "ATOMIC_GROUP":
            options = _samples(value)
        elif name == "BRANCH":
            options = [s for branch in value[1] for s in _samples(branch)[:2]]
        else:
            options = [""]
        outs = [a + b for a in outs[:4] for b in options[:8]][:12]
    return list(dict.fromkeys(outs))


def _members(parts: Any) -> list[str]:
    negated = str(parts[0][0]) == "NEGATE"
    out: list[str] = []
    for op, value in parts[1:] if negated else parts:
        if str(op) == "LITERAL":
            out.append(chr(value))
        elif str(op) == "RANGE":
            out.append(chr(value[0]))
        elif str(op) == "CATEGORY":
            out += _category(str(value))
    if negated:
        banned = set(out)
        return [c for c in "a 1-.,x\n(" if c not in banned][:4] or ["~"]
    return out


def _category(name: str) -> list[str]:
    return {
        "CATEGORY_SPACE": [" ", "\n"],
        "CATEGORY_DIGIT": ["1"],
        "CATEGORY_WORD": ["a", "1", "_"],
        "CATEGORY_NOT_SPACE": ["a", "-"],
        "CATEGORY_NOT_DIGIT": ["a", " "],
        "CATEGORY_NOT_WORD": [" ", "-"],
    }.get(name, ["a"])


def worst(pattern: str, flags: int, methods: frozenset[str], size: int, limit: float) -> tuple[float, str]:
    """Return the longest that the pattern takes on a string of about so many letters, and that string in short.

    ``methods`` are those it is called by. ``re`` heeds no signal while it matches: the first string that shows more
    than linear cost ends the look, what it would cost at the full size is reckoned, and the process that runs this
    needs a limit of its own.
    """
    compiled = re.compile(pattern, flags)
    most, said = 0.0, ""
    for start, pump, end in attacks(pattern, flags):
        before = 0.0
        for n in (12, 16, 20, 24, 28, 32, 48, 200, size // 4, size):
            text = start + pump * max(n // len(pump), 1) + end
            took = _took(compiled, methods, text)
            if took > most:
                most, said = took, f"{start[:20]!r} + {pump!r} * {n // len(pump)} + {end!r}: {took:.4f} s"
            if took > limit or (n == size // 4 and took < max(6 * before, limit / 100)):
                break  # too much already, or so little more than for the size before that the next one is as cheap
            before = took
        if most > limit:
            break
    return most, said


def _took(compiled: re.Pattern[str], methods: frozenset[str], text: str) -> float:
    begun = time.process_time()
    if methods & {"search", "sub", "subn", "split", "findall", "finditer"}:
        for _ in itertools.islice(compiled.finditer(text), 3):
            pass
    if "match" in methods:
        compiled.match(text)
    if "fullmatch" in methods:
        compiled.fullmatch(text)
    return time.process_time() - begun


def look_at(
    patterns: Sequence[tuple[str, int, frozenset[str]]], size: int, limit: float, patience: float = 30
) -> Iterator[tuple[float, str]]:
    """Yield for each pattern what :func:`worst` does; endless time where a process does not come back from it."""
    done = 0
    while done < len(patterns):
        receiving, sending = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.get_context("fork").Process(
            target=_look, args=[patterns[done:], size, limit, sending], daemon=True
        )
        process.start()
        try:
            while done < len(patterns) and _answers(process, receiving, patience):
                done += 1
                yield receiving.recv()
            if done < len(patterns):
                done += 1
                yield float("inf"), "did not come back"
        finally:
            process.kill()
            process.join()


def _answers(process: Process, receiving: Connection, patience: float) -> bool:
    """Wait for an answer until the process has worked for so many seconds: a busy machine may take its time."""
    pid = process.pid or 0
    begun, worked = time.monotonic(), _worked(pid)
    while not receiving.poll(1):
        spent = _worked(pid) - worked if worked >= 0 else time.monotonic() - begun
        if spent > patience or not process.is_alive():
            return receiving.poll(0)
    return True


def _worked(pid: int) -> float:
    """Return the processor seconds of a process; below zero where that is not known."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return -1.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _look(patterns: Sequence[tuple[str, int, frozenset[str]]], size: int, limit: float, sending: Connection) -> None:
    for pattern, flags, called in patterns:
        sending.send(worst(pattern, flags, called, size, limit))


def main() -> None:
    """Print the patterns that cost more than the limit; exit status 1 where there are any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1000, help="letters of the strings")
    parser.add_argument("--limit", type=float, default=0.3, help="seconds of processor time")
    parser.add_argument("documents", nargs="*", type=Path)
    args = parser.parse_args()
    called = methods()
    found = sorted(collect(args.documents).items(), key=lambda item: item[1])
    above = 0
    patterns = [(pattern, flags, called.get(place, _ALL)) for (pattern, flags), place in found]
    for ((pattern, _), place), (took, said) in zip(found, look_at(patterns, args.size, args.limit), strict=True):
        if took > args.limit:
            above += 1
            print(f"{took:10.2f} s  {place}  {pattern[:110]!r}\n              {said}", flush=True)  # noqa: T201
    print(f"{len(found)} patterns, {above} above {args.limit} s with {args.size} letters")  # noqa: T201
    missed = unseen(place for _, place in found)
    for place in missed:
        print(f"{place}: its pattern is not known here")  # noqa: T201
    sys.exit(bool(above or missed))


if __name__ == "__main__":
    main()
