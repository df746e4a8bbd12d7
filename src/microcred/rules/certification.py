"""Certification, registry, recognition, stacks (model.md 4.9)."""

from __future__ import annotations

import math

from microcred.base.compile import compiled
from microcred.rules.study import logistic


@compiled
def phase(months_since_start: int, months: float) -> float:
    """How far framework or platform has taken effect: linear over `months`, in [0, 1]; 0 before the start."""
    if months_since_start < 0:
        return 0.0
    return min(1.0, (months_since_start + 1.0) / months)


@compiled
def application_hazard(
    voluntary: float, net_cost_ratio: float, floor: float, elasticity: float, mandate: bool, mandated: float
) -> float:
    """Hazard per month that an uncertified programme applies.

    voluntary * max(floor, net cost / today's)^(-elasticity), at least `mandated` under a mandate.
    """
    hazard = voluntary * math.pow(max(floor, net_cost_ratio), -elasticity)
    return max(hazard, mandated) if mandate else hazard


@compiled
def recognition_education(
    constant: float,
    framework: float,
    certified: float,
    listed: float,
    platform: float,
    rule: float,
    verification: float,
    barrier: float,
) -> float:
    """Probability that a random receiving institution recognises a credential.

    logistic of the sum of the effects in logits (model.md 4.9); each argument is weight times indicator or share.
    """
    return logistic(constant + framework + certified + listed + platform + rule + verification - barrier)


@compiled
def recognition_employer(
    constant: float,
    framework: float,
    certified: float,
    listed: float,
    platform: float,
    partner: float,
    badges: float,
    brand: float,
    verification: float,
    barrier: float,
) -> float:
    """Probability that a random employer elsewhere recognises a credential, in logits as for institutions."""
    return logistic(
        constant + framework + certified + listed + platform + partner + badges + brand + verification - barrier
    )


@compiled
def recognition(education: float, employer: float, employer_share: float) -> float:
    """Recognition by a random receiver who is an employer with probability `employer_share`."""
    return (1.0 - employer_share) * education + employer_share * employer


@compiled
def articulation_hazard(
    base: float, by_framework: float, by_platform: float, framework: float, platform: float, transfer: float
) -> float:
    """Hazard per month that an institution acquires an articulation rule: .001 + .02 f ct + .02 p ct."""
    return base + by_framework * framework * transfer + by_platform * platform * transfer


@compiled
def credits(hours: float, hours_per_credit: float) -> float:
    """Credits of a credential: hours over hours per credit (40 in the plan, 25-30 in the EU)."""
    return hours / hours_per_credit


@compiled
def stack_value(
    held_credits: float,
    new_credits: float,
    stack_credits: float,
    acceptance: float,
    rule_share: float,
    degree_linked: bool,
    prior_learning: float,
    prior_value: float,
    education: float,
) -> float:
    """What one more credential adds to a learner's stack, in [0, 1].

    Parameters
    ----------
    held_credits, new_credits
        Credits of the series already held, and those of the new credential.
    stack_credits
        Credits of a full stack: `stack_size` units.
    acceptance
        Share of full stacks accepted.
    rule_share
        Share of destinations with an articulation rule.
    degree_linked
        Only degree-linked credentials count toward a stack.
    prior_learning, prior_value
        Whether prior learning opens degree courses, and its worth.
    education
        Recognition by institutions.

    Returns
    -------
    float
    """
    value = prior_learning * prior_value * education
    if degree_linked:
        value += min(1.0, (held_credits + new_credits) / stack_credits) * acceptance * rule_share
    return min(1.0, value)
