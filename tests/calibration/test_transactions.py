from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.calibration import LogError
from simulator.calibration.cells import hundredths
from simulator.calibration.transactions import Log, customer_days, read_log

GOOD = "customer_id,date,amount\nA,2024-01-01,10.00\nB,2024-01-02,5\nA,2024-03-01,7.50\n"


LogReader = Callable[..., Log]


@pytest.fixture
def log_of(tmp_path: Path) -> LogReader:
    def read(text: str, **options: Any) -> Log:
        path = tmp_path / "log.csv"
        path.write_text(text, encoding="utf-8")
        return read_log(path, **options)

    return read


BROKEN = {
    "no customer": ("customer_id,date,amount\n,2024-01-01,5\n", "customer_id: row 2 is empty"),
    "no date": ("customer_id,date,amount\nA,,5\nB,NaN,5\n", "timestamp: rows 2, 3 are empty"),
    "no amount": ("customer_id,date,amount\nA,2024-01-01,\n", "amount: row 2 is empty"),
    "not a date": ("customer_id,date,amount\nA,2024-02-30,5\n", "row 2 ('2024-02-30') is not an ISO date"),
    "another date": ("customer_id,date,amount\nA,31/01/2024,5\n", "--timestamp-format"),
    "not a number": ("customer_id,date,amount\nA,2024-01-01,free\n", "row 2 ('free') is not a plain number"),
    "thousands": (
        'customer_id,date,amount\nA,2024-01-01,"1,234.50"\n',
        "without signs of currency or thousands",
    ),
    "infinite": ("customer_id,date,amount\nA,2024-01-01,inf\n", "amount: row 2 ('inf')"),
    "huge": ("customer_id,date,amount\nA,2024-01-01,1e30\n", "row 2 ('1e30') is too large"),
    "negative order": (
        "customer_id,date,amount,returned\nA,2024-01-01,-5,false\n",
        "row 2 ('-5') is negative, yet the row is not marked as a return",
    ),
    "not a flag": ("customer_id,date,amount,returned\nA,2024-01-01,5,perhaps\n", "neither yes nor no"),
    "two currencies": (
        "customer_id,date,amount,currency\nA,2024-01-01,5,CNY\nB,2024-01-01,5,USD\n",
        "the log mixes CNY, USD",
    ),
    "zones mixed": (
        "customer_id,date,amount\nA,2024-01-01T10:00:00+08:00,5\nB,2024-01-01T10:00:00,5\n",
        "row 3 ('2024-01-01T10:00:00') has no zone while other rows have one",
    ),
    "a field too many": ("customer_id,date,amount\nA,2024-01-01,5,6\n", "row 2: not the 3 fields"),
    "no such column": (
        "who,date,amount\nA,2024-01-01,5\n",
        "customer_id: no column of the file is recognised",
    ),
    "nothing": ("", "the file holds no rows"),
    "only a header": ("customer_id,date,amount\n", "the file holds no rows"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_log_says_what_is_wrong_and_where(log_of: LogReader, fault: str) -> None:
    text, message = BROKEN[fault]
    with pytest.raises(LogError) as caught:
        log_of(text)
    assert any(message in told for told in caught.value.messages), caught.value.messages
    assert "log.csv" in str(caught.value)


def test_every_fault_is_told_in_one_pass(log_of: LogReader) -> None:
    text = (
        "customer_id,date,amount,returned,currency\n"
        ",2024-01-01,10,no,CNY\n"
        "B,01/02/2024,-5,no,USD\n"
        "B,2024-01-03,abc,maybe,CNY\n"
        "C,2024-01-05\n"
    )
    with pytest.raises(LogError) as caught:
        log_of(text)
    subjects = {message.split(":")[0] for message in caught.value.messages}
    assert subjects == {"row 5", "customer_id", "timestamp", "amount", "returned", "currency"}
    assert len(caught.value.messages) == 7


def test_many_rows_with_one_fault_make_one_message(log_of: LogReader) -> None:
    text = "customer_id,date,amount\n" + "A,2024-01-01,x\n" * 400
    with pytest.raises(LogError, match=r"rows 2, 3, 4, 5, 6 and 395 more") as caught:
        log_of(text)
    assert len(caught.value.messages) == 1


def test_a_file_that_is_no_log_is_named(tmp_path: Path) -> None:
    sheet, parquet = tmp_path / "log.xlsx", tmp_path / "log.parquet"
    sheet.write_bytes(b"PK\x03\x04 and so on")
    parquet.write_bytes(b"PAR1 cut short")
    for path, message in (
        (sheet, "save the sheet as CSV"),
        (parquet, "cannot be read"),
        (tmp_path / "absent.csv", "no such file"),
        (tmp_path, "this is a folder"),
    ):
        with pytest.raises(LogError, match=message):
            read_log(path)


def test_rows_become_days_hundredths_and_returns(log_of: LogReader) -> None:
    log = log_of(GOOD + "B,2024-03-02,-5.00\n")
    assert log.first_date == datetime.date(2024, 1, 1)
    assert log.days == 62
    assert log.rows["day"].tolist() == [0, 1, 60, 61]
    assert log.rows["amount"].tolist() == [1000, 500, 750, -500]
    assert log.rows["returned"].tolist() == [False, False, False, True]
    assert log.rows["amount"].dtype == "int64"
    assert len(customer_days(log)) == 3


def test_a_marked_return_is_negative_however_it_was_written(log_of: LogReader) -> None:
    log = log_of(
        "customer_id,date,amount,returned\nA,2024-01-01,9,no\nA,2024-01-05,9,yes\nA,2024-01-06,-2,1\n"
    )
    assert log.rows["amount"].tolist() == [900, -900, -200]
    assert customer_days(log)["amount"].tolist() == [900]


@given(st.lists(st.integers(0, 10**11), min_size=1, max_size=20))
def test_written_amounts_survive_to_the_cent(amounts: list[int]) -> None:
    written = pd.Series([f"{amount // 100}.{amount % 100:02d}" for amount in amounts])
    assert hundredths(pd.to_numeric(written).to_numpy(dtype=float)).tolist() == amounts


def test_orders_of_one_customer_and_day_are_one(log_of: LogReader) -> None:
    text = "customer_id,timestamp,amount\nA,2024-01-01T09:00,1\nB,2024-01-01T09:00,2\nA,2024-01-01T23:59,4\n"
    orders = customer_days(log_of(text))
    assert orders["customer_id"].tolist() == ["A", "B"]
    assert orders["amount"].tolist() == [500, 200]


def test_cdnow_is_6696_purchases_of_2357_customers(cdnow_path: Path) -> None:
    log = read_log(cdnow_path)
    orders = customer_days(log)
    assert (len(log.rows), len(orders), orders["customer_id"].nunique()) == (6919, 6696, 2357)
    assert log.days == 546


def test_the_order_of_the_rows_does_not_matter(cdnow_path: Path, tmp_path: Path) -> None:
    header, *rows = cdnow_path.read_text().splitlines()
    turned = tmp_path / "turned.csv"
    turned.write_text("\n".join([header, *rows[::-1]]))
    pd.testing.assert_frame_equal(customer_days(read_log(turned)), customer_days(read_log(cdnow_path)))


def test_parquet_and_csv_say_the_same(cdnow_path: Path, tmp_path: Path) -> None:
    frame = pd.read_csv(cdnow_path, parse_dates=["date"])
    frame.to_parquet(tmp_path / "log.parquet")
    stored, written = read_log(tmp_path / "log.parquet"), read_log(cdnow_path)
    pd.testing.assert_frame_equal(customer_days(stored), customer_days(written))


def test_parquet_rows_are_counted_from_1(tmp_path: Path) -> None:
    frame = pd.DataFrame({"id": [1, 2], "date": ["2024-01-01", "soon"], "amount": [1.0, 2.0]})
    frame.to_parquet(tmp_path / "log.parquet")
    with pytest.raises(LogError, match=r"row 2 \('soon'\)"):
        read_log(tmp_path / "log.parquet")


def test_times_with_a_zone_become_days_of_the_business(log_of: LogReader) -> None:
    text = "customer_id,date,amount\nA,2024-01-01T15:00:00Z,1\nA,2024-01-01T18:00:00+00:00,1\n"
    assert log_of(text, zone="Asia/Shanghai").rows["day"].tolist() == [0, 1]
    in_utc = log_of(text)
    assert in_utc.rows["day"].tolist() == [0, 0]
    assert any("days are those of UTC" in warning for warning in in_utc.warnings)
    with pytest.raises(LogError, match="is not a time zone"):
        log_of(text, zone="Asia/Beijing")


def test_a_stated_format_is_read(log_of: LogReader) -> None:
    text = "customer_id;date;amount\nA;31/01/2024 18:05;1\nA;01/02/2024 00:00;1\n"
    assert log_of(text, timestamp_format="%d/%m/%Y %H:%M").rows["day"].tolist() == [0, 1]
    with pytest.raises(LogError, match="does not have the stated format"):
        log_of(text, timestamp_format="%Y-%m-%d")


def test_compact_dates_are_iso_dates(log_of: LogReader) -> None:
    assert log_of("id,date,spent\n1,19970101,3\n1,19970301,3\n").rows["day"].tolist() == [0, 59]


def test_lines_of_a_retail_export_become_orders(log_of: LogReader) -> None:
    text = (
        "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID\n"
        "1,a,3,2010-12-01 08:26,19.99,17850\n"
        "1,b,2,2010-12-01 08:26,1.25,17850\n"
        "C2,a,-3,2010-12-03 10:00,19.99,17850\n"
    )
    log = log_of(text)
    assert log.rows["amount"].tolist() == [5997, 250, -5997]
    assert customer_days(log)["amount"].tolist() == [6247]
    assert any("taken as such (1)" in warning for warning in log.warnings)


def test_cost_of_a_line_is_cost_of_a_unit_times_units(log_of: LogReader) -> None:
    text = "customer_id,date,amount,quantity,unit_cost\nA,2024-01-01,10,4,1.25\nA,2024-01-02,10,4,3\n"
    log = log_of(text)
    assert log.rows["cost"].tolist() == [500, 1200]
    assert any("cost is above amount in 1 orders (row 3)" in warning for warning in log.warnings)


def test_rows_without_a_customer_are_left_out_only_when_asked(log_of: LogReader) -> None:
    log = log_of(GOOD + ",2024-03-05,1\n", guests="drop")
    assert len(log.rows) == 3
    assert any("rows without a customer, left out: 1" in warning for warning in log.warnings)


def people(*, guest_rows: int) -> str:
    rows = [f"c{number},2024-{1 + number % 12:02d}-15,9.5" for number in range(100)]
    rows += [f"guest,2024-{1 + number % 12:02d}-{1 + number // 12:02d},1" for number in range(guest_rows)]
    return "\n".join(["customer_id,date,amount", *rows])


def test_guests_under_one_id_are_noticed_from_5_percent(log_of: LogReader) -> None:
    assert any("'guest' holds" in warning for warning in log_of(people(guest_rows=6)).warnings)
    assert not any("'guest' holds" in warning for warning in log_of(people(guest_rows=5)).warnings)


def test_zero_amounts_repeats_and_shared_orders_are_told(log_of: LogReader) -> None:
    text = (
        "customer_id,date,amount,order_id\n"
        "A,2024-01-01,0,1\nB,2024-01-01,5,1\nB,2024-01-09,5,2\nB,2024-01-09,5,2\n"
    )
    told = " ".join(log_of(text).warnings)
    assert "amount is 0 in 1 orders (row 2)" in told
    assert "1 rows repeat another row (row 5)" in told
    assert "order_id '1' and 0 more belong to several customers" in told


def test_left_censoring_is_told_with_the_share_first_seen_early(log_of: LogReader) -> None:
    rows = [f"old{n},2024-01-0{1 + n % 5},1" for n in range(30)] + [
        f"new{n},2024-{4 + n % 6:02d}-01,1" for n in range(10)
    ]
    told = " ".join(log_of("\n".join(["customer_id,date,amount", *rows])).warnings)
    assert "75% of customers are first seen in the first tenth" in told


def test_a_date_far_from_all_others_is_told(log_of: LogReader) -> None:
    told = " ".join(log_of(people(guest_rows=0) + "\nlate,1970-01-01,5\n").warnings)
    assert "row 102 is over a year away from all others" in told


def test_a_file_from_an_old_spreadsheet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes("customer_id\tdate\tamount\nJos\xe9\t2024-01-01\t5\n".encode("cp1252"))
    log = read_log(path)
    assert log.rows["customer_id"].tolist() == ["Jos\xe9"]
    assert any("Windows-1252" in warning for warning in log.warnings)


def test_a_byte_order_mark_is_no_part_of_the_first_name(log_of: LogReader) -> None:
    assert log_of("\ufeff" + GOOD).columns["customer_id"] == "customer_id"


def test_a_currency_is_stated_once(log_of: LogReader) -> None:
    assert log_of(GOOD, currency="CNY").currency == "CNY"
    text = "customer_id,date,amount,currency\nA,2024-01-01,5,CNY\n"
    assert log_of(text).currency == "CNY"
    with pytest.raises(LogError, match="USD is stated, but the log says CNY"):
        log_of(text, currency="USD")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("log.parquet", b"\x15\x04\x15\x10 cut off PAR1", "this is no Parquet file"),
        ("log.csv", b"\x00\x01\x02,\x03\n", "neither CSV text nor a Parquet file"),
        ("log.csv", b"who\x1b[31m,when\n1,2\n", "customer_id: no column"),
    ],
)
def test_what_is_no_log_is_told_without_its_bytes(
    tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(LogError, match=told) as caught:
        read_log(tmp_path / name)
    assert all(sign.isprintable() or sign == "\n" for sign in str(caught.value))
