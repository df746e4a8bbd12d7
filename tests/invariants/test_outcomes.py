"""What a history says: ranges, what may be missing, places that sum to the nation, inputs left as they were."""

from __future__ import annotations

import copy
from dataclasses import replace

import numpy as np
import pytest

from microcred.base.months import parse_month
from microcred.catalogue.outcomes import OUTCOMES
from microcred.engine import history_of
from microcred.engine.columns.run import simulate
from microcred.outcomes.history import History
from microcred.outcomes.record import Record
from microcred.outcomes.reduce import last_year
from microcred.scenario.canonical import pack_digest, scenario_dict, scenario_digest
from microcred.scenario.model import Scenario
from microcred.world.accounts import Account
from microcred.world.states import Count, Sum
from tests.invariants.walk import finished, shipped

YEAR = 12
COSTS = [name for name, outcome in OUTCOMES.items() if outcome.kind == "yuan"]
# Signed by their definition: a change against the first year.
SIGNED = ("match_gain", "match_points")


def test_all_outcomes_are_there(history: History) -> None:
    """I7: every declared outcome, for the nation and, where declared, by place; nothing else."""
    assert set(history.national) == set(OUTCOMES)
    assert set(history.regional) == {name for name, outcome in OUTCOMES.items() if outcome.regional}
    assert len(history.months) == 72
    assert history.months[0] == "2025-01"
    assert history.months[-1] == "2030-12"
    for name, values in history.national.items():
        assert values.shape == (72,), name
    for name, values in history.regional.items():
        assert values.shape == (72, len(history.places)), name


@pytest.mark.parametrize("name", [name for name, outcome in OUTCOMES.items() if outcome.kind == "share"])
def test_shares(name: str, history: History) -> None:
    """I6: shares lie in [0, 1]."""
    for values in (history.national[name], history.regional.get(name, np.zeros(0))):
        known = values[np.isfinite(values)]
        assert ((known >= 0.0) & (known <= 1.0)).all()


def test_nothing_is_negative(history: History) -> None:
    """I6: counts, ratios, lags, vacancies and premiums are not negative."""
    for name, outcome in OUTCOMES.items():
        if outcome.kind == "yuan" or name in SIGNED:
            continue
        known = history.national[name][np.isfinite(history.national[name])]
        assert (known >= 0.0).all(), name


def denominators(record: Record, places: bool) -> dict[str, np.ndarray]:
    """What an outcome is divided by: it may be missing exactly where that is zero."""
    counts = record.counts if places else record.counts.sum(axis=1, keepdims=True)
    sums = record.sums if places else record.sums.sum(axis=1, keepdims=True)
    sat = counts[:, :, Count.COMPLETIONS_CAMPUS] + counts[:, :, Count.COMPLETIONS_ONLINE]
    dropped = counts[:, :, Count.DROPOUTS_CAMPUS] + counts[:, :, Count.DROPOUTS_ONLINE]
    return {
        "match_rate": counts[:, :, Count.EMPLOYED],
        "match_rate_recent": counts[:, :, Count.EMPLOYED_RECENT],
        "satisfaction": last_year(counts[:, :, Count.HIRES]),
        "satisfaction_surveyed": last_year(counts[:, :, Count.SURVEYED]),
        "certified_share": counts[:, :, Count.PROGRAMMES_YEAR],
        "recognition": sums[:, :, Sum.CREDENTIALS],
        "completion_rate": last_year(sat + dropped),
        "content_lag": sums[:, :, Sum.LAG_WEIGHT],
        "cost_per_completer": last_year(sat),
    }


