"""Whether and which: an aware person's decision (model.md 4.3)."""

from __future__ import annotations

from microcred.base.compile import compiled, spelled_out
from microcred.rules.draws import lognormal


@compiled
def visible_quality(own: float, sector_mean: float, seen: float) -> float:
    """Quality as a learner sees it: seen * own + (1 - seen) * sector mean.

    Parameters
    ----------
    own, sector_mean
        Alignment of the programme, and what is heard of its sector, [0, 1].
    seen
        Share of its own quality that can be seen (`seen_share`), [0, 1].

    Returns
    -------
    float
        Share, [0, 1]. Source: model.md 4.3.
    """
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
        Wage premium, share of income, >= 0.
    quality
        Visible quality, [0, 1].
    overlap
        Share of the credential that repeats a degree course, [0, 1]: up to .45 (source paper).
    recognition
        Probability of being recognised elsewhere, [0, 1].
    unrecognised_share
        w: share of the benefit that comes without recognition, [0, 1].
    horizon
        Years that count, > 0.

    Returns
    -------
    float
        Monthly incomes. Source: model.md 4.3; premium of 5-11 % in China: CEES (2015), Zhang and Li (2023).
    """
    valued = unrecognised_share + (1.0 - unrecognised_share) * recognition
    return 12.0 * premium * quality * (1.0 - overlap) * valued * horizon


@compiled
def time_value(value: float, saving: float, fragmented: float) -> float:
    """Worth of an hour of study against an hour's wage: value * (1 - saving * fragmented).

    Parameters
    ----------
    value
        Share of the wage, >= 0.
    saving
        Fall of the time cost when hours may be fitted into breaks, [0, 1].
    fragmented
        1 under fragmented study, else 0.

    Returns
    -------
    float
        Share of the wage, >= 0. Source: model.md 4.3; study in fragments from the source paper (section 4.4).
    """
    return value * (1.0 - saving * fragmented)


@compiled
def time_cost(hours: float, value_of_time: float, monthly_work_hours: float) -> float:
    """What the hours of a programme cost: hours * value of time / hours of a month.

    Parameters
    ----------
    hours
        Hours of study, [1, 100].
    value_of_time
        Share of the wage at which an hour counts (`time_value`), >= 0.
    monthly_work_hours
        Hours behind a month's income, > 0.

    Returns
    -------
    float
        Monthly incomes. Source: model.md 4.3.
    """
    return hours * value_of_time / monthly_work_hours


@compiled
def money_gained(pay_step: float, horizon: float, price: float, supported_share: float) -> float:
    """Money that a programme brings less what is paid: pay step * horizon - price * (1 - min(1, supported)).

    Parameters
    ----------
    pay_step
        Yuan a year added to pay per credential, >= 0.
    horizon
        Years that count, > 0.
    price
        Yuan, >= 0.
    supported_share
        Subsidy + reimbursement + deferral, >= 0; more than 1 counts as 1.

    Returns
    -------
    float
        Yuan, negative where the price weighs more. Source: model.md 4.3.
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
    """The part of the utility of an offer that is the same at every income, place and number of peers.

    w_money * worth + w_trust * trust + w_stack * stack + w_quality * quality change.

    Parameters
    ----------
    money_weight, worth
        beta, per monthly income, >= 0, and benefit - cost of time in monthly incomes.
    trust_weight, trust
        gamma_trust, >= 0, and the sector's reputation, [0, 1].
    stack_weight, stack
        gamma_stack, >= 0, and the value of the stack the credential adds to, [0, 1].
    quality_weight, quality_change
        g_sys, >= 0, and the sector's mean quality less its 2025 mean, [-1, 1].

    Returns
    -------
    float
        Utility, of any sign. Source: model.md 4.3.
    """
    return money_weight * worth + trust_weight * trust + stack_weight * stack + quality_weight * quality_change


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
    """Utility V of one offer against doing nothing, for somebody without a lean.

    V = cell + appeal + w_money * money / income - w_access * lacking access. A person's lasting taste is the lean of
    the chance service (`microcred.base.leans`): it multiplies all exp V alike.

    Parameters
    ----------
    cell, appeal
        `thinning.cell_pull` (constant and peers) and `appeal`.
    money_weight, money, income
        beta, per monthly income, >= 0; `money_gained`, yuan; income, yuan a month, > 0.
    access_weight, lacking_access
        gamma_access, and 1 - access for an online offer, 0 on campus.

    Returns
    -------
    float
        Utility, of any sign. Source: model.md 4.3.
    """
    return cell + appeal + money_weight * money / income - access_weight * lacking_access


@compiled
def application_probability(sum_of_exponentials: float) -> float:
    """Probability to apply, a multinomial logit with staying out as an option: w / (1 + w), w = sum of exp V.

    Parameters
    ----------
    sum_of_exponentials
        Sum of exp V over the offers looked at, >= 0.

    Returns
    -------
    float
        Probability, [0, 1]. Source: model.md 4.3.
    """
    return sum_of_exponentials / (1.0 + sum_of_exponentials)


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

    by_listing if listed, else by_nothing + (x - by_nothing) * freshness, x = by_survey + (by_both - by_survey) *
    platform.

    Parameters
    ----------
    listed
        Is the programme in a registry?
    freshness
        Freshness of its last survey, [0, 1].
    platform
        Phase of the national platform, [0, 1].
    by_listing, by_both, by_survey, by_nothing
        Shares when listed, with survey and platform, with a survey, with nothing, [0, 1]: 1, .8, .3, .1.

    Returns
    -------
    float
        Share, [0, 1]. Source: model.md 4.3; between the four values as in docs/odd.md, deviations.
    """
    if listed:
        return by_listing
    surveyed = by_survey + (by_both - by_survey) * platform
    return by_nothing + (surveyed - by_nothing) * freshness


@compiled
def level_factor(level: int, step: float) -> float:
    """Price, hours or premium of a level relative to the middle one: 1 + step * (level - 2).

    Parameters
    ----------
    level
        1, 2 or 3.
    step
        Share of the middle level, [0, 1).

    Returns
    -------
    float
        Factor, > 0. Source: model.md 2 (levels: longer, dearer, higher premium and requirement).
    """
    return 1.0 + step * (level - 2.0)


@spelled_out
def income_of(place_income: float, spread: float, z: float) -> float:
    """A person's monthly income, lognormal around the place's mean: mean * exp(spread * z - spread^2 / 2).

    Parameters
    ----------
    place_income
        Mean of the place, yuan a month, > 0.
    spread
        S.d. of the log, >= 0.
    z
        The person's standard normal draw, [-3, 3].

    Returns
    -------
    float
        Yuan a month, > 0. Source: model.md 2 (traits) and 4.3.
    """
    return lognormal(place_income, spread, z)
