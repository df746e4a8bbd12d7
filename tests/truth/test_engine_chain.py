"""The compiled engine as a Markov chain: people who do not touch each other, under supply that does not change."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from microcred.engine.columns import run as engine
from microcred.outcomes.record import Record, empty_record
from microcred.rules.study import study_months
from microcred.scenario.model import LeverSchedule, Scenario
from microcred.world.states import Count, Segment, Stage
from tests.chance.measures import LIMIT, chi_square_z
from tests.invariants.walk import months_of, one_month, shipped, with_levers, with_numbers

MONTHS = 30
INTERVAL = 12.0
HOURS, WEEKLY = 50.0, 3.0
COMPLETE, PASS = 0.7, 0.9
PEOPLE = 100_000
# Others know everything from the start, students and workers nothing; nobody hears of anything later.
KNOWN = {
    "aware_start_student": 0.0,
    "aware_start_worker": 0.0,
    "aware_start_other": 1.0 - 1e-12,
    "aware_entrant": 0.0,
    "external_influence_student": 0.0,
    "external_influence_worker": 0.0,
    "external_influence_other": 0.0,
    "peer_influence": 0.0,
}
# Every decision is an application, every application a seat, every study as long and as likely to end well.
ALIKE = {
    "decision_interval": INTERVAL,
    "taste_spread": 0.0,
    "utility_constant_other": 50.0,
    "online_share": 0.5,
    "online_reach_start": 1.0,
    "programmes_start": 3_000.0,
    "seats_start": 1_000.0,
    "seats_minimum": 1_000.0,
    "hours": HOURS,
    "weekly_hours_other": WEEKLY,
    "level_hours_step": 0.0,
    "weak_share": 0.0,
    "completion_campus": COMPLETE,
    "completion_online_reference": COMPLETE,
    "completion_access_slope": 0.0,
    "completion_ability": 0.0,
    "completion_support": 0.0,
    "completion_fragmented": 0.0,
    "pass_ability": 0.0,
    "exam_headroom": 100.0,
}


def homogeneous(pass_rate: float) -> Scenario:
    """A spin-up, in which no programme opens or closes, of 100,000 people who are all alike."""
    base = shipped("invented_baseline")
    everybody = sum(place.other for place in base.pack.places)
    places = tuple(replace(place, other=round(place.other * PEOPLE / everybody)) for place in base.pack.places)
    sectors = tuple(replace(sector, certificates=60) for sector in base.pack.sectors)
    scenario = replace(base, pack=replace(base.pack, places=places, sectors=sectors), spin_up=MONTHS, end=base.start)
    scenario = with_levers(scenario, public_openness=LeverSchedule(1.0))
    return with_numbers(scenario, **KNOWN, **ALIKE, pass_rate=pass_rate)


@cache
def states_of(pass_rate: float, seed: int) -> tuple[np.ndarray, Record]:
    """People never heard of, applied, studying and idle at the end of every month, and the record."""
    scenario = homogeneous(pass_rate)
    run = engine.start(scenario, seed)
    blocks = run.world.blocks
    n = int(blocks["size"][blocks["segment"] == Segment.OTHER].sum())
    record = empty_record(months_of(scenario), run.world.places.shape[0])
    found = np.zeros((MONTHS, 4), dtype=np.int64)
    for month in range(MONTHS):
        one_month(run, record, month)
        engine.advance(run)
        stages = run.world.people["stage"][: int(run.world.nation[0]["people"])]
        counts = [int((stages == stage).sum()) for stage in (Stage.APPLIED, Stage.STUDYING, Stage.IDLE)]
        assert sum(counts) == stages.size, "nobody waits for an exam"
        found[month] = n - stages.size, *counts
    return found, record


def chain(p: float, months: int, length: int) -> np.ndarray:
    """Shares of the same states: p0 P^t, with every month of study a state of its own.

    Nobody knows of anything when the first month's decisions fall.
    """
    free, applied = np.zeros(months + 1), np.zeros(months + 1)
    free[1] = 1.0
    shares = np.zeros((months, 4))
    shares[0, 0] = 1.0
    for t in range(1, months):
        applied[t] = p * free[t]
        back = applied[t - length - 1] if t > length else 0.0
        free[t + 1] = free[t] - applied[t] + back
        studying = applied[max(0, t - length) : t].sum()
        never = (1.0 - p) ** t
        shares[t] = never, applied[t], studying, 1.0 - never - applied[t] - studying
    return shares


def test_states_are_multinomial() -> None:
    """M24: no peers, fixed supply: state counts of 100,000 people are multinomial with p0 P^t in every month.

    Waiting for the first application is geometric with p = 1 - exp(-1 / decision_interval): so is who was never heard
    of. Nobody passes, so that nobody's choice narrows.
    """
    found, record = states_of(0.001, 0)
    assert not record.counts[:, :, (Count.REFUSED_SEAT, Count.REFUSED_CLOSED)].any()
    p = -np.expm1(-1.0 / INTERVAL)
    shares = chain(p, MONTHS, study_months(HOURS, WEEKLY))
    for month in range(MONTHS):
        expected = shares[month] * found[month].sum()
        tested = expected > 0.0
        assert (found[month][~tested] == 0).all()
        assert tested.sum() == 1 or chi_square_z(found[month][tested], expected[tested]) < LIMIT, month
    waited = np.append(-np.diff(found[:, 0]), found[-1, 0])
    expected = found[0].sum() * np.append(p * (1.0 - p) ** np.arange(MONTHS - 1), (1.0 - p) ** (MONTHS - 1))
    assert chi_square_z(waited, expected) < LIMIT


def test_the_chain_would_notice() -> None:
    """M24: its power: people who decide a twentieth less often, or study a month longer, are no such chain."""
    found, _ = states_of(0.001, 0)
    length = study_months(HOURS, WEEKLY)
    for p, months in ((-np.expm1(-0.95 / INTERVAL), length), (-np.expm1(-1.0 / INTERVAL), length + 1)):
        expected = chain(p, MONTHS, months)[-1] * found[-1].sum()
        assert chi_square_z(found[-1], expected) > LIMIT


def test_fractions_are_the_rates() -> None:
    """M24: of those who start, (1 - drop) complete and `pass_rate` of these pass, within 5 standard errors."""
    _, record = states_of(PASS, 2)
    counts = record.counts[:MONTHS].sum(axis=(0, 1))
    finished = counts[Count.COMPLETIONS_CAMPUS] + counts[Count.COMPLETIONS_ONLINE]
    dropped = counts[Count.DROPOUTS_CAMPUS] + counts[Count.DROPOUTS_ONLINE]
    for part, whole, rate in ((finished, finished + dropped, COMPLETE), (counts[Count.PASSES], finished, PASS)):
        assert whole > 0.7 * PEOPLE
        assert abs(part / whole - rate) < LIMIT * np.sqrt(rate * (1.0 - rate) / whole)
