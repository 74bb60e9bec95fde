"""A scenario told to people and editors: its text, its difference from its parent, its hash, its schema."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from simulator.scenario.merging import EXTENDS, VARIANTS
from simulator.scenario.reading import Scalar, scalar
from simulator.units import plain

WIDEST = 100
Tree = Mapping[str, Any]


def _word(value: Scalar) -> str:
    """Print a scalar so that it is read back as the same."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, int):
        return str(value)
    simple = re.fullmatch(r"\w[\w %.()/+-]*", value) and not value.endswith(" ")
    return value if simple and scalar(value) == value else json.dumps(value, ensure_ascii=False)


def in_one_line(value: Any) -> str:
    """Print a value as YAML in one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_word(key)}: {in_one_line(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(in_one_line(entry) for entry in value) + "]"
    return _word(value)


def _lines(tree: Tree, indent: str) -> Iterator[str]:
    for key, value in tree.items():
        line = f"{indent}{_word(key)}: {in_one_line(value)}"
        # Clauses stand as blocks; what they hold goes into one line where it fits.
        if isinstance(value, Mapping) and value and (not indent or len(line) > WIDEST):
            yield f"{indent}{_word(key)}:"
            yield from _lines(value, indent + "  ")
        else:
            yield line


def yaml_text(tree: Tree) -> str:
    """Print a tree as YAML that reads back as the same tree."""
    return "".join(f"{line}\n" for line in _lines(tree, ""))


def _leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping) and value:
        for key, entry in value.items():
            yield from _leaves(entry, f"{path}.{key}" if path else key)
    else:
        yield path, in_one_line(value)


def differences(parent: Tree, tree: Tree) -> list[str]:
    """List how a tree differs from its parent, a line each: `key: old -> new`."""
    old, new = dict(_leaves(parent, "")), dict(_leaves(tree, ""))
    keys = [*old, *(key for key in new if key not in old)]
    return [
        f"{key}: {old.get(key, '(absent)')} -> {new.get(key, '(absent)')}"
        for key in keys
        if old.get(key) != new.get(key)
    ]


def canonical(part: Any) -> Any:
    """Return checked content as JSON values: defaults filled in, quantities in one spelling."""
    if isinstance(part, BaseModel):
        fields = type(part).model_fields.items()
        return {field.alias or name: canonical(getattr(part, name)) for name, field in fields}
    if isinstance(part, Mapping):
        return {str(key): canonical(value) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [canonical(value) for value in part]
    if isinstance(part, Decimal):
        return plain(part)
    if isinstance(part, datetime.date):
        return part.isoformat()
    return part if part is None or isinstance(part, bool | int | str) else str(part)


def content_hash(content: Any) -> str:
    """Return the SHA-256 of checked content, without comments, spelling, order of keys and place of files."""
    text = json.dumps(canonical(content), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class _Schema(GenerateJsonSchema):
    def encode_default(self, dft: Any) -> Any:
        return canonical(dft)


def _for_overrides(part: Any) -> Any:
    """Let a sparse override pass: nothing is required in it, and null removes a named entry."""
    if isinstance(part, list):
        return [_for_overrides(entry) for entry in part]
    if not isinstance(part, dict):
        return part
    told = {key: _for_overrides(value) for key, value in part.items() if key != "required"}
    entry = told.get("additionalProperties")
    if isinstance(entry, dict):
        told["additionalProperties"] = {"anyOf": [entry, {"type": "null"}]}
    return told


def json_schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON Schema of a file: what editors complete from and check against."""
    schema = model.model_json_schema(by_alias=True, schema_generator=_Schema)
    needed = schema.get("required", [])
    told: dict[str, Any] = _for_overrides(schema)
    told["properties"] |= {
        EXTENDS: {"type": "string", "description": "One shipped name or file that this one changes."},
        VARIANTS: {
            "type": "object",
            "description": "Named sparse overrides: `name/variant` stands for the file with one of them.",
            "additionalProperties": {"type": "object"},
        },
    }
    told["anyOf"] = [{"required": needed}, {"required": [EXTENDS]}]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **told}
