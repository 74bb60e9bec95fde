"""Single customers under two designs side by side: whom to look at, their weeks, and why they left.

Order of parts: what is told, whom to look at, the weeks, leaving.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.accounts import chart
from simulator.customers.state import FAILURE_WRONGED, Records
from simulator.engine.compiling import compile_week
from simulator.engine.record import RunRecord
from simulator.experiments.one_replication import run_replication
from simulator.experiments.plan import FIXED, Options, Plan, plan_of
from simulator.experiments.setup import Setup
from simulator.reasons.explain import ReasonsError
from simulator.reasons.leaving import Hazard, Remedy, hazard_of, remedies, switching_cost
from simulator.reasons.watching import Change, Watch, Week
from simulator.scenario import Scenario
from simulator.scenario.study import NO_PROGRAM, Study

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Progress = Callable[[str, int, int], None]

# Whom to look at, by what became of them under the second design against the first; both by their names.
WHYS: dict[str, str] = {
    "stayed": "left under {first} and stayed under {second}",
    "left": "stayed under {first} and left under {second}",
    "won": "brought the firm more under {second} than under {first}",
    "lost": "brought the firm less under {second} than under {first}",
}
LOOKS_BACK = 26  # weeks before a decision in which a failure or complaint is lived anew
MOST_ANEW = 3  # runs lived anew for one leaving


# ---- what is told ---------------------------------------------------------------------------------------


class Leaving(NamedTuple):
    """One leaving: in which week, why, beside the other design in the same week, and what would have kept."""

    week: int
    hazard: Hazard | None  # None: over a grave loss or talk; after an order, by the law of a fitted log alone
    other: Hazard | None  # under the other design at the same time; None where he was not there
    remedies: tuple[Remedy, ...]
    over_loss: bool = False  # over a failure so grave that its outcome alone drove the customer away
    over_talk: bool = False  # over something bad that was told, long after the last order


@dataclass(frozen=True)
class Life:
    """A customer's weeks under one design.

    Parameters
    ----------
    design, title
        Name in the study, and of the program.
    levels, levels_before
        Names of its levels, and of those of the program before a switch.
    weeks
        From the opening on.
    holds
        Switching cost at the end of each of them, logits; not a number where there is none to leave.
    leavings
        In order.
    comes
        Week in which the customer comes to the market, -1 where he is in it from the opening on.
    """

    design: str
    title: str
    levels: tuple[str, ...]
    levels_before: tuple[str, ...]
    weeks: Sequence[Week]
    holds: Sequence[float] = ()
    leavings: tuple[Leaving, ...] = ()
    comes: int = -1

    def levels_in(self, week: Week) -> tuple[str, ...]:
        """Return the names of the levels in a week: up to a switch, those of the program before."""
        switched = week.world.rings is self.weeks[-1].world.rings
        return self.levels if switched or not self.levels_before else self.levels_before

    def level(self, week: Week) -> str:
        """Return the name of the level that the customer holds at the end of a week, empty without one."""
        names = self.levels_in(week)
        return names[week.fact("level")] if names and week.fact("member") else ""

    def knew(self, opening: int) -> bool:
        """Return whether the customer ever was one of the firm's by the opening of a week.

        Whoever was there at the opening was, once; a newcomer to a category that grows comes knowing no firm.
        """
        if self.comes < 0:
            return True
        # In the first weeks of a fitted log somebody counts as attached before he has come.
        past = [week for week in self.weeks if self.comes <= week.week < opening]
        return any(week.attached or week.count(chart.LAPSES) > 0 for week in past)

    def total(self, name: str) -> int:
        """Return one of the customer's totals over the run."""
        return int(self.weeks[-1].own[chart.CUSTOMER_COLUMNS.index(name)])

    @property
    def brought(self) -> int:
        """Return what the customer brought the firm, the program's cost taken off, minor units."""
        signs = {"contribution": 1, "fees": 1, "partner_income": 1, "program_cost": -1}
        return sum(sign * self.total(name) for name, sign in signs.items())


@dataclass(frozen=True)
class Story:
    """One customer under two designs."""

    customer: int
    whys: tuple[str, ...]  # of WHYS, empty where the customer was named
    traits: Records  # (1,)
    lives: tuple[Life, Life]


@dataclass(frozen=True)
class Journeys:
    """Stories of one replication."""

    plan: Plan
    replication: int
    stories: tuple[Story, ...]
    missing: tuple[str, ...] = ()  # kinds of WHYS that were asked for and that nobody is of


# ---- whom to look at ------------------------------------------------------------------------------------


