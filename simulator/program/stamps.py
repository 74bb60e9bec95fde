"""Stamp cards: so many qualifying orders give one reward, with the order that fills the card."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from simulator.fields import Clause, Cost, Fault, Path, Range, Switch, Whole
from simulator.program.clause import FIRM_PAYS, Draft, Frame, Funding, yearly_faults
from simulator.rule import rule
from simulator.units import Frequency, Span

if TYPE_CHECKING:
    from simulator.program import Program


class Stamps(Clause):
    """A stamp card."""

    buy: Annotated[Whole, Range(2, 100)] = Field(
        description="Stamps that fill a card, one a qualifying order, endowed ones included."
    )
    worth: Cost = Field(description="Worth of the reward to the customer, in money.")
    cost: Cost = Field(description="Cost of the reward to whoever funds it, in money.")
    minimum_order: Cost | None = Field(
        default=None, description="Smallest price after price cuts that gives a stamp, in money."
    )
    endowed: Annotated[Whole, Range(0, 99)] = Field(
        default=0, description="Stamps that are on the first card of a member from joining on."
    )
    valid: Annotated[Span, Range(1, 1092, weeks=156)] | None = Field(
        default=None, description="A card lapses so long after its first order, in weeks; left out: never."
    )
    at_most: Annotated[Frequency, Range(1, 200, digits=0)] | None = Field(
        default=None, description="Rewards of a member in a calendar year, e.g. '6 per year'."
    )
    shown: Switch = Field(
        default=True,
        description="Whether the card itself shows its holder how full it is and what for, as one of paper "
        "does; else it stands in an account, which not everybody knows.",
    )
    funded: Funding = Field(default=FIRM_PAYS, description="Who pays for the rewards.")


def check(draft: Draft) -> Iterator[Fault]:
    """Check a stamp card by itself."""
    card = draft.program.rewards.stamps if draft.program.rewards else None
    if card is None:
        return
    path: Path = ("rewards", "stamps")
    if card.endowed >= card.buy:
        yield Fault((*path, "endowed"), f"is {card.endowed}, may be at most {card.buy - 1}: buy includes it")
    yield from yearly_faults(card.at_most, (*path, "at_most"))
    yield from card.funded.faults((*path, "funded"))


def told(program: Program) -> list[str]:
    """Tell the stamp card, in the field's words."""
    card = program.rewards.stamps if program.rewards else None
    if card is None:
        return []
    head_start = f", {card.endowed} of them given" if card.endowed else ""
    kept = "" if card.shown else ", counted in the account"
    return [f"a reward worth {card.worth} for {card.buy} stamps{head_start}{kept}"]


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the stamp card's part of the program's table; all 0 where there is none."""
    card = program.rewards.stamps if program.rewards else None
    return {
        "stamps_buy": card.buy if card else 0,
        "stamps_worth": card.worth.minor if card else 0,
        "stamps_cost": card.cost.minor if card else 0,
        "stamps_minimum": card.minimum_order.minor if card and card.minimum_order else 0,
        "stamps_endowed": card.endowed if card else 0,
        "stamps_valid": card.valid.weeks if card and card.valid else 0,
        "stamps_at_most": int(card.at_most.size) if card and card.at_most else 0,
        "stamps_shown": int(card.shown) if card else 0,
        "stamps_funding": (card.funded if card else FIRM_PAYS).table(),
    }


@rule
def card_lapsed(begun: int, valid: int, week: int) -> bool:
    """Tell whether a card that began in a week has lapsed.

    Units: weeks of the run; `valid` is 0 where cards never lapse. A card lives through the week `valid` weeks
    after that of its first order.
    Source: [derived in part] the validity of the program file; whole weeks are an assumption, as for points.
    """
    return valid > 0 and week > begun + valid
