"""The funnel by cell: it adds up to what is counted elsewhere, observing changes nothing, and it moves as it must."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache

import numpy as np
import pytest

from microcred.base.months import parse_month
from microcred.engine import simulate as simulate_history
from microcred.engine.columns.run import live, simulate, start
from microcred.engine.objects.country import Country
from microcred.outcomes.history import History
from microcred.outcomes.record import Record
from microcred.rules.draws import hazard_of_mean
from microcred.rules.obstacles import SITUATIONS
from microcred.scenario.model import Scenario
from microcred.world.states import FIXED, Count, Funnel, Segment
from tests.invariants.walk import finished, shipped, with_entry

REFUSED = (Funnel.REFUSED_SEAT, Funnel.REFUSED_CLOSED)
WILLING = (Funnel.WILLING, Funnel.WILLING_NO_PRICE, Funnel.WILLING_NO_TIME, Funnel.WILLING_FULL_ACCESS)
OBSERVED = (Funnel.SITUATIONS, Funnel.NO_PROGRAMME, *WILLING)


def test_cells_add_up_to_the_outcomes(history: History) -> None:
    """I7: summed over cells, the funnel is what the national outcomes say."""
    steps = history.funnel.sum(axis=(1, 2))
    for name, step in {
        "aware": Funnel.AWARE,
        "applicants": Funnel.APPLIED,
        "completions": Funnel.SAT,
        "passes": Funnel.PASSED,
        "hires": Funnel.HIRED_SHORTAGE,
    }.items():
        assert history.national[name].tolist() == steps[:, step].tolist(), name
    assert (steps[:, Funnel.PEOPLE] == history.population).all()


@pytest.mark.parametrize("name", ["invented_baseline", "invented_plan"])
def test_segments_add_up_to_the_places(name: str) -> None:
    """I7: summed over segments, every step is the count of its place, spin-up included."""
    record = finished(name, 0).record
    steps = record.funnel.sum(axis=2)
    for step, counts in {
        Funnel.APPLIED: (Count.APPLICATIONS,),
        Funnel.ADMITTED: (Count.ADMITTED,),
        Funnel.REFUSED_SEAT: (Count.REFUSED_SEAT,),
        Funnel.REFUSED_CLOSED: (Count.REFUSED_CLOSED,),
        Funnel.DROPPED: (Count.DROPOUTS_CAMPUS, Count.DROPOUTS_ONLINE),
        Funnel.SAT: (Count.COMPLETIONS_CAMPUS, Count.COMPLETIONS_ONLINE),
        Funnel.PASSED: (Count.PASSES,),
        Funnel.HIRED: (Count.HIRES,),
        Funnel.HIRED_SHORTAGE: (Count.HIRES_SHORTAGE,),
    }.items():
        assert steps[:, :, step].sum() > 0, step
        assert np.array_equal(steps[:, :, step], record.counts[:, :, list(counts)].sum(axis=2)), step
    assert np.array_equal(steps[:, :, Funnel.PEOPLE], record.people)
    assert np.array_equal(steps[:, :, Funnel.AWARE], record.aware)


@pytest.mark.parametrize("name", ["invented_baseline", "invented_plan"])
def test_nobody_skips_a_step(name: str) -> None:
    """I3, I4: by place, nobody is admitted or refused who did not apply a month before, nor sits who was not admitted.

    People pass from students to workers on the way, so that it need not hold by segment.
    """
    steps = finished(name, 0).record.funnel.sum(axis=2)
    answered = steps[1:, :, [Funnel.ADMITTED, *REFUSED]].sum(axis=2)
    assert (answered <= steps[:-1, :, Funnel.APPLIED]).all()
    total = np.cumsum(steps, axis=0)
    assert (total[:, :, Funnel.SAT] + total[:, :, Funnel.DROPPED] <= total[:, :, Funnel.ADMITTED]).all()
    assert (steps[:, :, Funnel.PASSED] <= steps[:, :, Funnel.SAT]).all()
    assert (steps[:, :, Funnel.AWARE] <= steps[:, :, Funnel.PEOPLE]).all()


def test_students_are_not_hired() -> None:
    """Graduation: students look for a job when their block graduates; refusals reach every segment."""
    funnel = finished("invented_plan", 0).record.funnel.sum(axis=(0, 1))
    assert funnel[Segment.STUDENT, Funnel.HIRED] == 0
    assert (funnel[:, Funnel.APPLIED] > 0).all()
    assert funnel[Segment.WORKER, Funnel.HIRED] > 0


@cache
def short(name: str = "invented_plan") -> Scenario:
    """A year and a half after a year of spin-up."""
    return replace(shipped(name), spin_up=12, end=parse_month("2026-06"))


def observed(situations: int) -> Record:
    """The record of a run that observes so many situations of every cell and month."""
    run = start(short(), 5)
    run.situations = situations
    return live(run, None).record


def without_observer(record: Record) -> dict[str, np.ndarray]:
    """Every array of a record, the funnels without what is observed."""
    arrays = {field.name: getattr(record, field.name) for field in fields(Record)}
    return arrays | {name: np.delete(arrays[name], list(OBSERVED), axis=-1) for name in ("funnel", "incomes")}


@pytest.mark.parametrize("situations", [0, 1, 100])
def test_observing_changes_nothing(situations: int) -> None:
    """M6: with fewer situations, more or none, every other number is the same; so is who acted and what stopped."""
    usual, other = observed(SITUATIONS), observed(situations)
    assert usual.funnel[..., Funnel.SITUATIONS].sum() > 0
    assert (other.funnel[..., Funnel.SITUATIONS].sum() > 0) == (situations > 0)
    for name, values in without_observer(usual).items():
        assert np.array_equal(values, without_observer(other)[name], equal_nan=values.dtype.kind == "f"), name


def test_a_history_without_funnel_is_the_same_otherwise() -> None:
    """M6: what a run of a study, or of drawn parameters, keeps does not depend on whether anybody observes."""
    usual, other = (simulate_history(short(), 5, funnel=funnel) for funnel in (True, False))
    assert other.funnel.shape == (0, *usual.funnel.shape[1:])
    assert other.incomes is None
    for table in ("national", "regional"):
        for name, values in getattr(usual, table).items():
            assert np.array_equal(values, getattr(other, table)[name], equal_nan=True), name
    assert np.array_equal(usual.ledger, other.ledger)
    assert (usual.idle_levers, usual.stopped) == (other.idle_levers, other.stopped)


def test_observing_asks_no_lever_that_decisions_do_not_ask() -> None:
    """M6: which entries are said to have acted does not depend on the observer, in either engine."""
    found = []
    for situations in (0, 50):
        run = start(short(), 5)
        run.situations = situations
        columns = live(run, None)
        country = Country(replace(short(), end=parse_month("2025-06")), 5)
        country.situations = situations
        while country.running:
            country.step()
        objects = country.finished()
        found.append([part.tolist() for one in (columns, objects) for part in (one.acted, one.answered)])
    assert found[0] == found[1]


@pytest.mark.parametrize("name", ["invented_baseline", "invented_plan"])
def test_willingness_foretells_applications(name: str) -> None:
    """Aware people who are free, times the rate of decisions, times the mean willingness, are the applications.

    Decisions are drawn with thinning and leans in the draw, situations without either: that both agree says that
    neither is biased. Over six years and three seeds the difference lies within five standard errors: of some thousand
    applications, and of as many situations.
    """
    scenario = shipped(name)
    rate = hazard_of_mean(scenario.parameters["decision_interval"])
    expected, variance, applied = 0.0, 0.0, 0.0
    for seed in range(3):
        funnel = finished(name, seed).record.funnel[scenario.spin_up :].astype(np.float64)
        free = funnel[..., Funnel.SITUATIONS] / SITUATIONS
        # Decisions are of those who were aware when the month began.
        aware = funnel[:-1, ..., Funnel.AWARE]
        willing = funnel[1:, ..., Funnel.WILLING] / FIXED / SITUATIONS
        assert free.max() <= 1.0
        expected += float((aware * rate * willing).sum())
        # The s.d. of one person's willingness is at most the root of its mean.
        variance += float(((aware * rate) ** 2 * willing / SITUATIONS).sum())
        applied += float(funnel[1:, ..., Funnel.APPLIED].sum())
    assert applied > 1_000
    assert abs(applied - expected) < 5.0 * np.sqrt(applied + variance)
    assert abs(applied - expected) < 0.15 * applied


def keeps_away(scenario: Scenario, otherwise: Funnel) -> float:
    """By how much more willing people would be if one thing were otherwise, in 2026 and under seed 0."""
    total = simulate(scenario, 0).record.funnel[-12:].sum(axis=(0, 1, 2)).astype(np.float64)
    return float(total[otherwise] / total[Funnel.WILLING] - 1.0)


@cache
def baseline() -> Scenario:
    """Two years of the baseline after a year of spin-up."""
    return replace(shipped("invented_baseline"), spin_up=12, end=parse_month("2026-12"))


def test_obstacles_keep_people_away() -> None:
    """4.3: price, time and lacking access each keep somebody away; the willingness never falls without one."""
    funnel = simulate(baseline(), 0).record.funnel
    for otherwise in WILLING[1:]:
        assert (funnel[..., otherwise] >= funnel[..., Funnel.WILLING]).all()
        assert keeps_away(baseline(), otherwise) > 0.0, otherwise
    assert 0 < funnel[..., Funnel.NO_PROGRAMME].sum() < funnel[..., Funnel.SITUATIONS].sum()


def test_a_subsidy_takes_the_price_away() -> None:
    """4.3: half the price keeps fewer away than the whole, and none at all nobody, to the last digit."""
    first = parse_month("2025-02")
    half, whole = (with_entry(baseline(), "subsidy", value, first) for value in (0.5, 1.0))
    price = Funnel.WILLING_NO_PRICE
    assert keeps_away(baseline(), price) > keeps_away(half, price) > keeps_away(whole, price) == 0.0


def test_fragmented_study_takes_time_away() -> None:
    """4.3: hours fitted into breaks cost less, so that time keeps fewer away."""
    eased = with_entry(baseline(), "fragmented_study", 1.0, parse_month("2025-02"))
    assert keeps_away(eased, Funnel.WILLING_NO_TIME) < keeps_away(baseline(), Funnel.WILLING_NO_TIME)


def test_infrastructure_gives_access() -> None:
    """4.1, 4.3: where access is built, the lack of it keeps fewer away."""
    built = with_entry(baseline(), "infrastructure_spend", 400.0, parse_month("2025-02"))
    lacking = Funnel.WILLING_FULL_ACCESS
    assert keeps_away(built, lacking) < keeps_away(baseline(), lacking)


def test_openness_brings_programmes_within_reach() -> None:
    """4.3: where institutions open to the public, fewer people out of school find no programme."""

    def nothing(scenario: Scenario) -> float:
        total = simulate(scenario, 0).record.funnel[-12:, :, Segment.WORKER :].sum(axis=(0, 1, 2))
        return float(total[Funnel.NO_PROGRAMME] / total[Funnel.SITUATIONS])

    assert nothing(with_entry(baseline(), "public_openness", 1.0, parse_month("2025-02"))) < nothing(baseline())