def journeys(
    study: Scenario[Study],
    options: Options,
    designs: tuple[str, str],
    customers: Sequence[int] = (),
    whys: Sequence[str] = (),
    replication: int = 0,
    progress: Progress = lambda _label, _done, _total: None,
) -> Journeys:
    """Tell customers' stories under two designs, at the central numbers.

    Parameters
    ----------
    designs
        The first and the second; the baseline may be one.
    customers
        Whom to tell of, by number in the panel.
    whys
        Whom to look for, where nobody is named: names in `WHYS`.

    Raises
    ------
    ScenarioError, ReasonsError
        When the study cannot be run, a customer is unknown, or nobody is as asked for.
    """
    plan = plan_of(study, options)
    wanted = {NO_PROGRAM, *designs}
    stays = {plan.designs[name].stays for name in wanted} - {""}
    told = {name: design for name, design in plan.designs.items() if name in wanted | stays}
    plan = dataclasses.replace(plan, designs=told)
    for customer in customers:
        if not 0 <= customer < plan.customers:
            raise ReasonsError(
                f"there is no customer {customer}: the panel's are 0 to {plan.customers - 1:,}"
            )
    progress("runs", 0, 2)
    compile_week()
    runs = Runs(Setup(plan), designs, replication)
    chosen: dict[int, tuple[str, ...]] = dict.fromkeys(customers, ())
    if not chosen:
        chosen = runs.telling(whys or ("stayed", "left"))
    missing = set(() if customers else whys) - {why for whys_of in chosen.values() for why in whys_of}
    progress("runs", 1, 2)
    watches = {name: Watch(list(chosen)) for name in designs}
    runs.live(watches)
    stories = tuple(runs.story(customer, whys_of, watches) for customer, whys_of in chosen.items())
    progress("runs", 2, 2)
    return Journeys(plan, replication, stories, tuple(why for why in WHYS if why in missing))


class Runs:
    """Lives two designs as often as asked, on the same people with the same luck."""

    def __init__(self, setup: Setup, designs: tuple[str, str], replication: int) -> None:
        self.setup = setup
        self.designs = designs
        self.replication = replication

    def live(self, watches: Mapping[str, Watch]) -> dict[str, RunRecord]:
        """Live the designs that are watched."""
        designs = {name: self.setup.plan.designs[name] for name in watches}
        return run_replication(self.setup, FIXED, self.replication, designs, watches)

    def telling(self, whys: Sequence[str]) -> dict[int, tuple[str, ...]]:
        """Return telling customers, one of each kind where there is one, with the kinds that they are of.

        Raises ReasonsError when there is nobody of any kind.
        """
        watches = {name: Watch() for name in self.designs}
        records = self.live(watches)
        first, second = (records[name].customers for name in self.designs)
        there = [watches[name].attached > 0 for name in self.designs]
        gone = [(watches[name].opened > 0) & ~at for name, at in zip(self.designs, there, strict=True)]
        found: dict[int, tuple[str, ...]] = {}
        for why in dict.fromkeys(whys):
            customer = telling_customer(why, _brought(second) - _brought(first), there, gone)
            if customer is not None:
                found[customer] = (*found.get(customer, ()), why)
        if not found:
            raise ReasonsError(nobody(dict.fromkeys(whys), self.designs, self.replication))
        return found

    # ---- the weeks and leaving --------------------------------------------------------------------------

    def story(self, customer: int, whys: tuple[str, ...], watches: Mapping[str, Watch]) -> Story:
        """Return the story of a customer who was watched."""
        traits = watches[self.designs[0]].weeks[customer][0].world.traits[customer : customer + 1].copy()
        weeks = [watches[name].weeks[customer] for name in self.designs]
        entry = int(traits["entry"][0])
        comes = entry // 7 if entry >= 0 else -1
        lives = []
        for place, name in enumerate(self.designs):
            design = self.setup.plan.designs[name]
            holds = [switching_cost(week, customer) for week in weeks[place]]
            before = self.setup.plan.designs[design.stays].levels if design.stays else ()
            title = design.title or design.program.title
            life = Life(name, title, design.levels, before, weeks[place], holds, comes=comes)
            leavings = tuple(
                self._leaving(life, customer, at, weeks[1 - place]) for at in left_in(weeks[place])
            )
            lives.append(dataclasses.replace(life, leavings=leavings))
        return Story(customer, whys, traits, (lives[0], lives[1]))

    def _leaving(self, life: Life, customer: int, at: int, other: Sequence[Week]) -> Leaving:
        """Tell why a customer left in a week: it was decided at the end of the one before."""
        if life.weeks[at + 1].fact("failure_kind") == FAILURE_WRONGED:
            undone = self._lived_anew(life, customer, at, at + 1)
            return Leaving(at, None, None, tuple(undone), over_loss=True)
        week = life.weeks[at]  # the opening comes first: week `at - 1`
        hazard = hazard_of(week, customer)
        if hazard is None or not hazard.leaves:
            # By the law of a log one leaves after an order of that week, over talk long after the last one.
            came = life.weeks[at + 1]
            heard = came.count(chart.TALKS_HEARD) > 0 and came.count(chart.ORDERS) == 0
            return Leaving(at, None, None, (), over_talk=heard)
        found = remedies(week, customer, hazard, len(life.levels_in(week)))
        anew = self._lived_anew(life, customer, at, at)
        lived = {(one.kind, one.amount) for one in anew}
        kept = [one for one in found if (one.kind, one.amount) not in lived]
        return Leaving(at, hazard, hazard_of(other[at], customer), (*kept, *anew))

    def _lived_anew(self, life: Life, customer: int, at: int, before: int) -> list[Remedy]:
        """Live anew without what went wrong before a week, and tell whether the customer stays at `at`."""
        changes = list(_changes(life.weeks, customer, before))[:MOST_ANEW]
        return [self._anew(life.design, customer, at, kind, change) for kind, change in changes]

    def _anew(self, design: str, customer: int, at: int, kind: str, change: Change) -> Remedy:
        """Live the run anew with a change; tell whether the customer stays in the week in which he left."""
        watch = Watch([customer], [change])
        self.live({design: watch})
        later = [week for week in left_in(watch.weeks[customer]) if week >= change.first]
        kept = not any(week <= at for week in later)  # who leaves even sooner is not kept
        return Remedy(kind, change.first, kept, "run", later[0] if later and kept else -1)


