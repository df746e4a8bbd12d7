"""Which way each lever and shock moves what it is meant to move, under fixed seeds (model.md section 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from microcred.base.months import parse_month
from microcred.catalogue.levers import LeverCode
from microcred.outcomes.record import Finished
from microcred.scenario.frozen import FrozenMap
from microcred.scenario.model import Scenario, Shock
from microcred.world.accounts import Account, Purpose
from microcred.world.states import FIXED, Count, Gauge, Segment, Status, Sum
from microcred.world.tables import World
from tests.directions.compare import (
    SEEDS,
    START,
    booked,
    counted,
    country,
    gauged,
    paid,
    runs,
    share,
    summed,
    unchanged,
)
from tests.invariants.walk import with_entry

RURAL = FrozenMap({"setting": ("rural",)})
COMPLETED = (Count.COMPLETIONS_CAMPUS, Count.COMPLETIONS_ONLINE)
ENDED = (*COMPLETED, Count.DROPOUTS_CAMPUS, Count.DROPOUTS_ONLINE)
RURAL_PLACES = [1, 3, 5]


def changed(*entries: tuple[str, float], where: FrozenMap[tuple[str, ...]] | None = None) -> Scenario:
    """The baseline with some levers set from the first spring on."""
    scenario = country()
    for lever, value in entries:
        scenario = with_entry(scenario, lever, value, START, **({} if where is None else {"where": where}))
    return scenario


def test_subsidy() -> None:
    """4.3, 4.13: a subsidy brings more applicants and costs the public more, and learners less for each start."""
    before, after = unchanged(), runs(changed(("subsidy", 0.9)))
    assert counted(after, Count.APPLICATIONS).sum() > counted(before, Count.APPLICATIONS).sum()
    assert paid(after, Account.GOVERNMENT).sum() > paid(before, Account.GOVERNMENT).sum()
    fees = [booked(done, Purpose.PRICE).sum() / counted(done, Count.ADMITTED).sum() for done in (before, after)]
    assert fees[1] < 0.5 * fees[0]


def test_levy_pays_for_workers() -> None:
    """4.3, 4.13: reimbursement from the levy fund brings workers, and the fund pays."""
    before, after = unchanged(), runs(changed(("levy_reimbursement", 0.9)))
    assert booked(after, LeverCode.LEVY_REIMBURSEMENT).sum() > 0
    assert counted(after, Count.APPLICATIONS).sum() > counted(before, Count.APPLICATIONS).sum()
    assert paid(after, Account.LEVY_FUND).sum() > paid(before, Account.LEVY_FUND).sum() == 0


def test_rural_infrastructure() -> None:
    """4.1, 4.5: it raises access in the country, there only, and more of those who study online there finish."""
    before, after = unchanged(), runs(changed(("infrastructure_spend", 400.0), where=RURAL))
    for one, other in zip(before, after, strict=True):
        assert isinstance(one.world, World)
        assert isinstance(other.world, World)
        higher = other.world.places["access"] > one.world.places["access"]
        assert higher.tolist() == [False, True, False, True, False, True]
    rates = []
    for done in (before, after):
        sat = counted(done, Count.COMPLETIONS_ONLINE)[:, RURAL_PLACES]
        dropped = counted(done, Count.DROPOUTS_ONLINE)[:, RURAL_PLACES]
        rates.append(share(sat, sat + dropped))
    assert rates[1] > rates[0] + 0.05
    assert booked(after, LeverCode.INFRASTRUCTURE_SPEND).sum() > 0


def test_urban_learners_online_finish_more_often() -> None:
    """4.5: where access is better, more of those who study online finish; on campus it makes no difference."""
    done = unchanged()
    rural = np.zeros(6, dtype=bool)
    rural[RURAL_PLACES] = True
    rate = {}
    for mode, sat, dropped in (
        ("online", Count.COMPLETIONS_ONLINE, Count.DROPOUTS_ONLINE),
        ("campus", Count.COMPLETIONS_CAMPUS, Count.DROPOUTS_CAMPUS),
    ):
        for name, places in (("rural", rural), ("urban", ~rural)):
            rate[mode, name] = share(counted(done, sat)[:, places], counted(done, sat, dropped)[:, places])
    assert rate["online", "urban"] > rate["online", "rural"] + 0.1
    assert rate["campus", "rural"] > rate["online", "rural"]
    assert rate["campus", "urban"] > rate["online", "urban"]


def lag(done: Sequence[Finished]) -> float:
    """Mean content lag of the last two years, months."""
    months = slice(-24, None)
    return float(summed(done, Sum.LAG)[months].sum()) / FIXED / float(summed(done, Sum.LAG_WEIGHT)[months].sum())


def test_renewal_and_surveys_keep_content_fresh() -> None:
    """4.6, 4.12: yearly reviews of more content lower the lag, and surveys lower it further."""
    before = unchanged()
    renewed = runs(changed(("renewal_interval", 12.0), ("renewal_minimum", 0.3)))
    surveyed = runs(changed(("renewal_interval", 12.0), ("renewal_minimum", 0.3), ("survey_interval", 3.0)))
    assert lag(before) > lag(renewed) > lag(surveyed)
    assert booked(renewed, Purpose.REVIEW).sum() > booked(before, Purpose.REVIEW).sum()
    assert booked(surveyed, LeverCode.SURVEY_INTERVAL).sum() > 0


def test_minima_raise_the_match_of_holders_and_the_cost_of_teaching() -> None:
    """4.6: more practice and projects: better matched holders, dearer teaching."""
    before, after = unchanged(), runs(changed(("practice_minimum", 0.3), ("project_minimum", 0.4)))

    def match(done: Sequence[Finished]) -> float:
        recent = slice(-12, None)
        employed = counted(done, Count.EMPLOYED_RECENT).sum(axis=1)[recent]
        return float(summed(done, Sum.MATCH_RECENT)[recent].sum()) / float(employed.sum())

    assert match(after) > match(before)
    teaching = [booked(done, Purpose.TEACHING).sum() / counted(done, Count.ADMITTED).sum() for done in (before, after)]
    assert teaching[1] > teaching[0]


def certified(done: Sequence[Finished]) -> float:
    """Certified share of the last month."""
    counts = counted(done, Count.PROGRAMMES_CERTIFIED), counted(done, Count.PROGRAMMES_YEAR)
    return share(counts[0][-1:], counts[1][-1:])


def test_certification_levers() -> None:
    """4.9: a mandate, support, a lower cost and more capacity under a mandate each certify more programmes."""
    none = certified(unchanged())
    mandated = certified(runs(changed(("certification_mandate", 1.0))))
    assert mandated > none + 0.1
    assert certified(runs(changed(("certification_support", 0.8)))) > none
    assert certified(runs(changed(("certification_cost", 0.2)))) > none
    ample = runs(changed(("certification_mandate", 1.0), ("certification_capacity", 4.0)))
    queue = runs(changed(("certification_mandate", 1.0)))
    assert gauged(ample, Gauge.QUEUE).sum() < gauged(queue, Gauge.QUEUE).sum()
    assert booked(ample, LeverCode.CERTIFICATION_CAPACITY).sum() > 0


def test_fiscal_cut() -> None:
    """4.8, 4.13: while budgets are cut, less is granted, month by month, and not before."""
    first, last = parse_month("2026-01"), parse_month("2026-12")
    shocked = replace(country(), shocks=(Shock("fiscal_cut", first, last, 0.5),))
    before, after = booked(unchanged(), LeverCode.PUBLIC_GRANT), booked(runs(shocked), LeverCode.PUBLIC_GRANT)
    start = first - country().start
    assert before[:start].tolist() == after[:start].tolist()
    assert after[start : start + 12].sum() < 0.75 * before[start : start + 12].sum()
    assert (after[start : start + 3] <= 0.6 * before[start : start + 3]).all()


def test_outreach_and_platform_reach_people() -> None:
    """4.2: campaigns, and a platform, make more people aware."""
    aware = [
        sum(int(one.record.aware[-1].sum()) for one in done) for done in (unchanged(), runs(changed(("outreach", 4.0))))
    ]
    assert aware[1] > aware[0]
    platform = sum(int(one.record.aware[-1].sum()) for one in runs(changed(("platform", 1.0))))
    assert platform > aware[0]


def test_learner_support() -> None:
    """4.5: support of those who study lets more of them sit the exam."""
    before, after = unchanged(), runs(changed(("learner_support", 1.0)))
    rates = [share(counted(done, *COMPLETED), counted(done, *ENDED)) for done in (before, after)]
    assert rates[1] > rates[0]


def test_openness_lets_workers_in() -> None:
    """4.3: where more institutions are open to the public, more people outside school apply."""
    after = runs(changed(("public_openness", 1.0)))
    outside = []
    for done in (unchanged(), after):
        total = 0
        for one in done:
            assert isinstance(one.world, World)
            people = one.world.people[: one.world.nation[0]["people"]]
            total += int((one.world.blocks["segment"][people["block"]] == Segment.OTHER).sum())
        outside.append(total)
    assert outside[1] > 1.3 * outside[0]


def test_alliance() -> None:
    """4.7, 4.11: allied enterprises are partners of more programmes and start more standards."""
    before, after = unchanged(), runs(changed(("alliance", 1.0)))
    last = slice(-12, None)
    assert (
        counted(after, Count.PROGRAMMES_PARTNERED)[last].sum() > counted(before, Count.PROGRAMMES_PARTNERED)[last].sum()
    )
    assert gauged(after, Gauge.CERTIFICATES)[-1] > gauged(before, Gauge.CERTIFICATES)[-1]
    assert gauged(after, Gauge.COVERED)[-1] > gauged(before, Gauge.COVERED)[-1]
    assert booked(after, LeverCode.ALLIANCE).sum() > 0


def test_recognition_levers() -> None:
    """4.9: framework, verification and credit transfer each raise recognition; a gate lowers it."""

    def recognised(*entries: tuple[str, float]) -> float:
        done = runs(changed(*entries)) if entries else unchanged()
        return float(summed(done, Sum.RECOGNITION)[-1]) / float(summed(done, Sum.CREDENTIALS)[-1])

    none = recognised()
    framework = recognised(("framework", 1.0))
    assert framework > none
    assert recognised(("verification", 1.0)) > none
    assert recognised(("framework", 1.0), ("credit_transfer", 1.0)) > framework
    assert recognised(("framework", 1.0), ("local_opt_out", 1.0)) < framework
    assert recognised(("registry_gate", 1.0)) < none


def test_exit_rule_withdraws_and_registry_lists() -> None:
    """4.9, 4.12: with surveys, the exit rule revokes; without the rule nothing is revoked; a registry lists."""
    assert not counted(unchanged(), Count.PROGRAMMES_REVOKED).any()
    assert not counted(unchanged(), Count.PROGRAMMES_LISTED).any()
    after = runs(changed(("exit_rule", 1.0), ("survey_interval", 3.0), ("registry", 1.0)))
    assert counted(after, Count.PROGRAMMES_REVOKED)[-1].sum() > 0
    assert counted(after, Count.PROGRAMMES_LISTED)[-1].sum() > 0


def test_order_training_puts_holders_into_their_occupation() -> None:
    """4.10: partners who train to order hire into the occupation, and pay for it."""
    before = runs(changed(("alliance", 1.0)))
    after = runs(changed(("alliance", 1.0), ("order_training", 1.0)))
    assert booked(after, LeverCode.ORDER_TRAINING).sum() > 0
    match = [summed(done, Sum.MATCH_LEVEL).sum() / counted(done, Count.EMPLOYED).sum() for done in (before, after)]
    assert match[1] > match[0]


@pytest.mark.parametrize(("value", "sign"), [(1.0, 1), (-0.5, -1)])
def test_demand_shift(value: float, sign: int) -> None:
    """4.10: more demand leaves more vacancies open and a higher premium, less demand the opposite."""
    shock = Shock("demand_shift", START, START + 23, value)
    before, after = unchanged(), runs(replace(country(), shocks=(shock,)))
    month = START + 23 - country().start
    for gauge in (Gauge.VACANCIES, Gauge.PREMIUM):
        assert sign * (gauged(after, gauge)[month] - gauged(before, gauge)[month]) > 0


def test_technology_jump() -> None:
    """4.6: a jump of technology leaves all content as many months further behind, at once."""
    before = unchanged()
    after = runs(replace(country(), shocks=(Shock("technology_jump", START, START, 12.0),)))
    month = START - country().start
    lags = [summed(done, Sum.LAG)[month] / FIXED / summed(done, Sum.LAG_WEIGHT)[month] for done in (before, after)]
    assert lags[1] - lags[0] == pytest.approx(12.0, abs=1.0)


def test_fraud_cleanup() -> None:
    """4.8: a clean-up revokes weak programmes, and only these."""
    after = runs(replace(country(), shocks=(Shock("fraud_cleanup", START, START + 11, 0.5),)))
    weak, sound = 0, 0
    for one in after:
        assert isinstance(one.world, World)
        programmes = one.world.programmes[: one.world.nation[0]["programmes"]]
        revoked = programmes[programmes["status"] == Status.REVOKED]
        weak, sound = weak + int(revoked["weak"].sum()), sound + int((~revoked["weak"]).sum())
    assert weak > 5
    assert sound == 0


def test_evaluation_spread_serves_the_west() -> None:
    """4.9: exam seats and certificates spread out of the core: more of the learners outside it sit their exam."""
    before, after = unchanged(), runs(changed(("evaluation_spread", 0.9)))
    outside = slice(2, 6)
    rates = [
        share(counted(done, *COMPLETED)[:, outside], counted(done, *ENDED)[:, outside]) for done in (before, after)
    ]
    assert rates[1] > rates[0]
    assert booked(after, LeverCode.EVALUATION_SPREAD).sum() > 0


def test_development_is_faster_by_the_fast_channel() -> None:
    """4.7: a shorter time from start to standard brings standards sooner."""
    before = runs(changed(("alliance", 1.0)))
    after = runs(changed(("alliance", 1.0), ("development_time", 4.0)))
    year = slice(6, 30)
    assert gauged(after, Gauge.CERTIFICATES)[year].sum() > gauged(before, Gauge.CERTIFICATES)[year].sum()


def test_more_grant_keeps_more_programmes() -> None:
    """4.8: a higher grant keeps and opens more programmes; no grant loses them."""
    lavish, none = runs(changed(("public_grant", 1_500.0))), runs(changed(("public_grant", 0.0)))
    supply = [int(counted(done, Count.PROGRAMMES_OPEN)[-1].sum()) for done in (none, unchanged(), lavish)]
    assert supply[0] < supply[1] < supply[2]


def test_awards_follow_the_quota() -> None:
    """4.12: projects are named up to the quota each January, never without one."""
    assert not counted(unchanged(), Count.PROGRAMMES_AWARDED).any()
    entries = (("survey_interval", 3.0), ("certification_mandate", 1.0), ("certification_capacity", 4.0))
    minima = (("practice_minimum", 0.3), ("project_minimum", 0.4), ("alliance", 1.0))
    # Two surveyed years after the first spring: the first January that can name a project is 2028's.
    after = runs(replace(changed(*entries, *minima, ("demonstration_quota", 2.0)), end=parse_month("2028-03")))
    named = counted(after, Count.PROGRAMMES_AWARDED).sum(axis=1)
    rises = np.flatnonzero(np.diff(named) > 0) + 1
    assert rises.size
    assert all((country().start + int(month)) % 12 == 0 for month in rises)
    assert np.diff(named).max() <= 2 * len(SEEDS)
