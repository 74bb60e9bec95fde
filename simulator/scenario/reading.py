"""A YAML file read once into a tree in which every key and value knows its line and column.

Order of parts: places and messages, the tree, characters, scalars, the walk over the parser's events. What a
scenario has no use for and a reader could be misled by (anchors, tags, merge keys, duplicate keys, several
documents, hidden characters) is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

_DIRECTIONS = ("LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI")
SHIPPED = Path(str(files("scenarios")))
LARGEST = 48 * 1024  # bytes; the parser is slow, and no program needs more
DEEPEST = 20
LAST_CHARACTER = 0x10FFFF
Scalar = None | bool | int | Decimal | str


class Place(NamedTuple):
    """Where something is written: lines and columns count from 1; line 0 is outside of any file."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Message(NamedTuple):
    """One fault with its place, as users read it."""

    place: Place
    key: str  # dotted path in the file, empty for the file as a whole
    text: str

    def __str__(self) -> str:
        label = f"{self.key}: " if self.key else ""
        where = f"{self.place} " if self.place.line else ""
        return f"{where}{label}{self.text}"


class ScenarioError(Exception):
    """A scenario that cannot be used: every fault that was found, sorted by file and line.

    Parameters
    ----------
    messages
        The faults; each prints as `file:line:col key: what it is, what it may be`.
    """

    def __init__(self, messages: Iterable[Message]) -> None:
        self.found: tuple[Message, ...] = tuple(sorted(set(messages)))
        self.messages: tuple[str, ...] = tuple(str(message) for message in self.found)
        super().__init__("\n".join(self.messages))


