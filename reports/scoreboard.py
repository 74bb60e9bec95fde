"""The page of the scoreboard: every pattern and claim with band, result, verdict and source, as Markdown.

Order of parts: numbers, what is told of a finding, the tables, the page.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Iterator, Sequence

from simulator.accounts.chart import GROUPS
from simulator.evidence import CLAIMS, PATTERNS, Finding, Kind, Scoreboard, judge, read
from simulator.evidence.finding import Band, Estimate
from simulator.evidence.lifts import EVERYBODY
from simulator.evidence.scoreboard import lift_row
from simulator.evidence.trials import RATES, SHARES

WIDTH = 110
FIGURE = "evidence.svg"
HEAD = "<!-- Written by `loyalty evidence` from evidence.json, which holds the results. Do not edit. -->"
KINDS = {
    Kind.EMERGENT: "no rule puts it in, and no number was chosen for it",
    Kind.HOLD_OUT: "emergent, and kept out of every choice of a number",
    Kind.CALIBRATED: "a number was chosen with it in mind, or it is coded with a size that a source gives",
    Kind.IDENTITY: "echoes a coded rule or a formula: it verifies the code and supports nothing else",
}
OWN_STRENGTH = (Kind.EMERGENT, Kind.HOLD_OUT)


def findings(board: Scoreboard) -> list[Finding]:
    """Return every pattern as it is judged by a scoreboard."""
    return [judge(pattern, board.of(pattern.number, pattern.name)) for pattern in PATTERNS]


def readings(board: Scoreboard) -> list[Finding]:
    """Return every claim as it is read by a scoreboard."""
    return [read(claim, board.of(claim.number, claim.says)) for claim in CLAIMS]


def counts(found: Sequence[Finding], kinds: Iterable[Kind]) -> tuple[int, int, int]:
    """Return how many findings of some kinds pass, fail, and stay open."""
    wanted = {kind.value for kind in kinds}
    verdicts = [finding.verdict for finding in found if finding.kind in wanted]
    return verdicts.count("pass"), verdicts.count("fail"), verdicts.count("not testable")


# ---- numbers ----------------------------------------------------------------------------------------------


def figure(value: float) -> str:
    """Return a number with three digits that count; large ones whole, with separators."""
    if not math.isfinite(value):
        return "none"
    if value == 0.0:
        return "0"
    if abs(value) >= 1_000.0:
        return f"{value:,.0f}"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    text = f"{value:.{min(digits, 5)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def interval(found: Estimate | None) -> str:
    """Return an estimate with its interval."""
    if found is None or not math.isfinite(found.value):
        return ""
    if found.low == found.high:
        return figure(found.value)
    return f"{figure(found.value)} ({figure(found.low)} to {figure(found.high)})"


def band(ends: Band | None) -> str:
    """Return a band in words."""
    if ends is None:
        return ""
    low, high = ends
    if low == high:
        return f"exactly {figure(low)}"
    if math.isinf(low):
        return f"below {figure(high)}"
    if math.isinf(high):
        return f"above {figure(low)}"
    return f"{figure(low)} to {figure(high)}"


# ---- tables -----------------------------------------------------------------------------------------------


def rows(head: Sequence[str], body: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table."""
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in body:
        yield "| " + " | ".join(" ".join(entry.split()).replace("|", "\\|") for entry in row) + " |"


def patterns_table(found: Iterable[Finding]) -> Iterator[str]:
    """Yield the table of patterns of some kinds."""
    head = ("", "pattern", "band", "found (95%)", "unit", "seeds", "verdict", "what was measured", "source")
    yield from rows(
        head,
        (
            (
                one.number,
                one.name,
                band(one.band),
                interval(one.estimate),
                one.unit,
                str(one.estimate.seeds) if one.estimate else "",
                f"**{one.verdict}**" if one.verdict == "fail" else one.verdict,
                one.measured,
                one.source,
            )
            for one in found
        ),
    )


