"""Each check has a program that trips it, and a near twin that does not."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from simulator.audit import CHECKS, Judged, Kind
from simulator.audit import governance as asked
from tests.audit.make import case

Tree = dict[str, Any]
BY_NUMBER = {check.number: check for check in CHECKS}
HOLDERS = ["regular", "friend", "partner"]


class Twins(NamedTuple):
    """Changes to the clean example: one that trips a check, one that nearly does."""

    trips: Tree
    passes: Tree
    where: str  # the key that the finding is about


def shipping(over: str) -> Tree:
    return {"kind": "shipping", "use": "100% of orders", "over": over, "cost": "0 CNY", "worth": "6 CNY"}


def gift(cost: str, tiers: list[str] | None = None) -> Tree:
    told: Tree = {"kind": "gifts", "use": "1 per year", "cost": cost, "worth": "90 CNY"}
    return {"privileges": {"hamper": {**told, "tiers": tiers} if tiers else told}}


def rating(**changes: Any) -> Tree:
    return {
        "tiers": {"metric": "status"},
        "status": {
            "earn": {"purchase": {"rate": "1 per CNY", "times": "behaviour_rating"}},
            "rating": {"levels": [1, 1.2], "start": 1, "up_after": "5 orders", **changes},
        },
    }


ALIKE: Tree = {"clubs": None}  # nothing is for one group: a club answers for itself
NO_PRIVILEGE = dict.fromkeys(("hotline", "return_guarantee", "early_access", "birthday_gift"))
CASH = {"points": None, "rewards": {"checkout": None, "cash_back": {"rate": "2%"}}}
NO_FACTORS = {name: {"points": "x1"} for name in ("friend", "partner")}

FLAWS: dict[str, Twins] = {
    "A1": Twins(
        {"privileges": {**NO_PRIVILEGE, "fast_refund": {"tiers": ["friend", "partner"]}}},
        {"privileges": {**NO_PRIVILEGE, "fast_refund": {"tiers": HOLDERS}}},
        "tiers.levels.regular",
    ),
    "A2": Twins(
        {"privileges": {"fast_refund": {"tiers": None}}},
        {"privileges": {"fast_refund": {"tiers": HOLDERS}}},
        "tiers.levels.regular",
    ),
    "A3": Twins(rating(visible=False), rating(visible=True), "status.rating.visible"),
    "A4": Twins(rating(down_on=["return"]), rating(down_on=[]), "status.rating.down_on"),
    "A5": Twins(
        {"privileges": {"birthday_gift": {"worth": "5 CNY"}}, "tiers": {"levels": NO_FACTORS}},
        {"privileges": {"birthday_gift": {"worth": "40 CNY"}}, "tiers": {"levels": NO_FACTORS}},
        "tiers.levels.partner",
    ),
    "A6": Twins(
        {"tiers": {"levels": {"partner": {"from": 2500}}}},
        {"tiers": {"levels": {"partner": {"from": 4000}}}},
        "tiers.levels.partner.from",
    ),
    "A7": Twins(
        {"communication": {"contacts": "2 per month"}},
        {"communication": {"contacts": "4 per month"}},
        "communication.contacts",
    ),
    "A9": Twins(
        {"points": {"earn": {"purchase": {"rate": "1 per CNY"}}}},
        {"points": {"earn": {"purchase": {"rate": "1.1 per CNY"}}}},
        "points.earn.purchase.rate",
    ),
    "A10": Twins(
        {"privileges": {"free": {**shipping("1 CNY"), "cost": "12 CNY"}}},
        {"privileges": {"free": {**shipping("1 CNY"), "cost": "10 CNY"}}},
        "tiers.levels.partner",
    ),
    "A13": Twins(
        CASH, {**CASH, "rewards": {"checkout": None, "cash_back": {"rate": "0.3%"}}}, "rewards.cash_back"
    ),
    "A15": Twins(gift("11 CNY"), gift("10 CNY"), "privileges"),
    "A16": Twins(
        {"calendar": {"members_day": {"points": "x20", "pull": "100%"}}},
        {"calendar": {"members_day": {"points": "x4", "pull": "100%"}}},
        "calendar",
    ),
    "A20": Twins(
        {"communication": {"contacts": "8 per month"}},
        {"communication": {"contacts": "7 per month"}},
        "communication.contacts",
    ),
    "A21": Twins(
        {"privileges": {"return_guarantee": {"kept": "89%"}}},
        {"privileges": {"return_guarantee": {"kept": "90%"}}},
        "privileges.return_guarantee.kept",
    ),
    "A8": Twins({"clubs": None}, {"clubs": {"parents": None, "cyclists": {"relevance": "x1.2"}}}, ""),
    "B1": Twins({"points": {"returns": "keep"}}, {"points": {"returns": "take_back"}}, "points.returns"),
    "B2": Twins(
        {"points": {"expiry": "never"}, "rewards": {"checkout": {"minimum": "3000 points"}}},
        {"points": {"expiry": "never"}, "rewards": {"checkout": {"minimum": "2900 points"}}},
        "rewards.checkout.minimum",
    ),
    "B3": Twins(gift("43 CNY", ["partner"]), gift("40 CNY", ["partner"]), "tiers.levels.partner"),
    "B4": Twins(
        {"points": {"expiry": {"after": "14 weeks"}}},
        {"points": {"expiry": {"after": "15 weeks"}}},
        "points.expiry",
    ),
    "B5": Twins(
        {"privileges": {"free": shipping("59 CNY")}},
        {"privileges": {"free": shipping("61 CNY")}},
        "privileges.free.over",
    ),
    "B6": Twins(
        {"running_cost": {"per_week": "86 CNY"}},
        {"running_cost": {"per_week": "80 CNY"}},
        "",
    ),
}

# What nobody can judge from a file: unanswered it is a question, answered it is quoted.
ANSWERS = {
    "A11": "difference", "A12": "impact", "A14": "budget", "A17": "personalisation", "A19": "recovery",
    "A22": "data", "A23": "surveys", "A24": "staff", "A25": "privacy", "A26": "goal", "A27": "owners",
}  # fmt: skip


def found(number: str, change: Tree) -> Judged:
    return BY_NUMBER[number].judge(case(change))


def test_no_check_is_without_twins() -> None:
    assert {*FLAWS, *ANSWERS, "A18"} == set(BY_NUMBER)


@pytest.mark.parametrize("number", FLAWS)
def test_a_flaw_is_found_and_its_near_twin_is_not(number: str) -> None:
    twins = FLAWS[number]
    flaw, good = found(number, twins.trips), found(number, twins.passes)
    assert (flaw.kind, ".".join(map(str, flaw.path))) == (Kind.FLAW, twins.where), flaw
    assert good.kind is Kind.GOOD, good
    assert flaw.says != good.says


@pytest.mark.parametrize("number", FLAWS)
def test_the_user_sets_where_a_flaw_begins(number: str) -> None:
    """Held to the value that was measured, the tripping program passes; a hair beyond, it does not."""
    check, trips = BY_NUMBER[number], FLAWS[number].trips
    value = check.judge(case(trips)).value
    assert value is not None
    assert check.limit is not None
    strict = check.judge(case(trips)).kind
    eased = check.judge(case(trips, limits={check.limit: value})).kind
    assert (strict, eased) == (Kind.FLAW, Kind.GOOD)


@pytest.mark.parametrize("number", ANSWERS)
def test_a_question_is_asked_until_the_file_answers(number: str) -> None:
    field = ANSWERS[number]
    silent, told = (found(number, {**ALIKE, "plan": {field: text}}) for text in (None, "We know this."))
    assert (silent.kind, told.kind) == (Kind.QUESTION, Kind.GOOD)
    assert f"plan.{field}" in silent.says
    assert told.measured == "“We know this.”"


def test_a_program_without_a_plan_is_asked_everything() -> None:
    kinds = {number: found(number, {**ALIKE, "plan": None}).kind for number in ANSWERS}
    assert set(kinds.values()) == {Kind.QUESTION}


def test_a_way_to_the_desk_for_all_answers_how_to_complain() -> None:
    silent: Tree = {"plan": {"complaints": None}, "privileges": {"hotline": {"tiers": ["partner"]}}}
    assert found("A18", silent).kind is Kind.QUESTION
    assert found("A18", {**silent, "privileges": {"hotline": {"tiers": None}}}).kind is Kind.GOOD
    assert found("A18", {**silent, "plan": {"complaints": "by telephone"}}).kind is Kind.GOOD


def test_promises_of_others_need_a_share_that_is_kept() -> None:
    change: Tree = {"privileges": {"return_guarantee": {"kept": "100%"}}}
    assert found("A21", change).kind is Kind.QUESTION
    own: Tree = {
        "privileges": {"return_guarantee": {"kept": "100%", "funded": {"firm": "100%", "seller": None}}}
    }
    assert found("A21", own).kind is Kind.GOOD


def test_what_a_program_has_not_is_not_judged() -> None:
    bare: Tree = {"points": None, "rewards": None, "tiers": None, "privileges": None, "calendar": None}
    idle = {number for number in BY_NUMBER if found(number, bare).kind is Kind.IDLE}
    assert {"A2", "A5", "A6", "A7", "A13", "A16", "A21", "A24", "B1", "B2", "B3", "B4", "B5"} <= idle
    assert found("A1", bare).kind is found("A9", bare).kind is Kind.FLAW


def test_what_a_level_is_worth_at_once_is_a_cliff_even_where_it_costs_little() -> None:
    rich: Tree = {"privileges": {"birthday_gift": {"cost": "1 CNY", "worth": "700 CNY"}}}
    less: Tree = {"privileges": {"birthday_gift": {"cost": "1 CNY", "worth": "500 CNY"}}}
    assert found("B5", rich).path == ("tiers", "levels", "partner")
    assert (found("B5", rich).kind, found("B5", less).kind) == (Kind.FLAW, Kind.GOOD)


def test_points_that_buy_nothing_are_told() -> None:
    assert found("B2", {"rewards": None}).says == "Points buy nothing."


def test_points_that_expire_before_the_first_reward_are_told() -> None:
    change: Tree = {"points": {"expiry": {"after": "20 weeks"}}}
    soon: Tree = {"rewards": {"checkout": {"minimum": "300 points"}}}
    late: Tree = {"rewards": {"checkout": {"minimum": "600 points"}}}
    assert found("B2", {**change, **soon}).kind is Kind.GOOD
    assert found("B2", {**change, **late}).kind is Kind.FLAW


def test_status_that_stays_after_a_return_is_told_by_its_name() -> None:
    kept = rating()
    kept["status"]["returns"] = "keep"
    judged = found("B1", kept)
    assert (judged.kind, judged.path) == (Kind.FLAW, ("status", "returns"))


def test_benefits_that_sellers_cannot_afford_are_told() -> None:
    change: Tree = {"points": {"value": "0.1 CNY"}}
    assert "sellers" in found("A10", change).says


def test_an_answer_is_quoted_as_it_stands() -> None:
    judged = asked.answered(case({"plan": {"owners": "IT alone"}}), "owners", "Who?")
    assert (judged.kind, judged.path) == (Kind.GOOD, ("plan", "owners"))
