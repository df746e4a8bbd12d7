"""M10-M13: without awareness nothing, without money no help, without dropout everybody, and plenty is no limit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from microcred.base.months import parse_month
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.run import simulate
from microcred.rules.study import study_months
from microcred.scenario.model import Clause, LeverSchedule, Scenario
from microcred.world.accounts import Account, Purpose
from microcred.world.states import Count
from tests.invariants.same import assert_same_record
from tests.invariants.walk import with_levers, with_numbers

NOBODY_HEARS = {
    "aware_start_student": 0.0,
    "aware_start_worker": 0.0,
    "aware_start_other": 0.0,
    "aware_entrant": 0.0,
    "external_influence_student": 0.0,
    "external_influence_worker": 0.0,
    "external_influence_other": 0.0,
}
# What people do; everything else is about programmes.
BY_PEOPLE = [count for count in Count if not count.name.startswith("PROGRAMMES") and count != Count.LAUNCHES]
BUDGETED = {
    "subsidy": 0.5,
    "levy_reimbursement": 0.5,
    "public_grant": 600.0,
    "certification_support": 0.5,
    "infrastructure_spend": 40.0,
    "learner_support": 0.5,
}


@pytest.mark.parametrize("peers", [0.0, 10.0])
def test_without_awareness_nothing_happens(peers: float, short_plan: Scenario) -> None:
    """M10: nobody aware, no campaign: no applicant, no learner, no holder, nothing paid for them, whatever peers do."""
    scenario = with_numbers(short_plan, **NOBODY_HEARS, peer_influence=peers)
    record = simulate(scenario, 1).record
    assert not record.aware.any()
    assert not record.holders.any()
    assert not record.credentials.any()
    assert not record.counts[:, :, BY_PEOPLE].any()
    for purpose in (LeverCode.SUBSIDY, LeverCode.PUBLIC_GRANT, LeverCode.LEARNER_SUPPORT, Purpose.PRICE):
        assert not record.ledger[:, :, :, purpose].any()
    assert not record.ledger[:, Account.LEARNER].any()
    assert record.counts[:, :, Count.PROGRAMMES_OPEN].any()


@pytest.mark.parametrize("lever", BUDGETED)
def test_a_budget_of_nothing_is_no_policy(lever: str, short_baseline: Scenario) -> None:
    """M11: an entry whose budget is nothing gives the run without it, for nobody can be helped."""
    without = with_levers(short_baseline, **{lever: LeverSchedule(0.0)})
    entry = Clause(lever, BUDGETED[lever], parse_month("2025-07"), budget=0)
    penniless = with_levers(short_baseline, **{lever: LeverSchedule(0.0, (entry,))})
    assert_same_record(without, simulate(without, 1).record, simulate(penniless, 1).record)


@pytest.mark.parametrize("lever", BUDGETED)
def test_a_budget_of_plenty_is_no_budget(lever: str, short_baseline: Scenario) -> None:
    """M13: a budget beyond all that can be spent limits nothing."""
    entry = Clause(lever, BUDGETED[lever], parse_month("2025-07"))
    free = with_levers(short_baseline, **{lever: LeverSchedule(0.0, (entry,))})
    rich = with_levers(short_baseline, **{lever: LeverSchedule(0.0, (replace(entry, budget=10**15),))})
    one, other = simulate(free, 1), simulate(rich, 1)
    assert one.record.ledger[:, :, :, LeverCode[lever.upper()]].any()
    assert_same_record(free, one.record, other.record)
    assert other.stopped == ()


def test_exam_seats_of_plenty_are_no_limit(short_plan: Scenario) -> None:
    """M13: once nobody waits, more seats change nothing."""
    one = simulate(with_numbers(short_plan, exam_headroom=50.0), 1).record
    other = simulate(with_numbers(short_plan, exam_headroom=100.0), 1).record
    assert_same_record(short_plan, one, other)


# One duration for everybody: equal hours, equal weeks; and nobody grows too old while studying.
ONE_DURATION = {
    "level_hours_step": 0.0,
    "weak_share": 0.0,
    "weekly_hours_student": 5.0,
    "weekly_hours_worker": 5.0,
    "weekly_hours_other": 5.0,
    "completion_ability": 0.0,
    "completion_access_slope": 0.0,
    "utility_constant_worker": -50.0,
}


def completions(counts: np.ndarray) -> np.ndarray:
    """People who sat the exam, by month and place."""
    return np.asarray(counts[:, :, Count.COMPLETIONS_CAMPUS] + counts[:, :, Count.COMPLETIONS_ONLINE])


@pytest.mark.parametrize("hours", [20.0, 60.0, 100.0])
def test_without_dropout_all_who_start_finish_on_time(hours: float, short_plan: Scenario) -> None:
    """M12: with no dropout and seats in every exam, completions are the admissions of a duration ago."""
    scenario = with_numbers(
        short_plan,
        **ONE_DURATION,
        hours=hours,
        completion_campus=0.999999,
        completion_online_reference=0.999999,
        completion_support=20.0,
        exam_headroom=100.0,
    )
    scenario = with_levers(scenario, learner_support=LeverSchedule(1.0))
    record = simulate(scenario, 1).record
    duration = study_months(hours, 5.0)
    assert not record.counts[:, :, (Count.DROPOUTS_CAMPUS, Count.DROPOUTS_ONLINE, Count.LEFT_STUDYING)].any()
    admitted = record.counts[:, :, Count.ADMITTED]
    assert admitted.sum() > 100
    assert completions(record.counts)[duration:].tolist() == admitted[:-duration].tolist()
    assert not completions(record.counts)[:duration].any()


def test_with_dropout_for_all_nobody_finishes(short_plan: Scenario) -> None:
    """M12: nobody sits an exam, nobody holds anything, and all who start drop out."""
    # The access slope lowers the chance further: no learner comes near one in a million.
    scenario = with_numbers(
        short_plan,
        completion_campus=0.001,
        completion_online_reference=0.001,
        completion_ability=0.0,
        completion_support=-20.0,
        completion_fragmented=0.0,
        completion_access_slope=20.0,
    )
    scenario = with_levers(scenario, learner_support=LeverSchedule(1.0))
    record = simulate(scenario, 1).record
    assert record.counts[:, :, Count.ADMITTED].sum() > 100
    assert not completions(record.counts).any()
    assert not record.holders.any()
    assert not record.counts[:, :, Count.PASSES].any()
    assert record.counts[:, :, (Count.DROPOUTS_CAMPUS, Count.DROPOUTS_ONLINE)].sum() > 100
