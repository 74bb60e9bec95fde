"""The tables of a study: they say what the runs said, whatever the order, the names and the failures."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator.accounts import chart
from simulator.experiments.compare_tables import over_draws
from simulator.experiments.tables import COLUMNS, definitions, frames, write_tables
from simulator.experiments.verdict import IDENTICAL, VERDICTS
from simulator.experiments.week_tables import band
from simulator.metrics import HEADLINES, WEEKLY
from simulator.metrics.money import weekly_profit
from simulator.results import ResultsError, identity_hash, publish, replication_tables, write_study
from tests.experiments.make import DESIGNS, make_study, records
from tests.results.build import build_record, hash_of
from tests.results.study import study_of


def one(frame: Any, **where: object) -> Any:
    for column, value in where.items():
        frame = frame[frame[column] == value]
    (row,) = frame.to_dict("records")
    return row


def test_every_table_has_its_columns_and_types(tables: dict[str, Any]) -> None:
    assert {name: list(frame.columns) for name, frame in tables.items()} == {
        name: list(columns) for name, columns in COLUMNS.items()
    }
    for name, columns in COLUMNS.items():
        assert {column: str(tables[name][column].dtype) for column in columns} == columns


def test_headlines_hold_every_metric_of_every_run(tables: dict[str, Any]) -> None:
    frame = tables["headlines"]
    assert len(frame) == 2 * 4 * 4 * len(HEADLINES)
    direct = records(2)
    profit = {metric.name: metric for metric in HEADLINES}["profit"]
    row = one(frame, mode="uncertain", design="jd", replication=2, metric="profit")
    assert row["value"] == profit.measure(direct["jd"], direct["none"], 0.1)


def test_differences_are_those_of_the_headlines_pair_by_pair(tables: dict[str, Any]) -> None:
    frame = tables["headlines"]
    wide = frame[(frame["mode"] == "uncertain") & (frame["metric"] == "profit")].pivot_table(
        index="replication", columns="design", values="value"
    )
    for design, against in [("jd", "none"), ("clear", "jd"), ("jd", "clear")]:
        row = one(tables["differences"], mode="uncertain", design=design, against=against, metric="profit")
        gap = wide[design] - wide[against]
        assert row["difference"] == pytest.approx(gap.mean())
        assert (row["spread_low"], row["spread_high"]) == (gap.min(), gap.max())
        assert row["low"] < row["difference"] < row["high"]
        assert (row["replications"], row["asked"]) == (4, 4)


def test_only_parameters_that_vary_have_a_spread(tables: dict[str, Any]) -> None:
    frame = tables["differences"]
    known = frame[frame["metric"] == "profit"]
    assert known[known["mode"] == "fixed"]["spread_low"].isna().all()
    assert known[known["mode"] == "uncertain"]["spread_low"].notna().all()


def test_twins_are_identical_in_every_metric_and_others_where_all_values_are_equal(
    tables: dict[str, Any],
) -> None:
    frame = tables["differences"]
    twins = frame["design"].isin(["jd", "twin"]) & frame["against"].isin(["jd", "twin"])
    assert set(frame[twins]["verdict"]) == {IDENTICAL}
    assert (frame["identical_runs"] == twins).all()
    values = tables["headlines"].pivot_table(
        index=["mode", "design", "metric"], columns="replication", values="value", dropna=False
    )
    for row in frame[~twins].itertuples():
        ours, theirs = (values.loc[(row.mode, name, row.metric)] for name in (row.design, row.against))
        assert (row.verdict == IDENTICAL) == (ours == theirs).all(), row
    assert set(frame["verdict"]) <= set(VERDICTS)


def test_a_design_that_adds_only_cost_is_lower_in_profit_and_ranked_behind(tables: dict[str, Any]) -> None:
    # Lifetime value is money a customer: weighed by itself, or no difference of it would ever matter.
    for metric in ("profit", "incremental_profit", "lifetime_value"):
        row = one(tables["differences"], mode="uncertain", design="clear", against="none", metric=metric)
        assert row["verdict"] == "lower", metric
    ranks = tables["verdicts"].query("mode == 'uncertain' and metric == 'profit'").set_index("design")
    assert ranks["chance_best"].sum() == pytest.approx(1.0)
    assert ranks["chance_best"]["none"] == 1.0
    assert ranks["expected_regret"]["none"] == 0.0
    assert ranks["expected_regret"]["jd"] == ranks["expected_regret"]["twin"] > 0.0


def test_what_sellers_earn_is_compared_in_a_marketplace_alone(tmp_path: Path, tables: dict[str, Any]) -> None:
    assert "seller_profit" not in set(tables["differences"]["metric"])
    for number in range(4):
        made = {
            name: record._replace(tally=sold_by_sellers(record.tally))
            for name, record in records(number).items()
        }
        told = replication_tables(made, "none", 0.1)
        for name, record in made.items():
            publish(record, tmp_path, told[name])
    write_study(
        study_of({name: {"title": name, "program_hash": hash_of(name)} for name in DESIGNS}), tmp_path
    )
    found = frames(tmp_path)
    row = one(found["differences"], design="clear", against="none", metric="seller_profit")
    earned = found["beside"].query("metric == 'seller_profit'").groupby("design")["value"].mean()
    assert row["difference"] == pytest.approx(earned["clear"] - earned["none"])
    assert row["low"] < row["difference"] < row["high"]
    assert row["verdict"] in ("lower", "higher")


def sold_by_sellers(tally: Any) -> Any:
    """Return the books of a marketplace whose sellers keep 2% of what they sell."""
    sold = tally.copy()
    sold[..., chart.SELLER_PROCEEDS] = sold[..., chart.COST_OF_GOODS]
    sold[..., chart.SELLER_COST_OF_GOODS] = sold[..., chart.SELLER_PROCEEDS] * 49 // 50
    sold[..., chart.COST_OF_GOODS] = 0
    return sold


def test_weekly_series_are_means_and_a_band_of_the_runs(tables: dict[str, Any]) -> None:
    assert set(tables["weekly"]["metric"]) == {series.name for series in WEEKLY}
    row = one(tables["weekly"], mode="uncertain", design="jd", week=7, metric="orders")
    orders = [records(number)["jd"].tally[7, ..., chart.ORDERS].sum() for number in range(4)]
    assert row["mean"] == pytest.approx(np.mean(orders))
    assert (row["low"], row["high"]) == (min(orders), max(orders))


def test_a_band_leaves_out_what_is_no_number_in_each_week_alone() -> None:
    stack = np.array([[1.0, math.nan, math.nan], [3.0, 5.0, math.nan]])
    mean, low, high = band(stack)
    assert mean[:2].tolist() == [2.0, 5.0]
    assert (low[:2].tolist(), high[:2].tolist()) == ([1.0, 5.0], [3.0, 5.0])
    assert math.isnan(mean[2])


def test_profit_so_far_is_discounted_and_nothing_for_the_baseline(tables: dict[str, Any]) -> None:
    frame = tables["weekly"].query("mode == 'fixed' and metric == 'incremental_profit_cumulative'")
    assert (frame[frame["design"] == "none"]["mean"] == 0.0).all()
    ends = []
    for number in range(4):
        made = records(number)
        weekly = weekly_profit(made["jd"]) - weekly_profit(made["none"])
        ends.append(sum(money / (1 + 0.1 / 52) ** week for week, money in enumerate(weekly.tolist())))
    assert one(frame, design="jd", week=59)["mean"] == pytest.approx(np.mean(ends))


def test_levels_count_everybody_and_waits_without_cases_are_no_number(tables: dict[str, Any]) -> None:
    frame = tables["levels"].query("mode == 'uncertain' and design == 'jd' and week == 3")
    assert frame[frame["metric"] == "customers"]["mean"].sum() == 90
    assert frame[frame["metric"] == "wait_mean"]["mean"].isna().all()
    satisfied = frame[frame["metric"] == "satisfaction_mean"].set_index("level_name")["mean"]
    assert satisfied["gold"] == pytest.approx(0.7)


def test_who_knows_the_balance_is_a_share_of_the_level(tables: dict[str, Any]) -> None:
    frame = tables["levels"].query("mode == 'uncertain' and design == 'jd' and week == 3")
    known = frame[frame["metric"] == "knows_balance"].set_index("level_name")["mean"]
    made = [records(number)["jd"].tally[3, 3] for number in range(4)]  # of the highest level, gold
    columns = (chart.KNOWS_BALANCE, chart.CUSTOMERS)
    knowing, people = (sum(int(part[:, place].sum()) for part in made) for place in columns)
    assert 0 < knowing < people
    assert known["gold"] == pytest.approx(knowing / people)


def test_the_mix_is_shares_at_the_opening_a_year_later_at_the_end_and_in_the_long_run(
    tables: dict[str, Any],
) -> None:
    frame = tables["mix"].query("mode == 'uncertain' and design == 'jd'")
    assert list(dict.fromkeys(frame["week"])) == [0, 52, 60, -1]
    assert frame.groupby("week")["share"].sum().tolist() == pytest.approx([1.0] * 4)
    assert list(dict.fromkeys(frame["level_name"])) == ["no member", "registered", "silver", "gold"]


def test_a_stated_long_run_mix_goes_before_the_opening(tmp_path: Path) -> None:
    made = make_study(tmp_path, replications=1, long_run_mix={"jd": [0.0, 0.5, 0.3, 0.2]})
    frame = frames(made)["mix"].query("week == -1")
    assert frame[frame["design"] == "jd"]["share"].tolist() == [0.0, 0.5, 0.3, 0.2]
    assert frame[frame["design"] == "clear"]["share"].sum() == pytest.approx(1.0)


def test_parameters_are_told_once_a_replication(tables: dict[str, Any]) -> None:
    frame = tables["parameters"]
    assert len(frame) == 2 * 4 * 2
    assert one(frame, mode="uncertain", replication=3, name="price_elasticity")["value"] == -2 + 0.1 * 3


def promise(metric: str, bound: str, value: float, of_yearly_sales: bool = False) -> dict[str, Any]:
    return {
        "promise": metric, "limit": f"{bound} {value}", "bound": bound, "value": value,
        "of_yearly_sales": of_yearly_sales,
    }  # fmt: skip


def test_promises_are_told_as_kept_or_broken(tmp_path: Path) -> None:
    asked = [
        promise("liability", "at most", 0.01, of_yearly_sales=True),
        promise("obligation", "at most", 0.01, of_yearly_sales=True),
        promise("program_cost", "at most", 0.01, of_yearly_sales=True),
        promise("incremental_profit", "at least", 0.0),
        promise("payback_week", "at most", 52.0),
    ]
    tables = frames(make_study(tmp_path, replications=2, promises=asked))
    frame = tables["promises"].set_index(["design", "promise"])
    kept = frame["kept"]
    # The baseline is not held against itself.
    assert set(kept["none"].index) == {"liability", "obligation", "program_cost"}
    assert kept["none"].all()
    assert not kept["jd", "incremental_profit"]
    assert not kept["jd", "payback_week"]
    assert frame["kept_share"]["jd", "payback_week"] == 0.0
    owed = tables["beside"].query("design == 'jd' and metric == 'deferred_revenue'")["value"].to_numpy()
    sold = [records(number)["jd"].tally[..., chart.GOODS].sum() * 52 / 60 for number in range(2)]
    assert frame["value"]["jd", "liability"] == pytest.approx(np.mean(owed / sold))
    # What runs up over the weeks stands against the sales of those weeks, not of a year.
    spent, owed = (
        tables["headlines"].query("design == 'jd' and metric == @name")["value"].to_numpy()
        for name in ("program_cost", "obligation")
    )
    assert frame["value"]["jd", "obligation"] == pytest.approx(np.mean(owed / sold))
    assert frame["value"]["jd", "program_cost"] == pytest.approx(np.mean(spent / (np.array(sold) * 60 / 52)))


def test_assumptions_come_from_the_study(tmp_path: Path) -> None:
    row = {
        "name": "basket", "value": 150.0, "low": 80.0, "high": 250.0, "unit": "CNY", "tag": "assumption",
        "source": "none found", "where": "market",
    }  # fmt: skip
    assert frames(make_study(tmp_path, replications=1, assumptions=[row]))["assumptions"].to_dict(
        "records"
    ) == [row]


def test_order_and_names_of_designs_change_no_number(tmp_path: Path) -> None:
    names = {"jd": "=cmd()", "clear": 'b, "c"', "twin": "孿生\r\n", "none": "nothing"}
    plain = frames(make_study(tmp_path / "one", replications=3))
    mixed = frames(
        make_study(tmp_path / "two", replications=3, names=names, backwards=True, baseline="nothing")
    )
    back = {called: name for name, called in names.items()}
    for name, frame in mixed.items():
        columns = [column for column in ("design", "against") if column in frame]
        for column in columns:
            frame[column] = frame[column].map(back)
        texts = [column for column, kind in COLUMNS[name].items() if kind in ("str", "int64")]
        ordered = [part.sort_values(texts, ignore_index=True) for part in (frame, plain[name])]
        pd.testing.assert_frame_equal(*ordered, check_exact=True)


def test_tables_on_disk_are_the_same_bytes_whenever_and_in_whatever_order_the_runs_came(
    tmp_path: Path,
) -> None:
    order = list(DESIGNS)
    ours = make_study(tmp_path / "one", replications=3)
    theirs = make_study(tmp_path / "two", replications=3, backwards=True)
    told = {name: {"title": name, "program_hash": hash_of(name), "notes": {}} for name in order}
    write_study(study_of(told, replications=3), theirs)
    first = {path.name: path.read_bytes() for path in write_tables(ours)}
    again = {path.name: path.read_bytes() for path in write_tables(ours)}
    other = {path.name: path.read_bytes() for path in write_tables(theirs)}
    assert first == again == other
    assert set(first) == {f"{name}.{suffix}" for name in COLUMNS for suffix in ("csv", "parquet")}


def test_a_failed_run_is_shown_and_its_design_is_not_ranked(tmp_path: Path) -> None:
    tables = frames(make_study(tmp_path, replications=5, without=[("jd", 2)]))
    row = one(tables["differences"], design="jd", against="none", metric="profit")
    assert (row["replications"], row["asked"]) == (4, 5)
    ranks = tables["verdicts"].query("metric == 'profit'").set_index("design")
    assert ranks["standing"]["jd"] == "not ranked"
    assert math.isnan(ranks["chance_best"]["jd"])
    assert (ranks["replications"]["jd"], ranks["asked"]["jd"]) == (4, 5)
    assert ranks["replications"]["clear"] == 5


def test_without_the_baselines_run_a_replication_has_failed_for_all(tmp_path: Path) -> None:
    tables = frames(make_study(tmp_path, replications=3, without=[("none", 1)]))
    assert set(tables["headlines"]["replication"]) == {0, 2}
    assert set(tables["verdicts"]["standing"]) == {"not ranked"}


def test_a_mode_may_ask_for_fewer_replications(tmp_path: Path) -> None:
    tables = frames(make_study(tmp_path, replications=2, asked={"uncertain": 2}, modes=("uncertain",)))
    assert set(tables["differences"]["asked"]) == {2}


def test_a_study_made_shorter_ranks_the_replications_that_it_asks_for(tmp_path: Path) -> None:
    short = frames(make_study(tmp_path / "short", replications=4))
    make_study(tmp_path / "long", replications=6)
    told = {name: {"title": name, "program_hash": hash_of(name), "notes": {}} for name in DESIGNS}
    write_study(study_of(told, replications=4), tmp_path / "long")
    again = frames(tmp_path / "long")
    assert set(again["verdicts"]["standing"]) & {"best", "may be the best"}
    assert set(again["verdicts"]["replications"]) == {4}
    for name, frame in short.items():
        pd.testing.assert_frame_equal(again[name], frame, check_exact=True)


def test_one_replication_makes_tables_and_tells_nothing_apart(tmp_path: Path) -> None:
    tables = frames(make_study(tmp_path, replications=1))
    profit = tables["differences"].query("metric == 'profit'").set_index(["design", "against"])["verdict"]
    assert profit["jd", "none"] == "cannot be told apart"
    assert profit["jd", "twin"] == IDENTICAL


def test_a_design_scaled_in_one_mode_is_found_by_its_hash_there(tmp_path: Path) -> None:
    make_study(tmp_path, replications=2)
    for number in range(2):
        made = {
            "none": build_record("none", number, mode="equal_cost", levels=()),
            "jd": build_record(
                "jd", number, mode="equal_cost", meta={"design_hash": "abc"}, lift=0.2, luck=1
            ),
        }
        tables = replication_tables(made, "none", 0.1)
        for name, record in made.items():
            publish(record, tmp_path, tables[name])
    told: dict[str, dict[str, Any]] = {
        "none": {"title": "", "program_hash": hash_of("none")},
        "jd": {"title": "", "program_hash": hash_of("jd"), "runs": {"equal_cost": "abc"}},
    }
    write_study(study_of(told, replications=2), tmp_path)
    frame = frames(tmp_path)["groups"].query("design == 'jd' and metric == 'lift_sales' and group == 'all'")
    lifts = frame.set_index("mode")["mean"]
    assert lifts["uncertain"] == pytest.approx(0.05, abs=0.01)
    assert lifts["equal_cost"] == pytest.approx(0.2, abs=0.01)


def test_a_run_of_another_study_in_the_folder_is_refused(tmp_path: Path) -> None:
    made = make_study(tmp_path, replications=1)
    write_study({**study_of({}), "identity": {"seed": 8}, "scenario_hash": identity_hash({"seed": 8})}, made)
    with pytest.raises(ResultsError, match="baseline"):
        frames(made)
    told = {name: {"title": name, "program_hash": hash_of(name)} for name in DESIGNS}
    write_study(
        {**study_of(told), "identity": {"seed": 8}, "scenario_hash": identity_hash({"seed": 8})}, made
    )
    with pytest.raises(ResultsError, match="belongs to another study"):
        frames(made)


def test_another_discount_rate_than_the_runs_had_is_refused(tmp_path: Path) -> None:
    made = make_study(tmp_path, replications=1, discount_rate=0.2)
    with pytest.raises(ResultsError, match=r"not discounted at the study's 0\.2"):
        frames(made)


def test_a_damaged_run_stops_the_tables(tmp_path: Path) -> None:
    made = make_study(tmp_path, replications=1)
    path = sorted((made / "runs").iterdir())[0]
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ResultsError, match="damaged or cut short"):
        frames(made)


def test_no_results_are_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="no results here"):
        frames(tmp_path)
    write_study(study_of({"none": {"title": "", "program_hash": "ab"}}), tmp_path)
    with pytest.raises(ResultsError, match="no run of the baseline"):
        frames(tmp_path)


def test_every_metric_and_phrase_in_the_tables_is_defined(tables: dict[str, Any]) -> None:
    text = " ".join(f"{name} {meaning}" for name, meaning in definitions().items())
    names: set[str] = set()
    for name in ("headlines", "beside", "weekly", "tiers", "groups"):
        names |= set(tables[name]["metric"])
    names |= set(tables["differences"]["verdict"]) | set(tables["verdicts"]["standing"])
    unexplained = {name for name in names if name not in text}
    assert unexplained <= {"customers", "cost", "incremental_sales"}


def test_a_promised_week_of_payback_is_the_week_of_the_verdict() -> None:
    # Paid back at once in one draw and in week 13 in the other: the verdict says at once, and so does this.
    assert over_draws("payback_week", [13.0, 0.0]) == 0.0
    assert over_draws("payback_week", [13.0, math.nan, 0.0]) == 13.0
    assert over_draws("profit", [13.0, 0.0]) == 6.5
