"""Match of holders with what jobs ask for, and satisfaction of employers (model.md 4.6)."""

from __future__ import annotations

import math

from microcred.base.compile import compiled
from microcred.rules.study import logistic


@compiled
def still_matching(months_outside: float, months_inside: float, half_life: float, incumbent: float) -> float:
    """Share of a holder's match that time has left: 2^(-(outside + incumbent * inside) / half-life).

    Parameters
    ----------
    months_outside, months_inside
        Months since the exam outside and inside the occupation, >= 0.
    half_life
        Months in which half of what is learnt is outdated, > 0.
    incumbent
        Share of the decay that remains while working in the occupation, [0, 1].

    Returns
    -------
    float
        Share, (0, 1]. Source: model.md 4.6.
    """
    return math.pow(2.0, -(months_outside + incumbent * months_inside) / half_life)


@compiled
def match_left(alignment_then: float, left: float, fit: float) -> float:
    """Match of a holder of whose match time has left a share: alignment on the day * left * fit.

    Parameters
    ----------
    alignment_then
        Alignment of the programme when the exam was passed, [0, 1].
    left
        `still_matching`, (0, 1].
    fit
        1 in the occupation, else `transfer`, [0, 1].

    Returns
    -------
    float
        Match, [0, 1]. Source: model.md 4.6.
    """
    return alignment_then * left * fit


@compiled
def match_now(
    alignment_then: float,
    months_outside: float,
    months_inside: float,
    half_life: float,
    incumbent: float,
    fit: float,
) -> float:
    """Match of a holder today: `match_left` of `still_matching`.

    Parameters
    ----------
    alignment_then
        Alignment of the programme when the exam was passed, [0, 1].
    months_outside, months_inside
        Months since then outside and inside the occupation, >= 0.
    half_life
        Months in which half of what is learnt is outdated, > 0.
    incumbent
        Share of the decay that remains while working in the occupation, [0, 1].
    fit
        1 in the occupation, else `transfer`, [0, 1].

    Returns
    -------
    float
        Match, [0, 1]. Source: model.md 4.6.
    """
    return match_left(alignment_then, still_matching(months_outside, months_inside, half_life, incumbent), fit)


@compiled
def job_requirement(mean: float, step: float, level: int) -> float:
    """Mean requirement of the jobs that a level of credential aims at: mean + step * (level - 2).

    Parameters
    ----------
    mean
        Of the middle level, match, [0, 1].
    step
        Rise per level, match, >= 0.
    level
        1, 2 or 3.

    Returns
    -------
    float
        Match. Source: model.md 2 (higher levels, higher requirement) and 4.6.
    """
    return mean + step * (level - 2.0)


@compiled
def drawn_requirement(mean: float, spread: float, z: float) -> float:
    """Requirement of one job: mean + spread * z.

    Parameters
    ----------
    mean
        Of the jobs of its level (`job_requirement`), match.
    spread
        S.d. over jobs, match, >= 0.
    z
        Standard normal draw, [-3, 3].

    Returns
    -------
    float
        Match. Source: model.md 4.6 (one fixed requirement made the match rate a step).
    """
    return mean + spread * z


@compiled
def joint_spread(spread: float, noise: float) -> float:
    """Standard deviation of what jobs ask for and of a person's own noise together: sqrt(s^2 + s_i^2).

    Parameters
    ----------
    spread, noise
        s over jobs and s_i of the person, match, not both 0.

    Returns
    -------
    float
        Match, > 0. Source: model.md 4.6.
    """
    return math.sqrt(spread * spread + noise * noise)


@compiled
def match_deviations(match: float, requirement: float, joint: float) -> float:
    """By how many standard deviations a match exceeds what jobs ask for: (match - mu) / joint spread.

    Parameters
    ----------
    match
        Match of the holder (`match_now`), [0, 1].
    requirement
        mu, mean requirement of jobs (`job_requirement`), match.
    joint
        `joint_spread`, match, > 0.

    Returns
    -------
    float
        Standard deviations. Source: model.md 4.6.
    """
    return (match - requirement) / joint


@compiled
def match_probability(match: float, requirement: float, spread: float, noise: float) -> float:
    """Probability that match, with its own noise, meets a job: Phi(`match_deviations`).

    Parameters
    ----------
    match
        Match of the holder (`match_now`), [0, 1].
    requirement
        mu, mean requirement of jobs (`job_requirement`), match.
    spread, noise
        s over jobs and s_i of the person, match, not both 0.

    Returns
    -------
    float
        Probability, [0, 1]. Source: model.md 4.6.
    """
    return 0.5 * math.erfc(-match_deviations(match, requirement, joint_spread(spread, noise)) / math.sqrt(2.0))


@compiled
def satisfied_logits(constant: float, slope: float, match: float, requirement: float) -> float:
    """Log odds that an employer is satisfied: constant + slope * (match - requirement).

    Parameters
    ----------
    constant
        Logits where match equals the requirement.
    slope
        Logits per unit of match, >= 0.
    match, requirement
        Match of the holder, and what the job asks for (`drawn_requirement`), match.

    Returns
    -------
    float
        Logits. Source: model.md 4.6.
    """
    return constant + slope * (match - requirement)


@compiled
def satisfied_probability(constant: float, slope: float, match: float, requirement: float) -> float:
    """Probability that an employer is satisfied: `logistic` of `satisfied_logits`.

    Parameters
    ----------
    constant
        Logits where match equals the requirement.
    slope
        Logits per unit of match, >= 0.
    match, requirement
        Match of the holder, and what the job asks for (`drawn_requirement`), match.

    Returns
    -------
    float
        Probability, [0, 1]. Source: model.md 4.6.
    """
    return logistic(satisfied_logits(constant, slope, match, requirement))