def left_in(weeks: Sequence[Week]) -> list[int]:
    """Return the weeks in which a customer left; the first of `weeks` is the opening."""
    return [
        now.week
        for before, now in pairwise(weeks)
        if now.count(chart.LAPSES) > 0 and before.week + 1 == now.week
    ]


def of_kind(why: str, designs: tuple[str, str]) -> str:
    """Return what is true of whoever is of a kind, under two designs by their names."""
    return WHYS[why].format(first=designs[0], second=designs[1])


def nobody(whys: Iterable[str], designs: tuple[str, str], replication: int) -> str:
    """Return the words for kinds that nobody is of."""
    kinds = ", and nobody ".join(of_kind(why, designs) for why in whys)
    return f"in replication {replication} nobody {kinds}: try another replication, or more customers"


def telling_customer(why: str, gain: Ints, there: Sequence[Flags], gone: Sequence[Flags]) -> int | None:
    """Return the customer of a kind with the most telling difference, the first of equal ones; None: nobody.

    Parameters
    ----------
    gain
        What each brought under the second design less under the first, minor units.
    there, gone
        Under either design: who considers the firm at the end, and who did at the opening and does no more.
    """
    such, score = {
        "stayed": (there[1] & gone[0], gain),
        "left": (there[0] & gone[1], -gain),
        "won": (gain > 0, gain),
        "lost": (gain < 0, -gain),
    }[why]
    found = np.flatnonzero(such)
    # Whoever stayed is told of, even if every one who did brought less than by leaving.
    return int(found[np.argmax(score[found])]) if found.size else None


def _brought(customers: Ints) -> Ints:
    signs = {"contribution": 1, "fees": 1, "partner_income": 1, "program_cost": -1}
    parts = [sign * customers[:, chart.CUSTOMER_COLUMNS.index(name)] for name, sign in signs.items()]
    total: Ints = np.sum(parts, axis=0)
    return total


def _changes(weeks: Sequence[Week], customer: int, at: int) -> Iterable[tuple[str, Change]]:
    """Yield what is worth living anew before a leaving: the last complaint, and the last failures."""
    before = [week for week in reversed(weeks[1 : at + 1]) if week.week >= at - LOOKS_BACK]
    complaint = next((week.week for week in before if week.count(chart.COMPLAINTS) > 0), None)
    if complaint is not None:
        # Above 1: what staff without experience fail to resolve is taken off.
        heard: dict[str, Any] = {"patience_minutes": 1e9, "recovery_share": 10.0}
        yield "complaint", Change(customer, complaint, at - 1, heard)
    for week in before:
        if week.count(chart.FAILURES) > 0:
            yield "failure", Change(customer, week.week, week.week, {"failure_rate": 0.0})
