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
    pay_step: float,
    income: float,
) -> float:
    """Expected benefit of a credential in monthly incomes.

    12 * premium * quality * (1 - overlap) * (w + (1 - w) * recognition) * horizon + pay step * horizon / income.

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
    pay_step
        Yuan a year added to pay per credential.
    income
        Yuan a month.

    Returns
    -------
    float
        Monthly incomes.
    """
    valued = unrecognised_share + (1.0 - unrecognised_share) * recognition
    return 12.0 * premium * quality * (1.0 - overlap) * valued * horizon + pay_step * horizon / income


@compiled
def cost(
    price: float,
    supported_share: float,
    hours: float,
    value_of_time: float,
    monthly_work_hours: float,
    income: float,
) -> float:
    """Cost of a programme in monthly incomes: price * (1 - supported) / income + hours * value of time.

    Parameters
    ----------
    price
        Yuan.
    supported_share
        Subsidy + reimbursement + deferral, capped at 1.
    hours
        Hours of study.
    value_of_time
        Share of the wage at which an hour counts.
    monthly_work_hours
        Hours behind a month's income.
    income
        Yuan a month.

    Returns
    -------
    float
        Monthly incomes.
    """
    return price * (1.0 - min(1.0, supported_share)) / income + hours * value_of_time / monthly_work_hours


@compiled
def utility(
    constant: float,
    taste: float,
    money_weight: float,
    net_benefit: float,
    trust_weight: float,
    trust: float,
    peer_weight: float,
    peers: float,
    stack_weight: float,
    stack: float,
    access_weight: float,
    lacking_access: float,
    quality_weight: float,
    quality_change: float,
) -> float:
    """Utility V of one offer against doing nothing (model.md 4.3).

    Parameters
    ----------
    constant, taste
        The segment's constant and the person's lasting liking.
    money_weight, net_benefit
        beta and (benefit - cost) in monthly incomes.
    trust_weight, trust
        gamma_trust and the sector's reputation, [0, 1].
    peer_weight, peers
        gamma_peer and holders per market potential, h / M.
    stack_weight, stack
        gamma_stack and the value of the stack the credential adds to.
    access_weight, lacking_access
        gamma_access and (1 - access) for an online offer, 0 on campus.
    quality_weight, quality_change
        g_sys and the sector's mean quality less its 2025 mean.

    Returns
    -------
    float
    """
    return (
        constant
        + taste
        + money_weight * net_benefit
        + trust_weight * trust
        + peer_weight * peers
        + stack_weight * stack
        - access_weight * lacking_access
        + quality_weight * quality_change
    )


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
