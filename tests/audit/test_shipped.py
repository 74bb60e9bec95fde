"""What the audit finds in the shipped files: the flaws that their sources found, and no false ones."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from simulator.audit import CHECKS, Kind, audit
from simulator.audit.library import library
from simulator.scenario import load, shipped
from tests.audit.make import people

ROOT = Path(__file__).parents[2]
CLUBS = {"A8"}  # none of these has a club or an offer for one group, as the source says of Tmall
FLAWS = {
    # A1-A4 are the source's four flaws of JD; it has no reward at all (A9); its gold and diamond levels cost
    # more than they bring, and so the whole program (B3, B6): simulated years agree.
    "jd-2013": {"A1", "A2", "A3", "A4", "A9", "B3", "B6"} | CLUBS,
    # A rating that members can see is no hidden factor any more; all else stays.
    "jd-clear": {"A1", "A2", "A4", "A9", "B3", "B6"} | CLUBS,
    # A5-A8 are the source's four flaws of Tmall; .5% of spend is below any reward that steers (A9).
    "tmall-style": {"A5", "A6", "A7", "A9"} | CLUBS,
    "clear-steps": set(),
    # A free ladder is no better for what is sold on top of it, and beans at .5% of spend are no reward.
    "jd-plus": {"A1", "A2", "A3", "A4", "A7", "A9", "B3", "B6"} | CLUBS,
    "88vip": {"A9"} | CLUBS,  # .5% of spend for those who do not pay
    "prime-style": CLUBS,
    # A clerk for everybody costs more than one order a year brings, and price cuts with him take the margin.
    "nordstrom-clerk": {"A15", "B6"} | CLUBS,
    "starbucks-relation": {"A15", "B6"} | CLUBS,
    # Nothing but ease: no reward that could be noticed.
    "qq-platform": {"A9"} | CLUBS,
    # Nothing is given at all; reminders alone bring less than letters and calls cost.
    "crm-contact-plan": {"A1", "A9", "B6"} | CLUBS,
    # Traffic bought with price, on one day, as its source says.
    "double-11": {"A1", "A9", "A13", "A16", "B6"} | CLUBS,
}


def kinds(name: str) -> dict[str, Kind]:
    return {finding.check.number: finding.judged.kind for finding in audit(load(name, "program"), people())}


@pytest.mark.parametrize("name", FLAWS)
def test_the_flaws_are_those_of_the_sources_and_no_others(name: str) -> None:
    assert {number for number, kind in kinds(name).items() if kind is Kind.FLAW} == FLAWS[name]


def test_the_example_is_clean_and_leaves_no_question() -> None:
    assert set(kinds("clear-steps").values()) <= {Kind.GOOD, Kind.IDLE}


def test_the_firm_that_pays_tmall_s_points_itself_cannot_win_them_back() -> None:
    found = kinds("tmall-style/firm-pays")
    assert (found["B3"], found["B6"]) == (Kind.FLAW, Kind.FLAW)


def test_what_jd_s_gold_lacks_is_told_by_name() -> None:
    found = {one.check.number: one for one in audit(load("jd-2013", "program"), people())}
    assert (
        "gold (3 steps up) differs from registered by installation and lottery_draws"
        in found["A2"].judged.says
    )
    assert "rating" in found["A3"].judged.says
    assert "a return lowers the rating" in found["A4"].judged.says


def test_no_program_has_nothing_to_audit() -> None:
    assert audit(load("none", "program"), people()) == []


@pytest.mark.parametrize("name", sorted(set(shipped("program")) - {"none"}))
def test_every_check_comes_to_something_on_every_shipped_program(name: str) -> None:
    findings = audit(load(name, "program"), people())
    assert [finding.check for finding in findings] == list(CHECKS)
    assert all(finding.judged.says and finding.judged.measured for finding in findings)


def test_the_library_tells_who_does_better() -> None:
    found = {one.check.number: one for one in audit(load("jd-2013", "program"), people())}
    better = found["A3"].others.partition("e.g. ")[2].partition(":")[0]
    assert kinds(better)["A3"] is Kind.GOOD
    assert "other shipped programs in this currency pass" in found["A3"].others
    assert found["A3"].others.endswith("0 hidden factors")
    assert "mechanisms in common" in found["A11"].others
    assert "jd-clear" not in found["A11"].others  # of the same company


def test_the_library_is_counted_without_the_program_itself() -> None:
    about = [name for name in library("CNY") if kinds(name)["A5"] is not Kind.IDLE]
    others = len(about) - ("clear-steps" in about)
    found = {
        one.check.number: one for one in audit(load("clear-steps", "program"), people(), {"top_worth": 20})
    }
    assert f"of {others} other shipped programs in this currency pass" in found["A5"].others


LIGHT = """
import sys
from workbench.cli import main
status = main(["audit", "jd-2013"])
heavy = {"pandas", "mesa", "simpy", "matplotlib", "pyarrow", "scipy.stats", "scipy.special", "scipy.optimize"}
ours = ("simulator.engine", "simulator.customers", "simulator.experiments", "reports")
found = [name for name in sys.modules if name in heavy or name.startswith(ours)]
print("told:", status, found)
"""


def test_a_static_audit_is_light() -> None:
    """Without a run nothing is simulated, drawn or put into frames; what could is not even imported."""
    command = [sys.executable, "-c", LIGHT]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.stdout.rsplit("told:", 1)[1].split() == ["0", "[]"], done.stdout[-300:] + done.stderr