@dataclass(frozen=True)
class Node:
    """A value with its place.

    Parameters
    ----------
    value
        A scalar, a list of nodes, or a mapping from keys to nodes.
    place
        Where the value is written.
    key
        Where its key is written; None in a list and at the top.
    """

    value: Scalar | list[Node] | dict[str, Node]
    place: Place
    key: Place | None = None

    @property
    def mapping(self) -> dict[str, Node]:
        """The entries of a mapping, none for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    def tree(self) -> Any:
        """Return the plain value without places."""
        if isinstance(self.value, dict):
            return {key: node.tree() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.tree() for node in self.value]
        return self.value

    def at(self, path: Iterable[str | int]) -> tuple[Node, bool]:
        """Return the node at a path, or the last one on the way to it and False."""
        node = self
        for step in path:
            entries = node.value
            if isinstance(entries, dict) and step in entries:
                node = entries[str(step)]
            elif isinstance(entries, list) and isinstance(step, int) and step < len(entries):
                node = entries[step]
            else:
                return node, False
        return node, True


def _hidden(text: str) -> int | None:
    """Return the position of the first character that a reader cannot see, None when there is none."""
    for position, character in enumerate(text):
        category = unicodedata.category(character)
        if category in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") and character not in "\n\r\t":
            return position
    return None


def _character(character: str) -> str:
    kind = "a hidden character"
    if unicodedata.bidirectional(character) in (
        "LRE",
        "RLE",
        "PDF",
        "LRO",
        "RLO",
        "LRI",
        "RLI",
        "FSI",
        "PDI",
    ):
        kind = "a character that changes the direction of writing"
    elif unicodedata.category(character) == "Cc":
        kind = "a control character"
    return f"U+{ord(character):04X} is {kind}: remove it"


def _text(raw: bytes, file: str) -> str:
    """Decode a file, and refuse whatever a reader would not see in it."""

    def fault(line: int, column: int, text: str) -> ScenarioError:
        return ScenarioError([Message(Place(file, line, column), "", text)])

    if len(raw) > LARGEST:
        raise fault(1, 1, f"the file has {len(raw):,} bytes, may have at most {LARGEST:,}")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise fault(1, 1, "the file is in UTF-16 or UTF-32: save it as UTF-8")
    if raw.startswith(b"\xef\xbb\xbf"):
        raise fault(1, 1, "the file starts with a byte order mark: save it as UTF-8 without one")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8")
        raise fault(*_position(before), "the file is not in UTF-8 from here on: save it as UTF-8") from None
    if (position := _hidden(text)) is not None:
        raise fault(*_position(text[:position]), _character(text[position]))
    return text


def _position(before: str) -> tuple[int, int]:
    lines = re.split(r"\r\n|\r|\n", before)
    return len(lines), len(lines[-1]) + 1


def scalar(text: str) -> Scalar:
    """Return what an unquoted word means: nothing, true or false, a whole number, a number, or text.

    Stricter than YAML 1.2: `.inf`, `.nan`, `1e3`, `0x1F` and `012` stay text.
    """
    if text in ("", "null", "~"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if re.fullmatch(r"-?(0|[1-9]\d{0,17})", text, re.ASCII):
        return int(text)
    if re.fullmatch(r"-?(0|[1-9]\d{0,17})\.\d{1,18}", text, re.ASCII):
        return Decimal(text)
    return text


class _Walk:
    """One pass over the parser's events."""

    def __init__(self, events: Iterator[Event], file: str) -> None:
        self.events, self.file = events, file

    def place(self, event: Event) -> Place:
        mark = event.start_mark
        return Place(self.file, mark.line + 1, mark.column + 1)

    def refuse(self, event: Event, text: str, key: str = "") -> ScenarioError:
        return ScenarioError([Message(self.place(event), key, text)])

    def document(self) -> Node:
        """Return the tree of the only document."""
        root: Node | None = None
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                if event.version or event.tags:
                    raise self.refuse(event, "directives (%YAML, %TAG) are not used here: remove the line")
                if root is not None:
                    raise self.refuse(event, "a second document starts here: one file holds one scenario")
            elif isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent | AliasEvent):
                root = self.node(event, "", 1, None)
        return root or Node(None, Place(self.file, 1, 1))

    def node(self, event: Event, path: str, depth: int, key: Place | None) -> Node:
        """Return the node that starts with an event."""
        self.plainly(event, path)
        if depth > DEEPEST:
            raise self.refuse(event, f"is nested more than {DEEPEST} deep", path)
        place = self.place(event)
        if isinstance(event, MappingStartEvent):
            return Node(self.entries(path, depth), place, key)
        if isinstance(event, SequenceStartEvent):
            items: list[Node] = []
            while not isinstance(event := next(self.events), SequenceEndEvent):
                items.append(self.node(event, f"{path}[{len(items) + 1}]", depth + 1, None))
            return Node(items, place, key)
        text: str = getattr(event, "value", "")
        return Node(scalar(text) if getattr(event, "style", None) is None else text, place, key)

    def plainly(self, event: Event, path: str) -> None:
        """Refuse anchors, aliases, tags, and characters that an escape hid."""
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None) is not None:
            raise self.refuse(event, "anchors and aliases (& and *) are not used here: write it out", path)
        if (tag := getattr(event, "ctag", None)) is not None:
            raise self.refuse(event, f"tags ({tag}) are not used here: remove it", path)
        text = event.value if isinstance(event, ScalarEvent) else ""
        if (position := _hidden(text)) is not None:
            raise self.refuse(event, _character(text[position]), path)

    def entries(self, path: str, depth: int) -> dict[str, Node]:
        """Return the entries of a mapping, each key once."""
        entries: dict[str, Node] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            self.plainly(event, path)
            if not isinstance(event, ScalarEvent):
                raise self.refuse(event, "a key must be a word", path)
            key: str = event.value
            here = f"{path}.{key}" if path else key
            if key == "<<" and event.style is None:
                raise self.refuse(event, "merge keys (<<) are not used here: use extends", path)
            if key == "":
                raise self.refuse(event, "a key is empty: write a word before the colon", path)
            if key in entries:
                first = entries[key].key or entries[key].place
                raise self.refuse(event, f"is written twice, first in line {first.line}: keep one", here)
            entries[key] = self.node(next(self.events), here, depth + 1, self.place(event))
        return entries


def shown_path(path: Path) -> str:
    """Print the path of a file as users know it: `jd-2013 (shipped)` for one that they have only by name."""
    if path.is_absolute() and path.is_relative_to(SHIPPED):
        return f"{path.stem} (shipped)"
    return str(path)


def read(path: Path) -> Node:
    """Read a file into a tree.

    Raises
    ------
    ScenarioError
        With the first fault of the file's form, and its place.
    """
    file = shown_path(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ScenarioError([Message(Place(file, 1, 1), "", f"cannot be read: {reason}")]) from None
    text = _text(raw, file)
    # A fresh parser each time: it keeps the directives of the last file.
    events = YAML(typ="safe", pure=True).parse(text)
    try:
        return _Walk(iter(events), file).document()
    except MarkedYAMLError as error:
        at_end = "stream end" in str(error.problem) or "end of stream" in str(error.problem)
        mark = error.context_mark if at_end and error.context_mark else error.problem_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)
        said = ": ".join(filter(None, (error.context, error.problem)))
        raise ScenarioError([Message(place, "", f"is not YAML: {said}")]) from None
    except ValueError:
        # The parser's one bare error: an escape beyond the last character there is.
        escapes = re.finditer(r"\\U([0-9a-fA-F]{8})", text)
        start = next((escape.start() for escape in escapes if int(escape[1], 16) > LAST_CHARACTER), 0)
        place = Place(file, *_position(text[:start]))
        raise ScenarioError([Message(place, "", "is an escape that stands for no character")]) from None
