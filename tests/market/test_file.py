from __future__ import annotations

from typing import Any

import pytest

from simulator.market.behaviour import FIELDS, MECHANISM_NAMES
from simulator.market.bounds import BOUNDS
from simulator.market.business import business_table
from simulator.market.file import Market, check, provenance, ranges, switched_off
from simulator.scenario import load


def market(**parts: Any) -> Market:
    business = {"kind": "retailer", "margin": "25%"}
    return Market.model_validate({"title": "Here", "currency": "CNY", "business": business, **parts})


def given(value: float, **parts: Any) -> dict[str, Any]:
    return {"value": value, "tag": "assumption", "source": "a guess", **parts}


def told(made: Market) -> list[str]:
    return [
        f"{'.'.join(str(step) for step in fault.path)} {fault.message}" for fault in check(made, frozenset())
    ]


def test_a_market_without_numbers_has_the_defaults() -> None:
    assert ranges(market()) == {field.name: (field.default, field.low, field.high) for field in FIELDS}
    assert [row.stated for row in provenance(market())] == [False] * len(FIELDS)


def test_a_stated_number_brings_its_own_provenance() -> None:
    made = market(values={"orders_per_year": given(6, range=[4, 9])})
    assert told(made) == []
    assert ranges(made)["orders_per_year"] == (6, 4, 9)
    row = next(row for row in provenance(made) if row.name == "orders_per_year")
    assert (row.tag, row.source, row.stated) == ("assumption", "a guess", True)


def test_a_number_without_range_keeps_the_usual_one_or_is_taken_as_known() -> None:
    uncertain = market(values={"orders_per_year": given(20)})
    assert ranges(uncertain)["orders_per_year"] == (20, 12, 24)
    known = market(values={"hazard_shape": given(0.5)})  # its default is taken as known too
    assert told(known) == []
    assert ranges(known)["hazard_shape"] == (0.5, 0.5, 0.5)


@pytest.mark.parametrize("ends", [[0.1, 0.3], [0.1, 0.1]])
def test_the_ends_of_a_range_belong_to_it(ends: list[float]) -> None:
    assert told(market(values={"share_focal": given(0.1, range=ends)})) == []


def test_a_number_below_zero_is_refused_where_none_can_be() -> None:
    assert "goes below 0" in told(market(values={"need_shape": given(0.5, range=[-0.1, 1])}))[0]
    assert told(market(values={"redeem_base": given(-3, range=[-4, -2])})) == []  # a logit may be


def test_switches_that_are_off() -> None:
    made = market(mechanisms={"talk": "off", "trust": True, "novelty": "no"})
    assert switched_off(made) == tuple(name for name in MECHANISM_NAMES if name in ("talk", "novelty"))


def test_the_business_in_whole_numbers() -> None:
    assert business_table(market().business) == (0, 250, 0, 0, 0)
    shop = load("china-marketplace").model.business
    assert business_table(shop) == (1, 150, 750, 0, 500)


def test_shipped_numbers_stay_within_what_the_workbench_tries() -> None:
    stated = {row.name: row for row in provenance(load("china-marketplace").model) if row.stated}
    assert all(row.low <= row.value <= row.high for row in stated.values())
    assert (stated["orders_per_year"].value, stated["basket_mean"].value, stated["elasticity"].value) == (
        18,
        150,
        2,
    )


def test_every_number_has_bounds_and_its_usual_range_within_them() -> None:
    assert list(BOUNDS) == [field.name for field in FIELDS]
    for field in FIELDS:
        least, most = BOUNDS[field.name]
        assert least <= field.low <= field.default <= field.high <= most, field.name


@pytest.mark.parametrize("name", [field.name for field in FIELDS])
def test_a_number_may_go_to_its_bounds_and_no_further(name: str) -> None:
    least, most = BOUNDS[name]
    for value, words in ((least - 1, "goes below"), (most + 1, "goes above")):
        assert any(words in line for line in told(market(values={name: given(value, range=[value, value])})))
    for value in (least, most):
        said = told(market(values={name: given(value, range=[value, value])}))
        assert not any("goes below" in line or "goes above" in line for line in said)
