"""Whether and which: an aware person's decision (model.md 4.3)."""

from __future__ import annotations

import math

from microcred.base.compile import compiled


@compiled
def visible_quality(own: float, sector_mean: float, seen: float) -> float:
    """Quality as a learner sees it: seen * own + (1 - seen) * sector mean, all shares in [0, 1]."""
    return seen * own + (1.0 - seen) * sector_mean


@compiled
def benefit(
    premium: float,
    quality: float,
    overlap: float,
    recognition: float,
    unrecognised_share: float,
    horizon: float,
) -> float:
    """Expected benefit of a credential in monthly incomes, but for what a pay step adds in money.

    12 * premium * quality * (1 - overlap) * (w + (1 - w) * recognition) * horizon (model.md 4.3).

    Parameters
    ----------
    premium
        Wage premium, share of income (5-11 % in China: CEES 2015; Zhang and Li 2023).
    quality
        Visible quality, [0, 1].
    overlap
        Share of the credential that repeats a degree course.
    recognition
        Probability of being recognised elsewhere, [0, 1].
    unrecognised_share
        w: share of the benefit that comes without recognition.
    horizon
        Years that count.

    Returns
    -------
    float
        Monthly incomes.
    """
    valued = unrecognised_share + (1.0 - unrecognised_share) * recognition
    return 12.0 * premium * quality * (1.0 - overlap) * valued * horizon


@compiled
def time_cost(hours: float, value_of_time: float, monthly_work_hours: float) -> float:
    """What the hours of a programme cost, in monthly incomes: hours * value of time / hours of a month (model.md 4.3).

    Parameters
    ----------
    hours
        Hours of study.
    value_of_time
        Share of the wage at which an hour counts.
    monthly_work_hours
        Hours behind a month's income.

    Returns
    -------
    float
        Monthly incomes.
    """
    return hours * value_of_time / monthly_work_hours


@compiled
def money_gained(pay_step: float, horizon: float, price: float, supported_share: float) -> float:
    """Money that a programme brings less what is paid: pay step * horizon - price * (1 - supported) (model.md 4.3).

    Parameters
    ----------
    pay_step
        Yuan a year added to pay per credential.
    horizon
        Years that count.
    price
        Yuan.
    supported_share
        Subsidy + reimbursement + deferral, capped at 1.

    Returns
    -------
    float
        Yuan, negative where the price weighs more.
    """
    return pay_step * horizon - price * (1.0 - min(1.0, supported_share))


@compiled
def appeal(
    money_weight: float,
    worth: float,
    trust_weight: float,
    trust: float,
    stack_weight: float,
    stack: float,
    quality_weight: float,
    quality_change: float,
) -> float:
    """The part of the utility of an offer that is the same at every income, place and number of peers (model.md 4.3).

    Parameters
    ----------
    money_weight, worth
        beta, and benefit - cost of time in monthly incomes.
    trust_weight, trust
        gamma_trust and the sector's reputation, [0, 1].
    stack_weight, stack
        gamma_stack and the value of the stack the credential adds to.
    quality_weight, quality_change
        g_sys and the sector's mean quality less its 2025 mean.

    Returns
    -------
    float
        Utility.
    """
    return money_weight * worth + trust_weight * trust + stack_weight * stack + quality_weight * quality_change


@compiled
def cell_utility(constant: float, peer_weight: float, peers: float) -> float:
    """The part of the utility that a cell's people add to every offer: constant + gamma_peer * h / M (model.md 4.3).

    Parameters
    ----------
    constant
        Of the segment.
    peer_weight, peers
        gamma_peer and holders per market potential, h / M.

    Returns
    -------
    float
        Utility.
    """
    return constant + peer_weight * peers


@compiled
def utility(
    cell: float,
    appeal: float,
    money_weight: float,
    money: float,
    income: float,
    access_weight: float,
    lacking_access: float,
) -> float:
    """Utility V of one offer against doing nothing, for somebody without a lean (model.md 4.3).

    cell + appeal + beta * money / income - gamma_access * (1 - a) * [online]. A person's lasting taste is the lean of
    the chance service (`microcred.base.moments`): it multiplies all exp V alike.

    Parameters
    ----------
    cell, appeal
        `cell_utility` and `appeal`.
    money_weight, money, income
        beta, `money_gained` in yuan, and income in yuan a month.
    access_weight, lacking_access
        gamma_access and (1 - access) for an online offer, 0 on campus.

    Returns
    -------
    float
        Utility.
    """
    return cell + appeal + money_weight * money / income - access_weight * lacking_access


@compiled
def beyond_reach(draw: float, weight: float, slack: float) -> bool:
    """Whether a draw cannot become an application where exp V add up to at most `weight`: draw > w / (1 + w).

    Parameters
    ----------
    draw
        The uniform that decides, (0, 1).
    weight
        Bound of the sum of exp V.
    slack
        Share by which rounding may lift a probability above its bound.

    Returns
    -------
    bool
    """
    return draw * (1.0 + weight) > weight * (1.0 + slack)


@compiled
def application_probability(sum_of_exponentials: float) -> float:
    """P(apply) = 1 - 1 / (1 + sum exp V) over the offers looked at (multinomial logit with an outside option)."""
    return 1.0 - 1.0 / (1.0 + sum_of_exponentials)


@compiled
def seen_share(
    listed: bool,
    freshness: float,
    platform: float,
    by_listing: float,
    by_both: float,
    by_survey: float,
    by_nothing: float,
) -> float:
    """Share of a programme's own quality that learners can see.

    Parameters
    ----------
    listed
        Is the programme in a registry?
    freshness
        Freshness of its last survey, [0, 1].
    platform
        Phase of the national platform, [0, 1].
    by_listing, by_both, by_survey, by_nothing
        The shares of model.md 4.3: 1, .8, .3, .1.

    Returns
    -------
    float
        [0, 1]; surveys fade in and out with their freshness.
    """
    if listed:
        return by_listing
    surveyed = by_survey + (by_both - by_survey) * platform
    return by_nothing + (surveyed - by_nothing) * freshness


@compiled
def level_factor(level: int, step: float) -> float:
    """Price, hours or premium of level 1-3 relative to level 2: 1 + step * (level - 2)."""
    return 1.0 + step * (level - 2.0)


@compiled
def income_of(place_income: float, spread: float, z: float) -> float:
    """A person's monthly income in yuan: the place's mean times a lognormal factor of mean 1."""
    return place_income * math.exp(spread * z - 0.5 * spread * spread)
