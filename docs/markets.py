"""The page of what the shipped markets state in place of the defaults."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from docs.markdown import plain, table, wrapped
from simulator.market.file import (
    Market,
    Provenance,
    business_provenance,
    provenance,
    service_provenance,
    switched_off,
)
from simulator.scenario import load
from simulator.scenario.library import shipped

TAGS = ("published", "derived", "assumption")


def shipped_markets() -> dict[str, Market]:
    """Return the shipped markets by name."""
    return {name: load(name, "market").model for name in shipped("market")}


def stated(market: Market) -> list[Provenance]:
    """Return what a market states: its business, its service, its numbers of behaviour."""
    of_people = [number for number in provenance(market) if number.stated]
    return [*business_provenance(market), *service_provenance(market), *of_people]


def row(number: Provenance) -> tuple[str, ...]:
    """Return the row of one number."""
    span = f"{plain(number.low)} to {plain(number.high)}" if number.low < number.high else ""
    return (f"`{number.name}`", plain(number.value), span, number.unit, number.tag, number.source)


def markets() -> Iterator[str]:
    """Yield the page of the shipped markets."""
    found = shipped_markets()
    tags = Counter(number.tag for market in found.values() for number in stated(market))
    yield from ("# What the shipped markets state", "")
    yield from wrapped(
        f"{len(found)} markets with {sum(tags.values())} numbers ("
        + ", ".join(f"{tags[tag]} {tag}" for tag in TAGS)
        + "). What is not here has the default of [parameters.md](parameters.md). Variants of a market "
        "and the figures of the log that `cdnow` was fitted to stand in its file alone. Ranges of the "
        "business are told in the report, and not drawn; those of behaviour are drawn."
    )
    for name, market in found.items():
        yield from ("", f"## `{name}`", "", market.title + ".")
        off = switched_off(market)
        if off:
            yield from wrapped(f"Switched off: {', '.join(off)}.")
        yield ""
        yield from table(
            ("name", "value", "range", "unit", "tag", "source"), (row(number) for number in stated(market))
        )
