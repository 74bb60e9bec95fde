"""Says in plain words what the numbers of a study say, and what they do not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from reports.findings import (
    Comparison,
    ahead,
    comparison,
    drawn_parameters,
    driver_limit,
    drivers,
    payback,
    profit_comparison,
    ranking,
)
from reports.numbers import plain, share
from reports.study import Design, Study
from simulator.experiments.ranking import AMONG, BEST
from simulator.experiments.verdict import HIGHER, IDENTICAL, LOWER, NOT_APART, TOO_SMALL

FEW_REPLICATIONS = 10
"""Below so many draws the ends of a 95% range are hardly known."""
DRIVERS_TOLD = 4
CUT = 0.01  # price cut to everybody that the inputs are asked about


class Verdict(NamedTuple):
    """The verdict of a study in sentences.

    Attributes
    ----------
    lead
        What a reader in a hurry should take away.
    designs
        Sentences by design: who stays, what it earns, when it pays back, and why.
    apart
        Whether the designs can be told apart from each other.
    drives
        What the result hangs on.
    unknown
        What the study cannot say.
    """

    lead: tuple[str, ...]
    designs: tuple[tuple[Design, tuple[str, ...]], ...]
    apart: tuple[str, ...]
    drives: tuple[str, ...]
    unknown: tuple[str, ...]

    def lines(self) -> list[str]:
        """Return the verdict as lines for a terminal."""
        told = [*self.lead]
        for design, sentences in self.designs:
            told.append(f"{design.name}: " + " ".join(sentences))
        return [*told, *self.apart, *self.drives, *self.unknown]


def listed(names: Sequence[str]) -> str:
    """Join names as a sentence does: a; a and b; a, b and c."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def verdict(study: Study) -> Verdict:
    """Choose the sentences that the numbers of a study bear out."""
    return Verdict(
        lead=lead(study),
        designs=tuple((design, about_design(study, design.name)) for design in study.programs),
        apart=told_apart(study),
        drives=(*what_a_price_cut_brings(study), *what_drives(study)),
        unknown=not_known(study),
    )


def lead(study: Study) -> tuple[str, ...]:
    """Say what a reader in a hurry should take away."""
    found = {design.name: profit_comparison(study, design.name) for design in study.programs}
    known = {name: entry for name, entry in found.items() if entry is not None}
    if not known:
        return (f"Nothing is compared here: only {study.baseline_name} was run.",)
    if all(entry.verdict == IDENTICAL for entry in known.values()):
        told = f"{listed(list(known))} earn{plural(known)} exactly what {study.baseline_name} earns."
        return (f"Nothing changes: {told}" if all(entry.same for entry in known.values()) else told,)
    winners = [name for name, entry in known.items() if entry.verdict == HIGHER]
    losers = [name for name, entry in known.items() if entry.verdict == LOWER]
    best = max(known, key=lambda name: known[name].difference)
    amount = study.write.money(abs(known[best].difference))
    if winners:
        sentences = [
            f"{best} earns the most: {amount} more than with {study.baseline_name} over {study.weeks} weeks."
        ]
        sentences += payback_lead(study, winners)
    elif len(losers) == len(known):
        sentences = [
            f"No design pays within {study.weeks} weeks: each earns less than with {study.baseline_name}."
        ]
        if len(known) > 1:
            sentences.append(f"{best} costs the least of them: {amount} over the {study.weeks} weeks.")
    else:
        sentences = [
            f"No design is shown to earn more than with {study.baseline_name} within {study.weeks} weeks."
        ]
        if losers:
            sentences.append(f"{listed(losers)} earn{plural(losers)} less.")
    return (*sentences, *chance_lead(study))


def plural(names: Sequence[str] | dict[str, Comparison]) -> str:
    """Return the ending of a verb in the present tense."""
    return "s" if len(names) == 1 else ""


def payback_lead(study: Study, winners: Sequence[str]) -> list[str]:
    """Say which of the designs that earn more have paid back within the horizon in most draws."""
    late = [name for name in winners if not math.isfinite(payback(study, name).median)]
    if not late:
        return []
    return [
        f"In most draws {listed(late)} {'does' if len(late) == 1 else 'do'} not stay paid back by week "
        f"{study.weeks}."
    ]


