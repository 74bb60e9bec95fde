"""What a market file may state of its service, and what it comes to."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.market.file import provenance, ranges
from simulator.market.service import SKILLS, WEEK_MINUTES, Service, service_table
from simulator.service import KINDS
from tests.market.test_file import market, told

DAY: dict[str, Any] = {"days": ["monday", "friday"], "opens": "09:00", "closes": "17:30", "agents": 2}


def of(**parts: Any) -> Service:
    return Service.model_validate(parts)


def desk(**shifts: Any) -> dict[str, Any]:
    return {"desk": {"shifts": shifts}}


def test_without_a_service_nothing_is_stated() -> None:
    assert service_table(None) == service_table(Service())
    assert told(market()) == []


def test_hours_are_minutes_of_the_week() -> None:
    agents = service_table(of(**desk(day=DAY))).agents
    # Monday begins the week; Friday is four days of 1,440 minutes later. Nine is minute 540, half past five
    # minute 1,050.
    hours = ((540, 1_050), (4 * 1_440 + 540, 4 * 1_440 + 1_050))
    assert agents == ((hours, 7, 3), (hours, 7, 3))


def test_a_night_shift_ends_the_day_after_and_sunday_night_on_monday() -> None:
    night = {"days": ["saturday", "sunday"], "opens": "22:00", "closes": "06:00", "agents": 1}
    ((hours, _, _),) = service_table(of(**desk(night=night))).agents
    saturday = 5 * 1_440 + 1_320
    assert hours == ((0, 360), (saturday, saturday + 480), (WEEK_MINUTES - 120, WEEK_MINUTES))


def test_a_whole_day_may_be_written() -> None:
    whole = {"days": ["tuesday"], "opens": "00:00", "closes": "24:00", "agents": 1}
    ((hours, _, _),) = service_table(of(**desk(whole=whole))).agents
    assert hours == ((1_440, 2_880),)


def test_who_can_do_less_is_given_work_first_and_a_lane_before_the_others() -> None:
    shifts = {
        "all": {**DAY, "agents": 1},
        "lane": {**DAY, "agents": 1, "priority": "yes"},
        "money": {**DAY, "agents": 1, "skills": ["money"]},
    }
    assert [agent[1:] for agent in service_table(of(**desk(**shifts))).agents] == [(2, 3), (7, 2), (7, 3)]
    assert SKILLS == KINDS


def test_a_target_is_in_hours_and_losses_in_percent() -> None:
    shifts = {"all": DAY, "some": {**DAY, "skills": ["quality"]}}
    service = of(desk={"shifts": shifts, "target_hours": 0.5, "money_losses": "12.5%"})
    assert (service_table(service).target_minutes, service_table(service).money_losses) == (30.0, 0.125)
    assert told(market(service=service)) == []


@pytest.mark.parametrize("opens", ["9:00", "24:01", "12:60", 540, "noon", None])
def test_a_time_of_the_day_is_written_in_one_way(opens: object) -> None:
    with pytest.raises(ValueError, match="hours:minutes"):
        of(**desk(day={**DAY, "opens": opens}))


def test_what_goes_wrong_with_orders_may_be_stated_here_in_place_of_a_number() -> None:
    stated = {"value": "6%", "range": ["3%", "9%"], "tag": "derived", "source": "our log"}
    made = market(
        service={
            "firm": {"failures": stated, "delays": "2%", "returns": "10%"},
            "rival": {"failures": "9%", "delays": "4%"},
        }
    )
    assert told(made) == []
    found = ranges(made)
    assert found["failure_rate"] == (0.06, 0.03, 0.09)
    assert found["rival_failures"] == pytest.approx((1.5, 1.5, 1.5))
    assert (found["delay_rate"][0], found["rival_delay_rate"][0], found["return_rate"][0]) == (
        0.02,
        0.04,
        0.1,
    )
    row = next(row for row in provenance(made) if row.name == "failure_rate")
    assert (row.tag, row.source, row.stated) == ("derived", "our log", True)


def test_capacity_is_a_multiple_of_a_usual_week() -> None:
    assert service_table(of(logistics={"capacity": "x1.4"})).capacity == 1.4
