"""I2: a yearly budget is spent on what it is for, never overdrawn, and its end is reported."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from microcred.base.months import parse_month
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.certification import support_left
from microcred.engine.columns.provision import support_expected
from microcred.engine.columns.run import live, simulate, start
from microcred.outcomes.record import empty_record
from microcred.scenario.model import Clause, LeverSchedule, Scenario, Shock
from microcred.world.accounts import whole_cents
from microcred.world.policy import set_month
from microcred.world.states import Count
from tests.invariants.walk import learners_of, one_month, shipped, until, walk, with_levers, with_numbers

START = parse_month("2026-03")
# A value of each lever that keeps a budget, and a budget in cents that its payments use up.
BUDGETED = {
    "subsidy": (0.5, 200_000),
    "levy_reimbursement": (0.5, 100_000),
    "public_grant": (600.0, 1_500_000),
    "certification_support": (0.5, 60_000),
    "infrastructure_spend": (40.0, 20_000_000),
    "learner_support": (0.5, 200_000),
}
MONTHS = 12


def only_entry(scenario: Scenario, lever: str, value: float, budget: int | None) -> Scenario:
    """The scenario with one entry of a lever that rests otherwise."""
    short = replace(scenario, spin_up=12, end=parse_month("2028-06"))
    entry = Clause(lever, value, START, budget=budget)
    return with_levers(short, **{lever: LeverSchedule(0.0, (entry,))})


@pytest.mark.parametrize("lever", BUDGETED)
def test_a_budget_is_kept(lever: str, baseline: Scenario) -> None:
    """I2: in every year, what is spent and what is left are the budget; somebody goes unpaid; January begins anew."""
    value, budget = BUDGETED[lever]
    scenario = only_entry(baseline, lever, value, budget)
    spent: dict[int, int] = {}
    refused = set()
    for month in walk(scenario, 0):
        paid = int(month.record.ledger[month.index, :, :, LeverCode[lever.upper()]].sum())
        if month.month < START:
            assert paid == 0
            continue
        year = month.month // MONTHS
        spent[year] = spent.get(year, 0) + paid
        assert month.after.remaining.max() == budget - spent[year]
        if month.before.stopped.any() and month.month % MONTHS:
            assert paid == 0, "a stopped entry pays"
        if month.after.stopped.any():
            refused.add(year)
    assert len(spent) == 3
    assert all(0 < amount <= budget for amount in spent.values())
    assert {START // MONTHS, START // MONTHS + 1} <= refused, "choose a smaller budget for this test"


def test_the_end_of_a_budget_is_reported_once_a_year(baseline: Scenario) -> None:
    """I2: the run says in which months a budget ran out."""
    value, budget = BUDGETED["public_grant"]
    done = simulate(only_entry(baseline, "public_grant", value, budget), 0)
    years = [month // MONTHS for _, month in done.stopped]
    assert years
    assert sorted(set(years)) == years


@pytest.mark.parametrize("lever", BUDGETED)
def test_a_budget_of_nothing_pays_nothing(lever: str, baseline: Scenario) -> None:
    """M11: nothing is spent."""
    value, _ = BUDGETED[lever]
    done = simulate(only_entry(baseline, lever, value, 0), 0)
    assert not done.record.ledger[:, :, :, LeverCode[lever.upper()]].any()


def test_a_fiscal_cut_takes_its_share_of_a_budget(baseline: Scenario) -> None:
    """I2: what may be spent in a year that begins under a cut is the smaller budget."""
    value, budget = BUDGETED["public_grant"]
    scenario = replace(
        only_entry(baseline, "public_grant", value, budget),
        shocks=(Shock("fiscal_cut", parse_month("2027-01"), parse_month("2027-12"), 0.25),),
    )
    paid = simulate(scenario, 0).record.ledger[scenario.spin_up :, :, :, LeverCode.PUBLIC_GRANT].sum(axis=(1, 2))
    by_year = [int(np.sum(paid[year : year + MONTHS])) for year in (12, 24)]
    assert by_year[1] <= 0.75 * budget < by_year[0] <= budget


# Hardly anybody (one in a thousand) comes as far as the exam without support, and everybody with it.
ONLY_SUPPORT = {
    "completion_campus": 0.001,
    "completion_online_reference": 0.001,
    "completion_ability": 0.0,
    "completion_access_slope": 0.0,
    "completion_support": 20.0,
    "exam_headroom": 100.0,
}


def test_support_that_was_refused_does_not_act(baseline: Scenario) -> None:
    """I2: who comes as far as the exam is who was paid for, however long ago, and hardly anybody else."""
    scenario = with_numbers(only_entry(baseline, "learner_support", 1.0, 500_000), **ONLY_SUPPORT)
    run = start(scenario, 0)
    done = live(run, None)
    assert done.stopped
    counts = done.record.counts.sum(axis=(0, 1))
    cents = int(done.record.ledger[:, :, :, LeverCode.LEARNER_SUPPORT].sum())
    supported, rest = divmod(cents, whole_cents(scenario.parameters["support_cost"]))
    sat = int(counts[Count.COMPLETIONS_CAMPUS] + counts[Count.COMPLETIONS_ONLINE])
    assert rest == 0
    underway = learners_of(run)
    left = int(counts[Count.LEFT_STUDYING])
    assert 0 < sat < counts[Count.ADMITTED] / 2
    lucky = 5
    assert -lucky <= supported - sat - np.count_nonzero(underway["support"]) <= left


def test_support_counts_for_whoever_it_was_paid_for(baseline: Scenario) -> None:
    """I2: a learner who began before the entry has no support, one who was paid for keeps it when the entry ends."""
    whole = only_entry(baseline, "learner_support", 1.0, None)
    entry = replace(whole.levers["learner_support"].clauses[0], end=START + 1)
    scenario = with_numbers(with_levers(whole, learner_support=LeverSchedule(0.0, (entry,))), **ONLY_SUPPORT)
    sat = simulate(scenario, 0).record.counts[
        scenario.spin_up :, :, (Count.COMPLETIONS_CAMPUS, Count.COMPLETIONS_ONLINE)
    ]
    by_month = sat.sum(axis=(1, 2))
    start = START - scenario.start
    lucky = 5
    assert by_month[: start + 1].sum() <= lucky, "somebody who began before was supported"
    assert by_month[start + 2 :].sum() > 4 * lucky, "the support of those who began under it was lost"


def test_a_certificate_whose_support_was_refused_is_borne_alone(baseline: Scenario) -> None:
    """I2: a programme that paid its certificate alone counts the whole cost as long as the certificate lasts."""
    scenario = only_entry(baseline, "certification_support", 0.5, 60_000)
    run = until(scenario, 0, parse_month("2027-02"))
    set_month(run.policy, scenario, parse_month("2027-02"), False)
    rows = run.world.programmes[: int(run.world.nation[0]["programmes"])]
    alone = np.flatnonzero(rows["unsupported"] & rows["certified"])
    assert alone.size
    for row in rows[alone]:
        assert support_expected(run.policy, row) == 0.0
        row["certified"] = False
        assert support_expected(run.policy, row) == 0.5
    helped = rows[~rows["unsupported"]]
    assert all(support_expected(run.policy, row) == 0.5 for row in helped)


def test_nobody_applies_for_support_that_has_run_out(baseline: Scenario) -> None:
    """I2: in the month in which the budget ends, applications count on none of it."""
    scenario = only_entry(baseline, "certification_support", 0.5, 60_000)
    run = until(scenario, 0, START)
    set_month(run.policy, scenario, START, False)
    programme = run.world.programmes[0]
    assert support_left(run.policy, programme) == 0.5
    run.policy.stopped[:] = True
    assert support_left(run.policy, programme) == 0.0


def supported(budget: int) -> set[tuple[int, int]]:
    """Who is supported in the first month of a budget, all else the same."""
    scenario = only_entry(shipped("invented_baseline"), "learner_support", 0.5, budget)
    run = until(scenario, 6, START)
    one_month(run, empty_record(1, run.world.places.shape[0]), 0)
    learners = learners_of(run)
    served = learners[learners["support"] > 0.0]
    return set(zip(served["block"].tolist(), served["rank"].tolist(), strict=True))


def test_more_money_serves_the_same_and_others() -> None:
    """M19: whom a smaller budget serves in its first month a larger one serves too."""
    cost = round(50 * shipped("invented_baseline").parameters["support_cost"])
    served = [supported(cost * many) for many in (1, 3, 6, 1000)]
    assert 0 < len(served[0]) < len(served[1]) < len(served[2]) <= len(served[3])
    for fewer, more in pairwise(served):
        assert fewer <= more
