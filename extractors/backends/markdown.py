"""Markdown through markdown-it: rendered with the lines of each block, then read like a page.

Front matter becomes metadata; attributes in braces, and tags and shortcodes of site generators, are no words of the
document. A place is a range of lines (``L12-L14``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape, unescape
from itertools import pairwise
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from extractors.backends import html
from extractors.backends import text as plain
from extractors.document import Block, Document, Text
from extractors.layout import Problem
from extractors.readers._lines import decode
from extractors.readers.errors import ReadError
from extractors.text import Place

_FRONT = re.compile(
    r"\A\ufeff?(?P<sign>---|\+\+\+)[ \t]*\n(?P<held>.{0,20000}?)\n(?:(?P=sign)|\.\.\.)[ \t]*(?:\n|\Z)", re.S
)
_TOML = re.compile(r"^(?P<key>[A-Za-z_]\w*)\s*=\s*[\"']?(?P<value>[^\"'\n]+?)[\"']?\s*$", re.M)
_HEADER = re.compile(
    r"(?P<key>Title|Author|Date|Language|Lang|Slug|Category|Tags|Summary|Status|Modified):[ \t]*(?P<value>\S[^\n]*)"
)
_ATTRIBUTES = re.compile(r"\{:?\s?[.#:][^{}\n]{0,200}\}")
_TAG = re.compile(r"\{%[-<]?[^%\n]{0,300}[->]?%\}|\{\{[^{}\n]{0,300}\}\}")
_FENCED_DIV = re.compile(r"\s{0,3}:{3,}+\s*+(?:\{[^{}\n]{0,200}\}\s*+|[\w.-][\w .-]{0,59}\s*+)?:*+\s*+")
_GRID = re.compile(r"\s{0,3}\+(?:[-=:]{2,}\+)+\s*")
_NOTE = re.compile(r" {0,3}\[\^(?P<name>[^\]\s]{1,40})\]:[ \t]*(?P<rest>\S?[^\n]*)")
_NOTE_REFERENCE = re.compile(r"\[\^[^\]\s]{1,40}\](?!:)")
_TASK = re.compile(r"\[(?P<sign>[ xX])\]\s+")
_FITS = 0.8  # of the width of a paragraph that a line and the next word have at most where the break is meant
_GOES_ON = (".", "!", "?", ";", ",", ":", "-", "–", "—")
_MAX_DEPTH = 60  # lists and quotations in each other
_MOST_OPEN = 200  # brackets of a paragraph that never close
_MAX_COLUMNS = 2000  # of a table: each of its rows is filled to its width
_RULER = frozenset("|:- \t")  # the line below the head of a table
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_KEYS = {
    "title": ("title", "titulo", "título", "nombre"),
    "author": ("author", "authors"),
    "published": ("date", "published", "publishdate", "pubdate"),
    "modified": (
        "lastmod",
        "modified",
        "updated",
        "last_modified_at",
        "last_modified",
        "last_update",
        "last_updated",
        "date_updated",
        "updated_at",
        "update_date",
    ),
    "description": ("description", "summary", "excerpt"),
    "language": ("lang", "language", "locale"),
    "address": ("canonical", "canonical_url", "permalink", "url"),
}

_GENERATOR = frozenset(
    "layout tags tag category categories keywords image images cover draft slug type template menu nav toc sidebar "
    "highlight weight order position redirect redirect_from comment_status ping_status format featured_media excerpt "
    "tagline guid meta id year archived_date body-class bodyclass class comments share ref lang".split()
)
_FIGURE = re.compile(r"\d{1,3}(?:[.,]\d+)?\s?%?|\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4}")
_MARKUP = re.compile(r"</?[a-z][^<>]{0,200}>", re.I)
_OF_ADDRESS = ("slug", "link", "url", "permalink", "path")
_WORDED = re.compile(r"^(?!\w{0,20}://|/|#|(?:true|false|yes|no|null)$).*[^\W\d_]{2}", re.I)


def read(data: bytes) -> Document:
    """Return the document of a Markdown file.

    Raises:
        ReadError: ``empty_file`` or ``no_text`` where it holds no words, ``wrong_type`` for bytes that are no text,
            ``too_large`` for a table of thousands of columns.
    """
    problems: list[Problem] = []
    text = decode(data, problems).removeprefix("\ufeff").replace("\f", "\n")
    front = _fields_in(text)
    metadata, skipped = _front_matter(text, front)
    lines = text.split("\n")
    body = _shown_fields(front, skipped) + lines[skipped:]
    if any(line.count("|") > _MAX_COLUMNS and _RULER.issuperset(line) for line in body):
        raise ReadError("too_large", f"A table has more than {_MAX_COLUMNS} columns")
    furniture = [
        Text.of(metadata[key], Place(locator=f"L1-L{max(skipped, 1)}")) for key in ("description",) if key in metadata
    ]
    body = _without_tags(body, furniture)
    tokens, options = _parse("\n".join(_with_tables(_with_notes(body))))
    page = MarkdownIt().renderer.render(tokens, options, {})
    page = f"<!DOCTYPE html><html><body><main>{page}</main></body></html>"
    document = html.read_text(page, problems, lined=True)
    if not document.elements and any(line.strip() for line in body):
        document = plain.read(data)  # nested too deep, or no Markdown at all
    if not document.elements and not metadata.get("title"):
        raise ReadError("no_text", "The text holds no words")
    elements = document.elements
    if "title" in metadata and not any(isinstance(e, Block) and e.kind == "heading" and e.level == 1 for e in elements):
        shown = Text.of(metadata["title"], Place(locator=f"L1-L{max(skipped, 1)}"))
        elements = (Block("heading", shown, level=1), *elements)  # site generators show it as the page's heading
    return Document("text/markdown", elements, (), metadata, (*furniture, *document.furniture), tuple(problems))


def _parse(body: str) -> tuple[list[Token], Any]:
    """Parse Markdown; every block names its lines, tasks are boxes, notes have no references in the words."""
    parser = MarkdownIt("commonmark", {"html": True, "linkify": False, "maxNesting": _MAX_DEPTH})
    parser.enable(["table", "strikethrough"]).disable("code")  # indented words are seldom code here
    parser.core.ruler.before("inline", "open brackets", _without_open_brackets)
    tokens = parser.parse(body)
    after_item = False
    row: list[int] | None = None
    for token in tokens:
        if token.type == "tr_open":
            row = token.map
        lines = token.map or (row if token.type in ("td_open", "th_open") else None)
        if lines and token.nesting >= 0 and token.type != "inline":
            token.attrSet("data-lines", f"{lines[0] + 1}-{max(lines[1], lines[0] + 1)}")
        if token.type == "html_block" and lines:
            token.content = _lined(token.content, lines[0])
        if token.type == "inline" and token.children:
            _break_lines(token.children, token.content.split("\n"))
        if token.type == "inline" and after_item and (task := _TASK.match(token.content)) and token.children:
            _tick(token.children, task)
        after_item = token.type == "list_item_open" or (after_item and token.type == "paragraph_open")
    return tokens, parser.options


def _break_lines(children: Sequence[Token], lines: Sequence[str]) -> None:
    """Keep the lines of a paragraph apart that no width has cut: the first word of the next one would have fitted."""
    width = _FITS * max(map(len, lines))
    pairs = [(above, below) for above, below in pairwise(lines) if not above.rstrip().endswith(_GOES_ON)]
    meant = any(len(above) + len(below.split(" ", 1)[0]) < width and _begins(below) for above, below in pairs)
    breaks = [child for child in children if child.type in ("softbreak", "hardbreak")]
    if not meant or len(breaks) != len(lines) - 1:
        return
    for child, below in zip(breaks, lines[1:], strict=True):
        if child.type == "softbreak" and _begins(below):
            child.type, child.tag = "hardbreak", "br"


def _begins(line: str) -> bool:
    return line.lstrip("*_ ")[:1].isupper() or line[:1].isdigit()


def _without_open_brackets(state: StateCore) -> None:
    """Let no bracket begin a link in words with very many that never close: for each the parser looks to the end."""
    for token in state.tokens:
        if token.type == "inline" and token.content.count("[") - token.content.count("]") > _MOST_OPEN:
            token.content = token.content.replace("[", "\\[")


def _lined(content: str, first: int) -> str:
    """Give the elements that begin a line of an HTML block the number of the line."""
    out = []
    for k, line in enumerate(content.split("\n")):
        number = first + k + 1
        out.append(re.sub(r"^(\s{0,20}<(?:p|div|h[1-6]|li|td|th|tr|dt|dd|summary|details|section|article|table)\b)",
                          rf'\1 data-lines="{number}-{number}"', line, flags=re.I))  # fmt: skip
    return "\n".join(out)


def _tick(children: list[Token], task: re.Match[str]) -> None:
    first = children[0]
    if first.type != "text" or not first.content.startswith("["):
        return
    first.content = first.content[task.end() :]
    checked = " checked" if task["sign"] in "xX" else ""
    children.insert(0, Token("html_inline", "", 0, content=f'<input type="checkbox"{checked}>'))


def _without_tags(lines: list[str], furniture: list[Text]) -> list[str]:
    """Take tags of site generators, attributes and fences of divisions off; code stays as it is."""
    out: list[str] = []
    fence = ""
    for number, line in enumerate(lines, 1):
        mark = line.lstrip()[:3]
        if mark in ("```", "~~~") and (not fence or mark == fence):
            fence = "" if fence else mark
        if fence:
            out.append(line)
            continue
        if ":::" in line and _FENCED_DIV.fullmatch(line):
            out.append("")
            continue
        for tag in _TAG.findall(line) if "{" in line else ():
            furniture.append(Text.of(tag, Place(locator=f"L{number}")))
        out.append(_ATTRIBUTES.sub("", _TAG.sub("", line)) if "{" in line else line)
    return out


def _with_notes(lines: list[str]) -> list[str]:
    """Footnotes become paragraphs that begin with their number; references to them go."""
    out: list[str] = []
    for line in lines:
        if "[^" not in line:
            out.append(line)
            continue
        note = _NOTE.match(line)
        if note:
            number = note["name"] if note["name"].isdigit() else "*"
            out.append(f'<p class="footnote"><sup>{number}</sup> {_NOTE_REFERENCE.sub("", note["rest"])}</p>')
        else:
            out.append(_NOTE_REFERENCE.sub("", line))
    return out


def _with_tables(lines: list[str]) -> list[str]:
    """Grid tables of pandoc become HTML tables of as many lines, with the number of the line in each cell."""
    out: list[str] = []
    i = 0
    while i < len(lines):
        if not (lines[i].lstrip().startswith("+") and _GRID.fullmatch(lines[i])):
            out.append(lines[i])
            i += 1
            continue
        end = i
        while end < len(lines) and lines[end].lstrip()[:1] in ("+", "|"):
            end += 1
        made = _grid_table(lines, i, end)
        out += made if made else [f"{line}  " for line in lines[i:end]]
        i = end
    return out


def _grid_table(lines: list[str], start: int, end: int) -> list[str]:
    """The HTML of a grid table, padded to the same number of lines; empty where it is none."""

    rule = lines[start].strip()
    edges = [k for k, sign in enumerate(rule) if sign == "+"]
    rows: list[tuple[int, list[list[str]]]] = []
    row: list[list[str]] = [[] for _ in edges[1:]]
    first, header = start + 2, 0
    for n in range(start + 1, end):
        line = lines[n].strip()
        if _GRID.fullmatch(lines[n]):
            if any(any(cell) for cell in row):
                rows.append((first, row))
            header = len(rows) if "=" in line else header
            row, first = [[] for _ in edges[1:]], n + 2
        else:
            for k, (a, b) in enumerate(pairwise(edges)):
                if words := line[a + 1 : b].strip():
                    row[k].append(words)
    if not rows:
        return []
    out = []
    for r, (number, cells) in enumerate(rows):
        tag = "th" if r < header else "td"
        words = "".join(f"<{tag}>{'<br>'.join(escape(w) for w in cell)}</{tag}>" for cell in cells)
        out.append(f'<tr data-lines="{number}-{number}">{words}</tr>')
    made = "<table>" + "".join(out) + "</table>"
    return ["", made, *([""] * max(end - start - 2, 0))] if end - start >= 2 else []


_Fields = Sequence[tuple[yaml.ScalarNode, yaml.Node]]


def _fields_in(text: str) -> _Fields:
    """Return the fields of front matter in YAML, their names and values; empty where it is none."""
    m = _FRONT.match(text)
    try:
        held = yaml.compose(m["held"], Loader=yaml.BaseLoader) if m and m["sign"] == "---" else None
    except (yaml.YAMLError, RecursionError):
        held = None
    return _named(held) if isinstance(held, yaml.MappingNode) else ()


def _named(node: yaml.MappingNode) -> _Fields:
    """Return the fields of a record that have a name: a key may be a list, too."""
    return [(key, value) for key, value in node.value if isinstance(key, yaml.ScalarNode)]


def _words(fields: _Fields) -> dict[str, str]:
    """Return the fields whose values are words."""
    return {key.value: value.value for key, value in fields if isinstance(value, yaml.ScalarNode)}


def _front_matter(text: str, fields: _Fields) -> tuple[dict[str, str], int]:
    """Return what the front matter (YAML, TOML or header lines) says, and how many lines it takes."""
    m = _FRONT.match(text)
    if m is None:
        return _header_lines(text)
    of_toml = {t["key"]: t["value"] for t in _TOML.finditer(m["held"])} if m["sign"] == "+++" else {}
    return _known(of_toml or _words(fields)), m.group(0).count("\n")


def _shown_fields(fields: _Fields, count: int) -> list[str]:
    """Return the ``count`` lines of the front matter with the fields that are words of the page: "status: On track".

    Site generators show them by a template. Settings, addresses and what is known as metadata are left blank; each
    other field is a paragraph with its label, or a table, in the line where it stands.
    """
    out = [""] * count
    for key, value in fields:
        name = key.value.casefold()
        known = name in _GENERATOR or name.endswith(_OF_ADDRESS) or any(name in names for names in _KEYS.values())
        if not known:
            label = escape(_spoken(key.value))
            out[_line(key) - 1] = _shown_field(label, value, _line(key)) or _shown_rows(label, value, _line(key))
    return out


def _shown_field(label: str, value: yaml.Node, line: int) -> str:
    """Return a field of front matter as paragraphs, a list with semicolons; empty for what is no words or figure."""
    listed = value.value if isinstance(value, yaml.SequenceNode) else [value]
    if not listed or not all(isinstance(v, yaml.ScalarNode) for v in listed):
        return ""
    words = "; ".join(v.value for v in listed) if isinstance(value, yaml.SequenceNode) else value.value
    if not _WORDED.search(words) and not _FIGURE.fullmatch(words):
        return ""
    parts = [" ".join(part.split()) for part in words.split("\n") if part.strip()]
    shown = [f"<b>{label}:</b> {escape(parts[0])}", *map(escape, parts[1:])]
    return "".join(f'<p data-lines="{line}-{line}">{words}</p>' for words in shown)


def _shown_rows(label: str, value: yaml.Node, line: int) -> str:
    """Return a list of records in front matter as a table below its label: one a row; empty for anything else."""
    listed = value.value if isinstance(value, yaml.SequenceNode) else ()
    if not listed or not all(isinstance(v, yaml.MappingNode) for v in listed):
        return ""
    rows = [_words(_named(record)) for record in listed]
    names = list(dict.fromkeys(name for row in rows for name in row))
    head = "".join(f"<th>{escape(_spoken(name))}</th>" for name in names)
    body = "".join(
        f'<tr data-lines="{_line(node)}-{_line(node)}">'
        + "".join(f"<td>{escape(row.get(name, ''))}</td>" for name in names)
        + "</tr>"
        for node, row in zip(listed, rows, strict=True)
    )
    lines = f'data-lines="{line}-{line}"'
    return f"<p {lines}><b>{label}</b></p><table><thead><tr {lines}>{head}</tr></thead><tbody>{body}</tbody></table>"


def _spoken(name: str) -> str:
    """Return the name of a field as words: "fecha_inicio" is "Fecha inicio"."""
    return re.sub(r"[\W_]+", " ", name).strip().capitalize()


def _line(node: yaml.Node) -> int:
    """Return the line of a node of the front matter, counted from 1, below the rule that opens it."""
    return int(node.start_mark.line) + 2


def _header_lines(text: str) -> tuple[dict[str, str], int]:
    """Lines "Title: ..." on top, as Pelican and MultiMarkdown have them: at least two, and a blank line below."""
    head = text.split("\n", 30)[:30]
    count = 0
    while count < len(head) and _HEADER.fullmatch(head[count]):
        count += 1
    if count < 2 or count >= len(head) or head[count].strip():
        return {}, 0
    pairs = [m for m in map(_HEADER.fullmatch, head[:count]) if m]
    return _known({m["key"]: m["value"] for m in pairs}), count


def _known(held: dict[str, str]) -> dict[str, str]:
    plain = {key.casefold(): unescape(_MARKUP.sub("", value)) for key, value in held.items()}
    found = {key: " ".join(words.split()) for key, words in plain.items() if words.strip()}
    out = {
        key: next(found[n] for n in names if n in found)
        for key, names in _KEYS.items()
        if any(n in found for n in names)
    }
    for key in ("published", "modified"):
        if key in out and (date := _DATE.match(out[key])):
            out[key] = date[0]
    return out
