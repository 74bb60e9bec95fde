"""What the firm is: a retailer that earns a margin, or a marketplace that earns a take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from pydantic import Field

from simulator.fields import Clause, Fault, Path
from simulator.market.stated import AnyCost, AnyShare, plain_cost, plain_share, range_faults


class Business(Clause):
    """How the firm earns. Margins are contribution margins: after every cost that grows with sales."""

    kind: Literal["retailer", "marketplace"] = Field(
        description="retailer: sells its own goods; marketplace: sellers sell, and pay the firm a share."
    )
    margin: AnyShare | None = Field(
        default=None, description="Retailer: contribution margin, percent of goods."
    )
    take_rate: AnyShare | None = Field(
        default=None,
        description="Marketplace: what sellers pay the firm (commission, advertising), in percent.",
    )
    seller_margin: AnyShare | None = Field(
        default=None,
        description="Marketplace: the sellers' margin before they pay the firm, percent of goods.",
    )
    fulfilment: AnyCost | None = Field(
        default=None, description="Cost of delivering an order, in money, where the margin does not hold it."
    )
    handling: AnyCost | None = Field(
        default=None, description="Cost of a returned or refused order, in money."
    )


class BusinessTable(NamedTuple):
    """The business in whole numbers."""

    marketplace: int  # 1: a marketplace, 0: a retailer
    margin: int  # share of goods that the firm keeps, margin or take rate, thousandths
    seller_cost: int  # the sellers' cost of their goods, thousandths of goods; 0 for a retailer
    fulfilment: int  # cost of delivering an order, minor units
    handling: int  # cost of a returned or refused order, minor units


NUMBERS = ("margin", "take_rate", "seller_margin", "fulfilment", "handling")
NEEDED = {"retailer": ("margin",), "marketplace": ("take_rate", "seller_margin")}


def check(business: Business, path: Path = ("business",)) -> Iterator[Fault]:
    """Check that the kind has the shares that it needs, and no others."""
    for kind, names in NEEDED.items():
        for name in names:
            given = getattr(business, name) is not None
            if kind == business.kind and not given:
                yield Fault(path, f"lacks {name}, which a {kind} needs, e.g. '{name}: 15%'", at_key=True)
            if kind != business.kind and given:
                yield Fault((*path, name), f"is for a {kind}, this is a {business.kind}: remove it")
    for name in NUMBERS:
        yield from range_faults(getattr(business, name), (*path, name))
    take, sellers = plain_share(business.take_rate), plain_share(business.seller_margin)
    if take and sellers and take.size > sellers.size:
        yield Fault(
            (*path, "take_rate"),
            f"is {take}, above the sellers' margin of {sellers}: they would lose on each sale",
        )


def business_table(business: Business) -> BusinessTable:
    """Return a checked business in whole numbers."""
    kept = plain_share(business.margin) or plain_share(business.take_rate)
    sellers = plain_share(business.seller_margin)
    fulfilment, handling = plain_cost(business.fulfilment), plain_cost(business.handling)
    return BusinessTable(
        marketplace=int(business.kind == "marketplace"),
        margin=kept.thousandths if kept else 0,
        seller_cost=1_000 - sellers.thousandths if sellers else 0,
        fulfilment=fulfilment.minor if fulfilment else 0,
        handling=handling.minor if handling else 0,
    )