@pytest.mark.parametrize("name", ["invented_baseline", "invented_plan"])
def test_what_is_missing_is_documented(name: str) -> None:
    """I6: NaN only where a denominator is zero or the first year is not over."""
    scenario, done = shipped(name), finished(name, 0)
    history = history_of(scenario, done)
    first = scenario.spin_up
    nation = {key: values[first:, 0] for key, values in denominators(done.record, places=False).items()}
    by_place = {key: values[first:] for key, values in denominators(done.record, places=True).items()}
    rural = np.array([place.setting == "rural" for place in history.places])
    for setting, here in (("urban", ~rural), ("rural", rural)):
        online = done.record.counts[:, here][:, :, [Count.COMPLETIONS_ONLINE, Count.DROPOUTS_ONLINE]]
        nation[f"completion_rate_{setting}"] = last_year(online.sum(axis=(1, 2)))[first:]
    for key, values in history.national.items():
        missing = np.isnan(values)
        if key in SIGNED:
            assert missing.tolist() == (np.arange(72) < YEAR - 1).tolist(), key
        elif key in nation:
            assert missing.tolist() == (nation[key] == 0).tolist(), key
        elif key == "adoption_gap_rural":
            assert missing.tolist() == (history.regional["holders"][:, ~rural].sum(axis=1) == 0).tolist()
        elif key == "adoption_gap_east_west":
            assert missing.sum() == 0
        else:
            assert not missing.any(), key
        assert not np.isinf(values).any(), key
    for key, values in history.regional.items():
        missing = np.isnan(values)
        assert missing.tolist() == (by_place[key] == 0).tolist() if key in by_place else not missing.any(), key


def test_places_sum_to_the_nation(history: History) -> None:
    """I7: people, programmes and money of the places are those of the nation, exactly."""
    for name, outcome in OUTCOMES.items():
        if not outcome.regional or outcome.kind not in ("stock", "flow", "yuan"):
            continue
        places, nation = history.regional[name].sum(axis=1), history.national[name]
        if outcome.kind == "yuan":
            # Yuan with two decimals: equal in whole cents.
            places, nation = np.rint(100.0 * places), np.rint(100.0 * nation)
        assert places.tolist() == nation.tolist(), name


def test_costs_are_the_ledger(history: History) -> None:
    """I2, I7: the costs of all payers are what suppliers outside the model were paid."""
    total = np.rint(100.0 * sum(history.national[name] for name in COSTS if name != "cost_per_completer"))
    supplied = history.ledger[:, :, Account.SUPPLIER].sum(axis=(1, 2)) - history.ledger[:, Account.SUPPLIER].sum(
        axis=(1, 2)
    )
    assert total.tolist() == supplied.tolist()


def test_stocks_that_cannot_fall(history: History) -> None:
    """I4: nobody unlearns; what was revoked stays revoked; a status once named is lost only with the programme."""
    assert (np.diff(history.national["programmes_revoked"]) >= 0).all()
    passes, held = history.national["passes"], history.national["credentials_held"]
    assert (np.diff(held) <= passes[1:]).all()
    assert (history.national["holders"] <= held).all()
    assert (history.national["holders"] <= history.national["aware"]).all()


@pytest.mark.parametrize("name", ["invented_baseline", "invented_plan"])
def test_inputs_are_left_as_they_were(name: str) -> None:
    """I8: scenario and data pack have the same content and hash after a run as before."""
    scenario = replace(shipped(name), spin_up=6, end=parse_month("2026-06"))
    before = copy.deepcopy(scenario_dict(scenario))
    # The cached digests would say the same whatever happened.
    digests = scenario_digest(scenario), pack_digest(scenario.pack)
    pack = copy.deepcopy(scenario.pack)
    history_of(scenario, simulate(scenario, 4))
    assert scenario_dict(scenario) == before
    assert (scenario_digest(scenario), pack_digest(scenario.pack)) == digests
    assert scenario.pack == pack


def test_a_run_leaves_no_trace_in_the_next(plan: Scenario, baseline: Scenario) -> None:
    """I8, R04: a run between two runs of another scenario changes nothing."""
    short = replace(plan, spin_up=6, end=parse_month("2027-06"))
    first = simulate(short, 9).record
    simulate(replace(baseline, spin_up=6, end=parse_month("2025-06")), 10)
    again = simulate(short, 9).record
    for one, other in zip(vars(first).values(), vars(again).values(), strict=True):
        assert one.tobytes() == other.tobytes()
