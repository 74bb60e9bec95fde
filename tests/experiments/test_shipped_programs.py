"""Every shipped program, in all its forms, runs in a market that fits it: half a year of a few people."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from ruamel.yaml import YAML

from simulator.accounts import chart, profit
from simulator.engine.record import RunRecord
from simulator.experiments.one_replication import run_replication
from simulator.experiments.plan import FIXED, Options, Plan, plan_of
from simulator.experiments.setup import Setup
from simulator.program import Program
from simulator.scenario import load, shipped
from simulator.scenario.study import NO_PROGRAM

CUSTOMERS, WEEKS = 200, 26

# A line for each program: the market that it is made for, or one like it in the program's currency.
FITS = {
    "88vip": "china-marketplace",
    "aadvantage-style": "airline",
    "amazon-mom": "online-retail-us",
    "clear-steps": "china-marketplace",
    "club-plan": "china-marketplace",
    "crm-contact-plan": "china-marketplace",
    "dangdang-style": "china-marketplace",
    "dealer-service-club": "car-service",
    "double-11": "china-marketplace",
    "ebay-referral": "auctions-china",
    "frequency-plan": "china-marketplace",
    "hypermarket-card": "hypermarket-china",
    "jd-2013": "china-marketplace",
    "jd-clear": "china-marketplace",
    "jd-plus": "china-marketplace",
    "jd-score": "china-marketplace",
    "jifenbao": "china-marketplace",
    "none": "china-marketplace",
    "nordstrom-clerk": "china-marketplace",
    "prime-style": "china-marketplace",
    "qq-caibei": "china-marketplace",
    "qq-platform": "china-marketplace",
    "starbucks-relation": "china-marketplace",
    "starbucks-stars": "cafe",
    "taobao-seller": "china-marketplace",
    "telecom-points": "telecom",
    "tesco-clubcard": "grocery",
    "tmall-style": "china-marketplace",
    "watsons": "drugstore-china",
}


def forms(name: str) -> list[str]:
    """Return a program and its variants, by the names that a study calls them by."""
    tree = YAML(typ="safe").load(shipped("program")[name].read_text(encoding="utf-8"))
    variants = tree.get("variants", {}).items()
    # A switch is no launch: it needs the program that its members come from.
    return [name, *(f"{name}/{variant}" for variant, change in variants if "migration" not in change)]


def plan_in(market: str, programs: list[str], folder: Path) -> Plan:
    """Return the plan of a launch of each program in a market."""
    study = folder / "study.yaml"
    text = [f"title: A launch\nmarket: {market}\nstart: launch\nbegins: 2014-06-30\nweeks: {WEEKS}"]
    text += [f"customers: {CUSTOMERS}\nreplications: 1\nseed: 1\ndesigns:"]
    text += [f"  form {number}: {program}" for number, program in enumerate(programs)]
    study.write_text("\n".join(text), encoding="utf-8")
    return plan_of(load(str(study), "study"), Options())


def test_every_shipped_program_has_its_market() -> None:
    assert FITS.keys() == shipped("program").keys()
    assert set(FITS.values()) <= shipped("market").keys()


@pytest.mark.parametrize("name", sorted(FITS.keys() - {NO_PROGRAM}))
def test_it_runs_in_its_market(name: str, tmp_path: Path) -> None:
    plan = plan_in(FITS[name], forms(name), tmp_path)
    runs = run_replication(Setup(plan), FIXED, 0, plan.designs)  # refuses books that do not hold
    for form, run in runs.items():
        told = plan.designs[form].program
        members = run.tier_mix[-1, 1:].sum()
        assert (members > 0) == has_members(told), form
        assert (total(run, chart.POINTS_ISSUED) > 0) == bool(told.points), form
        assert running(run) == owed_to_run(told), form
        cost = profit.program_cost(run.tally).sum()
        assert (cost > running(run)) == told.exists, form
        assert cost < profit.sales(run.tally).sum() / 4, form


def test_the_members_of_the_shipped_switch_are_asked_who_wins() -> None:
    plan = plan_of(load("jd-migration", "study"), Options(customers=CUSTOMERS, weeks=40, replications=1))
    runs = run_replication(Setup(plan), FIXED, 0, plan.designs)
    level, change = (chart.CUSTOMER_COLUMNS.index(name) for name in ("level_switch", "worth_change"))
    switched = runs["switch"].customers
    assert set(switched[:, level]) >= {2, 3}  # bronze and silver; whoever has ordered is beyond registered
    assert (switched[switched[:, level] > 0, change] != 0).mean() > 0.5
    assert not runs["levels"].customers[:, [level, change]].any()
    before, after = (runs[name].tally[:26, ..., chart.ORDERS].sum() for name in ("levels", "switch"))
    assert before == after


def has_members(program: Program) -> bool:
    """Tell whether anybody is to join: not where nobody hears of it, as of a price event alone."""
    return program.exists and not (program.communication and program.communication.reach.size == 0)


def owed_to_run(program: Program) -> int:
    """Return what it costs to launch a program and have it so long, minor units, whatever it gives."""
    clause = program.running_cost
    weekly, launch = (
        (one.minor * CUSTOMERS + 500) // 1_000 if one else 0
        for one in (clause and clause.per_week, clause and clause.launch)
    )
    return WEEKS * weekly + launch


def running(run: RunRecord) -> int:
    return total(run, chart.RUNNING_COST)


def total(run: RunRecord, column: int) -> int:
    """Return the sum of a column over a run."""
    return int(np.sum(run.tally[..., column]))
