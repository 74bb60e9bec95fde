"""A market file: the business, every number of behaviour that differs from the default, and the switches.

Order of parts: the fields, checks, what the engine and the report read.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, NamedTuple

from pydantic import Field, PlainValidator

from simulator.fields import (
    Clause,
    Currency,
    Date,
    Fault,
    Name,
    Number,
    Path,
    Switch,
    Text,
    other_currencies,
)
from simulator.market import bounds
from simulator.market import business as business_clause
from simulator.market import network as network_clause
from simulator.market import rivals as rivals_clause
from simulator.market import service as service_clause
from simulator.market.behaviour import FIELDS, MECHANISM_NAMES
from simulator.market.behaviour import Field as Stated
from simulator.market.business import NUMBERS, Business
from simulator.market.growth import Growth
from simulator.market.network import Network
from simulator.market.rivals import Rival
from simulator.market.service import (
    FACTS,
    Desk,
    Logistics,
    Recovery,
    Sellers,
    Service,
    Staff,
    stated_numbers,
)
from simulator.market.stated import NO_SOURCE, SOURCE_TEXT, TAG_TEXT, Tag, ends
from simulator.units import UnitError, did_you_mean, plain, shown

BY_NAME: dict[str, Stated] = {field.name: field for field in FIELDS}
# Read as a whole number: a part of one would be cut off, and a range drawn from it.
WHOLE_UNITS = ("whole number", "code")


def _figure(value: object) -> Decimal | list[int]:
    if isinstance(value, list) and all(type(item) is int for item in value):
        return value
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return Decimal(str(value))
    raise UnitError(f"{shown(value)} is neither a number nor a list of whole numbers")


Measured = Annotated[Decimal | list[int], PlainValidator(_figure, json_schema_input_type=float | list[int])]


class Behaves(Clause):
    """One number of behaviour."""

    value: Number = Field(description="The number, in the unit of its name.")
    range: list[Number] | None = Field(
        default=None,
        description="Least and greatest plausible value, in its unit; left out: the default's.",
    )
    tag: Tag = Field(description=TAG_TEXT)
    source: Text = Field(description=SOURCE_TEXT)


class Figure(Clause):
    """One figure of the log that a market was fitted to."""

    value: Annotated[
        Decimal | list[int], PlainValidator(_figure, json_schema_input_type=float | list[int])
    ] = Field(description="The number, or one whole number a day, in its unit.")
    unit: Text = Field(description="Its unit.")
    tag: Tag = Field(description="published, derived or assumption.")
    source: Text = Field(description="Where it comes from.")
    low: Number | None = Field(default=None, description="Lower end of its 95% interval, in its unit.")
    high: Number | None = Field(default=None, description="Upper end of its 95% interval, in its unit.")


class Market(Clause):
    """The people and the business that programs are tried on."""

    title: Text = Field(description="What the market is called.")
    as_of: Date | None = Field(default=None, description="Date of its figures, year-month-day.")
    currency: Currency = Field(description="Currency of every amount, e.g. CNY.")
    sources: dict[Name, Text] = Field(default={}, description="Where figures were read, by name.")
    simplified: dict[Name, Text] = Field(
        default={}, description="What the real market has, and this file not."
    )
    assumed: dict[Name, Text] = Field(default={}, description="What no source states.")
    business: Business = Field(description="How the firm earns.")
    service: Service | None = Field(
        default=None, description="How customers are served; left out: as usual, by a desk that is planned."
    )
    network: Network | None = Field(
        default=None, description="Who talks to whom; left out, everybody of a region to everybody."
    )
    growth: Growth | None = Field(default=None, description="People who come to the category.")
    rivals: dict[Name, Rival] = Field(
        default={},
        description="What rivals do, by name: the first sells share_rival, the second share_rival_2 ...",
    )
    values: dict[Name, Behaves] = Field(default={}, description="Numbers of behaviour that differ, by name.")
    mechanisms: dict[Name, Switch] = Field(default={}, description="Switches by name; off: it stands still.")
    fitted: dict[Text, Figure] = Field(
        default={},
        description="Figures of the log that the market was made from, by dotted name.",
    )


class Provenance(NamedTuple):
    """One number as the report prints it."""

    name: str
    value: float
    low: float
    high: float
    unit: str
    tag: str
    source: str
    stated: bool  # by the market file; otherwise the default


def _value_faults(name: str, given: Behaves, path: Path) -> Iterator[Fault]:
    stated, value = BY_NAME[name], float(given.value)
    low, high = stated.low, stated.high
    if given.range is not None:
        if len(given.range) != 2:
            yield Fault((*path, "range"), f"has {len(given.range)} numbers, must be [least, greatest]")
            return
        low, high = (float(end) for end in given.range)
        if low > high:
            yield Fault((*path, "range"), f"is {plain(low)} to {plain(high)}: the least comes first")
            return
        if not low <= value <= high:
            text = f"is {plain(value)}, outside its range of {plain(low)} to {plain(high)}"
            yield Fault((*path, "value"), text)
    elif low < high and not low <= value <= high:
        text = f"is {plain(value)}, outside the usual {plain(low)} to {plain(high)}: give it a range"
        yield Fault((*path, "value"), text)
    yield from bounds.outside(name, min(low, value), max(high, value), stated.unit, path)
    if stated.unit in WHOLE_UNITS and (not value.is_integer() or not low == value == high):
        text = f"is read as a {stated.unit}: state one, with itself as its range (parts would be cut off)"
        yield Fault(path, text)


def check(market: Market, broken: frozenset[str]) -> Iterator[Fault]:
    """Check a market across its fields, over whichever clauses are valid."""
    if "business" not in broken:
        yield from business_clause.check(market.business)
        if "currency" not in broken:
            yield from other_currencies(market.business, market.currency, ("business",))
    if "currency" not in broken:
        yield from other_currencies(market.service, market.currency, ("service",))
    yield from _clause_faults(market, frozenset(name.split(".")[0] for name in broken))
    for name, given in market.values.items():
        if name in BY_NAME:
            yield from _value_faults(name, given, ("values", name))
        else:
            near = did_you_mean(name, BY_NAME) or f". May be: {', '.join(BY_NAME)}"
            yield Fault(("values", name), f"is no number of behaviour{near}", at_key=True)
    whole = not any(name.startswith("values.") for name in broken)
    if whole and all(given.range is None or len(given.range) == 2 for given in market.values.values()):
        yield from bounds.together(ranges(market), market.values)
    for name in market.mechanisms:
        if name not in MECHANISM_NAMES:
            near = did_you_mean(name, MECHANISM_NAMES) or "."
            text = f"is no mechanism{near} May be: {', '.join(MECHANISM_NAMES)}"
            yield Fault(("mechanisms", name), text, at_key=True)


def _clause_faults(market: Market, broken: frozenset[str]) -> Iterator[Fault]:
    """Check service, network and rivals, each where it is valid; `broken` are top-level keys."""
    is_cohort = "entry.customers_per_day" in market.fitted
    if market.network is not None and "network" not in broken:
        yield from network_clause.check(market.network)
    if market.service is not None and "service" not in broken:
        yield from service_clause.check(market.service, market.values, is_cohort)
        yield from _rival_faults(market)
        if market.service.sellers and "business" not in broken and market.business.kind == "retailer":
            text = "leave a marketplace, and this is a retailer: remove them"
            yield Fault(("service", "sellers"), text, at_key=True)
    if "rivals" not in broken and "values" not in broken:
        shares = ranges(market)
        stated = sum(shares[name][0] > 0.0 for name in bounds.SHARES[1:])
        yield from rivals_clause.check(market.rivals, stated)
    for name in ("rivals", "growth"):
        if is_cohort and name not in broken and getattr(market, name):
            text = "is for a standing market, this one was fitted to a log of new customers: remove it"
            yield Fault((name,), text, at_key=True)


def _rival_faults(market: Market) -> Iterator[Fault]:
    """Tell when the rival's failures cannot be told against the firm's."""
    if "rival_failures" in stated_numbers(market.service):
        most = _of_service(market, "rival_failures")
        if _central(market, "failure_rate") <= 0.0:
            yield Fault(("service", "rival", "failures"), "needs failures at the firm, which has none")
        elif most and most[2] > bounds.BOUNDS["rival_failures"][1]:
            yield Fault(("service", "rival", "failures"), "is over 100 times the firm's, may be 100 times")


def _central(market: Market, name: str) -> float:
    """Return the value of a number of behaviour that the file states anywhere, or its default."""
    told = _of_service(market, name)
    if told:
        return told[0]
    return float(market.values[name].value) if name in market.values else BY_NAME[name].default


def _of_service(market: Market, name: str) -> tuple[float, float, float, Tag, str] | None:
    """Return value, least, greatest, tag and source of a number of behaviour that the service states."""
    number = stated_numbers(market.service).get(name)
    if number is None:
        return None
    size, low, high = (float(end) / 100.0 for end in ends(number.stated))
    if number.per is not None:
        central = _central(market, number.per)
        size, low, high = (end / central if central > 0.0 else 1.0 for end in (size, low, high))
    tag: Tag = getattr(number.stated, "tag", "assumption")
    return size, low, high, tag, getattr(number.stated, "source", NO_SOURCE)


def provenance(market: Market) -> tuple[Provenance, ...]:
    """Return every number of behaviour as the market has it, with its range, tag and source."""
    rows = []
    for field in FIELDS:
        given = market.values.get(field.name)
        value, low, high, tag, source = field.default, field.low, field.high, field.tag, field.source
        told = _of_service(market, field.name) if market.service else None
        if told:
            value, low, high, tag, source = told
        if given:
            value, tag, source = float(given.value), given.tag, given.source
            low, high = (float(end) for end in given.range) if given.range else (low, high)
            if not low <= value <= high:
                low = high = value  # a number that is taken as known
        rows.append(
            Provenance(
                field.name, value, low, high, field.unit, tag, source, given is not None or told is not None
            )
        )
    return tuple(rows)


def business_provenance(market: Market) -> tuple[Provenance, ...]:
    """Return every number of the business that the market states, a share in percent, a cost in money."""
    rows = []
    for name in NUMBERS:
        stated = getattr(market.business, name)
        if stated is None:
            continue
        value, low, high = (float(end) for end in ends(stated))
        unit = market.currency if name in ("fulfilment", "handling") else "percent"
        tag, source = getattr(stated, "tag", "assumption"), getattr(stated, "source", NO_SOURCE)
        rows.append(Provenance(name, value, low, high, unit, tag, source, True))
    return tuple(rows)


def service_provenance(market: Market) -> tuple[Provenance, ...]:
    """Return every number of the service that is no number of behaviour, as far as the market states it."""
    rows = []
    for clause, field, unit in FACTS:
        stated = getattr(getattr(market.service, clause, None), field, None)
        if stated is None:
            continue
        bare = isinstance(stated, Decimal)
        value, low, high = (float(end) for end in ((stated,) * 3 if bare else ends(stated)))
        tag, source = getattr(stated, "tag", "assumption"), getattr(stated, "source", NO_SOURCE)
        name = f"{clause}.{field}"
        rows.append(Provenance(name, value, low, high, unit or market.currency, tag, source, True))
    return tuple(rows)


def service_meanings() -> dict[str, str]:
    """Return what each of these numbers means, by name."""
    parts: dict[str, type[Clause]] = {
        "logistics": Logistics, "recovery": Recovery, "staff": Staff, "sellers": Sellers, "desk": Desk,
    }  # fmt: skip
    told = {}
    for clause, field, _ in FACTS:
        told[f"{clause}.{field}"] = parts[clause].model_fields[field].description or ""
    return told


def ranges(market: Market) -> dict[str, tuple[float, float, float]]:
    """Return every number with its range: name -> (value, low, high); low = high is taken as known."""
    return {row.name: (row.value, row.low, row.high) for row in provenance(market)}


def switched_off(market: Market) -> tuple[str, ...]:
    """Return the mechanisms that stand still, in the order of the list."""
    return tuple(name for name in MECHANISM_NAMES if not market.mechanisms.get(name, True))
