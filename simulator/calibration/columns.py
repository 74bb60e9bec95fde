"""The columns of a transaction log, and the names by which other tools and plain exports call them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

REQUIRED: Final = ("customer_id", "timestamp", "amount")
"""What every log must have; `amount` may also come from quantity and unit price."""

ALIASES: Final[dict[str, tuple[str, ...]]] = {
    "customer_id": (
        "customer", "cust_id", "cust", "id_customer", "client_id", "user_id", "users_id", "member_id",
        "household_id", "household_key", "shopper_id", "buyer_id", "account_id", "id",
    ),
    "timestamp": (
        "datetime", "date", "transaction_date", "transaction_datetime", "transaction_timestamp",
        "order_date", "order_datetime", "order_timestamp", "invoice_date", "purchase_date", "purchased_at",
        "created_at", "order_time", "time", "day",
    ),
    "amount": (
        "net_amount", "order_value", "order_total", "total_price", "total_amount", "total", "unit_spend",
        "net_sales", "sales_value", "sales", "spend", "spent", "revenue", "dollar_value", "monetary_value",
        "amt", "value", "price",
    ),
    "unit_price": ("price_per_unit", "item_price"),
    "quantity": ("qty", "unit_quantity", "units", "item_quantity", "cds", "cds_bought", "number_cds"),
    "order_id": (
        "order_number", "order_no", "transaction_id", "invoice", "invoice_no", "invoice_id",
        "invoice_number", "basket_id", "receipt_id", "ticket_id",
    ),
    "cost": ("total_cost", "order_cost", "cost_of_goods", "cogs"),
    "unit_cost": ("cost_per_unit",),
    "discount": ("discount_amount", "total_discount", "coupon_discount"),
    "returned": ("is_return", "is_returned"),
    "currency": ("currency_code",),
}  # fmt: skip
"""Other names of each column, likelier ones first, written as `plain_name` leaves them.

Source: the names that lifetimes, pymc-marketing, CLVTools, BTYD, openretailscience and the UCI Online
Retail files use.
"""


@dataclass(frozen=True)
class ColumnChoice:
    """Which column of the file is read as which column of a log.

    Parameters
    ----------
    names
        Name in the file for each column of the log that was found.
    faults
        What makes the file unreadable, one message each.
    notes
        What a reader should check, one message each.
    """

    names: Mapping[str, str]
    faults: tuple[str, ...]
    notes: tuple[str, ...]


def plain_name(name: str) -> str:
    """Write a column name the way ALIASES are written: `InvoiceDate`, `Invoice date` -> `invoice_date`."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.strip())
    return re.sub(r"[^a-z0-9]+", "_", apart.lower()).strip("_")


def choose_columns(header: Sequence[str], stated: Mapping[str, str] | None = None) -> ColumnChoice:
    """Match the columns of a file to the columns of a log.

    Parameters
    ----------
    header
        Column names of the file.
    stated
        What the user says, as {column of the log: name in the file}; it comes before recognised names.

    Returns
    -------
    ColumnChoice
        With a fault for each name that is unknown, missing or given twice.
    """
    stated = dict(stated or {})
    faults = [f"column {name!r} stands twice in the header" for name in sorted(set(_repeated(header)))]
    names: dict[str, str] = {}
    for column, name in stated.items():
        if column not in ALIASES:
            faults.append(f"columns: {column!r} is no column of a log{_did_you_mean(column, list(ALIASES))}")
        elif name not in header:
            faults.append(f"columns: the file has no column {name!r}{_did_you_mean(name, header)}")
        else:
            names[column] = name
    notes = _recognise(header, names)
    notes += _read_price_of_a_line(names, stated)
    missing = [column for column in REQUIRED if column not in names and column not in stated]
    if "amount" in missing and {"quantity", "unit_price"} <= names.keys():
        missing.remove("amount")
    faults += [
        f"{column}: no column of the file is recognised (it has {', '.join(header)}); state it, as in "
        f"--columns {column}=NAME"
        for column in missing
    ]
    return ColumnChoice(names, tuple(faults), tuple(notes))


def _recognise(header: Sequence[str], names: dict[str, str]) -> list[str]:
    """Add to `names` the columns that go by a known name; say where two would do."""
    notes = []
    for column, aliases in ALIASES.items():
        if column in names:
            continue
        known = (column, *aliases)
        fitting = sorted(
            (name for name in header if plain_name(name) in known and name not in names.values()),
            # At equal rank the name as it stands: `id` before `_id`.
            key=lambda name: (known.index(plain_name(name)), name.lower() not in known),
        )
        if not fitting:
            continue
        names[column] = fitting[0]
        if len(fitting) > 1:
            notes.append(
                f"{column} is read from {fitting[0]!r}; {', '.join(map(repr, fitting[1:]))} would also do "
                f"(--columns {column}=NAME chooses)"
            )
    return notes


def _read_price_of_a_line(names: dict[str, str], stated: Mapping[str, str]) -> list[str]:
    """Tell a price per unit from a total: beside a plain quantity, `price` is taken as per unit."""
    amount, quantity = names.get("amount"), names.get("quantity")
    per_unit = amount is not None and plain_name(amount) == "price"
    if per_unit and quantity is not None and plain_name(quantity) in ("quantity", "qty"):
        if "amount" in stated:
            return []
        names["unit_price"] = names.pop("amount")
    if "amount" not in names and "unit_price" in names and quantity is not None:
        return [
            f"amount is taken as {quantity!r} times {names['unit_price']!r}; if the latter is a total, say "
            f"--columns amount={names['unit_price']}"
        ]
    return []


def _repeated(header: Sequence[str]) -> list[str]:
    return [name for place, name in enumerate(header) if name in header[:place]]


def _did_you_mean(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1) or difflib.get_close_matches(
        plain_name(name), [plain_name(other) for other in known], n=1
    )
    if near:
        return f"; did you mean {near[0]!r}?"
    return f"; there are {', '.join(known)}"
