"""Growth: people who come to the category while the study runs, and at first know no firm."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from simulator.fields import Clause, Range
from simulator.units import Share

WEEKS_A_YEAR = 52
GOLDEN = 0.6180339887498949
LONG_PRESENT = -(10**6)  # a day before every run


class Growth(Clause):
    """People who are new to the category."""

    newcomers: Annotated[Share, Range(0.1, 300, digits=1)] = Field(
        description="People who come to the category a year, in percent of those there at the beginning."
    )


def arrival_days(newcomers: int, customers: int, weeks: int) -> NDArray[np.int64]:
    """Return the day on which each customer of a panel comes to the category, evenly over the weeks.

    Those who are there from the beginning have a day before every run. Customer i comes on the same day in a
    panel of any size.

    Parameters
    ----------
    newcomers
        A year, thousandths of those who are there at the beginning.
    customers, weeks
        Of the study; the panel holds everybody who will have come by its end.

    Source: additive recurrence with the golden ratio.
    """
    come = newcomers / 1000.0 * weeks / WEEKS_A_YEAR
    there = 1.0 / (1.0 + come)
    places = (np.arange(customers) + 0.5) * GOLDEN % 1.0
    days = ((places - there) / (1.0 - there) * 7 * weeks).astype(np.int64)
    return np.where(places < there, LONG_PRESENT, days)
