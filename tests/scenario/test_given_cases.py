"""What a worked case says of coupons, surprises and prizes is read exactly, or else refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.scenario.cases import read_cases
from simulator.scenario.happenings import Event
from tests.scenario.test_cases import messages

CASES = Path(__file__).resolve().parents[1] / "cases"
GIFTS, COUPONS = str(CASES / "gifts.yaml"), str(CASES / "coupons.yaml")


def test_a_win_and_a_coupon_become_plain_events() -> None:
    won = {case.name: case.events for case in read_cases(CASES / "gifts.cases.yaml")}
    # Surprises come first in the table, then lotteries: sweet, flowers, voucher, daily, wheel.
    assert won["lottery"] == (Event(1, "buy", 5_000, 0, won=2), Event(3, "return", order=0))
    assert won["by_login"][1] == Event(1, "login", won=3)
    sent = {case.name: case.events for case in read_cases(CASES / "coupons.cases.yaml")}
    assert sent["newest"][1] == Event(2, "coupon", item=1)


@pytest.mark.parametrize(
    ("program", "event", "message"),
    [
        (GIFTS, "buy: 100 CNY, won: sweets", "'sweets' cannot be won here, did you mean 'sweet'?"),
        (GIFTS, "buy: 100 CNY, won: daily", "'daily' cannot be won here"),
        (GIFTS, "login: true, won: sweet", "'sweet' cannot be won here. May be: daily"),
        (GIFTS, "look: true, won: sweet", "has no effect: it is for an event with buy or login"),
        (GIFTS, "buy: 100 CNY, refused: true, won: sweet", "has no effect on an order that is refused"),
        (
            COUPONS,
            "coupon: twelfth",
            "'twelfth' is no coupon, did you mean 'tenth'? May be: tenth, twenty, gold_only",
        ),
        ("none", "coupon: tenth", "'tenth' is no coupon. May be: nothing"),
        ("none", "buy: 100 CNY, won: sweet", "'sweet' cannot be won here. May be: nothing"),
    ],
)
def test_what_cannot_be_is_refused(program: str, event: str, message: str, tmp_path: Path) -> None:
    then = "{paid: 0 CNY}"
    told = messages(
        tmp_path / "x.cases.yaml", program=program, events=f"[{{on: 2014-01-07, {event}}}]", then=then
    )
    assert len(told) == 1, told
    assert message in told[0]
