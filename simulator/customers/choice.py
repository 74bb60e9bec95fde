"""Choice: firm, rival or elsewhere, by taste, satisfaction, price, habit and the program's value."""

from __future__ import annotations

import math
from typing import Any

from simulator.rule import rule

STEP_WIDTH = 0.03  # of the smooth steps at the thresholds of satisfaction


@rule
def smooth_step(level: float, threshold: float) -> float:
    """Return how far a level is above a threshold, as a smooth step from 0 to 1.

    Units: 0-1; nine tenths of the step lie within .09 of the threshold.
    Source: [assumption] logistic step.
    """
    return 1.0 / (1.0 + math.exp(-min(30.0, max(-30.0, (level - threshold) / STEP_WIDTH))))


@rule
def acted_on(satisfaction: float, power: float, steps: float, willing: float, acting: float) -> float:
    """Return satisfaction as behaviour follows it, 0-1: convex, and in part by two thresholds.

    Above the first people are willing, and a third of that part moves; above the second they act.

    Units: satisfaction and thresholds 0-1; `steps` is the part that the thresholds have, 0 to 1.
    Source: [published in part] repurchase behaviour is convex in satisfaction, Mittal & Kamakura 2001; two
    thresholds are told of in the trade, their form is an assumption.
    """
    if power == 2.0:
        curved = satisfaction * satisfaction
    else:
        curved = math.exp(power * math.log(max(1e-9, satisfaction)))
    if steps <= 0.0:
        return curved
    stepped = (smooth_step(satisfaction, willing) + 2.0 * smooth_step(satisfaction, acting)) / 3.0
    return (1.0 - steps) * curved + steps * stepped


@rule
def stated_intent(satisfaction: float, steps: float, willing: float) -> float:
    """Return the intent to order again that a customer would state, 0-1: concave in satisfaction.

    Units: as in `acted_on`; of the thresholds only the first counts, for it makes willing.
    Source: [published in part] repurchase intent is concave where behaviour is convex, Mittal & Kamakura
    2001; power .6 an assumption.
    """
    curved = math.exp(0.6 * math.log(max(1e-9, satisfaction)))
    if steps <= 0.0:
        return curved
    return (1.0 - steps) * curved + steps * smooth_step(satisfaction, willing)


@rule
def satisfaction_pull(weight: float, acted: float, trust: float, moderation: float) -> float:
    """Return the pull of satisfaction in logits: as behaviour follows it, and amplified by trust.

    Units: satisfaction as in `acted_on` and trust 0-1. Source: [published in part] trust amplifies, Anderson
    & Srinivasan 2003 (sign); linear form and size assumptions.
    """
    return weight * acted * (1.0 + moderation * (trust - 0.5))


@rule
def habit_pull(habit: float, variety: float, seeks: bool) -> float:
    """Return the pull of the seller of the last order, logits: back to it, or away for who seeks variety.

    Units: logits. Source: [published in part] structural inertia, Dube, Hitsch & Rossi 2010; variety seeking
    as the opposite sign of the same dependence, Givon 1984; sizes assumptions.
    """
    return -variety if seeks else habit


@rule
def doubt(focal: float, inside: float) -> float:
    """Return the chance that the same choice, made again, would fall otherwise, 0 to 2/3.

    It stands for the time to choose: a choice takes the longer, the more options are close.

    Units: chances of the firm and of either seller. Source: [published in part] time to choose rises with the
    number of options that count, Hick 1952; here by their concentration, an assumption of form.
    """
    rival, outside = inside - focal, 1.0 - inside
    return 1.0 - focal * focal - rival * rival - outside * outside


@rule
def choice_elasticity(weight: float, share: float, inside: float, nest: float) -> float:
    """Return by how many percent the chance of the firm falls when its price rises by one.

    Units: weight of log price in logits, the firm's share of the sellers, chance of either seller.
    Source: [published] own elasticity of a nested logit, McFadden 1978.
    """
    return weight * ((1.0 - share) / nest + (1.0 - inside) * share)


@rule
def price_pull(
    weight: float, price: float, paid: float, reference: float, reference_weight: float, loss_ratio: float
) -> float:
    """Return the pull of the price in logits, 0 at the market's price.

    What a member pays less counts as value elsewhere, once; here it only sets what later prices are held
    against, so that a price cut is missed when it is over, and taken for granted when it stays.

    Units: the firm's price, the price after a member's cuts and the reference price, as ratios to the
    market's price, above 0. Source: [published in part] reference price with losses above gains, Neumann &
    Bockenholt 2014 (sign); logs and sizes are assumptions.
    """
    if price == 1.0 and paid == 1.0 and reference == 1.0:
        return 0.0
    against_reference = math.log(paid / reference)
    if against_reference > 0.0:
        against_reference = against_reference * loss_ratio
    lower = math.log(price / paid)  # valued as a privilege: taken out of the part against the reference
    return -weight * (
        (1.0 - reference_weight) * math.log(price) + reference_weight * (against_reference + lower)
    )


@rule
def reference_after(reference: float, price: float, memory: float) -> float:
    """Return the reference price after a purchase: a weighted mean of the old one and the price paid.

    Units: ratios to the market's price. Source: [assumption] exponential smoothing.
    """
    return memory * reference + (1.0 - memory) * price


@rule
def inside_share(focal: float, rival: float, nest: float, has_focal: bool) -> float:
    """Return the chance that an occasion goes to one of the two sellers, by nested logit against 0.

    Units: utilities in logits, clipped to +-30; nest is the dissimilarity, 0.4 to 1.
    Source: [published] McFadden 1978, nested logit.
    """
    top = max(focal, rival) if has_focal else rival
    total = math.exp((rival - top) / nest)
    if has_focal:
        total += math.exp((focal - top) / nest)
    value = top + nest * math.log(total)
    return 1.0 / (1.0 + math.exp(-min(30.0, max(-30.0, value))))


