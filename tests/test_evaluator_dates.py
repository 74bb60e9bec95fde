"""The second evaluator against sums done by hand: windows and birthdays."""

from __future__ import annotations

from tests.test_evaluator import BEANS, on, seen, told


def test_a_birthday_lasts_its_days_and_a_window_passes_new_year() -> None:
    calendar = {
        "birthday": {"birthday": "7 days", "points": "x2"},
        "winter": {"from": "12-28", "to": "01-03", "percent": "5%"},
    }
    program = {**BEANS, "calendar": calendar}
    born = on("4-01-06", join=True, born="02-26")
    # 10 points; from the birthday 20; the seventh day is 4 March: 2 March is the fifth, 5 March is over.
    for day, points in (("4-02-25", 10), ("4-02-26", 20), ("4-03-04", 20), ("4-03-05", 10)):
        seen(told(program, born, on(day, buy="10 CNY")), points=points, discount=0)
    # In a leap year 29 February counts as 1 March: 4 March is still the seventh day.
    seen(told(program, born, on("6-02-29", buy="10 CNY")), points=20)
    seen(told(program, born, on("6-03-04", buy="10 CNY")), points=20)
    seen(told(program, born, on("6-03-05", buy="10 CNY")), points=10)
    for day, cut in (("4-12-27", 0), ("4-12-28", 50), ("5-01-03", 50), ("5-01-04", 0)):
        seen(told(program, born, on(day, buy="10 CNY")), discount=cut)
    # Nobody knows the birthday of somebody who never told it.
    seen(told(program, on("4-02-26", buy="10 CNY")), points=10)
