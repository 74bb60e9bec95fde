"""Acquiring: advertising that brings people to consider the firm, and what it comes to as the market fills.

Contacts go to whoever is in the market, those who already consider the firm among them: the more of them
there are, the dearer is each newly won. Nothing else makes acquisition dearer with saturation.
"""

from __future__ import annotations

import math
from typing import Any

from simulator.rule import compiled, rule


@rule
def advertised_chance(spent: float, contact_cost: float, people: float, wins: float) -> float:
    """Return the chance that a week's advertising wins somebody who does not consider the firm, 0-1.

    Units: money spent and cost of a contact in the same unit, people in the market, chance that one contact
    wins somebody. Contacts are spread by chance, so that their number for one person is Poisson.
    Source: [derived in part] exposures by chance, as in models of reach and frequency; sizes are assumptions.
    """
    if spent <= 0.0 or people <= 0.0:
        return 0.0
    return 1.0 - math.exp(-wins * spent / contact_cost / people)


@compiled
def open_advertising(page: Any, p: Any, b: Any, c: Any, people: float) -> None:
    """Write on the page the chance that the week's advertising wins somebody."""
    page.advertised = 0.0
    if p.advertising > 0:
        page.advertised = advertised_chance(float(p.advertising), b.ad_cost * c.minor, people, b.ad_wins)
