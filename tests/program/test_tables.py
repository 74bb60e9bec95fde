from __future__ import annotations

import datetime
import pkgutil
from typing import Any, get_type_hints

import numpy as np
import pytest

import simulator.program
from simulator.program import CLAUSES, Program, program_table
from simulator.program.clause import Frame
from simulator.program.packed import pack
from simulator.program.plan import Plan
from simulator.program.table import (
    BASIS_CASE,
    BASIS_ORDER,
    BASIS_RETURN,
    BASIS_YEAR,
    DOWN_BY_BALANCE,
    DOWN_ONE_LEVEL,
    EXPIRE_AFTER_WEEKS,
    EXPIRE_NEVER,
    EXPIRE_ON_DATE,
    JOIN_AUTOMATIC,
    LINE_GIFTS,
    LINE_RETURNS,
    LINE_SERVICE,
    LINE_SHIPPING,
    REDEEM_CHOICE,
    WINDOW_CALENDAR,
    WINDOW_NONE,
    WINDOW_TIER_TERM,
    Floats,
    ProgramTable,
)
from simulator.scenario import load

MONDAY = datetime.date(2014, 1, 6)
# Files of the room that are no clause, and what each is instead.
NO_CLAUSES = {
    "table": "the table itself",
    "packed": "its record",
    "sizes": "the most that the record holds",
    "derived": "what follows from the table",
    "qualification": "part of tiers: what a level asks for",
    "clause": "what clauses share",
    "counters": "where members' counters stand",
    "scaling": "on it",
    "plan": "words that no rule reads",
}


def table(name: str, weeks: int = 104, first_week: int = -10, begins: datetime.date = MONDAY) -> ProgramTable:
    return program_table(load(name, "program").model, weeks, first_week, begins, 10_000)


def made(begins: datetime.date = MONDAY, **clauses: Any) -> ProgramTable:
    program = Program.model_validate({"title": "Made here", "currency": "CNY", **clauses})
    return program_table(program, 104, -10, begins, 10_000)


def day(date: str) -> int:
    """Index of a date in the day arrays that start ten weeks before 6 January 2014."""
    return (datetime.date.fromisoformat(date) - MONDAY).days + 70


def lists(result: ProgramTable, *names: str) -> list[Any]:
    return [np.asarray(getattr(result, name)).tolist() for name in names]


def test_every_clause_on_disk_is_in_the_tuple() -> None:
    files = {module.name for module in pkgutil.iter_modules(simulator.program.__path__)}
    assert files - set(NO_CLAUSES) == {clause.__name__.rsplit(".", 1)[-1] for clause in CLAUSES}


def test_nothing_of_the_plan_reaches_the_engine() -> None:
    told = made(plan=Plan(owners="IT, service and finance", goal="repeat purchase"))
    assert lists(told, *ProgramTable._fields) == lists(made(), *ProgramTable._fields)
    assert not Program(title="A plan alone", plan=Plan(goal="repeat purchase")).exists


def test_clauses_fill_the_table_exactly_once() -> None:
    program = load("jd-2013").model
    filled = [key for clause in CLAUSES for key in clause.table(program, Frame(10, 0, MONDAY, 10))]
    assert sorted([*filled, "exists"]) == sorted(ProgramTable._fields)


@pytest.mark.parametrize("name", ["none", "jd-2013", "jd-clear", "tmall-style"])
def test_integers_are_plain_and_arrays_have_one_type(name: str) -> None:
    result = table(name)
    kinds = {
        field: value.dtype.name if isinstance(value, np.ndarray) else type(value).__name__
        for field, value in result._asdict().items()
    }
    floats = {field for field, kind in get_type_hints(ProgramTable).items() if kind in (float, Floats)}
    assert {field for field, kind in kinds.items() if kind in ("float", "float64")} == floats
    assert set(kinds.values()) <= {"int", "int64", "float", "float64"}
    assert pack(result)[0]["levels"][0] == len(result.level_from)


def test_no_program_is_no_program() -> None:
    result = table("none")
    assert result.exists == 0
    assert (result.points_rate, result.status_rate, result.window, result.lot_weeks) == (0, 0, WINDOW_NONE, 1)
    assert (len(result.privilege_basis), len(result.level_from), result.running_cost) == (0, 1, 0)


def test_a_program_with_nothing_in_its_clauses_still_exists() -> None:
    result = made(points={}, rewards={}, tiers={}, privileges={}, communication={}, running_cost={})
    assert result.exists == 1
    assert table("none")._replace(exists=1, lot_weeks=160).level_from.tolist() == result.level_from.tolist()
    assert (result.points_rate, result.running_cost, result.contacts) == (0, 0, 0.0)


