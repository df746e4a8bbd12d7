"""How well a holder matches today, and what jobs ask for."""

from __future__ import annotations

from typing import Any

from microcred.base.compile import borrowing
from microcred.rules.match import job_requirement, match_now
from microcred.world.states import Job


@borrowing
def current_match(p: Any, occupations: Any, month: int, career: Any) -> float:
    """Match of a holder today; outside a job, the match a job in the occupation would have."""
    if career.job == Job.IN_OCCUPATION:
        outside, inside = career.hired - career.passed, month - career.hired
    else:
        outside, inside = month - career.passed, 0
    fit = p.transfer if career.job == Job.ELSEWHERE else 1.0
    half_life = occupations[career.occupation].half_life
    return match_now(career.alignment, float(outside), float(inside), half_life, p.decay_incumbent, fit)


@borrowing
def requirement_of(p: Any, level: int) -> float:
    """Mean requirement of the jobs that a level of credential aims at."""
    return job_requirement(p.requirement_mean, p.level_requirement_step, level)
