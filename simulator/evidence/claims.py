"""The claims Q1 to Q26 of the texts that the product was commissioned from, held against what people here do.

No text gives a source, sample or period for most of them: each is read with a tolerance of its own, and a
number that is far from it is called contradicted, whoever is right.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from simulator.accounts.lifetime_value import FIRST_AFTER_A_PERIOD, retention_value
from simulator.evidence.comparing import quotient
from simulator.evidence.finding import ANY, Claim, Pair, Sample
from simulator.evidence.lives import Ints, Life
from simulator.evidence.money import contribution, equity_in_retention, stay
from simulator.evidence.paid import paid_gap
from simulator.evidence.runs import Runs
from simulator.evidence.trials import YEAR
from simulator.evidence.winning import (
    one_more_won_over_kept,
    profit_of_staff,
    won_over_kept,
    yuan_in_a_growing_market,
)
from simulator.scenario import load

TWO_YEARS = (0, 2 * YEAR)
KEEPING, CAR, STAFF, MARKETPLACE = "S000", "S002", "S004", "S003"


def _profits(runs: Runs) -> Ints:
    """Return the firm's contribution of two years from everybody who bought, the largest first."""
    life = runs.life("none")
    own = life.owned("contribution", *TWO_YEARS)[life.orders(*TWO_YEARS) > 0]
    return np.sort(own)[::-1]


def top_fifth_of_profit(runs: Runs) -> float:
    """Return the part of profit that the most profitable fifth of buyers brings."""
    own = _profits(runs)
    return float(own[: round(0.2 * len(own))].sum() / own.sum())


def top_tenth_over_middle(runs: Runs) -> Pair:
    """Return the mean profit of the first tenth of buyers, and of the fifth and sixth."""
    own = _profits(runs)
    tenth = len(own) // 10
    return float(own[:tenth].mean()), float(own[4 * tenth : 6 * tenth].mean())


def profit_of_loyalty(runs: Runs) -> Pair:
    """Return by how many percent profit rises where yearly retention rises by 5 percent of itself."""
    value, retained = equity_in_retention(runs)
    return 5.0 * value, retained


def _served(life: Life) -> float:
    """Return what selling costs beside the goods, as a share of goods."""
    costs = ("fulfilment", "returns_cost", "desk_cost", "recovery_cost")
    weeks = len(life.tally)
    return sum(life.total(name, 0, weeks) for name in costs) / life.total("goods", 0, weeks)


def cost_of_churn(runs: Runs) -> float:
    """Return by how many percent the cost of serving a sale moves with two points less yearly churn."""
    more, base = runs.life("fewer leave"), runs.life("none")
    points = 100.0 * (stay(more) - stay(base))
    return 100.0 * (_served(more) / _served(base) - 1.0) * 2.0 / points if points else float("nan")


def listeners(runs: Runs) -> float:
    """Return how many people a buyer's tales reach in a year."""
    life = runs.life("none")
    told = life.total("talks", 0, YEAR) * runs.laboratory.numbers().talk_reach
    return float(told / np.count_nonzero(life.orders(0, YEAR)))


def silent_a_complainer(runs: Runs) -> Pair:
    """Return failures that nobody brought to the firm, and those that were brought."""
    life = runs.life("none")
    complaints = life.total("complaints", *TWO_YEARS)
    return float(life.total("failures", *TWO_YEARS) - complaints), float(complaints)


def complaining(runs: Runs) -> Pair:
    """Return complaints and failures."""
    life = runs.life("none")
    return float(life.total("complaints", *TWO_YEARS)), float(life.total("failures", *TWO_YEARS))


def dissatisfaction(runs: Runs) -> Pair:
    """Return failures and orders."""
    life = runs.life("none")
    return float(life.total("failures", *TWO_YEARS)), float(life.total("orders", *TWO_YEARS))


def lost_without_care(runs: Runs) -> float:
    """Return the share of customers who have left within two years where no failure is ever made good."""
    life = runs.life("no care")
    there = life.before["attached"] == 1
    return float(np.mean((life.after["attached"][:, there] == 0).any(axis=0)))