def test_jd_in_numbers() -> None:
    result = table("jd-2013")
    assert lists(result, "level_from", "level_orders", "level_deduct") == [
        [0, 0, 2_000, 10_000, 30_000],
        [0, 1, 0, 0, 0],
        [0, 0, 1_000, 4_000, 10_000],
    ]
    assert (result.window, result.downgrade, result.carried) == (WINDOW_TIER_TERM, DOWN_BY_BALANCE, 1)
    # 1 per CNY is a hundredth of a unit a fen: 10,000 millionths.
    assert result.status_rate == 10_000
    assert lists(result, "status_event", "rating_levels") == [[5, 20, 100], [0, 1_000, 1_100, 1_200, 1_300]]
    assert (result.rating_start, result.rating_up_orders, result.shopping_days) == (1, 10, 3)
    assert (result.rating_down_return, result.rating_down_refusal, result.rating_visible) == (1, 1, 0)
    # The hidden rating: ln 1, 1.1, 1.2, 1.3 spread by .098.
    assert result.hidden == pytest.approx(0.0978, abs=5e-5)
    assert (result.points_rate, result.point_value, result.lot_weeks) == (0, 0, 1)
    assert (result.minimum_order, result.excluded_share, result.excluded_levels.tolist()) == (
        1_000,
        50,
        [1, 0, 0, 0, 0],
    )
    assert (result.join_kind, result.enrolment_cost) == (JOIN_AUTOMATIC, 200)
    # 20 and 3,200 CNY per 1,000 customers, for 10,000.
    assert (result.running_cost, result.launch_cost) == (20_000, 3_200_000)
    assert (result.reach, result.contact_cost) == (0.8, 2_000_000)


def test_jd_gold_differs_from_registered_by_installation_and_draws_alone() -> None:
    names = sorted(load("jd-2013").model.privileges)
    held = table("jd-2013").privilege_levels
    gold_only = [name for name, levels in zip(names, held, strict=True) if levels[3] and not levels[0]]
    assert gold_only == ["installation", "lottery_draws"]
    assert [name for name, levels in zip(names, held, strict=True) if levels[0] and not levels[3]] == []


def test_jd_privileges_in_numbers() -> None:
    result = table("jd-2013")
    # By name: after_sales, free_shipping, hotline, installation, lottery_draws.
    assert lists(result, "privilege_basis", "privilege_line", "privilege_cost", "privilege_worth") == [
        [BASIS_RETURN, BASIS_ORDER, BASIS_CASE, BASIS_ORDER, BASIS_YEAR],
        [LINE_RETURNS, LINE_SHIPPING, LINE_SERVICE, LINE_SERVICE, LINE_GIFTS],
        [0, 0, 200, 3_000, 100],
        [0, 0, 300, 5_000, 200],
    ]
    assert result.privilege_share.tolist() == [1.0, 1.0, 1.0, 0.04, 2.0]
    assert result.privilege_over.tolist() == [0, 7_900, 0, 0, 0]
    assert result.desk_priority.tolist() == [3, 3, 3, 3, 1]


def test_jd_clear_differs_in_what_members_see_alone() -> None:
    hidden, clear = table("jd-2013")._asdict(), table("jd-clear")._asdict()
    different = {name for name in hidden if not np.array_equal(hidden[name], clear[name])}
    assert different == {"rating_visible", "hidden"}
    assert (clear["rating_visible"], clear["hidden"]) == (1, 0.0)


def test_tmall_style_in_numbers() -> None:
    result = table("tmall-style")
    # Tiers on spend: one unit a whole CNY; half a point a CNY is 5,000 millionths a fen.
    assert (result.status_rate, result.points_rate, result.point_value) == (10_000, 5_000, 1_000_000)
    assert (result.window, result.downgrade, result.carried) == (WINDOW_CALENDAR, DOWN_ONE_LEVEL, 0)
    assert lists(result, "level_from", "level_points") == [[0, 500, 1_500], [1_000, 1_000, 1_200]]
    assert (result.redeem_kind, result.redeem_minimum, result.redeem_step, result.redeem_cap) == (
        REDEEM_CHOICE,
        500,
        100,
        500,
    )
    assert lists(result, "catalogue_points", "catalogue_worth", "catalogue_cost") == [
        [1_000, 2_000, 6_000],
        [1_000, 3_000, 10_000],
        [1_000, 1_200, 4_500],
    ]
    assert result.catalogue_funding.tolist() == [[0, 1_000, 0], [1_000, 0, 0], [1_000, 0, 0]]
    assert lists(result, "checkout_funding", "day_percent_funding") == [[0, 1_000, 0], [300, 700, 0]]
    assert result.hidden == 0.0


def test_the_calendar_of_tmall_style() -> None:
    result = table("tmall-style")
    assert (result.first_day, result.first_week, len(result.day_points)) == (-70, -10, 114 * 7)
    cut = result.day_percent[:, 0]
    assert [cut[day(date)] for date in ("2014-01-10", "2014-01-11", "2014-01-12", "2014-02-11")] == [
        0,
        30,
        0,
        30,
    ]
    assert result.day_pull[day("2014-01-11"), 2] == 0.15
    points = result.day_points[:, 0]
    assert [points[day(date)] for date in ("2014-03-07", "2014-03-08", "2015-03-08")] == [1_000, 2_000, 2_000]
    # On 11 November both events fall together: each gives its own, the stronger pull holds.
    both = day("2014-11-11")
    assert (cut[both], points[both], result.day_pull[both, 0]) == (30, 2_000, 0.15)


