"""Tells customers' stories under two designs side by side: their weeks, and why they left.

Order of parts: who it is, the weeks, leaving, the page.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reports.journey_words import Words, events, plural
from reports.page import rendered, write_page
from reports.svg import Sheet

if TYPE_CHECKING:
    from simulator.reasons.journey import Journeys, Leaving, Life, Story
    from simulator.reasons.leaving import Hazard, Remedy

JOURNEY = "journey.html"
STYLE = Path(__file__).with_suffix(".css")


class Moment(NamedTuple):
    """One week, or several in which nothing happened, with what happened under either design."""

    weeks: str
    first: list[str]
    second: list[str]
    feelings: tuple[str, str]


# ---- who it is ------------------------------------------------------------------------------------------


def about(words: Words, story: Story) -> str:
    """Return who the customer is, in a sentence."""
    t = story.traits[0]
    group = ("light", "moderate", "heavy")[int(t["group"])]
    need, rate = 52.0 * float(t["need"]), 52.0 * float(t["rate"])
    hazard = story.lives[0].weeks[0].world.numbers[0]
    own = float(t["hazard"]) * float(hazard["hazard_mean"]) * float(hazard["hazard_scale"])
    return (
        f"Customer {story.customer:,}, a {group} buyer: {need:.1f} orders a year in the category, of which "
        f"{rate:.1f} would go to the firm by taste alone, at {words.money(float(t['basket']))} an order; "
        f"leaves the firm with a chance of {own:.2%} a week before anything moves it."
    )


def outcome(words: Words, life: Life) -> str:
    """Return what became of the customer under a design, in a sentence."""
    last = life.weeks[-1]
    if life.comes > last.week:
        there = "has not come to the market by the end"
    elif last.attached:
        there = "is still a customer at the end" if life.comes < 0 else "is a customer at the end"
    elif life.knew(last.week + 1):
        there = "is no customer at the end"
    else:
        there = "has never become a customer"
    orders = plural(life.total("orders"), "order")
    return f"{orders} from the firm, worth {words.money(life.brought)} to it; {there}."


def chosen(story: Story) -> str:
    """Return why this customer is told of, empty where he was named."""
    from simulator.reasons.journey import of_kind

    first, second = story.lives
    gain = second.brought - first.brought
    expected = {"stayed": gain > 0, "left": gain < 0}
    told = []
    for why in story.whys:
        who = "who " + of_kind(why, (first.design, second.design))
        if expected.get(why, True):
            told.append(f"The customer {who}, with the largest difference to the firm.")
        else:
            what = "more" if why == "stayed" else "less"
            told.append(f"The customer {who}; nobody who did so brought the firm {what} by it.")
    return " ".join(told)


# ---- the weeks ------------------------------------------------------------------------------------------


def moments(words: Words, story: Story) -> Iterator[Moment]:
    """Yield the weeks of a story in order; weeks in which nothing happened are told in one."""
    first, second = story.lives
    quiet: list[int] = []
    for at in range(len(first.weeks)):
        told = [events(words, life, at) for life in story.lives]
        if not any(told) and 0 < at < len(first.weeks) - 1:
            quiet.append(at)
            continue
        if quiet:
            yield Moment(_span(quiet), [], [], ("", ""))
            quiet = []
        label = "opening" if at == 0 else f"week {at - 1}"
        feel = (words.feelings(first, at), words.feelings(second, at))
        yield Moment(label, told[0], told[1], feel)


def _span(quiet: Sequence[int]) -> str:
    begin, end = quiet[0] - 1, quiet[-1] - 1
    return f"week {begin}" if begin == end else f"weeks {begin}–{end}"


# ---- leaving --------------------------------------------------------------------------------------------


def reasons(words: Words, life: Life, other: Life, leaving: Leaving) -> list[str]:
    """Return why a customer left, and what would have kept him, in sentences."""
    hazard = leaving.hazard
    names = life.levels_in(life.weeks[leaving.week])
    remedies = [remedy_told(names, remedy) for remedy in leaving.remedies]
    if leaving.over_loss:
        return [f"Left in week {leaving.week}: over a grave loss, once its outcome was known.", *remedies]
    if leaving.over_talk:
        what = "over something bad that was told of the firm, more than 13 weeks after the last order"
        return [f"Left in week {leaving.week}: {what}."]
    if hazard is None:
        where = "after an order, or in the first week, by the law of the market's log alone"
        return [f"Left in week {leaving.week}: {where}."]
    lines = [
        f"Left in week {leaving.week}; decided at the end of week {hazard.week} by a draw of "
        f"{_rare(hazard.draw)} against a hazard of {_rare(hazard.value)}.",
        parts(hazard),
    ]
    if hazard.at_stake > 0.0:
        lines.append(f"Leaving forfeited benefits that he valued at {words.money(hazard.at_stake)}.")
    if leaving.other is not None:
        same = leaving.other
        end = "left as well" if same.leaves else "stayed"
        lines.append(
            f"Under {other.design} the same draw met a hazard of {_rare(same.value)}, and he {end}. "
            + parts(same)
        )
    if hazard.beyond_help:
        lines.append(
            "No feeling or tie could have kept him in that week: the draw lies below the least that "
            "the hazard can be moved to, an eighth of his own."
        )
    return [*lines, *remedies]


def parts(hazard: Hazard) -> str:
    """Return the parts of a hazard, as factors on the own one."""
    named = {
        "satisfaction": hazard.satisfaction,
        "trust": hazard.trust,
        "a failure that week": hazard.failure,
        "switching costs and ties": hazard.held,
    }
    told = [f"{name} × {math.exp(value):.3g}" for name, value in named.items() if value != 0.0]
    return f"Own hazard {_rare(hazard.own)}" + (": " + ", ".join(told) if told else "") + "."


def remedy_told(levels: Sequence[str], remedy: Remedy) -> str:
    """Return in a sentence what would have kept a customer, or would not."""
    what = {
        "satisfaction": f"Satisfaction {remedy.amount:.3f} higher",
        "trust": f"Trust {remedy.amount:.3f} higher",
        "ties": f"Switching costs or ties {remedy.amount:.3f} logits stronger",
        "level": f"Holding {levels[int(remedy.amount)]}" if remedy.kind == "level" else "",
        "failure": f"An order of week {remedy.amount:.0f} that had not failed",
        "complaint": f"The complaint of week {remedy.amount:.0f} heard out and resolved",
    }[remedy.kind]
    how = "by the same rule" if remedy.how == "rule" else "lived anew with the same luck"
    if not remedy.kept:
        return f"{what} would not have kept him ({how})."
    later = f"; he then leaves in week {remedy.until}" if remedy.until >= 0 else ""
    return f"{what} would have kept him then ({how}{later})."


def _rare(chance: float) -> str:
    """Write a chance that may be small in percent with four digits."""
    return f"{chance * 100:.4g}%"


# ---- the page -------------------------------------------------------------------------------------------


def write_journey_page(told: Journeys, folder: Path) -> Path:
    """Write the stories as one HTML file in a folder; return its path."""
    return write_page(folder / JOURNEY, journey_page(told))


def journey_page(told: Journeys) -> str:
    """Return the stories as HTML text."""
    from reports.figures import journey as figure

    words, sheet = Words.of(told), Sheet()
    names = list(told.plan.designs)
    stories = []
    for number, story in enumerate(told.stories):
        lives = [
            {
                "life": life,
                "place": names.index(life.design),
                "outcome": outcome(words, life),
                "reasons": [reasons(words, life, story.lives[1 - at], one) for one in life.leavings],
            }
            for at, life in enumerate(story.lives)
        ]
        drawing = sheet.draw(
            f"journey-{number}",
            figure.describe(story),
            lambda story=story: figure.draw(story, names),  # type: ignore[misc]
        )
        stories.append(
            {
                "story": story,
                "about": about(words, story),
                "chosen": chosen(story),
                "lives": lives,
                "moments": list(moments(words, story)),
                "drawing": drawing,
            }
        )
    return rendered(
        "journey.html",
        STYLE.read_text(encoding="utf-8"),
        told=told,
        title=words.clean(told.plan.study.model.title),
        stories=stories,
        caption=figure.CAPTION,
        letters=sheet.letters(),
    )