def claims_table(found: Iterable[Finding]) -> Iterator[str]:
    """Yield the table of claims."""
    yield from rows(
        ("", "claim", "tolerance", "found (95%)", "unit", "reading", "what was measured, or why nothing is"),
        (
            (
                one.number,
                one.name,
                band(one.band),
                interval(one.estimate),
                one.unit,
                one.verdict,
                one.measured,
            )
            for one in found
        ),
    )


def lifts_table(board: Scoreboard) -> Iterator[str]:
    """Yield the table of lifts by share of the firm, reward rate and third of buyers, in percent."""

    def told(share: float, rate: str, group: str) -> str:
        found = board.of(*lift_row(share, rate, group))
        if found is None:
            return ""
        value, low, high = (100.0 * end for end in (found.value, found.low, found.high))
        return interval(Estimate(value, low, high, found.seeds))

    yield from rows(
        ("share of the firm", "reward rate", "all people", *(f"{group} members" for group in GROUPS)),
        (
            (f"{share:.0%}", rate, *(told(share, rate, group) for group in (EVERYBODY, *GROUPS)))
            for share in SHARES
            for rate in RATES
        ),
    )


def reason_of(one: Finding) -> str:
    """Return what the numbers alone say of a fail."""
    ends, found = one.band, one.estimate
    if ends and found and ends[0] <= found.value <= ends[1]:
        return "The mean lies in the band and its interval reaches beyond: so many seeds cannot tell."
    return "Nothing is known yet."


def notes(found: Iterable[Finding]) -> Iterator[str]:
    """Yield what is known of why patterns fail, those with one reason together."""
    by_reason: dict[str, list[str]] = {}
    for one in found:
        if one.verdict == "fail":
            by_reason.setdefault(one.note or reason_of(one), []).append(f"{one.number} {one.name}")
    for reason, names in by_reason.items():
        text = f"- *{'; '.join(names)}*: {reason}"
        yield from textwrap.wrap(
            text, WIDTH, subsequent_indent="  ", break_on_hyphens=False, break_long_words=False
        )
    yield ""


# ---- the page ---------------------------------------------------------------------------------------------


def paragraph(*sentences: str) -> Iterator[str]:
    """Yield a paragraph folded to the width of the documents, and an empty line."""
    yield from textwrap.wrap(" ".join(sentences), WIDTH, break_on_hyphens=False, break_long_words=False)
    yield ""


def tally_lines(found: Sequence[Finding]) -> Iterator[str]:
    """Yield how many patterns pass, by kind, those with strength of their own apart from the others."""
    yield from rows(
        ("kind", "pass", "fail", "not testable", "which"),
        (
            (kind.value, *(str(count) for count in counts(found, (kind,))), meaning)
            for kind, meaning in KINDS.items()
        ),
    )
    yield ""
    for kinds, words in (
        (OWN_STRENGTH, "Emergent and hold-out patterns together"),
        (tuple(kind for kind in Kind if kind not in OWN_STRENGTH), "Calibrated ones and identities together"),
    ):
        passed, failed, open_ = counts(found, kinds)
        yield f"- {words}: {passed} pass, {failed} fail, {open_} cannot be tested."
    yield ""


def page(board: Scoreboard) -> str:
    """Return the page as text."""
    return "\n".join([HEAD, "", *_lines(board)]).rstrip() + "\n"


