"""What a pattern and a claim are, and how what the seeds show is judged.

Order of parts: kinds and verdicts, patterns and claims, what is found, the judgement.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from simulator.evidence.runs import Runs

LEVEL = 0.95
ANY = math.inf  # an end of a band that is open

# What one seed shows: a number, or the two parts of a quotient whose sums over seeds are divided.
Pair: TypeAlias = tuple[float, float]
Sample: TypeAlias = float | Pair
Measure: TypeAlias = "Callable[[Runs], Sample]"
Band: TypeAlias = tuple[float, float]


class Kind(StrEnum):
    """How a pattern comes about in the model; no result changes it."""

    EMERGENT = "emergent"  # no rule puts it in and no number was chosen for it
    HOLD_OUT = "hold-out"  # emergent, and looked at after everything was chosen
    CALIBRATED = "calibrated"  # a number was chosen with it in mind
    IDENTITY = "identity"  # echoes a coded rule, or a formula: it verifies the code


class Verdict(StrEnum):
    """What comes of a pattern."""

    PASS = "pass"
    FAIL = "fail"
    OPEN = "not testable"


class Reading(StrEnum):
    """What comes of a claim."""

    REPRODUCED = "reproduced"
    CONTRADICTED = "contradicted"
    OPEN = "not testable"


class Pattern(NamedTuple):
    """One pattern: what is measured in each seed, and the band that the interval of its mean must keep to."""

    number: str
    name: str
    kind: Kind
    band: Band
    unit: str
    source: str
    measured: str  # one sentence
    measure: Measure | None = None
    open: str = ""  # why it cannot be tested, where it cannot
    note: str = ""  # what is known of why it fails; told only where it does


class Claim(NamedTuple):
    """One claim of the texts that the product was commissioned from."""

    number: str
    says: str
    source: str
    band: Band | None  # what counts as reproduced, by a stated tolerance
    unit: str
    measured: str
    measure: Measure | None = None
    open: str = ""


class Estimate(NamedTuple):
    """The mean over seeds with its interval."""

    value: float
    low: float
    high: float
    seeds: int


class Finding(NamedTuple):
    """What was found of one pattern, or of one claim (whose kind is empty)."""

    number: str
    name: str
    kind: str
    verdict: str
    band: Band | None
    unit: str
    estimate: Estimate | None
    source: str
    measured: str  # what was measured, or why nothing can be
    note: str = ""  # of a pattern that fails


def mean_of(samples: Sequence[Sample]) -> Estimate:
    """Return the mean over seeds with its 95% interval, by Student's law.

    Of pairs the sums are divided, and the interval is that of the jackknife over seeds; a seed that shows
    nothing (not a number, or no whole) is left out and not counted.
    """
    from scipy.special import stdtrit

    pairs = [sample if isinstance(sample, tuple) else (sample, 1.0) for sample in samples]
    pairs = [pair for pair in pairs if all(map(math.isfinite, pair)) and pair[1] != 0.0]
    count = len(pairs)
    part, whole = (math.fsum(pair[k] for pair in pairs) for k in (0, 1))
    if count == 0 or whole == 0.0:
        return Estimate(math.nan, math.nan, math.nan, count)
    value = part / whole
    if count == 1:
        return Estimate(value, -math.inf, math.inf, 1)
    left = [(part - one) / (whole - other) for one, other in pairs if whole != other]
    middle = math.fsum(left) / len(left)
    variance = (count - 1) / count * math.fsum((one - middle) ** 2 for one in left)
    half = float(stdtrit(count - 1, 0.5 + LEVEL / 2.0)) * math.sqrt(variance)
    return Estimate(value, value - half, value + half, count)


def inside(estimate: Estimate, band: Band) -> bool:
    """Tell whether a whole interval lies within a band."""
    return band[0] <= estimate.low and estimate.high <= band[1]


def judge(pattern: Pattern, found: Estimate | None) -> Finding:
    """Judge a pattern by what its seeds show; one without a measure, or shown by no two seeds, stays open."""
    if pattern.measure is None or found is None or found.seeds < 2:
        verdict = Verdict.OPEN
    else:
        verdict = Verdict.PASS if inside(found, pattern.band) else Verdict.FAIL
    return Finding(
        pattern.number,
        pattern.name,
        pattern.kind.value,
        verdict.value,
        pattern.band,
        pattern.unit,
        found,
        pattern.source,
        pattern.measured if pattern.measure else f"{pattern.measured} {pattern.open}",
        pattern.note if verdict is Verdict.FAIL else "",
    )


def read(claim: Claim, found: Estimate | None) -> Finding:
    """Hold a claim against what the seeds show: reproduced where the mean lies within its tolerance."""
    if claim.measure is None or claim.band is None or found is None or found.seeds < 1:
        reading = Reading.OPEN
    else:
        within = claim.band[0] <= found.value <= claim.band[1]
        reading = Reading.REPRODUCED if within else Reading.CONTRADICTED
    return Finding(
        claim.number,
        claim.says,
        "",
        reading.value,
        claim.band,
        claim.unit,
        found,
        claim.source,
        claim.measured if claim.measure else claim.open,
    )
