"""Random rewards of a catalogue, and what a draw holds of them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Tree = dict[str, Any]

# fmt: off
CATALOGUE_KINDS = frozenset({
    "limit_month", "limit_year", "limit_ever", "stock_week", "stock_month", "stock_year",
    "dynamic_price", "cash_price", "voucher", "experience",
})
# fmt: on


def _maybe(draw: st.DrawFn, tree: Tree, key: str, *values: Any) -> None:
    """Set a key to one of some values, or leave it out."""
    chosen = draw(st.sampled_from([None, *values]))
    if chosen is not None:
        tree[key] = chosen


def reward(draw: st.DrawFn, price: int, funded: Tree) -> Tree:
    """Draw one reward of a price in points."""
    item: Tree = {"points": price, "worth": "30 CNY", "cost": "12 CNY", "funded": funded}
    kind = draw(st.sampled_from(["fixed", "fixed", "dynamic", "cash"]))
    if kind == "dynamic":
        item |= {"price": kind, "from": draw(st.sampled_from([1, price])), "to": 3 * price + 1}
        item["normal"] = draw(st.sampled_from(["1 per week", "20 per month"]))
    elif kind == "cash":
        item["price"] = kind
        del item["points"]
    _maybe(draw, item, "at_most", "1 per month", "2 per year", "1 per year", "1 ever")
    _maybe(draw, item, "stock", "2 per week", "0.5 per week", "5 per month", "20 per year")
    if draw(st.integers(0, 2)) == 0:
        del item["cost"]
        item |= {"gives": "voucher", "worth": draw(st.sampled_from(["20 CNY", "7.77 CNY"]))}
        item["valid"] = draw(st.sampled_from(["1 weeks", "8 weeks", "10 days", "40 weeks"]))
        _maybe(draw, item, "over", "50 CNY", "79 CNY")
    else:
        _maybe(draw, item, "kind", "experience", "goods")
    return item


def catalogue_reached(catalogue: Tree) -> set[str]:
    """Name what a catalogue has, in the words of CATALOGUE_KINDS."""
    words = (("at_most", "limit"), ("stock", "stock"))
    told = {f"{item['price']}_price" for item in catalogue.values() if "price" in item}
    told |= {"experience" for item in catalogue.values() if item.get("kind") == "experience"}
    told |= {"voucher" for item in catalogue.values() if "gives" in item}
    return told | {
        f"{word}_{item[key].split()[-1]}" for item in catalogue.values() for key, word in words if key in item
    }
