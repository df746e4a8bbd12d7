"""Study and exam (model.md 4.5)."""

from __future__ import annotations

import math

from microcred.base.compile import compiled

WEEKS_PER_MONTH = 365.25 / 12.0 / 7.0


@compiled
def logit(p: float) -> float:
    """Log odds of a probability."""
    return math.log(p / (1.0 - p))


@compiled
def logistic(x: float) -> float:
    """The logistic function, safe for large arguments."""
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    e = math.exp(x)
    return e / (1.0 + e)


@compiled
def study_months(hours: float, weekly_hours: float) -> int:
    """Months of study: hours over weekly hours, rounded up, at least one."""
    return max(1, int(math.ceil(hours / (weekly_hours * WEEKS_PER_MONTH) - 1e-9)))


@compiled
def completion_probability(
    reference: float,
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
    """Probability that an enrolled learner sits the exam.

    logit P = logit(reference) - [online] * slope * (1 - saturating access) + ability + support + fragmented study.

    Parameters
    ----------
    reference
        Rate where access does not limit: .9858 on campus (Hunan), .76 online (Malaysian cities).
    online, access_slope, access_saturated
        Mode, logit per unit of saturating access, and the place's saturating access.
    ability_weight, ability
        Logit per standard deviation, and the person's ability.
    support_weight, support
        Logit at full intensity, and the intensity of learner support, [0, 1].
    fragmented_weight, fragmented
        Logit, and 1 for a worker under fragmented study.

    Returns
    -------
    float
        [0, 1].
    """
    x = logit(reference) + ability_weight * ability + support_weight * support + fragmented_weight * fragmented
    if online:
        x -= access_slope * (1.0 - access_saturated)
    return logistic(x)


@compiled
def pass_probability(rate: float, ability_weight: float, ability: float) -> float:
    """Probability to pass the exam: logistic in ability around the mean rate (.917, one Zhengzhou school)."""
    return logistic(logit(rate) + ability_weight * ability)
