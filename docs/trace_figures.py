"""The page of figures of the trace: what is counted in the model, and what the scoreboard found of limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from docs.markdown import table, wrapped
from docs.markets import shipped_markets, stated
from docs.reading import ROOT
from docs.rules import TAGS, every_rule, tag_and_source
from reports.scoreboard import band, counts, findings, interval, readings
from simulator.customers.state import RIVAL_STATE, STATE, TRAITS
from simulator.evidence import from_json
from simulator.evidence.finding import Kind
from simulator.market.behaviour import BASELINE_MECHANISMS, FIELDS, MECHANISMS

TAGS_OF_NUMBERS = ("published", "derived", "assumption")
KINDS = (Kind.EMERGENT, Kind.HOLD_OUT, Kind.CALIBRATED, Kind.IDENTITY)


def data_evaluation() -> Iterator[str]:
    """Yield how much of numbers and rules is published, derived and assumed."""
    ranges = sum(field.low < field.high for field in FIELDS)
    alone = sum(field.tag == "assumption" and field.low == field.high for field in FIELDS)
    yield from wrapped(
        f"Of {len(FIELDS)} numbers of behaviour {ranges} have a range that studies draw from. {alone} are "
        "assumptions without a range: no study tries them. Of the markets every number that a shipped file "
        "states is counted, the same one in two markets twice."
    )
    yield ""
    of_people = Counter(field.tag for field in FIELDS)
    of_markets = Counter(number.tag for market in shipped_markets().values() for number in stated(market))
    yield from table(
        ("tag", "numbers of behaviour", "stated by shipped markets"),
        ((tag, str(of_people[tag]), str(of_markets[tag])) for tag in TAGS_OF_NUMBERS),
    )
    yield ""
    rules = Counter(tag_and_source(rule)[0] for rule in every_rule().values())
    yield from table(("tag", "rules"), ((tag, str(rules[tag])) for tag in TAGS))
    yield ""
    yield from wrapped(
        f"State: {len(TRAITS)} traits, {len(STATE)} states, {len(RIVAL_STATE)} states for each rival. "
        f"{len(MECHANISMS)} mechanisms have a switch, {len(BASELINE_MECHANISMS)} of them also act without a "
        "program."
    )


def trace_figures() -> Iterator[str]:
    """Yield the page of the figures of the trace."""
    board = from_json((ROOT / "docs" / "evidence.json").read_text(encoding="utf-8"))
    found = findings(board)
    yield from ("# Figures of the trace", "", "## Data evaluation", "")
    yield from data_evaluation()
    yield from ("", "## The scoreboard in counts", "")
    yield from wrapped(
        f"Over {board.seeds} seeds of {board.customers:,} customers in `{board.facts['market']}`, lived by "
        f"the sources `{board.facts['sources']}`. All results: [../evidence.md](../evidence.md)."
    )
    yield ""
    yield from table(
        ("kind", "pass", "fail", "not testable"),
        ((kind.value, *map(str, counts(found, (kind,)))) for kind in KINDS),
    )
    yield ""
    read = Counter(one.verdict for one in readings(board))
    yield from wrapped("Claims of the texts: " + ", ".join(f"{n} {word}" for word, n in read.items()) + ".")
    yield from (
        "",
        "## Limits and formulas",
        "",
        "Identities: they verify the code, and support nothing else.",
    )
    yield ""
    yield from table(
        ("", "what", "band", "found (95%)", "unit", "verdict"),
        (
            (one.number, one.name, band(one.band), interval(one.estimate), one.unit, one.verdict)
            for one in found
            if one.kind == Kind.IDENTITY
        ),
    )