def choice(study: Study, name: str) -> str:
    """Name a design as one of the choices; "no program earns the most" would say something else."""
    return "having no program" if name == "none" else name


def chance_lead(study: Study) -> list[str]:
    """Say which design is best in most draws, the baseline included."""
    ranks = ranking(study)
    draws = len(study.draws("profit"))
    if len(ranks) < 2 or draws < 2:
        return []
    first = max(ranks, key=lambda name: (ranks[name].chance_best, name == study.baseline))
    name = choice(study, first)
    often = f"{share(ranks[first].chance_best)} of {draws} draws"
    if ranks[first].standing == BEST and ranks[first].chance_best == 1:
        return [f"In all {draws} draws {name} earns the most."]
    rivals = [other for other, entry in ranks.items() if entry.standing == AMONG and other != first]
    if rivals:
        others = listed([choice(study, other) for other in rivals])
        return [f"In {often} {name} earns the most, but {others} cannot be ruled out as the best."]
    return [f"Most often, in {often}, {name} earns the most."]


def about_design(study: Study, name: str) -> tuple[str, ...]:
    """Say of one design who stays, what it earns, when it pays back, and why."""
    return tuple(
        sentence
        for sentence in (
            who_stays(study, name),
            what_it_earns(study, name),
            what_sellers_earn(study, name),
            when_it_pays(study, name),
            why(study, name),
        )
        if sentence
    )


def who_stays(study: Study, name: str) -> str:
    """Say whether customers are kept better than under the baseline; in a short run, who is active."""
    told = "{after} of customers are retained after 12 months, {before} with {baseline}"
    entry = comparison(study, name, "retained_12m")
    if entry is None or not math.isfinite(entry.after):
        told = "{after} of customers are active at the end, {before} with {baseline}"
        entry = comparison(study, name, "active_end")
    if entry is None or not math.isfinite(entry.after):
        return ""
    told = told.format(after=share(entry.after), before=share(entry.before), baseline=study.baseline_name)
    gap = share(entry.difference, signed=True, unit=" pp")
    spread = f"{study.write.interval('share', entry.spread_low, entry.spread_high)} {study.spread_name}"
    if entry.verdict == IDENTICAL:
        return f"Keeps exactly {'the same' if entry.same else 'as many'} customers: {told}."
    if entry.verdict == HIGHER:
        return f"Keeps more customers: {told} ({gap}; {spread})."
    if entry.verdict == LOWER:
        return f"Keeps fewer customers: {told} ({gap}; {spread})."
    if entry.verdict == TOO_SMALL:
        return f"Keeps about as many customers: {told} ({gap}, too small to matter)."
    return f"Whether it keeps more customers cannot be told: {told} ({gap}; {spread})."


def what_it_earns(study: Study, name: str) -> str:
    """Say what a design earns beside the baseline, and in how many draws."""
    entry = profit_comparison(study, name)
    if entry is None:
        return ""
    if entry.verdict == IDENTICAL:
        return f"Earns exactly what is earned with {study.baseline_name}."
    amount = study.write.money(abs(entry.difference))
    spread = f"{study.write.interval('money', entry.spread_low, entry.spread_high)} {study.spread_name}"
    wins, draws = ahead(study, name, study.baseline)
    count = f", more in {wins} of {draws} draws" if draws > 1 else ""
    tail = f"(incremental profit {spread}{count})."
    if entry.verdict == HIGHER:
        return f"Earns {amount} more than with {study.baseline_name} in {study.weeks} weeks {tail}"
    if entry.verdict == LOWER:
        return f"Earns {amount} less than with {study.baseline_name} in {study.weeks} weeks {tail}"
    way = "more" if entry.difference >= 0 else "less"
    if entry.verdict == TOO_SMALL:
        limit = share(study.matters_from)
        return (
            f"Earns {amount} {way} than with {study.baseline_name}, under the {limit} of gross profit that "
            f"matters {tail}"
        )
    return f"Cannot be told apart from {study.baseline_name} in profit: {amount} {way} on average {tail}"