def profit_of_satisfaction(runs: Runs) -> Pair:
    """Return by how many percent profit rises where satisfaction rises by 20 percent, from a smaller rise."""
    better, base = runs.life("better"), runs.life("none")
    weeks = len(better.tally)
    gained = math.log(contribution(better, weeks).sum() / contribution(base, weeks).sum())
    felt = math.log(
        float(better.after["satisfaction"].mean(dtype=np.float64))
        / float(base.after["satisfaction"][:weeks].mean(dtype=np.float64))
    )
    return 20.0 * gained, felt


def chosen_over_generic(runs: Runs) -> Pair:
    """Return the share of chosen coupons that is used, and that of coupons that all get alike."""
    used = []
    for name in ("chosen coupons", "coupons"):
        life = runs.life(name)
        used.append(quotient((life.total("coupons_used", 0, YEAR), life.total("coupons_sent", 0, YEAR))))
    return used[0], used[1]


@cache
def _reward_rate(program: str, market: str) -> float:
    from simulator.audit import audit, buyers_of

    found = audit(load(program, "program"), buyers_of(load(market, "market").model))
    rates = [one.judged.value for one in found if one.check.limit == "reward_rate"]
    return float(rates[0] or 0.0) if rates else float("nan")


def come_back(runs: Runs) -> float:
    """Return the share of two years' buyers who bought more than once."""
    orders = runs.life("none").orders(*TWO_YEARS)
    return float(np.mean(orders[orders > 0] > 1))


def recommend(runs: Runs) -> float:
    """Return the share of members who referred a friend within four years of a program that rewards it."""
    life = runs.life("referral")
    member = life.world.state["member"] == 1
    return float(np.mean((life.after["referrals"][:, member] > 0).any(axis=0)))


def worth_of_fifty_years(_runs: Runs) -> Sample:
    """Return what 24,000 a year for fifty years are worth today at 10 percent."""
    return retention_value(24_000.0, 1.0, 0.10, FIRST_AFTER_A_PERIOD, 50)


def shipped_facts(_runs: Runs) -> float:
    """Return how many of three facts the shipped files hold: five levels, three levels, the 11th."""
    jd, tmall = (load(name, "program").model for name in ("jd-2013", "tmall-style"))
    days = [event.day_of_month for event in tmall.calendar.values()]
    return float((len(jd.level_names) == 5) + (len(tmall.level_names) == 3) + (11 in days))