def test_points_expire_at_the_end_of_the_next_year() -> None:
    result = table("tmall-style")
    # Weeks open on Mondays from 6 January 2014. Week 51 opens on 29 December 2014 and holds the 31st.
    last = {week: int(result.lot_expiry[week + 10]) for week in (-10, 0, 51, 52)}
    end_2014, end_2015, end_2016 = 51, 103, 155
    assert last == {-10: end_2014, 0: end_2015, 51: end_2015, 52: end_2016}
    assert result.expiry_kind == EXPIRE_ON_DATE
    assert result.pending_weeks == 3  # 15 days


@pytest.mark.parametrize("begins", ["2014-01-06", "2018-01-01", "2024-01-01"])
def test_lots_alive_together_never_share_a_place_in_the_ring(begins: str) -> None:
    # 2018 had 53 Mondays, 2024 a leap day.
    first: dict[str, Any] = {"on": "12-31", "year": "same"}
    plans: list[dict[str, Any]] = [
        {"pending": pending, "expiry": expiry}
        for pending in ("0 days", "15 days", "8 weeks")
        for expiry in (first, first | {"year": "next"}, {"after": "1 week"}, {"after": "52 weeks"})
    ]
    for plan in plans:
        result = made(datetime.date.fromisoformat(begins), points=plan)
        weeks = range(result.first_week, 104)
        for week in weeks:
            # Lots that may be used or are still pending in this week, by week of credit.
            alive = [
                w for w in weeks if w <= week + result.pending_weeks and result.lot_expiry[w + 10] >= week
            ]
            assert len({w % result.lot_weeks for w in alive}) == len(alive), (plan, week)


def test_points_credited_in_the_week_of_the_date_expire_with_it() -> None:
    # Week 0 opens on Monday 6 January 2014, week 1 on the 13th.
    at_opening = made(points={"expiry": {"on": "01-06"}})
    assert at_opening.lot_expiry[9:12].tolist() == [0, 0, 52]
    a_day_before = made(points={"expiry": {"on": "01-05"}})
    assert a_day_before.lot_expiry[9:12].tolist() == [-1, 52, 52]  # 5 January 2015 is a Monday


def test_expiry_after_weeks_counts_from_the_first_week_of_use() -> None:
    result = made(points={"pending": "8 days", "expiry": {"after": "52 weeks"}})
    assert (result.expiry_kind, result.expiry_weeks, result.pending_weeks) == (EXPIRE_AFTER_WEEKS, 52, 2)
    assert result.lot_expiry[10:13].tolist() == [52, 53, 54]
    assert made(points={}).expiry_kind == EXPIRE_NEVER


def test_a_leap_day_comes_only_in_leap_years() -> None:
    event = {"dates": ["02-29"], "points": "x2"}
    result = made(datetime.date(2015, 1, 5), points={}, calendar={"leap": event})
    dates = [
        datetime.date(2015, 1, 5) + datetime.timedelta(days=d - 70) for d in range(len(result.day_points))
    ]
    doubled = [
        date.isoformat() for date, row in zip(dates, result.day_points, strict=True) if row[0] == 2_000
    ]
    assert doubled == ["2016-02-29"]


def test_events_hold_for_their_levels_and_days() -> None:
    levels = {"base": {}, "gold": {"from": 500}}
    events = {
        "fridays": {"weekday": "friday", "tiers": ["gold"], "percent": "2.5%"},
        "once": {"dates": ["2014-01-10"], "percent": "5%"},
        "last": {"day_of_month": 31, "status": "x3"},
    }
    result = made(tiers={"metric": "spend", "window": "lifetime", "levels": levels}, calendar=events)
    assert result.day_percent[day("2014-01-17")].tolist() == [0, 25]
    assert result.day_percent[day("2014-01-10")].tolist() == [50, 50]  # a Friday: the larger cut holds
    assert result.day_percent[day("2015-01-10")].tolist() == [0, 0]
    assert [result.day_status[day(date), 0] for date in ("2014-01-31", "2014-02-28", "2014-03-31")] == [
        3_000,
        1_000,
        3_000,
    ]


def test_the_order_of_names_in_a_file_says_nothing() -> None:
    one = {"kind": "gifts", "use": "1 per year", "cost": "1 CNY", "worth": "2 CNY"}
    other = {"kind": "returns", "use": "100% of returns", "cost": "3 CNY", "worth": "5 CNY"}
    there, back = made(privileges={"a": one, "b": other}), made(privileges={"b": other, "a": one})
    assert all(np.array_equal(getattr(there, name), getattr(back, name)) for name in there._fields)


def test_a_currency_without_minor_units_earns_per_unit() -> None:
    program = Program.model_validate(
        {
            "title": "Yen",
            "currency": "JPY",
            "points": {"earn": {"purchase": {"rate": "0.01 per JPY"}}, "value": "1 JPY"},
            "tiers": {"metric": "spend", "window": "lifetime", "levels": {"base": {}}},
        }
    )
    result = program_table(program, 1, 0, MONDAY, 1_000)
    assert (result.points_rate, result.point_value, result.status_rate) == (10_000, 1_000_000, 1_000_000)
