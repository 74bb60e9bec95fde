"""When a design overtakes another: worked leads, and the rows of a study."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator.experiments.overtaking import overtakes


@pytest.mark.parametrize(
    ("lead", "week"),
    [
        ([1.0, 2.0, 3.0], 0),
        ([-1.0, -0.5, 0.5, 1.0], 2),
        ([-1.0, 1.0, -1.0, 1.0], 3),  # for good, not for a while
        ([1.0, 1.0, -1.0], None),
        ([0.0, 0.0], None),
    ],
)
def test_a_design_overtakes_from_the_week_on_from_which_its_lead_stays(
    lead: list[float], week: int | None
) -> None:
    assert overtakes(np.array(lead)) == week


def test_of_two_designs_at_most_one_ends_ahead_of_the_other(tables: dict[str, Any]) -> None:
    frame = tables["overtaking"]
    assert set(frame["design"]) == set(frame["against"])
    assert "none" not in set(frame["design"])
    share = frame.set_index(["mode", "design", "against"])["share_ahead"]
    for mode, design, over in share.index:
        assert share[mode, design, over] + share[mode, over, design] <= 1.0
    assert (frame["share_overtook"] <= frame["share_ahead"]).all()
    profit = tables["headlines"][tables["headlines"]["metric"] == "incremental_profit"]
    wide = profit.pivot_table(index=["mode", "replication"], columns="design", values="value")
    for (mode, design, over), ahead in share.items():
        gap = wide.loc[mode][design] - wide.loc[mode][over]
        assert ahead == pytest.approx((gap > 0).mean())
