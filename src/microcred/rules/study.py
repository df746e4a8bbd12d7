"""Study and exam (model.md 4.5)."""

from __future__ import annotations

import math

from microcred.base.compile import compiled
from microcred.rules.draws import rounded_by_lot
from microcred.rules.survey import yearly_mean

WEEKS_PER_MONTH = 365.25 / 12.0 / 7.0


@compiled
def logit(p: float) -> float:
    """Log odds of a probability: ln(p / (1 - p)).

    Parameters
    ----------
    p
        Probability, (0, 1).

    Returns
    -------
    float
        Logits. Source: model.md 4 (inverse of the logistic function).
    """
    return math.log(p / (1.0 - p))


@compiled
def logistic(x: float) -> float:
    """The logistic function, 1 / (1 + exp(-x)), safe for large arguments.

    Parameters
    ----------
    x
        Logits, any size.

    Returns
    -------
    float
        Probability, [0, 1]. Source: model.md 4.
    """
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    e = math.exp(x)
    return e / (1.0 + e)


@compiled
def study_months(hours: float, weekly_hours: float) -> int:
    """Months of study: hours / (weekly hours * 4.348), rounded up, at least one.

    Parameters
    ----------
    hours
        Hours of the credential, [1, 100].
    weekly_hours
        Hours of study a week of the segment, > 0.

    Returns
    -------
    int
        Months, >= 1. Source: model.md 4.5.
    """
    return max(1, int(math.ceil(hours / (weekly_hours * WEEKS_PER_MONTH) - 1e-9)))


@compiled
def completion_logits(
    reference_logits: float,
    online: bool,
    access_slope: float,
    access_saturated: float,
    ability_weight: float,
    ability: float,
    support_weight: float,
    support: float,
    fragmented_weight: float,
    fragmented: float,
) -> float:
    """Log odds that an enrolled learner sits the exam.

    reference logits + w_ability * ability + w_support * support + w_fragmented * fragmented
    - [online] * slope * (1 - saturating access).

    Parameters
    ----------
    reference_logits
        `logit` of the rate where access does not limit: .9858 on campus, .76 online.
    online, access_slope, access_saturated
        Mode; logits per unit of saturating access, >= 0; the place's saturating access, [0, 1].
    ability_weight, ability
        Logits per standard deviation, and the person's ability in these, [-3, 3].
    support_weight, support
        Logits at full intensity, and the intensity of learner support, [0, 1].
    fragmented_weight, fragmented
        Logits, and 1 for a worker under fragmented study, else 0.

    Returns
    -------
    float
        Logits. Source: model.md 4.5; Hunan's rate from the source paper [20], .76 and .41 in Malaysia's
        cities and countryside from [16].
    """
    x = reference_logits + ability_weight * ability + support_weight * support + fragmented_weight * fragmented
    if online:
        x -= access_slope * (1.0 - access_saturated)
    return x


@compiled
def completion_probability(
    reference_logits: float,
    online: bool,
    access_slope: float,
    access_saturated: float,
    ability_weight: float,
    ability: float,
    support_weight: float,
    support: float,
    fragmented_weight: float,
    fragmented: float,
) -> float:
    """Probability that an enrolled learner sits the exam: `logistic` of `completion_logits`.

    Parameters
    ----------
    reference_logits
        `logit` of the rate where access does not limit: .9858 on campus, .76 online.
    online, access_slope, access_saturated
        Mode; logits per unit of saturating access, >= 0; the place's saturating access, [0, 1].
    ability_weight, ability
        Logits per standard deviation, and the person's ability in these, [-3, 3].
    support_weight, support
        Logits at full intensity, and the intensity of learner support, [0, 1].
    fragmented_weight, fragmented
        Logits, and 1 for a worker under fragmented study, else 0.

    Returns
    -------
    float
        Probability, [0, 1]. Source: model.md 4.5.
    """
    return logistic(
        completion_logits(
            reference_logits,
            online,
            access_slope,
            access_saturated,
            ability_weight,
            ability,
            support_weight,
            support,
            fragmented_weight,
            fragmented,
        )
    )


@compiled
def exam_demand(demand: float, ready: int, settling: bool) -> float:
    """Mean number of people ready for an exam, per month over about the last year.

    `yearly_mean`; while the world settles, max(that, ready), so that seats follow a rising demand at once.

    Parameters
    ----------
    demand
        The mean up to now, people a month, >= 0.
    ready
        People who became ready this month, >= 0.
    settling
        Is this the spin-up?

    Returns
    -------
    float
        People a month, >= 0. Source: model.md 4.5 as built (docs/odd.md, deviations).
    """
    mean = yearly_mean(demand, float(ready))
    return max(mean, float(ready)) if settling else mean


@compiled
def exam_seats(
    headroom: float, demand: float, kept_share: float, institution_share: float, evaluation_share: float, u: float
) -> int:
    """Exam seats of a region in a month, half by institutions, half by evaluation capacity.

    headroom * demand / kept * .5 * (institution share + evaluation share), a fraction of a seat by lot.

    Parameters
    ----------
    headroom
        Seats of the nation against its demand, > 0.
    demand
        People ready for an exam in the regions that are run, a month (`exam_demand`), >= 0.
    kept_share
        Share of the nation's people in these regions, (0, 1].
    institution_share, evaluation_share
        The region's parts of the nation's institutions and evaluation capacity, [0, 1].
    u
        Uniform draw, (0, 1).

    Returns
    -------
    int
        Seats, >= 0. Source: model.md 4.5 (otherwise there is no gap between east and west).
    """
    national = headroom * demand / kept_share
    return rounded_by_lot(national * 0.5 * (institution_share + evaluation_share), u)


@compiled
def pass_logits(rate_logits: float, ability_weight: float, ability: float) -> float:
    """Log odds to pass the exam: rate logits + weight * ability.

    Parameters
    ----------
    rate_logits
        `logit` of the rate at mean ability.
    ability_weight
        Logits per standard deviation of ability, >= 0.
    ability
        The person's ability in standard deviations, [-3, 3].

    Returns
    -------
    float
        Logits. Source: model.md 4.5; .917 at a school in Zhengzhou (source paper [21]).
    """
    return rate_logits + ability_weight * ability


@compiled
def pass_probability(rate_logits: float, ability_weight: float, ability: float) -> float:
    """Probability to pass the exam: `logistic` of `pass_logits`.

    Parameters
    ----------
    rate_logits
        `logit` of the rate at mean ability.
    ability_weight
        Logits per standard deviation of ability, >= 0.
    ability
        The person's ability in standard deviations, [-3, 3].

    Returns
    -------
    float
        Probability, [0, 1]. Source: model.md 4.5.
    """
    return logistic(pass_logits(rate_logits, ability_weight, ability))
