"""M17, M18: under the same luck, more help loses no applicant, and more outreach nobody who is aware."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from microcred.base.months import parse_month
from microcred.engine.columns import run as engine
from microcred.engine.columns.run import Columns, simulate
from microcred.outcomes.record import empty_record
from microcred.scenario.frozen import FrozenMap
from microcred.scenario.model import Scenario
from microcred.world.states import Count
from tests.invariants.walk import (
    applicants_of,
    branch,
    months_of,
    one_month,
    shipped,
    until,
    with_entry,
    with_numbers,
)

SEEDS = (0, 1, 2)
# In spring of the first recorded year, and in the plan's third.
STARTS = (("invented_baseline", "2025-04"), ("invented_plan", "2027-09"))
CASES = [(name, month, seed) for name, month in STARTS for seed in SEEDS]


@cache
def busy(name: str) -> Scenario:
    """A shipped scenario in which people decide every month: enough of them to find one who is lost."""
    return with_numbers(shipped(name), decision_interval=1.0)


@cache
def state(name: str, month: str, seed: int) -> Columns:
    """A run as it stands before a month."""
    return until(busy(name), seed, parse_month(month))


def applicants(
    run: Columns, scenario: Scenario, change: Callable[[Columns], None] | None = None
) -> set[tuple[int, int]]:
    """Who applies in the next month of a state, under a scenario and after a change of the state."""
    other = branch(run, scenario)
    if change is not None:
        change(other)
    one_month(other, empty_record(months_of(scenario), other.world.places.shape[0]), 0)
    return applicants_of(other)


def assert_nested(sets: list[set[tuple[int, int]]]) -> None:
    """Each set holds the one before."""
    for fewer, more in itertools.pairwise(sets):
        assert fewer <= more, f"lost {sorted(fewer - more)[:3]}"


# Levers that only make an offer more attractive, and rising values of each.
ATTRACTIVE = {
    "subsidy": (0.0, 0.2, 0.5, 1.0),
    "levy_reimbursement": (0.0, 0.2, 0.5, 1.0),
    "loan": (0.0, 0.2, 0.5, 1.0),
    "pay_step": (0.0, 500.0, 2_000.0, 20_000.0),
    "fragmented_study": (0.0, 1.0),
    "stack_acceptance": (0.0, 0.3, 1.0),
    "prior_learning": (0.0, 1.0),
    "verification": (0.0, 1.0),
    "badges": (0.0, 0.3, 1.0),
}


@pytest.mark.parametrize("lever", ATTRACTIVE)
@pytest.mark.parametrize(("name", "month", "seed"), CASES)
def test_more_help_loses_no_applicant(lever: str, name: str, month: str, seed: int) -> None:
    """M17: in a lever's first month, those who apply under less of it apply under more of it, person by person."""
    scenario = busy(name)
    values = ATTRACTIVE[lever]
    sets = [applicants(state(name, month, seed), with_entry(scenario, lever, v, parse_month(month))) for v in values]
    assert_nested(sets)


@pytest.mark.parametrize("lever", ["subsidy", "pay_step"])
def test_more_help_wins_applicants(lever: str) -> None:
    """M17: the relation is not empty: over all cases, more help has more applicants."""
    totals = np.zeros(len(ATTRACTIVE[lever]), dtype=np.int64)
    for name, month, seed in CASES:
        for index, value in enumerate(ATTRACTIVE[lever]):
            scenario = with_entry(busy(name), lever, value, parse_month(month))
            totals[index] += len(applicants(state(name, month, seed), scenario))
    assert (np.diff(totals) >= 0).all()
    assert totals[-1] > totals[0]


@pytest.mark.parametrize("segment", ["student", "worker", "other"])
def test_help_for_a_segment_loses_no_applicant_of_any(segment: str) -> None:
    """M17, M20: a subsidy for one segment adds applicants of this segment and leaves the others as they were."""
    name, month, seed = CASES[0]
    run, start = state(name, month, seed), parse_month(month)
    scenario = busy(name)
    limited = with_entry(scenario, "subsidy", 1.0, start, where=FrozenMap({"segment": (segment,)}))
    without, helped = applicants(run, scenario), applicants(run, limited)
    assert without <= helped
    code = ("student", "worker", "other").index(segment)
    won = {block for block, _ in helped - without}
    assert all(run.world.blocks[block]["segment"] == code for block in won)


def cheaper(share: float) -> Callable[[Columns], None]:
    """Every price at a share of itself, in a month in which no institution reviews what it earns with it."""

    def change(run: Columns) -> None:
        run.world.institutions["planning"] = (run.month + 6) % 12
        run.world.programmes["price"] = np.rint(run.world.programmes["price"] * share)

    return change


