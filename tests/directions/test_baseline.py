"""Without any policy nothing is pinned, jumps or collapses (model.md, remarks marked ▸)."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from microcred.base.months import parse_month
from microcred.catalogue.outcomes import OUTCOMES
from microcred.engine import history_of
from microcred.engine.columns.run import simulate
from microcred.outcomes.history import History
from microcred.world.states import Count
from tests.invariants.walk import finished, shipped, with_entry

SEEDS = (0, 1, 2, 3, 4, 5)
SHARES = [name for name, outcome in OUTCOMES.items() if outcome.kind == "share"]


@cache
def history(seed: int, name: str = "invented_baseline") -> History:
    """Every outcome of a run."""
    return history_of(shipped(name), finished(name, seed))


def mean(name: str) -> np.ndarray:
    """A national outcome by month, mean over the seeds."""
    return np.asarray(np.mean([history(seed).national[name] for seed in SEEDS], axis=0))


def test_supply_is_steady() -> None:
    """4.8 ▸: open programmes neither collapse nor multiply, in the first year and over six years."""
    supply = mean("programmes_open")
    assert 0.9 * supply[0] < supply[11] < 1.1 * supply[0]
    assert 0.8 * supply[0] < supply[-1] < 1.25 * supply[0]
    assert (supply > 0.75 * supply[0]).all()
    assert np.abs(np.diff(supply)).max() < 0.06 * supply[0]


@pytest.mark.parametrize("seed", SEEDS)
def test_supply_lasts_in_every_run(seed: int) -> None:
    """4.8 ▸: no run loses its supply."""
    supply = history(seed).national["programmes_open"]
    assert supply[11] > 0.8 * supply[0]
    assert supply.min() > 0.55 * supply[0]


def test_demand_is_steady() -> None:
    """2 ▸: the spin-up settled learners: the first recorded year has about the applicants of the year before."""
    counts = [finished("invented_baseline", seed).record.counts[:, :, Count.APPLICATIONS].sum(axis=1) for seed in SEEDS]
    years = np.sum(counts, axis=0).reshape(-1, 12).sum(axis=1)
    spun = shipped("invented_baseline").spin_up // 12
    assert 0.85 < years[spun] / years[spun - 1] < 1.2
    assert (np.diff(years[spun:]) < 0.35 * years[spun:-1]).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_recognition_at_the_start(seed: int) -> None:
    """4.9: today's credentials are recognised by .14 to .28 of receivers."""
    assert 0.14 < history(seed).national["recognition"][0] < 0.28


@pytest.mark.parametrize("name", ["match_rate", "recognition"])
@pytest.mark.parametrize("seed", SEEDS)
def test_stocks_of_holders_move_slowly(name: str, seed: int) -> None:
    """4.6 ▸: with one fixed requirement the match rate was a step; it moves by points, not by tens of points."""
    values = history(seed).national[name]
    assert np.abs(np.diff(values)).max() < 0.04
    assert np.unique(values).size > 48


@pytest.mark.parametrize("name", SHARES)
def test_nothing_is_pinned(name: str) -> None:
    """4.6, 4.9 ▸: no share is 1 in the first month, or stands at 0 or 1 for the whole baseline."""
    if name == "satisfaction_surveyed":
        assert all(np.isnan(history(seed).national[name]).all() for seed in SEEDS), "nobody is surveyed"
        return
    values = np.array([history(seed).national[name] for seed in SEEDS])
    known = values[np.isfinite(values)]
    assert (values[:, 0] < 1.0)[np.isfinite(values[:, 0])].all()
    assert 0.02 < known.mean() < 0.98
    assert np.unique(known).size > 5


@pytest.mark.parametrize(
    "name", ["enrolled", "holders", "vacancies", "programmes_open", "match_rate", "certified_share"]
)
def test_the_first_recorded_month_is_no_break(name: str) -> None:
    """2 ▸: what the spin-up settled goes on: the first month's step is of the size of the next ones."""
    values = mean(name)
    steps = np.abs(np.diff(values[:13]))
    assert steps[0] <= 4.0 * steps[1:].mean() + 1e-9


@pytest.mark.parametrize("lever", ["framework", "platform"])
def test_systems_phase_in(lever: str) -> None:
    """4.9 ▸: levers inside the logistic jumped on their date: framework and platform take effect over a year."""
    start = parse_month("2026-01")
    values = []
    for seed in SEEDS[:3]:
        scenario = with_entry(replace(shipped("invented_baseline"), end=parse_month("2027-12")), lever, 1.0, start)
        before = history(seed).national["recognition"]
        risen = history_of(scenario, simulate(scenario, seed)).national["recognition"] - before[:36]
        values.append(risen)
    rise = np.mean(values, axis=0)
    row = start - shipped("invented_baseline").start
    assert not rise[:row].any()
    assert rise[row + 11] > 0.05
    assert np.diff(rise[row - 1 : row + 12]).max() < 0.25 * rise[row + 11]


def test_markets_settle() -> None:
    """4.10 ▸: vacancies and premium stay where 2025 has them; holders are not all hired at once."""
    vacancies, premium = mean("vacancies"), mean("wage_premium")
    assert 0.95 < vacancies[11] / vacancies[0] < 1.25
    assert 0.05 < premium.min() <= premium.max() < 0.11
    seeking = []
    for seed in SEEDS:
        counts = finished("invented_baseline", seed).record.counts.sum(axis=1)
        seeking.append(counts[40:, Count.HIRES].sum() / counts[40:, Count.PASSES].sum())
    assert 0.5 < np.mean(seeking) < 1.5


def test_the_countryside_and_the_west_lag() -> None:
    """4.1, 4.5: adoption is lower in rural places and in the west, and neither gap is closed or total."""
    for name in ("adoption_gap_rural", "adoption_gap_east_west"):
        values = mean(name)
        assert (values > 0.05).all()
        assert (values < 1.0).all()
