"""A customer's weeks are the run's own, looking on changes nothing, leaving is told as it was decided."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from reports.journey import reasons
from reports.journey_words import Words, events
from reports.numbers import Writer
from simulator.accounts import chart
from simulator.customers.state import FAILURE_WRONGED, STAYS
from simulator.engine.record import RunRecord, digest
from simulator.experiments.one_replication import run_replication
from simulator.experiments.plan import FIXED, Options, plan_of
from simulator.experiments.setup import Setup
from simulator.reasons.explain import ReasonsError
from simulator.reasons.journey import Journeys, Life, Runs, journeys, left_in, telling_customer
from simulator.reasons.leaving import alone, decides, hazard_of, switching_cost
from simulator.reasons.watching import Change, Watch, Week
from tests.engine.test_laws import NONE
from tests.engine.worlds import world_with
from tests.reasons.conftest import POINTS, study_of

WATCHED = (0, 3, 50, 51, 119)
EVERYBODY = tuple(range(120))


@pytest.fixture(scope="module")
def setup(told: Journeys) -> Setup:
    return Setup(plan_of(told.plan.study, Options()))


@pytest.fixture(scope="module")
def records(setup: Setup) -> dict[str, RunRecord]:
    return run_replication(setup, FIXED, 0, setup.plan.designs)


@pytest.fixture(scope="module")
def lives(setup: Setup, records: dict[str, RunRecord]) -> dict[int, list[Week]]:
    """Every customer's weeks under the tiers."""
    watch = Watch(EVERYBODY)
    seen = run_replication(setup, FIXED, 0, {"tiers": setup.plan.designs["tiers"]}, {"tiers": watch})
    assert digest(seen["tiers"]) == digest(records["tiers"])
    return watch.weeks


def leavings(lives: dict[int, list[Week]]) -> list[tuple[int, int]]:
    return [(customer, week) for customer, weeks in lives.items() for week in left_in(weeks)]


# ---- the weeks ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("watched", [(), WATCHED])
def test_looking_on_changes_no_bit(
    setup: Setup, records: dict[str, RunRecord], watched: Sequence[int]
) -> None:
    watches = {name: Watch(watched) for name in setup.plan.designs}
    seen = run_replication(setup, FIXED, 0, setup.plan.designs, watches)
    assert {name: digest(record) for name, record in seen.items()} == {
        name: digest(record) for name, record in records.items()
    }


def test_the_weeks_of_everybody_are_the_record(
    records: dict[str, RunRecord], lives: dict[int, list[Week]]
) -> None:
    record = records["tiers"]
    assert [week.week for week in lives[0]] == list(range(-1, 56))
    by_week = np.array([[week.counts for week in weeks[1:]] for weeks in lives.values()]).sum(axis=0)
    posted_by_the_run = [chart.RUNNING_COST, chart.PARTNER_INCOME, chart.PARTNER_POINTS_LOST]
    tally = record.tally.sum(axis=(1, 2))
    same = np.delete(by_week == tally, posted_by_the_run, axis=1)
    assert same.all()
    for customer, weeks in lives.items():
        own = record.customers[customer]
        for name, column in (("orders", chart.ORDERS), ("points_redeemed", chart.POINTS_REDEEMED)):
            assert sum(week.count(column) for week in weeks[1:]) == own[chart.CUSTOMER_COLUMNS.index(name)]
        contribution = chart.CUSTOMER_COLUMNS.index("contribution")
        assert weeks[-1].own[contribution] == own[contribution]
        assert weeks[-1].fact("level") == own[chart.CUSTOMER_COLUMNS.index("level_end")]


def test_events_say_what_the_week_held(setup: Setup, lives: dict[int, list[Week]]) -> None:
    words = Words(Writer("CNY", 100, 56))
    levels = setup.plan.designs["tiers"].levels
    seen = set()
    for weeks in lives.values():
        life = Life("tiers", "Tiers", levels, (), weeks)
        for at, week in enumerate(weeks[1:], 1):
            text = "; ".join(events(words, life, at))
            for column, said in (
                (chart.ORDERS, r"\d+ orders?, CNY"),
                (chart.RIVAL_ORDERS, "at the rival"),
                (chart.OUTSIDE_ORDERS, "elsewhere or not at all"),
                (chart.FAILURES, r"failed, and he (complains|says nothing)"),
                (chart.CASES_DECIDED, "complaint is|gives up"),
                (chart.PRICE_DISCOUNT, "off"),
                (chart.LAPSES, "LEAVES"),
                (chart.COMEBACKS, "comes back"),
                (chart.JOINS, "joins the program"),
                (chart.UPGRADES, "rises to (gold|platinum)"),
            ):
                assert bool(re.search(said, text)) == (week.count(column) > 0), text
                seen |= {column} if week.count(column) else set()
            paid = week.count(chart.RECOVERY_COST) > 0
            assert paid == ("the complaint is resolved" in text), text
    assert len(seen) == 10