def better_paid(factor: float) -> Callable[[Columns], None]:
    """Every wage premium times a factor: a power of two moves no aim by a rounding."""

    def change(run: Columns) -> None:
        run.world.parameters["premium_low"] *= factor
        run.world.parameters["premium_high"] *= factor

    return change


@pytest.mark.parametrize(("name", "month", "seed"), CASES)
def test_lower_prices_lose_no_applicant(name: str, month: str, seed: int) -> None:
    """M18: in its first month, a lower price loses nobody."""
    scenario = busy(name)
    assert_nested([applicants(state(name, month, seed), scenario, cheaper(share)) for share in (2.0, 1.0, 0.5, 0.0)])


@pytest.mark.parametrize(("name", "month", "seed"), CASES)
def test_higher_premiums_lose_no_applicant(name: str, month: str, seed: int) -> None:
    """M18: in its first month, a higher wage premium loses nobody."""
    scenario = busy(name)
    assert_nested([applicants(state(name, month, seed), scenario, better_paid(f)) for f in (0.5, 1.0, 2.0, 4.0)])


def blocks_aware(scenario: Scenario, seed: int) -> list[np.ndarray]:
    """Aware people of every block that is there, month by month."""
    run = engine.start(scenario, seed)
    record = empty_record(months_of(scenario), run.world.places.shape[0])
    found = []
    for index in range(months_of(scenario)):
        one_month(run, record, index)
        found.append(copy.copy(run.world.blocks["aware"]))
        engine.advance(run)
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_more_outreach_leaves_nobody_less_aware(seed: int, short_baseline: Scenario) -> None:
    """M18: without peers, whoever is aware under less outreach is aware under more of it, in every month.

    The aware of a block are its first ranks, so that inclusion is an order of numbers.
    """
    alone = with_numbers(short_baseline, peer_influence=0.0)
    start = parse_month("2025-03")
    runs = [blocks_aware(with_entry(alone, "outreach", value, start), seed) for value in (0.0, 1.0, 1.5, 6.0)]
    for fewer, more in itertools.pairwise(runs):
        for one, other in zip(fewer, more, strict=True):
            assert (one <= other).all()
    assert runs[0][-1].sum() < runs[-1][-1].sum()


@pytest.mark.parametrize("seed", SEEDS)
def test_more_influence_leaves_nobody_less_aware(seed: int, short_baseline: Scenario) -> None:
    """M18: the same of the external influence on each segment and of what the entrants know, spin-up included."""
    alone = with_numbers(short_baseline, peer_influence=0.0)
    stronger = with_numbers(
        alone,
        external_influence_student=0.3,
        external_influence_worker=0.1,
        external_influence_other=0.1,
        aware_entrant=0.4,
    )
    for one, other in zip(blocks_aware(alone, seed), blocks_aware(stronger, seed), strict=True):
        assert (one <= other).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_outreach_with_peers_still_reaches_more(seed: int, short_baseline: Scenario) -> None:
    """M18: with peers, no month has fewer aware people in any place (fixed seeds)."""
    start = parse_month("2025-03")
    less, more = (simulate(with_entry(short_baseline, "outreach", value, start), seed).record for value in (1.0, 4.0))
    assert (less.aware <= more.aware).all()
    assert less.aware[-1].sum() < more.aware[-1].sum()


@pytest.mark.parametrize("seed", SEEDS)
def test_more_dropout_has_no_more_completions(seed: int, short_baseline: Scenario) -> None:
    """M18: with seats for all, and nobody who learns of it, a lower completion rate never has more completions."""
    slack = with_numbers(
        short_baseline,
        seats_minimum=500.0,
        exam_headroom=100.0,
        peer_influence=0.0,
        peer_weight=0.0,
        trust_weight=0.0,
        quality_weight=0.0,
        seen_nothing=1.0,
        decision_interval=600.0,
        utility_constant_student=3.0,
        utility_constant_worker=3.0,
        utility_constant_other=3.0,
    )
    totals = []
    for campus, online in ((0.9999, 0.9), (0.95, 0.7), (0.7, 0.3)):
        scenario = with_numbers(slack, completion_campus=campus, completion_online_reference=online)
        counts = simulate(scenario, seed).record.counts
        sat = counts[:, :, (Count.COMPLETIONS_CAMPUS, Count.COMPLETIONS_ONLINE)]
        totals.append(sat.sum(axis=(1, 2)).cumsum())
    for more, less in itertools.pairwise(totals):
        assert (more >= less).all()
    assert totals[0][-1] > totals[-1][-1] > 0
