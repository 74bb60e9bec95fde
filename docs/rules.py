"""The page of the rules: what each says of itself, its source, and its text as its formula."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator

from docs.markdown import spans, table, wrapped
from docs.reading import named_in, sources
from simulator.rule import rules

# What the source line of a rule begins with, in brackets.
TAGS = {
    "published": "the named source gives the form",
    "published in part": "the named source gives a sign, a size or a part of the form; the rest is assumed",
    "derived": "follows by mathematics, is a definition, or does what the program file says",
    "derived in part": "the same, but for an assumption that the line names",
    "assumption": "no source gives it; the line says what is taken",
}
LONGEST_FORMULA = 24  # lines; a longer body is a table of coefficients, which its file shows as well

# In the order in which an order is lived through; files that are not named come last, by name.
WALK = (
    "chance", "customers.awareness", "customers.telling", "customers.need", "customers.choice",
    "customers.climbing", "customers.switching", "customers.joining", "customers.buying",
    "customers.redeeming", "program.rewards", "program.earning", "program.purchases", "program.order_kinds",
    "program.caps", "program.status", "program.tiers",
    "customers.satisfaction", "customers.trust", "customers.complaining", "service.twin",
    "customers.leaving",
)  # fmt: skip


def every_rule() -> dict[str, Callable[..., object]]:
    """Return every rule of the simulator by its full name, in the order of the walk."""
    for file, module in sources().items():
        decorated = (node for node in ast.walk(module) if isinstance(node, ast.FunctionDef))
        if any(
            isinstance(mark, ast.Name) and mark.id == "rule" for f in decorated for mark in f.decorator_list
        ):
            importlib.import_module("simulator." + file.removesuffix(".py").replace("/", "."))
    ours = {name: rule for name, rule in rules().items() if name.startswith("simulator.")}

    def place(name: str) -> tuple[int, str]:
        module = name.removeprefix("simulator.").rpartition(".")[0]
        return (WALK.index(module), "") if module in WALK else (len(WALK), module)

    return dict(sorted(ours.items(), key=lambda entry: place(entry[0])))


def rules_page() -> Iterator[str]:
    """Yield the page of rules."""
    found = every_rule()
    yield from ("# Rules", "")
    yield from wrapped(
        f"{len(found)} rules. A rule is a pure function of scalars: it reads nothing but its arguments, "
        "draws no chance (a uniform comes in as an argument), and the compiled engine and the agents call "
        "the same one. Its text is its formula. The source line says what is taken from where: the form, the "
        "sign or the size."
    )
    yield ""
    counts = Counter(tag_and_source(rule)[0] for rule in found.values())
    yield from table(
        ("tag", "rules", "what it says"), ((tag, str(counts[tag]), text) for tag, text in TAGS.items())
    )
    here = ""
    for name, rule in found.items():
        module = name.removeprefix("simulator.").rpartition(".")[0]
        if module != here:
            here = module
            file = module.replace(".", "/") + ".py"
            about = (ast.get_docstring(sources()[file]) or "").split("\n")[0]
            yield from ("", f"## `{file}`", "", about)
        yield from ("", f"### `{rule.__name__}`", "")
        yield from rule_lines(rule)


def tag_and_source(rule: Callable[..., object]) -> tuple[str, str]:
    """Return the tag of a rule and what its source line says."""
    source = " ".join((inspect.getdoc(rule) or "").partition("Source:")[2].split())
    tag, mark, text = source.removeprefix("[").partition("] ")
    if not mark or tag not in TAGS:
        raise ValueError(f"{rule.__name__}: its source line must begin with one of {', '.join(TAGS)}")
    return tag, text


def rule_lines(rule: Callable[..., object]) -> Iterator[str]:
    """Yield what one rule says of itself, and its formula."""
    told = inspect.getdoc(rule) or ""
    about = told.partition("Source:")[0]
    tag, source = tag_and_source(rule)
    for paragraph in re.split(r"\n\s*\n", about.strip()):
        if paragraph.startswith("Parameters\n"):
            for name, text in re.findall(r"^(\w[\w, ]*)\n((?:    .*\n?)+)", paragraph, re.MULTILINE):
                yield f"- `{name}`: {' '.join(text.split())}"
        else:
            yield from wrapped(" ".join(paragraph.split()))
        yield ""
    callers = [place for place in named_in(rule.__name__) if not place.endswith(f"::{rule.__name__}")]
    yield f"**Tag**: {tag}"
    yield ""
    yield f"**Source**: {source}"
    yield ""
    yield f"**Called by**: {spans(callers) or 'nothing in the simulator'}"
    yield ""
    formula = formula_of(rule)
    if len(formula) <= LONGEST_FORMULA:
        yield from ("```python", *formula, "```")
    else:
        yield f"Formula: {len(formula)} lines of coefficients, in the file."


def formula_of(rule: Callable[..., object]) -> list[str]:
    """Return the lines of a rule without decorator and docstring."""
    lines = textwrap.dedent(inspect.getsource(rule)).splitlines()
    function = ast.parse("\n".join(lines)).body[0]
    assert isinstance(function, ast.FunctionDef)
    told = function.body[0]
    first, last = function.lineno - 1, told.lineno - 1
    return lines[first:last] + lines[told.end_lineno or last :]