def test_up_to_a_switch_levels_are_those_of_the_program_before(lives: dict[int, list[Week]]) -> None:
    old = ("base", "gold", "platinum")
    weeks = next(
        weeks for weeks in lives.values() if weeks[20].fact("member") and weeks[20].fact("level") == 0
    )
    earlier = weeks[0].world._replace(rings=weeks[0].world.rings.copy())
    switched = [*(week._replace(world=earlier) for week in weeks[:20]), *weeks[20:]]
    life = Life("switch", "Switch", ("only",), old, switched)
    assert [life.levels_in(switched[at]) for at in (0, 19, 20)] == [old, old, ("only",)]
    words = Words(Writer("CNY", 100, 56))
    assert "is switched to the new program, as only" in events(words, life, 20)
    assert not any("switched" in text for at in (19, 21) for text in events(words, life, at))


def test_a_story_is_the_runs_own(records: dict[str, RunRecord], told: Journeys) -> None:
    for story in told.stories:
        for life in story.lives:
            own = records[life.design].customers[story.customer]
            at = {name: int(own[chart.CUSTOMER_COLUMNS.index(name)]) for name in chart.CUSTOMER_COLUMNS}
            assert life.total("orders") == at["orders"]
            assert life.brought == at["contribution"] - at["program_cost"]


def test_stories_are_of_those_who_stayed_under_one_design_and_left_under_the_other(told: Journeys) -> None:
    assert {story.whys for story in told.stories} <= {("stayed",), ("left",)}
    for story in told.stories:
        first, second = story.lives
        if story.whys == ("left",):
            first, second = second, first
        assert first.weeks[0].attached and not first.weeks[-1].attached
        assert second.weeks[-1].attached
        assert first.leavings
        assert second.brought > first.brought


def test_the_telling_customer_has_the_largest_difference() -> None:
    gain = np.array([5, -9, 40, 30, 7])
    stays = np.array([True, False, True, True, False])
    there, gone = [~stays, stays], [stays, ~stays]
    assert telling_customer("won", gain, there, gone) == 2
    assert telling_customer("lost", gain, there, gone) == 1
    assert telling_customer("stayed", gain, there, gone) == 2
    assert telling_customer("left", -gain, [stays, ~stays], [~stays, stays]) == 2
    # Who left is told of, even if all who did brought more by it; nobody is where nobody did.
    assert telling_customer("left", gain, [stays, ~stays], [~stays, stays]) == 0
    assert telling_customer("stayed", -gain, there, gone) == 0
    assert telling_customer("stayed", np.zeros(5, np.int64), there, gone) == 0
    assert telling_customer("stayed", gain, [stays, stays], [~stays, ~stays]) is None
    assert telling_customer("won", -np.abs(gain), there, gone) is None
    assert telling_customer("lost", np.zeros(5, np.int64), there, gone) is None


# ---- leaving --------------------------------------------------------------------------------------------


def test_every_decision_is_told_as_it_was_made(lives: dict[int, list[Week]]) -> None:
    checked = leaves = 0
    for customer, weeks in list(lives.items())[::5]:
        for week in weeks[::4]:
            hazard = hazard_of(week, customer)
            assert (hazard is None) == (not week.attached)
            if hazard is not None and week.week >= 0:
                assert hazard.leaves == (week.state["leaves_at"][0] < STAYS)
                checked += 1
    for customer, at in leavings(lives):
        week = lives[customer][at]
        hazard = hazard_of(week, customer)
        assert hazard is not None
        assert hazard.after == pytest.approx(float(week.state["leaves_at"][0]), rel=1e-5)
        leaves += 1
    assert checked > 150
    assert leaves > 10


def test_ties_and_feelings_are_the_parts_of_the_hazard(lives: dict[int, list[Week]]) -> None:
    customer, at = leavings(lives)[0]
    week = lives[customer][at]
    b = week.world.numbers[0]
    hazard = hazard_of(week, customer)
    assert hazard is not None
    held = -(switching_cost(week, customer) - float(b["switching_reference"])) * float(b["hazard_switching"])
    assert hazard.held == pytest.approx(held)
    assert hazard.value == pytest.approx(hazard.own * np.exp(hazard.pull))
    assert hazard.pull > hazard.pull_that_keeps
    assert switching_cost(week._replace(state=np.zeros_like(week.state)), customer) != held  # who has left


def test_what_would_have_kept_him_keeps_him_and_a_little_less_does_not(told: Journeys) -> None:
    seen = set()
    for story in told.stories:
        for life in story.lives:
            for leaving in life.leavings:
                week = life.weeks[leaving.week]
                for remedy in leaving.remedies:
                    if remedy.kind not in ("satisfaction", "trust"):
                        continue
                    level = float(week.state[remedy.kind][0])
                    for amount, stays in ((remedy.amount, True), (remedy.amount - 0.001, False)):
                        world = alone(week, story.customer)
                        world.state[remedy.kind][0] = level + amount
                        assert (decides(world, week.week) == STAYS) == stays
                    seen.add(remedy.kind)
    assert seen == {"satisfaction", "trust"}


