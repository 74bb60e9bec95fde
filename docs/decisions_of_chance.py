"""The page of the decisions that meet chance."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from docs.markdown import spans, table, wrapped
from docs.reading import first_sentence, named_in, sources
from simulator import chance
from simulator.customers import state as held


def decisions() -> Iterator[str]:
    """Yield the page of decisions that meet chance."""
    listed = {name: number for name, number in vars(chance).items() if name.isupper() and type(number) is int}
    listed = {name: number for name, number in listed.items() if not name.startswith("_")}
    yield from ("# Decisions of chance", "")
    yield from wrapped(
        "Every draw is a hash of seed, replication, customer, week, decision and count. So each design meets "
        "the same luck, and a new decision, another order of work or another number of threads changes no "
        "draw. Numbers are part of the results: none is ever used for another decision. One draw is one "
        "uniform; counts and normals come from it by inversion."
    )
    yield ""
    traits, meanings = traits_drawn(), {name: text for name, _, text in held.TRAITS}
    rows = []
    for name, number in sorted(listed.items(), key=lambda entry: entry[1]):
        places = named_in(f"chance.{name}", name)
        about = " ".join(dict.fromkeys(first_sentence(place) for place in places))
        if name in traits:
            about = f"`{traits[name]}`: {meanings[traits[name]]}"
        words = name.lower().replace("_", " ")
        rows.append((str(number), words, spans(places) or "nowhere: the number is kept free", about))
    yield from table(("number", "decision", "drawn in", "which is to, or the trait"), rows)


def traits_drawn() -> dict[str, str]:
    """Return the trait that each decision of the panel draws: decision -> trait."""
    names = {name for name, _, _ in held.TRAITS}
    found: dict[str, str] = {}
    for node in ast.walk(sources()["customers/population.py"]):
        # Either traits["need"] = ... chance.TRAIT_NEED ..., or a pair ("status", chance.TRAIT_STATUS).
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
            label, drawn = node.targets[0].slice, ast.walk(node.value)
        elif isinstance(node, ast.Tuple) and len(node.elts) == 2:
            label, drawn = node.elts[0], ast.walk(node.elts[1])
        else:
            continue
        if isinstance(label, ast.Constant) and label.value in names:
            found |= {part.attr: str(label.value) for part in drawn if isinstance(part, ast.Attribute)}
    return found
