"""What clauses share: the draft that checks read, the frame of a run, and who funds a benefit."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import numpy as np
from pydantic import Field

from simulator.fields import Clause, Fault, Path, Range
from simulator.program.table import FIRM, FUNDERS, PARTNER, SELLER, Ints
from simulator.units import Frequency, Share, did_you_mean

if TYPE_CHECKING:
    from simulator.program import Program
    from simulator.program.earning import FlatEarnings

Part = Annotated[Share, Range(0, 100, digits=1)]


class Draft(NamedTuple):
    """A program whose clauses are each valid or left out: what checks across fields read."""

    program: Program
    broken: frozenset[str]  # clauses that are written but not valid, and dotted entries that were left out
    levels: tuple[str, ...]  # names of the levels, also where the clause is not valid otherwise

    def absent(self, clause: str) -> bool:
        """Say whether a clause is not written at all."""
        return clause not in self.broken and getattr(self.program, clause) is None

    def unknown_levels(self, names: Iterable[str], path: Path) -> Iterator[Fault]:
        """Tell which names of a list, or keys of a mapping, are no levels of the ladder."""
        by_key = isinstance(names, Mapping)
        for position, name in enumerate(names):
            if name not in self.levels:
                may_be = f"may be {', '.join(self.levels)}" if self.levels else "the program has no tiers"
                ladders = (self.program.ladders or {}).values()
                beside = any(name in ladder.levels for ladder in ladders)
                what = "is of a further ladder, which only privileges name" if beside else "is no level"
                text = f"'{name}' {what}: {may_be}{did_you_mean(name, self.levels)}"
                yield Fault((*path, name if by_key else position), text, at_key=by_key)


class Frame(NamedTuple):
    """The run that a table is made for."""

    weeks: int  # weeks from day 0 on
    first_week: int  # first week that the calendar and the lots must cover, 0 or negative
    begins: datetime.date  # day 0
    customers: int  # customers in the market, which scale the running cost


class Funding(Clause):
    """Who pays for a benefit, in shares that sum to 100%."""

    firm: Part = Field(default=Share(Decimal(0)), description="Share paid by the firm that runs the program.")
    seller: Part = Field(default=Share(Decimal(0)), description="Share paid by the sellers of a marketplace.")
    partner: Part = Field(default=Share(Decimal(0)), description="Share paid by partners (brands, a bank).")

    def faults(self, path: Path) -> Iterator[Fault]:
        """Tell when the shares are not the whole."""
        total = self.firm.size + self.seller.size + self.partner.size
        if total != 100:
            yield Fault(path, f"shares sum to {total}%, they must sum to 100%")

    def table(self) -> Ints:
        """Return thousandths paid by firm, seller and partner, (3,)."""
        shares = np.zeros(FUNDERS, np.int64)
        shares[[FIRM, SELLER, PARTNER]] = [
            part.thousandths for part in (self.firm, self.seller, self.partner)
        ]
        return shares


FIRM_PAYS = Funding(firm=Share(Decimal(100)))


def purses(program: Program) -> tuple[tuple[str, FlatEarnings | None], ...]:
    """Return what earns points and what earns qualifying value, in the order of PURSE_*."""
    points, status = program.points, program.status
    return ("points", points.earn if points else None), ("status", status.earn if status else None)


def whole(values: Iterable[int]) -> Ints:
    """Return whole numbers as an array."""
    return np.array(list(values), np.int64)


def by_level(names: Iterable[str] | None, levels: tuple[str, ...]) -> Ints:
    """Return 1 where a level is named, (K,); every level when none is."""
    chosen = levels if names is None else tuple(names)
    return whole(level in chosen for level in levels)


def by_standing(names: Iterable[str] | None, program: Program, paid: bool = False) -> Ints:
    """Return 1 where a standing has something, (S,): levels that are named, free or paid, or paid alone."""
    levels = by_level(names, program.level_names)
    if program.paid is None:
        return levels
    return np.concatenate([levels * int(not paid), levels])


def counted(mapping: Mapping[str, Any], most: int, path: Path, what: str) -> Iterator[Fault]:
    """Tell when there are more entries than the engine holds."""
    if len(mapping) > most:
        yield Fault(path, f"has {len(mapping)} {what}, may have at most {most}")


def yearly_faults(limit: Frequency | None, path: Path) -> Iterator[Fault]:
    """Tell when a limit of a member is not of a calendar year."""
    if limit and limit.period != "year":
        yield Fault(path, f"is '{limit}', may be so many per year, e.g. '6 per year'")
