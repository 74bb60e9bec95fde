"""What rivals do: their prices and promotions, programs of their own, and how they react to the firm.

Order of parts: the fields, checks, what the engine reads. How much each sells is a number of behaviour
(share_rival, share_rival_2, share_rival_3): rivals are told in that order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, NamedTuple

from pydantic import Field, PrivateAttr

from simulator.fields import Clause, Fault, Path, Range, Text
from simulator.units import Share, Span

WEEKS = Range(1, 3_650, weeks=520)
MOST_RIVALS = 3
NEVER = -1


class Promotions(Clause):
    """Price cuts for everybody that come again and again."""

    every: Annotated[Span, WEEKS] = Field(description="From the beginning of one to the next, e.g. 13 weeks.")
    lasts: Annotated[Span, WEEKS] = Field(description="How long each lasts, e.g. 1 week.")
    cut: Annotated[Share, Range(0.1, 90, digits=1)] = Field(description="The price cut, in percent.")


class Matching(Clause):
    """How a rival answers to the price that the firm's customers pay, cuts for members included."""

    share: Annotated[Share, Range(1, 100, digits=1)] = Field(
        description="Part of the gap to the firm's mean price that it closes, in percent."
    )
    after: Annotated[Span, WEEKS] = Field(description="How long until it answers, e.g. 2 weeks.")
    floor: Annotated[Share, Range(10, 100, digits=1)] = Field(
        description="The lowest price that it goes to, in percent of the market's price."
    )


class War(Clause):
    """How a rival fights for orders that it has lost: it cuts its price step by step, and raises it again."""

    when: Annotated[Share, Range(1, 90, digits=1)] = Field(
        description="Loss of orders against the study's first 13 weeks from which it fights, in percent."
    )
    step: Annotated[Share, Range(0.1, 50, digits=1)] = Field(
        description="What each further quarter of such a loss takes off the price, in percent."
    )
    floor: Annotated[Share, Range(10, 100, digits=1)] = Field(
        description="The lowest price that it goes to, in percent of the market's price."
    )


class Rival(Clause):
    """One rival."""

    price: Annotated[Share, Range(20, 300, digits=1)] | None = Field(
        default=None, description="Its price, in percent of the market's price. [100%]"
    )
    promotions: Promotions | None = Field(default=None, description="Price cuts that come again and again.")
    program: Text | None = Field(
        default=None, description="Its loyalty program: a shipped name or a file. Left out: it has none."
    )
    launches: Annotated[Span, WEEKS] | None = Field(
        default=None,
        description="How long after the study's begin it launches its program; left out: it has long had it.",
    )
    copies: Annotated[Span, WEEKS] | None = Field(
        default=None,
        description="How long after the study's begin it launches the program of the design under study.",
    )
    matches: Matching | None = Field(default=None, description="How it answers to the firm's price.")
    war: War | None = Field(default=None, description="How it fights for orders that it has lost.")

    _own: Any = PrivateAttr(default=None)

    @property
    def own(self) -> Any:
        """Return the checked program that it runs, None where it has none of its own."""
        return self._own

    def run(self, program: Any) -> None:
        """Note the checked program that `program` names."""
        self._own = program


class RivalTable(NamedTuple):
    """What one rival does, in whole numbers: weeks, and prices in thousandths of the market's price."""

    price: int = 1_000
    promotion_every: int = 0  # weeks; 0: none
    promotion_weeks: int = 0
    promotion_cut: int = 0
    launches: int = NEVER  # week in which its program begins; NEVER: it has long had it, if any
    copies: int = NEVER  # week in which it launches the firm's program
    match_share: int = 0
    match_after: int = 0  # weeks
    match_floor: int = 0
    war_when: int = 0
    war_step: int = 0
    war_floor: int = 0


def rival_table(rival: Rival) -> RivalTable:
    """Return a checked rival in whole numbers."""
    promotions, matches, war = rival.promotions, rival.matches, rival.war
    return RivalTable(
        price=rival.price.thousandths if rival.price else 1_000,
        promotion_every=promotions.every.weeks if promotions else 0,
        promotion_weeks=promotions.lasts.weeks if promotions else 0,
        promotion_cut=promotions.cut.thousandths if promotions else 0,
        launches=rival.launches.weeks if rival.launches else NEVER,
        copies=rival.copies.weeks if rival.copies else NEVER,
        match_share=matches.share.thousandths if matches else 0,
        match_after=matches.after.weeks if matches else 0,
        match_floor=matches.floor.thousandths if matches else 0,
        war_when=war.when.thousandths if war else 0,
        war_step=war.step.thousandths if war else 0,
        war_floor=war.floor.thousandths if war else 0,
    )


def check(rivals: Mapping[str, Rival], stated: int, path: Path = ("rivals",)) -> Iterator[Fault]:
    """Check what rivals do, and that each has a share; `stated` rivals have one."""
    for place, (name, rival) in enumerate(rivals.items()):
        here = (*path, name)
        if place >= min(stated, MOST_RIVALS):
            share = f"share_rival_{place + 1}"
            text = f"is rival {place + 1}, but values state no {share}: say how much it sells"
            if place >= MOST_RIVALS:
                text = f"is rival {place + 1}: a market has at most {MOST_RIVALS}"
            yield Fault(here, text, at_key=True)
        if rival.launches is not None and rival.program is None:
            yield Fault((*here, "launches"), "launches nothing: name its program")
        if rival.copies is not None and rival.program is not None:
            yield Fault((*here, "copies"), "does not go with program: it has one or copies the firm's")
        promotions = rival.promotions
        if promotions and promotions.lasts.weeks >= promotions.every.weeks:
            yield Fault(
                (*here, "promotions", "lasts"), "is as long as `every`: then it is the price, not a cut"
            )
        price = rival.price.thousandths if rival.price else 1_000
        for part, floor in (
            ("matches", rival.matches and rival.matches.floor),
            ("war", rival.war and rival.war.floor),
        ):
            if floor and floor.thousandths >= price:
                yield Fault((*here, part, "floor"), f"is {floor}, not below its price: it could never answer")
        if not rival.model_fields_set:
            yield Fault(here, "does nothing: leave it out, or say what it does", at_key=True)
