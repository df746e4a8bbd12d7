"""Verdicts on few answers: exact probabilities of the exit rule and of an award (model.md 4.12)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from microcred.rules.award import award_reading
from microcred.rules.match import satisfied_probability
from microcred.rules.survey import must_exit, shrunken_reading
from tests.chance.measures import binomial_pmf
from tests.rules.few import normal_weights


def chance_of(respondents: int, satisfied: float, verdict: Callable[[int], bool]) -> float:
    """Probability of a verdict when each respondent is satisfied with a probability."""
    pmf = binomial_pmf(respondents, satisfied)
    return sum(pmf(k) for k in range(respondents + 1) if verdict(k))


def exits(respondents: int) -> Callable[[int], bool]:
    """The exit rule at the model's numbers."""
    return lambda k: must_exit(shrunken_reading(k, respondents, 7.0, 10.0), respondents, 10.0, 0.5)


def test_shrinking_spares_good_programmes() -> None:
    """Of programmes that satisfy 60 %, ten answers revoke raw 16.6 %, shrunken 1.2 %.

    Of those at 70 %, .16 %. By hand: raw under .5 is k <= 4, P = .1662386; (k + 7) / 20 < .5 is k <= 2, P =
    .4^10 (1 + 15 + 101.25) = .0122946; at .7, .3^10 (1 + 23.333 + 245) = .0015904.
    """
    assert chance_of(10, 0.6, lambda k: k / 10 < 0.5) == pytest.approx(0.1662386, abs=1e-6)
    assert chance_of(10, 0.6, exits(10)) == pytest.approx(0.0122946, abs=1e-6)
    assert chance_of(10, 0.7, exits(10)) == pytest.approx(0.0015904, abs=1e-6)


def test_bad_programmes_leave_in_time() -> None:
    """At 30 % satisfied: ten answers revoke 38 % (k <= 2), forty all but a few in a thousand."""
    assert chance_of(10, 0.3, exits(10)) == pytest.approx(0.3827828, abs=1e-6)
    assert chance_of(40, 0.3, exits(40)) > 0.95
    assert chance_of(9, 0.0, exits(9)) == 0.0


@pytest.mark.parametrize("satisfied", [0.3, 0.5, 0.6, 0.8])
def test_more_answers_sharpen_the_verdict(satisfied: float) -> None:
    """The chance to be revoked tends to the truth: up for programmes under .5, down above."""
    few, many = chance_of(20, satisfied, exits(20)), chance_of(320, satisfied, exits(320))
    assert (many > few) == (satisfied <= 0.5)


def test_an_award_asks_for_more_than_the_mean() -> None:
    """Reading less one s.e. >= .75: with 30 answers a programme at .75 succeeds with .10, one at .9 with .82.

    p - sqrt(p (1 - p) / 40) with p = (k + 7) / 40 is >= .75 from k = 26 on: .825 - .0601 = .7649, while at 25
    .8 - .0632 = .7368.
    """

    def succeeds(k: int) -> bool:
        return award_reading(k, 30, 7.0, 10.0) >= 0.75

    assert [k for k in range(31) if succeeds(k)] == [26, 27, 28, 29, 30]
    assert chance_of(30, 0.75, succeeds) == pytest.approx(0.0979, abs=1e-3)
    assert chance_of(30, 0.90, succeeds) == pytest.approx(0.8245, abs=1e-3)


def test_satisfaction_of_2025_lies_in_the_range_of_evidence() -> None:
    """model_parameters.csv: start .52-.80.

    A fresh match of .54 against requirements N(.42, .15): the mean over jobs.

    On paper, the logistic of .7 + 5 x .12 = 1.3 (.786) is flattened by a spread of .75: about
    1 / (1 + exp(-1.3 / sqrt(1 + .346 x .5625))) = 1 / (1 + exp -1.189) = .767.
    """
    z, weights = normal_weights(401)
    satisfied = [satisfied_probability(0.7, 5.0, 0.54, 0.42 + 0.15 * x) for x in z.tolist()]
    mean = float(np.dot(weights, satisfied))
    assert mean == pytest.approx(0.767, abs=0.005)
    assert 0.52 <= mean <= 0.80
