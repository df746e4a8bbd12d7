"""What the match of holders is made of and measured by: tables of what stays the same in a run."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.compile import borrowing
from microcred.base.reference import by_reference
from microcred.rules.match import job_requirement, match_left, still_matching
from microcred.world.states import Job
from microcred.world.tables import World

LEVELS = 3


@by_reference
class Measures(NamedTuple):
    """What a match is made of and measured by, written down once.

    Attributes
    ----------
    half_lives
        By occupation: which of the half-lives.
    working
        By half-life, months outside and months inside the occupation, in one row: what time leaves of a match
        (`still_matching`).
    away
        By half-life and months outside: the same of who never worked in the occupation.
    months
        One number: months in a run.
    fits
        By `Job`: how far what was learnt is of use in it.
    needs
        By level of credential: what jobs ask for (`job_requirement`).
    """

    half_lives: npt.NDArray[np.int64]
    working: npt.NDArray[np.float64]
    away: npt.NDArray[np.float64]
    months: npt.NDArray[np.int64]
    fits: npt.NDArray[np.float64]
    needs: npt.NDArray[np.float64]


def measures_of(world: World, months: int) -> Measures:
    """What stays the same in a run of so many months."""
    p = world.parameters[0]
    lives, half_lives = np.unique(world.occupations["half_life"], return_inverse=True)
    left = np.zeros((lives.size, months, months))
    fill_left(lives, float(p["decay_incumbent"]), left)
    fits = np.ones(len(Job))
    fits[Job.ELSEWHERE] = p["transfer"]
    needs = np.empty(LEVELS + 1)
    fill_needs(float(p["requirement_mean"]), float(p["level_requirement_step"]), needs)
    return Measures(half_lives.astype(np.int64), left.ravel(), left[:, :, 0].ravel(), np.array([months]), fits, needs)


@borrowing
def fill_left(lives: Any, incumbent: float, left: Any) -> None:
    """What time leaves of a match, as far as months outside and inside add up to those there are."""
    months = left.shape[1]
    for kind in range(lives.shape[0]):
        for outside in range(months):
            for inside in range(months - outside):
                left[kind, outside, inside] = still_matching(float(outside), float(inside), lives[kind], incumbent)


@borrowing
def fill_needs(mean: float, step: float, needs: Any) -> None:
    """Fill `Measures.needs`."""
    for level in range(needs.shape[0]):
        needs[level] = job_requirement(mean, step, level)


@borrowing
def path_of(measures: Any, occupation: int, passed: int, hired: int, job: int) -> int:
    """Where what time leaves of a match stands, less the month: in `working` in the occupation, else in `away`.

    Time leads whoever stays in a job from one number to the next.
    """
    months = measures.months[0]
    row = measures.half_lives[occupation] * months
    return (row + hired - passed) * months - hired if job == Job.IN_OCCUPATION else row - passed


@borrowing
def starting_match(measures: Any, seeker: Any, job: int, month: int) -> float:
    """The match of somebody who seeks, would a job start today."""
    row = measures.half_lives[seeker.occupation] * measures.months[0]
    return match_left(seeker.alignment, measures.away[row + month - seeker.passed], measures.fits[job])