def _lines(board: Scoreboard) -> Iterator[str]:
    found = findings(board)
    yield from ("# The scoreboard", "")
    yield from paragraph(
        "Published patterns of loyal and disloyal customers, and the claims of the texts that this "
        "workbench was",
        "commissioned from, held against simulated people at the central numbers of the market",
        f"`{board.facts['market']}`. A pattern passes where the whole 95% interval of its mean over "
        f"seeds lies in",
        "its band; a fail is shown as a fail, and nothing is left out because it fails. Kind and band of "
        "a pattern",
        "were written before its result, and no result changes them. D are the patterns of the list that the",
        "model was planned from (D4, D14, D16 and D22 are not on it), L limits that it must reach.",
    )
    yield from tally_lines(found)
    yield f"![Every pattern's result within its band]({FIGURE})"
    yield ""
    for title, kinds in (
        ("Emergent and hold-out patterns", OWN_STRENGTH),
        ("Calibrated patterns", (Kind.CALIBRATED,)),
        ("Identities: what echoes a coded rule or a formula", (Kind.IDENTITY,)),
    ):
        yield from (f"## {title}", "")
        yield from patterns_table(one for one in found if one.kind in {kind.value for kind in kinds})
        yield ""
    yield from ("## What is known of the fails", "")
    yield from notes(found)
    yield from ("## The lift from all loops together", "")
    yield from paragraph(
        "Linear points at three shares of the firm and three reward rates, one set of numbers; sales of "
        "years 3",
        "and 4 after the launch over those of the same people with the same luck without a program, in "
        "percent.",
        "Thirds of buyers are of members at the end of year 2.",
    )
    yield from lifts_table(board)
    yield from ("", "## Claims of the texts", "")
    told = readings(board)
    verdicts = [one.verdict for one in told]
    yield from paragraph(
        f"{verdicts.count('reproduced')} reproduced, {verdicts.count('contradicted')} contradicted,",
        f"{verdicts.count('not testable')} not testable. The texts give no sample and no period for most "
        f"of them:",
        "each is read with a tolerance of its own, and contradicted says that the number found is "
        "outside it, not",
        "who is right.",
    )
    yield from claims_table(told)
    yield from _made(board)


def _made(board: Scoreboard) -> Iterator[str]:
    """Yield how the results came about, and what of their measures was changed on the way."""
    yield from ("", "## How it was made", "")
    yield from paragraph(
        "Bands, tolerances and kinds stand as they were first written. How some patterns are measured was",
        "mended after a first look at results, where a made-up world with a known answer showed a fault,",
        "an interval was too wide, or the source had measured something else: D1 and D2 (gaps in units of",
        "the expected one, cards with an absence left out, D2 without novelty), D3 (one card handed out, as",
        "in the field study), D6 (share of wallet also among members, as in the source), D8 (weeks since",
        "joining were one too many), D12 and D13 (a quarter instead of a year, over which the law does not",
        "hold in a Dirichlet world either), D15 (finer cells; then the same members where the move is not",
        "felt, as members alike differ by 3% where nobody feels one: that comparison stays as a row of its",
        "own), D18 (order of outcomes by whole worlds, stays in a world with more grave losses), D20 (others",
        "who use points), D24 (others who bought), L1 (four panels), L5 and L6 (other sizes). Of these D8,",
        "one of D12, three of D2, one of D3, three of D15, three of D18, L1, L5 and L6 failed before and",
        "pass now: trust them less than those that nobody touched.",
    )
    yield ""
    yield from paragraph(
        "After failures of calibrated patterns these numbers were set anew, on other people (seeds 100 to",
        "115): `goal_gradient`, `goal_kept` and `endowed_commitment` (D1 to D3) and `never_redeem` (D20).",
        "Grave losses were built with the shares of TARP (D18): who stays after one echoes a rule since, and",
        "counts as an identity. What these do to emergent and hold-out ones was not looked at for it.",
    )
    facts = ", ".join(f"{name} {value}" for name, value in board.facts.items())
    yield from paragraph(
        f"`loyalty evidence --seeds {board.seeds}`: {board.seeds} seeds of {board.customers:,} customers "
        f"each,",
        "people and luck of each seed its own, six years without a program before week 0. All worlds of "
        "a seed",
        "share people and luck. Intervals are over seeds, by Student's law; of quotients by the jackknife.",
        f"Made with: {facts}. `python -m docs.generate` writes the page again from the results kept in "
        f"`evidence.json`.",
    )
