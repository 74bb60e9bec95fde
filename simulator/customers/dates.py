"""What a date holds for the customer at hand: the day's effects, a budget used up, and a birthday."""

from __future__ import annotations

from typing import Any

from simulator.customers.market_counts import BUDGETS_AT, THIS_YEAR
from simulator.customers.standing import standing
from simulator.program.calendar import days_since_birthday
from simulator.program.sizes import MOST_STANDINGS
from simulator.rule import compiled


@compiled
def open_budgets(p: Any, page: Any, days: Any, first: int) -> None:
    """Lay the events with a budget over a week's days, those left out whose budget was used up before it."""
    for k in range(p.budgets):
        if page.known[THIS_YEAR, BUDGETS_AT + k] >= p.limited_budget[k]:
            continue
        percent, pull = p.limited_percent[k], p.limited_pull[k]
        for day in range(7):
            if days[k, first + day] == 0:
                continue
            for level in range(p.standings):
                if p.limited_levels[k, level] == 0:
                    continue
                page.day_points[day, level] = max(page.day_points[day, level], p.limited_points[k])
                page.day_status[day, level] = max(page.day_status[day, level], p.limited_status[k])
                page.day_pull[day, level] = max(page.day_pull[day, level], pull)
                if pull > 0.0:
                    page.pull = 1
                if percent > page.day_percent[day, level]:
                    page.day_percent[day, level] = percent
                    page.limit[day, level] = k
            if p.limited_open[k] != 0:
                page.open_pull[day] = max(page.open_pull[day], pull)
                if percent > page.open_percent[day]:
                    page.open_percent[day] = percent
                    page.limit[day, MOST_STANDINGS] = k


@compiled
def note_birthday(p: Any, page: Any, birthday: int) -> None:
    """Mark the days of the week that have the birthday benefits of a customer."""
    for day in range(7):
        since = days_since_birthday(int(page.day_of_year[day]), int(page.leap[day]), birthday)
        page.birthday[day] = 1 if since < p.birthday_days else 0


@compiled
def points_of_row(p: Any, page: Any, weekday: int, row: int) -> int:
    """Return the day's multiplier on points from a purchase for a standing, thousandths."""
    times = int(page.day_points[weekday, row])
    if p.birthday_days > 0 and page.birthday[weekday] != 0:
        return max(times, int(p.birthday_points[row]))
    return times


@compiled
def points_times(s: Any, p: Any, page: Any, weekday: int) -> int:
    """Return the day's multiplier on a member's points from a purchase, thousandths."""
    return points_of_row(p, page, weekday, standing(s, p))


@compiled
def status_times(s: Any, p: Any, page: Any, weekday: int) -> int:
    """Return the day's multiplier on a member's qualifying value from a purchase, thousandths."""
    row = standing(s, p)
    times = int(page.day_status[weekday, row])
    if p.birthday_days > 0 and page.birthday[weekday] != 0:
        return max(times, int(p.birthday_status[row]))
    return times


@compiled
def percent_of_row(p: Any, page: Any, weekday: int, row: int) -> int:
    """Return the day's price cut for members of a standing, thousandths."""
    percent = int(page.day_percent[weekday, row])
    if p.birthday_days > 0 and page.birthday[weekday] != 0:
        return max(percent, int(p.birthday_percent[row]))
    return percent


@compiled
def percent_off(s: Any, p: Any, page: Any, weekday: int) -> int:
    """Return the day's price cut for a customer, member or not, thousandths."""
    if s.member == 0:
        return int(page.open_percent[weekday])
    return percent_of_row(p, page, weekday, standing(s, p))


@compiled
def spend_budget(s: Any, p: Any, page: Any, weekday: int, cut: int) -> None:
    """Count a price cut against the budget of the event that gave it, if it has one."""
    k = int(page.limit[weekday, MOST_STANDINGS if s.member == 0 else standing(s, p)])
    if k < 0 or cut == 0:
        return
    own = s.member != 0 and p.birthday_days > 0 and page.birthday[weekday] != 0
    if own and p.birthday_percent[standing(s, p)] >= p.limited_percent[k]:
        return
    page.taken[BUDGETS_AT + k] += cut


@compiled
def pull_of_day(s: Any, p: Any, page: Any, weekday: int) -> float:
    """Return the strength of the day's stimulus on a member, as a share of a week's need."""
    pull = float(page.day_pull[weekday, standing(s, p)])
    if p.birthday_days > 0 and page.birthday[weekday] != 0:
        return max(pull, float(p.birthday_pull[standing(s, p)]))
    return pull
