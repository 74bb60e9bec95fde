"""Writes a calibration as plain text for a terminal: the fits, the held-out scores, the doubts."""

from __future__ import annotations

import math

from simulator.calibration.calibrated import Calibration
from simulator.calibration.histories import DAYS_A_WEEK
from simulator.calibration.holdout import SCORE_MEANINGS, score_table


def calibration_text(calibration: Calibration) -> str:
    """Return the whole story of a calibration, some 40 lines."""
    holdout, log = calibration.holdout, calibration.log
    weeks = (holdout.split_day + 1) // DAYS_A_WEEK
    lines = [
        f"{calibration.path.name}: {len(log.rows):,} rows from {log.first_date}, {log.days} days",
        "columns: " + ", ".join(f"{column} = {name!r}" for column, name in log.columns.items()),
        f"fitted on weeks 1-{weeks} ({holdout.histories.x.size:,} customers), scored on the "
        f"{holdout.weeks:.1f} weeks after them",
        "",
        *_fit_lines(calibration),
        "",
        "held-out score (actual in the last row):",
        score_table(calibration.scores, holdout).round(4).to_string(na_rep="-"),
        "",
        *(f"  {name}: {meaning}" for name, meaning in SCORE_MEANINGS.items()),
    ]
    if calibration.warnings:
        lines += ["", "doubts:", *(f"  - {warning}" for warning in calibration.warnings)]
    return "\n".join(lines)


def _fit_lines(calibration: Calibration) -> list[str]:
    lines = ["fits (standard error):"]
    for fit in calibration.fits.values():
        errors = fit.standard_errors
        written = ", ".join(
            f"{name} {value:.5g} ({'?' if math.isnan(errors[name]) else f'{errors[name]:.2g}'})"
            for name, value in fit.parameters.items()
        )
        lines.append(f"  {fit.model}: {written}; log-likelihood {fit.log_likelihood:,.1f}")
    return lines
