from __future__ import annotations

import pytest

from simulator.calibration.columns import choose_columns, plain_name

HEADERS = {
    "lifetimes": (["customer_id", "date", "amount"], {"customer_id", "date", "amount"}),
    "pymc-marketing": (["_id", "id", "date", "cds_bought", "spent"], {"id", "date", "cds_bought", "spent"}),
    "CLVTools": (["Id", "Date", "CDs", "Price"], {"Id", "Date", "CDs", "Price"}),
    "openretailscience": (
        ["transaction_id", "transaction_date", "customer_id", "unit_quantity", "unit_spend", "unit_cost"],
        {"transaction_id", "transaction_date", "customer_id", "unit_quantity", "unit_spend", "unit_cost"},
    ),
    "a shop's export": (
        ["Order Number", "Order Date", "Customer ID", "Order Total", "Currency", "Ship To"],
        {"Order Number", "Order Date", "Customer ID", "Order Total", "Currency"},
    ),
}


@pytest.mark.parametrize("source", HEADERS)
def test_files_of_known_tools_need_no_mapping(source: str) -> None:
    header, read = HEADERS[source]
    choice = choose_columns(header)
    assert choice.faults == ()
    assert set(choice.names.values()) == read


def test_a_price_beside_a_quantity_is_a_price_per_unit_unless_stated() -> None:
    header = ["Invoice", "StockCode", "Quantity", "InvoiceDate", "Price", "Customer ID"]
    choice = choose_columns(header)
    assert choice.names["unit_price"] == "Price"
    assert "amount" not in choice.names
    assert any("'Quantity' times 'Price'" in note for note in choice.notes)
    stated = choose_columns(header, {"amount": "Price"})
    assert stated.names["amount"] == "Price"
    assert stated.notes == ()


def test_two_columns_that_would_do_are_told() -> None:
    choice = choose_columns(["customer_id", "order_date", "created_at", "amount"])
    assert choice.names["timestamp"] == "order_date"
    assert any("'created_at' would also do" in note for note in choice.notes)


def test_what_the_user_states_comes_first() -> None:
    choice = choose_columns(["customer_id", "date", "amount", "net"], {"amount": "net"})
    assert choice.names["amount"] == "net"


@pytest.mark.parametrize(
    ("header", "stated", "message"),
    [
        (["who", "date", "amount"], None, "customer_id: no column of the file is recognised"),
        (["id", "date", "amount"], {"amont": "amount"}, "did you mean 'amount'?"),
        (["id", "date", "Betrag"], {"amount": "Betrog"}, "did you mean 'Betrag'?"),
        (["id", "date", "date", "amount"], None, "'date' stands twice"),
    ],
)
def test_a_mapping_that_cannot_work_is_told(
    header: list[str], stated: dict[str, str] | None, message: str
) -> None:
    assert any(message in fault for fault in choose_columns(header, stated).faults)


@pytest.mark.parametrize("name", ["InvoiceDate", "invoice date", " Invoice_Date ", "INVOICE-DATE"])
def test_spelling_of_a_name_does_not_matter(name: str) -> None:
    assert plain_name(name) == "invoice_date"