def what_sellers_earn(study: Study, name: str) -> str:
    """Say what the sellers of a marketplace earn beside the baseline, where they can be told apart."""
    entry = comparison(study, name, "seller_profit")
    if entry is None or entry.verdict not in (HIGHER, LOWER):
        return ""
    way = "more" if entry.verdict == HIGHER else "less"
    spread = f"{study.write.interval('money', entry.spread_low, entry.spread_high)} {study.spread_name}"
    return f"Its sellers earn {study.write.money(abs(entry.difference))} {way} ({spread})."


def when_it_pays(study: Study, name: str) -> str:
    """Say when a design pays back."""
    entry = payback(study, name)
    compared = profit_comparison(study, name)
    if not entry.draws or (compared is not None and compared.verdict == IDENTICAL):
        return ""
    if not entry.paying:
        return f"Does not pay back within {study.weeks} weeks" + (" in any draw." if entry.draws > 1 else ".")
    count = f"{entry.paying} of {entry.draws} draws pay back"
    if entry.median == 0:
        return f"Is paid back from the first week on in the middle draw; {count}."
    if math.isfinite(entry.median):
        return f"Pays back by the end of week {entry.median:.0f} in the middle draw; {count}."
    return f"Pays back within {study.weeks} weeks in {entry.paying} of {entry.draws} draws only."


def why(study: Study, name: str) -> str:
    """Set what a design brings beside what it costs, and the lift found beside the lift needed."""
    gross, cost = comparison(study, name, "gross_profit"), comparison(study, name, "program_cost")
    told = []
    if gross is not None and cost is not None and (gross.difference or cost.difference):
        way = "adds" if gross.difference >= 0 else "takes"
        told.append(
            f"It {way} {study.write.money(abs(gross.difference))} {'to' if way == 'adds' else 'from'} gross "
            f"profit and costs {study.write.money(cost.difference)}."
        )
    lift, needed, burden = (
        study.value("groups", "mean", design=name, group="all", metric=metric)
        for metric in ("lift_sales", "break_even_lift", "cost_share_of_sales")
    )
    if math.isfinite(lift) and math.isfinite(burden) and burden > 0:
        change = f"Sales {'rise' if lift >= 0 else 'fall'} by {share(abs(lift))}"
        if math.isfinite(needed) and needed >= 0:
            told.append(
                f"{change}; at a cost of {share(burden)} of sales the break-even lift is {share(needed)}."
            )
        else:
            told.append(
                f"{change}; at a cost of {share(burden)} of sales, above the margin, no lift would pay for "
                "it."
            )
    return " ".join(told)


def told_apart(study: Study) -> tuple[str, ...]:
    """Say of neighbours in the order of profit whether they can be told apart."""
    known = {design.name: study.mean("profit", design.name) for design in study.programs}
    order = sorted((name for name in known if math.isfinite(known[name])), key=lambda name: -known[name])
    told = []
    for upper, lower in pairwise(order):
        entry = comparison(study, upper, "profit", against=lower)
        wins, draws = ahead(study, upper, lower)
        if entry is None:
            told += [f"{upper} earns more than {lower} in {wins} of {draws} draws."] if draws else []
        elif entry.verdict == IDENTICAL:
            told.append(f"{upper} and {lower} are identical in profit, draw by draw.")
        elif entry.verdict == NOT_APART:
            told.append(
                f"{upper} and {lower} cannot be told apart in profit ({upper} is ahead in {wins} of {draws} "
                "draws)."
            )
        elif entry.verdict == TOO_SMALL:
            told.append(
                f"{upper} and {lower} differ by {study.write.money(abs(entry.difference))}, too small to "
                "matter."
            )
        else:
            told.append(
                f"{upper} earns {study.write.money(abs(entry.difference))} more than {lower} "
                f"(ahead in {wins} of {draws} draws)."
            )
    return tuple(told)