@rule
def focal_share_inside(focal: float, rival: float, nest: float) -> float:
    """Return the firm's chance among the two sellers.

    Units: utilities in logits. Source: [published] McFadden 1978, nested logit.
    """
    return 1.0 / (1.0 + math.exp(min(30.0, max(-30.0, (rival - focal) / nest))))


@rule
def inclusive_value(pulls: Any, sellers: int, top: float, nest: float) -> float:
    """Return what the first `sellers` of one nest come to together, logits: as one seller would.

    Units: utilities in logits, `top` the largest of them; nest is the dissimilarity, 0.4 to 1.
    Source: [published] McFadden 1978, inclusive value of a nest.
    """
    if sellers == 1:
        return top
    total = 0.0
    for j in range(sellers):
        total += math.exp((pulls[j] - top) / nest)
    return top + nest * math.log(total)


@rule
def which_rival(pulls: Any, sellers: int, together: float, nest: float, u: float) -> int:
    """Return the place of the rival that a uniform chooses among those of the nest.

    Units: utilities in logits, `together` their inclusive value; u in 0-1.
    Source: [published] McFadden 1978, choice within a nest.
    """
    below = 0.0
    for j in range(sellers - 1):
        below += math.exp((pulls[j] - together) / nest)
        if u < below:
            return j
    return sellers - 1


@rule
def noticed(value: float, base: float, threshold: float) -> float:
    """Return the part of a value that is noticed: small rewards against the base are not.

    Units: value and base in minor units; threshold is the reward rate that is half noticed.
    Source: [assumption] small rewards go unnoticed; the most influential one (see docs/model).
    """
    if value <= 0.0 or base <= 0.0:
        return 0.0
    rate = value / base
    return value * rate * rate / (rate * rate + threshold * threshold)


@rule
def novelty_weight(extra: float, weeks: int, fading: float) -> float:
    """Return the weight of a program `weeks` after joining, 1 or more.

    Units: weeks. Source: [published in part] erosion within 6-9 months, Meyer-Waarden & Benavent 2009; form
    an assumption.
    """
    if weeks < 0 or weeks > 400:
        return 1.0
    return 1.0 + extra * math.exp(-weeks / fading)


@rule
def goal_step_value(
    reward: float, orders_needed: float, orders_held: float, rate: float, impatience: float
) -> float:
    """Return what one more order is worth on the way to a threshold reward, with renewal, minor units.

    Parameters
    ----------
    reward
        Worth of the reward to the customer, minor units.
    orders_needed, orders_held
        Orders for a reward from nothing, above 0, and orders' worth of points held, 0 or more.
    rate, impatience
        Own orders a week and discounting a week.

    Source: [derived] Erlang discounting of a renewing reward (Hartmann & Viard 2008 for its flatness for
    heavy buyers).
    """
    if rate <= 0.0 or orders_needed <= 0.0:
        return 0.0
    phi = math.log(rate / (rate + impatience))
    left = max(0.0, orders_needed - orders_held - 1.0)
    step = 1.0 - math.exp(phi)
    whole = 1.0 - math.exp(phi * orders_needed)
    if whole <= 0.0:
        return reward / orders_needed
    return reward * math.exp(phi * left) * step / whole


@rule
def last_step_value(
    reward: float, orders_needed: float, orders_held: float, rate: float, impatience: float
) -> float:
    """Return what one more order is worth on the way to a reward that does not renew itself, minor units.

    An order brings the reward nearer by one; without it the same reward is had an order later.

    Units: as in `goal_step_value`. Source: [derived] Erlang discounting, the same without renewal.
    """
    if rate <= 0.0 or orders_needed <= 0.0:
        return 0.0
    phi = math.log(rate / (rate + impatience))
    left = max(0.0, orders_needed - orders_held - 1.0)
    return reward * math.exp(phi * left) * (1.0 - math.exp(phi))


@rule
def nearness_felt(nearness: float, usual: float, kept: float) -> float:
    """Return how near a reward is felt to be, 0-1: the square of nearness, and what the last reward left.

    After a reward part of the effort near it is kept, the less of it the nearer the next one is.

    Units: nearness and its usual square 0-1, the latter negative where there is none; kept is that part, 0-1.
    Source: [published in part] the reset after a reward is partial, Dreze & Nunes 2011 (sign; form an
    assumption).
    """
    near = nearness * nearness
    return near if usual < 0.0 else near + kept * (1.0 - usual) * (1.0 - near)


@rule
def usual_nearness(usual: float, felt: float, gain: float) -> float:
    """Return the running mean of felt nearness after one more order; the first stands for all before.

    What a reward leaves is grown used to like the rest, so that it too only moves effort in time.

    Units: 0-1, negative before the first; gain 0-1. Source: [assumption] exponential smoothing over orders.
    """
    return felt if usual < 0.0 else usual + gain * (felt - usual)


@rule
def goal_pull(
    weight: float, nearness: float, usual: float, reward: float, basket: float, kept: float
) -> float:
    """Return the pull of nearness to a threshold reward against one's own usual nearness, logits.

    Units: nearness 0-1 (its square counts); reward and basket in minor units; kept as in `nearness_felt`.
    Source: [published in part] goal gradient, Kivetz, Urminsky & Zheng 2006; centred so that it only moves
    effort in time, an assumption of form.
    """
    if usual < 0.0:
        return 0.0
    return weight * min(1.0, reward / basket) * (nearness_felt(nearness, usual, kept) - usual)
