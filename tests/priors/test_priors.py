"""Draws from the priors: the right quantiles, every slice once, hard bounds kept, and the scenario's own word last."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from microcred.catalogue.parameters import PARAMETERS
from microcred.priors import drawn, prior_draws, quantile
from microcred.scenario import load_pack, load_scenario
from microcred.scenario.pack import ParameterNumber
from microcred.study.draws import draws_table


def prior(distribution: str, low: float = 1.0, value: float = 2.0, high: float = 4.0) -> ParameterNumber:
    return ParameterNumber("x", value, low, high, distribution, "", "assumed", "")


def test_quantiles_by_hand() -> None:
    """Uniform 1-4: 2.5 in the middle; log-uniform: 2; triangular with peak 2: a third of the mass lies below 2."""
    assert quantile(prior("uniform"), 0.5) == 2.5
    assert quantile(prior("loguniform"), 0.5) == pytest.approx(2.0)
    assert quantile(prior("triangular"), 1.0 / 3.0) == pytest.approx(2.0)
    # above the peak 1 - F(x) = (4 - x)^2 / 6: the median is 4 - sqrt(3)
    assert quantile(prior("triangular"), 0.5) == pytest.approx(4.0 - math.sqrt(3.0))
    assert quantile(prior("fixed"), 0.9) == 2.0


@pytest.mark.parametrize("distribution", ["uniform", "loguniform", "triangular"])
def test_quantiles_rise_from_low_to_high(distribution: str) -> None:
    values = [quantile(prior(distribution), share) for share in np.linspace(0.0, 1.0, 101)]
    assert (values[0], values[-1]) == (1.0, 4.0)
    assert (np.diff(values) > 0.0).all()


@pytest.mark.parametrize("value", [1.0, 4.0])
def test_a_triangle_may_peak_at_an_end(value: float) -> None:
    """China's peer influence peaks at its lower end."""
    values = [quantile(prior("triangular", value=value), share) for share in (0.0, 0.5, 1.0)]
    assert (values[0], values[-1]) == (1.0, 4.0)
    assert values[1] == pytest.approx(4.0 - 3.0 / math.sqrt(2.0) if value == 1.0 else 1.0 + 3.0 / math.sqrt(2.0))


def test_every_slice_of_every_prior_is_met_once() -> None:
    """A Latin hypercube: 20 draws fall into the 20 twentieths of each uniform prior."""
    numbers = load_pack("cn").parameters
    sets = prior_draws(numbers, 20, 3)
    for name, one in numbers.items():
        if one.distribution == "uniform" and one.low < one.high:
            shares = np.array([values[name] for values in sets])
            slices = np.floor(20 * (shares - one.low) / (one.high - one.low)).astype(int)
            assert sorted(slices.clip(0, 19)) == list(range(20)), name


def test_draws_keep_hard_bounds_and_leave_the_fixed_alone() -> None:
    numbers = load_pack("cn").parameters
    for values in prior_draws(numbers, 50, 0):
        for name, value in values.items():
            assert PARAMETERS[name].lower <= value <= PARAMETERS[name].upper
            assert numbers[name].low <= value <= numbers[name].high
            assert numbers[name].distribution != "fixed"


def test_the_same_seed_draws_the_same_and_another_does_not() -> None:
    numbers = load_pack("invented").parameters
    assert prior_draws(numbers, 5, 1) == prior_draws(numbers, 5, 1) != prior_draws(numbers, 5, 2)


def test_two_packs_get_the_same_quantiles() -> None:
    """Scenarios on different packs are compared draw by draw."""
    one = load_pack("invented").parameters
    wider = {name: replace(number, low=number.low, high=number.high) for name, number in one.items()}
    changed = next(
        name for name, number in one.items() if number.distribution == "uniform" and number.low < number.high
    )
    wider[changed] = replace(one[changed], distribution="fixed")
    first, second = prior_draws(one, 4, 0)[0], prior_draws(wider, 4, 0)[0]
    assert {name: value for name, value in first.items() if name != changed} == second


def test_what_a_scenario_sets_itself_is_not_drawn() -> None:
    scenario = load_scenario("invented_baseline")
    name = "peer_influence"
    held = scenario.with_parameters({name: 0.5})
    values = prior_draws(scenario.pack.parameters, 1, 0)[0]
    assert drawn(scenario, values).parameters[name] == values[name]
    assert drawn(held, values).parameters[name] == 0.5


def test_the_table_of_draws_names_every_parameter() -> None:
    scenario = load_scenario("invented_baseline")
    table = draws_table(scenario, 3, 0)
    assert table.index.tolist() == [1, 2, 3]
    assert set(table.columns) == set(PARAMETERS)
    assert dict(table.loc[2]) == dict(drawn(scenario, prior_draws(scenario.pack.parameters, 3, 0)[1]).parameters)