WON_OVER_KEPT = (
    "Advertising for each customer whom it brought, over what points of 2% cost a year for each member; the "
    "cost of a contact and its chance are put in."
)
CLAIMS: tuple[Claim, ...] = (
    Claim("Q1", "80% of profit from the 20% loyal customers", KEEPING, (0.70, 0.90), "share",
          "Part of two years' contribution by the most profitable fifth of buyers, no program.",
          top_fifth_of_profit),
    Claim("Q2", "the first tenth brings 5-10 times the profit of a lesser one", KEEPING, (5.0, 10.0), "ratio",
          "Mean contribution of the first tenth of buyers over that of the two middle tenths.",
          top_tenth_over_middle),
    Claim("Q3", "5% more loyal customers: 25-90% more profit", KEEPING, (25.0, 90.0), "percent",
          "Rise of six years' discounted contribution for a yearly retention 5% above itself.",
          profit_of_loyalty),
    Claim("Q4", "acquiring costs 3-5 times keeping", KEEPING, (3.0, 5.0), "ratio", WON_OVER_KEPT,
          won_over_kept),
    Claim("Q4", "the same, of one more customer after four years", KEEPING, (3.0, 5.0), "ratio",
          "Advertising for each customer who is there on account of it, over points of 2% for each who is "
          "there on account of them.",
          one_more_won_over_kept),
    Claim("Q5", "acquiring costs 4-6 times keeping", CAR, (4.0, 6.0), "ratio", WON_OVER_KEPT, won_over_kept),
    Claim("Q6", "2% less churn: 10% less cost", CAR, (-15.0, -5.0), "percent",
          "Change of the cost of serving a sale with two points less yearly churn.",
          cost_of_churn),
    Claim("Q7", "one dissatisfied customer influences 25 and more", KEEPING, (25.0, ANY), "people",
          "People whom a buyer's tales reach in a year; rate and reach are assumed (`talk_rate`, "
          "`talk_reach`).",
          listeners),
    Claim("Q8", "slighting one customer affects 30-40 potential ones", STAFF, (30.0, 40.0), "people",
          "People whom a buyer's tales reach in a year, as before.", listeners),
    Claim("Q9", "behind each complainer 10 and more are silent", KEEPING, (10.0, ANY), "people",
          "Failures without a complaint for each with one; complaints are put in by severity.",
          silent_a_complainer),
    Claim("Q10", "under 5% of the dissatisfied complain", CAR, (0.0, 0.05), "share",
          "Complaints over failures; complaints are put in by severity.", complaining),
    Claim("Q11", "one dissatisfaction in four purchases", CAR, (0.20, 0.30), "share",
          "Failures over orders: put in (`failure_rate`).", dissatisfaction),
    Claim("Q12", "too little care: 60% of customers lost", STAFF, (0.5, 0.7), "share",
          "Customers who left within two years where no failure is ever made good.", lost_without_care),
    Claim("Q13", "satisfaction up to 5%: benefit multiplies", STAFF, None, "", "",
          open="Garbled in the text: no number to hold anything against."),
    Claim("Q14", "20% more satisfaction: 5% more profit", STAFF, (2.5, 10.0), "percent",
          "Rise of four years' contribution for satisfaction 20% above itself, from a rise of quality by 5%.",
          profit_of_satisfaction),
    Claim("Q15", "10% more staff loyalty: 20-40% more profit", KEEPING, (20.0, 40.0), "percent",
          "Rise of two years' contribution where staff loyalty is 0.66 in place of 0.6, by quality, speed "
          "and skill of service; sizes are assumed (`staff_quality`, `staff_speed`, `staff_skill`).",
          profit_of_staff),
    Claim("Q16", "90% of chief executives call customers a key resource", STAFF, None, "", "",
          open="An opinion of managers, not of customers."),
    Claim("Q17", "members spend 2.42 times others (1,224 against 505)", CAR, (1.9, 2.9), "ratio",
          "Goods a head of payers over those of others who bought; D24 tells how little of it is an effect.",
          paid_gap),
    Claim("Q18", "chosen coupons are used 40 times as often", CAR, (20.0, 60.0), "ratio",
          "Share of chosen coupons used over that of coupons for all; the two chances are put in.",
          chosen_over_generic),
    Claim("Q19", "6, 8, 11 and 5,000 segments", CAR, None, "", "",
          open="A count of one firm's segments; people here are not cut into segments."),
    Claim("Q20", "telephone companies give back 3-5%", CAR, (3.0, 5.0), "percent",
          "Reward rate of the usual member of the shipped `telecom-points`, by the audit.",
          lambda _runs: _reward_rate("telecom-points", "telecom")),
    Claim("Q20", "airlines give back more than 5%", CAR, (5.0, ANY), "percent",
          "Reward rate of the usual member of the shipped `aadvantage-style`, by the audit.",
          lambda _runs: _reward_rate("aadvantage-style", "airline")),
    Claim("Q21", "87% of a clerk's customers come back: at most", CAR, (0.0, 0.87), "share",
          "Buyers of two years who bought more than once, no program.", come_back),
    Claim("Q21", "50% of customers recommend: at most", KEEPING, (0.0, 0.5), "share",
          "Members who referred a friend within four years, shipped `ebay-referral`.", recommend),
    Claim("Q22", "2,000 a month for 50 years is a customer worth 1.2 million", KEEPING, (1.14e6, 1.26e6),
          "money", "The same at 10% a year, from one who never leaves.", worth_of_fifty_years),
    Claim("Q23", "600 million on the net: still time to acquire", CAR, (1.0, ANY), "CNY for 1 CNY",
          "Discounted contribution that a CNY of advertising adds over six years where a quarter more people "
          "come each year: above 1 it still pays to acquire.",
          yuan_in_a_growing_market),
    Claim("Q24", "70% share, 30 million members, 16.9 billion", MARKETPLACE, None, "", "",
          open="Sizes of one firm: share and size of a market are put in here."),
    Claim("Q25", "a share falls from 90% to 15% in 20 years of entries", CAR, None, "share", "",
          open="Rivals may launch programs and cut prices, but none enters: how much each sells without any "
          "is put in, and a share that falls with their number would only give that back."),
    Claim("Q26", "five levels at JD, three at Tmall, a day on the 11th", CAR, (3.0, 3.0), "facts",
          "Facts of the three that the shipped files hold: they were written from the text.", shipped_facts),
)  # fmt: skip