def what_a_price_cut_brings(study: Study) -> tuple[str, ...]:
    """Say what a price cut to everybody would bring at the inputs: that part of the verdict lies in them."""
    rows = study.frames["assumptions"]
    stated = rows[rows["name"].astype(str).str.startswith("elasticity: ")] if "name" in rows else rows
    sales, gross = (study.mean(metric, study.baseline) for metric in ("revenue", "gross_profit"))
    if not len(stated) or not sales > 0.0:
        return ()
    elasticity = abs(float(stated["value"].iloc[0]))
    margin = gross / sales
    brings = elasticity * (margin - CUT)
    return (
        f"At these inputs (a price elasticity of {plain(elasticity, digits=2)}, a contribution of "
        f"{share(margin)} of sales) a price cut of {share(CUT)} to everybody brings back "
        f"{plain(brings, digits=2)} of what it costs. Below 1 no such cut pays: that much of the verdict "
        "lies in the inputs.",
    )


def what_drives(study: Study) -> tuple[str, ...]:
    """Say which uncertain parameters the incremental profit of each design follows."""
    count, parameters = len(study.draws("profit")), drawn_parameters(study).shape[1]
    if study.mode != "uncertain" or not parameters:
        return (
            "Parameters stood at their central values, so this study cannot say what the result hangs on.",
        )
    if driver_limit(count, parameters) >= 1:
        return (
            f"{count} draws of {parameters} uncertain parameters are too few to say what the result hangs "
            "on.",
        )
    told = []
    for design in study.programs:
        entry = profit_comparison(study, design.name)
        found = drivers(study, design.name)[:DRIVERS_TOLD]
        if entry is None or entry.verdict == IDENTICAL:
            continue
        if found:
            parts = [
                f"{meant(study, driver.name)} ({'more helps' if driver.correlation > 0 else 'more hurts'}, "
                f"rank correlation {plain(driver.correlation, digits=2, signed=True)})"
                for driver in found
            ]
            told.append(f"What {design.name} earns hangs most on {listed(parts)}.")
        else:
            told.append(f"No single parameter stands out from chance in what {design.name} earns.")
    return tuple(told)


def meant(study: Study, parameter: str) -> str:
    """Name a parameter, with what it means where the list of assumptions says so."""
    rows = study.frames["assumptions"]
    told = (str(name) for name in rows["name"]) if "name" in rows else ()
    meaning = next((name.partition(": ")[2] for name in told if name.startswith(f"{parameter}: ")), "")
    return parameter.replace("_", " ") + (f", {meaning}" if meaning else "")


def not_known(study: Study) -> tuple[str, ...]:
    """Say what this study cannot say."""
    rows = study.frames["assumptions"]
    told = []
    if "tag" in rows and len(rows):
        rows = rows[rows["value"].notna()]  # the market's notes stand among them
        guessed = int((rows["tag"] == "assumption").sum())
        told.append(
            f"{guessed} of the {len(rows)} stated numbers are assumptions, not findings; ranges over the "
            "draws hold only if the truth lies inside the ranges given for them."
        )
    count = len(study.draws("profit"))
    if count < FEW_REPLICATIONS:
        told.append(
            f"{count} draw{'s' if count != 1 else ''} {'are' if count != 1 else 'is'} few: the ends of "
            "every range are rough."
        )
    found = {driver.name for design in study.programs for driver in drivers(study, design.name)[:2]}
    if found:
        names = listed(sorted(name.replace("_", " ") for name in found))
        told.append(f"To narrow the result, measure first, on real customers: {names}.")
    told += still_settling(study)
    still = "Nothing here was checked against your own customers' behaviour under a program."
    told.append(still if study.rivals else f"Rivals do not answer. {still}")
    return tuple(told)


def still_settling(study: Study) -> list[str]:
    """Say how far the customer base still moves during the study, as no draw has a long run of its own."""
    settled = study.facts.get("settle_weeks")
    rows = study.headline("weekly", design=study.baseline, metric="retained_share")
    if not settled or study.mode != "uncertain" or len(rows) < 2:
        return []
    ends = rows.sort_values("week").iloc[[0, -1]]
    (mean, low), (last_mean, last_low) = ends[["mean", "low"]].to_numpy(float).tolist()
    return [
        f"Each draw begins from people who have lived long under central numbers, and settles for {settled} "
        f"weeks only. Customers who have not left go from {share(mean)} to {share(last_mean)} during the "
        f"study with {study.baseline_name}, from {share(low)} to {share(last_low)} at the low end of the "
        "draws: alike under all designs, but no state of rest."
    ]
