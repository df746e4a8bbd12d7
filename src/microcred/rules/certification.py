"""Certification, registry, recognition, stacks (model.md 4.9)."""

from __future__ import annotations

import math

from microcred.base.compile import compiled
from microcred.rules.study import logistic

# A certificate may be renewed in its last year.
RENEWAL_MONTHS = 12.0


@compiled
def net_cost_ratio(cost: float, support: float) -> float:
    """What a certificate costs its institution relative to today's price: cost * (1 - support).

    Parameters
    ----------
    cost
        Price relative to today's, >= 0.
    support
        Share that the government pays, [0, 1].

    Returns
    -------
    float
        Ratio, >= 0. Source: model.md 4.9.
    """
    return cost * (1.0 - support)


@compiled
def application_hazard(
    voluntary: float, net_cost_ratio: float, floor: float, elasticity: float, mandate: bool, mandated: float
) -> float:
    """Hazard that an uncertified programme applies: voluntary * max(floor, net cost ratio)^(-elasticity).

    Under a mandate at least `mandated`.

    Parameters
    ----------
    voluntary
        Hazard at today's cost, per month, >= 0.
    net_cost_ratio
        Cost that the institution bears relative to today's price (`net_cost_ratio`), >= 0.
    floor
        Least ratio that counts, > 0.
    elasticity
        Response to the net cost, >= 0.
    mandate, mandated
        Is certification mandatory, and the hazard then, per month, >= 0.

    Returns
    -------
    float
        Hazard per month, >= 0. Source: model.md 4.9.
    """
    hazard = voluntary * math.pow(max(floor, net_cost_ratio), -elasticity)
    return max(hazard, mandated) if mandate else hazard


@compiled
def certificate_expired(age: int, validity: float) -> bool:
    """Has a certificate run out: age >= validity?

    Parameters
    ----------
    age
        Months since it was issued, >= 0.
    validity
        Months that it lasts, > 0.

    Returns
    -------
    bool
        Source: model.md 4.9 (lasts 48 months).
    """
    return age >= validity


@compiled
def certificate_renewable(age: int, validity: float) -> bool:
    """May a certificate be renewed, being in its last year: age >= validity - 12?

    Parameters
    ----------
    age
        Months since it was issued, >= 0.
    validity
        Months that it lasts, > 0.

    Returns
    -------
    bool
        Source: model.md 4.9 as built (docs/odd.md, deviations).
    """
    return age >= validity - RENEWAL_MONTHS


@compiled
def registry_gate(listed: bool, gated: float, people_share: float) -> float:
    """Share of receivers to whom a credential counts: 1 if listed, else 1 - gated * (1 - people share).

    Behind a registry gate an unlisted credential counts at home only.

    Parameters
    ----------
    listed
        Was the programme listed when it issued the credential?
    gated
        Share of receivers elsewhere who ask for a listed issuer: the gate's phase, [0, 1].
    people_share
        The region's share of the nation's people, [0, 1].

    Returns
    -------
    float
        Share, [0, 1]. Source: model.md 4.9; registered issuers as in the European Union (source paper).
    """
    return 1.0 if listed else 1.0 - gated * (1.0 - people_share)


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

    logistic(constant + framework + certified + listed + platform + rule + verification - barrier).

    Parameters
    ----------
    constant
        Recognition without any measure, logits.
    framework, platform, verification
        Logits of the complete measure times its phase, [0, 1].
    certified, listed
        Logits if the credential was issued so, else 0.
    rule
        Logits times the share of destinations with an articulation rule, [0, 1].
    barrier
        Logits lost to language or jurisdiction, >= 0.

    Returns
    -------
    float
        Probability, [0, 1]. Source: model.md 4.9.
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
    """Probability that a random employer elsewhere recognises a credential.

    logistic(constant + framework + certified + listed + platform + partner + badges + brand + verification - barrier).

    Parameters
    ----------
    constant
        Recognition without any measure, logits.
    framework, platform, verification
        Logits of the complete measure times its phase, [0, 1].
    certified, listed, partner
        Logits if the credential was issued so, else 0.
    badges, brand
        Logits if the issuer shows badges on job sites; logits times the brand of an enterprise academy, [0, 1].
    barrier
        Logits lost to language or jurisdiction, >= 0.

    Returns
    -------
    float
        Probability, [0, 1]. Source: model.md 4.9 (a company credential has high rho_emp, low rho_edu).
    """
    return logistic(
        constant + framework + certified + listed + platform + partner + badges + brand + verification - barrier
    )


@compiled
def recognition(education: float, employer: float, employer_share: float) -> float:
    """Recognition by a random receiver: (1 - employer share) * education + employer share * employer.

    Parameters
    ----------
    education, employer
        Probabilities that an institution, and that an employer, recognises it, [0, 1].
    employer_share
        Share of receivers who are employers, [0, 1].

    Returns
    -------
    float
        Probability, [0, 1]. Source: model.md 4.9; mixed as docs/odd.md says.
    """
    return (1.0 - employer_share) * education + employer_share * employer


@compiled
def credits(hours: float, hours_per_credit: float) -> float:
    """Credits of a credential: hours / hours per credit.

    Parameters
    ----------
    hours
        Hours of study, >= 0.
    hours_per_credit
        Hours that count as one credit, > 0: 40 in the plan, 25-30 in the European Union.

    Returns
    -------
    float
        Credits, >= 0. Source: model.md 4.9; source paper (section 4.1).
    """
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
    """What one more credential adds to a learner's stack.

    min(1, prior learning * prior value * education
    + [degree-linked] * min(1, (held + new) / stack) * acceptance * rule share).

    Parameters
    ----------
    held_credits, new_credits
        Credits of the series already held, and those of the new credential, >= 0.
    stack_credits
        Credits of a full stack: `stack_size` units, > 0.
    acceptance
        Share of full stacks accepted, [0, 1].
    rule_share
        Share of destinations with an articulation rule, [0, 1].
    degree_linked
        Only degree-linked credentials count toward a stack.
    prior_learning, prior_value
        Whether prior learning opens degree courses, 0 or 1, and its worth, [0, 1].
    education
        Recognition by institutions, [0, 1].

    Returns
    -------
    float
        Share of a full stack, [0, 1]. Source: model.md 4.9; stacks as in Australia, prior learning as in Malaysia
        (source paper).
    """
    value = prior_learning * prior_value * education
    if degree_linked:
        value += min(1.0, (held_credits + new_credits) / stack_credits) * acceptance * rule_share
    return min(1.0, value)