def test_a_week_without_failures_is_lived_anew_with_the_same_luck(
    setup: Setup, lives: dict[int, list[Week]]
) -> None:
    design = {"tiers": setup.plan.designs["tiers"]}
    customer, at = next(
        (customer, week.week)
        for customer, weeks in lives.items()
        for week in weeks[10:]
        if week.count(chart.FAILURES) > 0
    )
    watch = Watch([customer], [Change(customer, at, at, {"failure_rate": 0.0})])
    run_replication(setup, FIXED, 0, design, {"tiers": watch})
    anew, before = watch.weeks[customer], lives[customer]
    assert anew[at + 1].count(chart.FAILURES) == 0
    assert anew[at + 1].satisfaction > before[at + 1].satisfaction
    assert all(
        (one.state == other.state).all() for one, other in zip(anew[: at + 1], before[: at + 1], strict=True)
    )


def gone_in(weeks: Sequence[Week], at: int, counts: Mapping[int, int], kind: int = 0) -> list[Week]:
    """Return weeks as if the customer had left in week `at`, and what that week then holds."""
    week = weeks[at + 1]
    tally, state = week.counts.copy(), week.state.copy()
    for column, count in {chart.LAPSES: 1, **counts}.items():
        tally[column] = count
    state["attached"], state["failure_kind"] = 0, kind
    return [*weeks[: at + 1], week._replace(counts=tally, state=state)]


def staying(lives: dict[int, list[Week]]) -> int:
    return next(
        customer
        for customer, weeks in lives.items()
        if all(week.attached for week in weeks) and weeks[0].fact("failure_kind") == 0
    )


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({chart.TALKS_HEARD: 1, chart.ORDERS: 0}, "something bad that was told"),
        ({chart.TALKS_HEARD: 1, chart.ORDERS: 1}, "law of the market's log"),
        ({chart.TALKS_HEARD: 0, chart.ORDERS: 0}, "law of the market's log"),
    ],
)
def test_who_left_over_talk_is_told_so(
    setup: Setup, lives: dict[int, list[Week]], counts: dict[int, int], said: str
) -> None:
    customer = staying(lives)
    watch = Watch([customer])
    watch.weeks[customer] = gone_in(lives[customer], 20, counts)
    story = Runs(setup, ("tiers", "tiers"), 0).story(customer, (), {"tiers": watch})
    (leaving,) = story.lives[0].leavings
    (told,) = reasons(Words(Writer("CNY", 100, 56)), story.lives[0], story.lives[1], leaving)
    assert said in told


@pytest.mark.parametrize(("leaves", "stays", "until"), [(18, False, -1), (20, False, -1), (21, True, 21)])
def test_who_would_have_left_even_sooner_would_not_have_been_kept(
    setup: Setup, lives: dict[int, list[Week]], monkeypatch: pytest.MonkeyPatch, leaves: int, stays: bool,
    until: int,
) -> None:  # fmt: skip
    customer = staying(lives)
    quiet = [week._replace(counts=np.zeros_like(week.counts)) for week in lives[customer]]
    failed = quiet[16].counts.copy()
    failed[chart.FAILURES] = 1
    watch = Watch([customer])
    first = [*quiet[:16], quiet[16]._replace(counts=failed), *quiet[17:]]  # an order of week 15 fails
    watch.weeks[customer] = gone_in(first, 20, {}, FAILURE_WRONGED)

    def live(_runs: Runs, watches: dict[str, Watch]) -> None:
        watches["tiers"].weeks[customer] = gone_in(quiet, leaves, {})

    monkeypatch.setattr(Runs, "live", live)
    story = Runs(setup, ("tiers", "tiers"), 0).story(customer, (), {"tiers": watch})
    (leaving,) = story.lives[0].leavings
    assert leaving.over_loss
    assert [(one.kind, one.amount, one.kept, one.until) for one in leaving.remedies] == [
        ("failure", 15, stays, until)
    ]


def test_what_became_of_a_complaint_is_what_the_desk_counted() -> None:
    words, world = Words(Writer("CNY", 100, 56)), world_with(NONE, customers=1, regions=1)
    nothing = np.zeros(chart.WIDTH, np.int64)
    before = Week(0, world.state.copy(), nothing, world.books.customers[0].copy(), world)
    for resolved, said in ((1, "the complaint is resolved"), (0, "the complaint is not resolved")):
        counts = nothing.copy()
        counts[[chart.CASES_DECIDED, chart.CASES_RESOLVED]] = 1, resolved
        life = Life("none", "None", (), (), [before, before._replace(week=1, counts=counts)])
        assert events(words, life, 1) == [f"after 0 minutes at the desk {said}"]


# ---- what cannot be answered ----------------------------------------------------------------------------


def test_an_unknown_customer_is_told(setup: Setup) -> None:
    with pytest.raises(ReasonsError, match="there is no customer 120: the panel's are 0 to 119"):
        journeys(setup.plan.study, Options(), ("none", "points"), [120])


def test_nobody_of_a_kind_is_told(setup: Setup, tmp_path: Path) -> None:
    study = study_of(tmp_path, {"points": POINTS, "twin": POINTS})
    with pytest.raises(ReasonsError, match=r"in replication 0 nobody left under .* try another replication"):
        journeys(study, Options(), ("points", "twin"), whys=["stayed"])
