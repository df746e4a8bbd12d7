"""Levers do all that their row says: loans, pay steps, commitments, the gate, reviews, opting out, inspections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from microcred.base.chance import normal_from, share
from microcred.base.leans import traits
from microcred.base.months import parse_month
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns import run as engine
from microcred.engine.columns.provision import stays_committed
from microcred.engine.columns.run import Columns, simulate
from microcred.outcomes.record import Finished, empty_record
from microcred.rules.decision import income_of, level_factor
from microcred.scenario.frozen import FrozenMap
from microcred.scenario.model import Shock
from microcred.world.accounts import Account, Purpose, empty_flows, whole_cents
from microcred.world.policy import set_month
from microcred.world.programmes import new_programmes
from microcred.world.states import Count, CredentialType, Job, Stage, Status, Sum
from microcred.world.tables import World
from tests.directions.compare import START, booked, counted, country, paid, runs, summed, unchanged
from tests.directions.test_directions import changed
from tests.invariants.same import assert_same_record
from tests.invariants.walk import months_of, one_month, until, with_entry, with_numbers

LOAN = LeverCode.LOAN


def between(done: Sequence[Finished], payer: Account, payee: Account, purpose: int) -> int:
    """Cents that one account paid another for a purpose, of all seeds together."""
    return sum(int(one.record.ledger[country().spin_up :, payer, payee, purpose].sum()) for one in done)


# --- loan ------------------------------------------------------------------------------------------------------


def test_a_loan_brings_learners_whom_the_government_lends_the_price() -> None:
    """4.3, 4.13: more apply; who starts pays less at once, the rest is advanced, and the government bears interest."""
    before, after = unchanged(), runs(changed(("loan", 0.6)))
    assert counted(after, Count.APPLICATIONS).sum() > counted(before, Count.APPLICATIONS).sum()
    lent = between(after, Account.GOVERNMENT, Account.INSTITUTION, LOAN)
    interest = between(after, Account.GOVERNMENT, Account.SUPPLIER, LOAN)
    started = counted(after, Count.ADMITTED).sum()
    assert interest / lent == pytest.approx(country().parameters["loan_interest"], abs=1.0 / (lent / started))
    fees = [booked(done, Purpose.PRICE).sum() / counted(done, Count.ADMITTED).sum() for done in (before, after)]
    assert fees[1] < 0.6 * fees[0]
    repaid = between(after, Account.LEARNER, Account.GOVERNMENT, LOAN)
    assert 0 < repaid < lent
    assert not between(before, Account.LEARNER, Account.GOVERNMENT, LOAN)


def wage_gain(run: Columns, row: int) -> int:
    """Cents by which a month's work in the occupation pays more, by hand."""
    world, p = run.world, run.scenario.parameters
    career = world.careers[row]
    block = world.blocks[career["block"]]
    words = traits(int(world.nation[0]["seed"]), int(block["key"]), int(block["cohort"]), int(career["rank"]))
    income = income_of(float(world.places["income"][block["place"]]), p["income_spread"], normal_from(share(words[1])))
    premium = float(world.occupations["premium"][career["occupation"]])
    return whole_cents(premium * level_factor(int(career["level"]), p["level_premium_step"]) * income)


def test_loans_are_repaid_out_of_the_wage_gain_or_lost() -> None:
    """4.10, I2: in every month what is owed moves by what is lent, repaid and lost, person by person.

    Whoever works in the occupation repays the month's wage gain up to what is owed; nobody else repays anything; what
    those owe who leave is the government's loss.
    """
    scenario = changed(("loan", 0.9))
    run = engine.start(scenario, 1)
    record = empty_record(months_of(scenario), run.world.places.shape[0])
    owed: dict[int, int] = {}
    kinds = {"whole": 0, "part": 0, "lost": 0}
    for index in range(months_of(scenario)):
        one_month(run, record, index)
        flows = record.ledger[index, :, :, LOAN]
        after = dict(zip(run.loans["person"].tolist(), run.loans["owed"].tolist(), strict=True))
        people = run.world.people
        lost = sum(cents for person, cents in owed.items() if people["stage"][person] == Stage.LEFT)
        kinds["lost"] += lost > 0
        moved = flows[Account.GOVERNMENT, Account.INSTITUTION] - flows[Account.LEARNER, Account.GOVERNMENT] - lost
        assert sum(after.values()) == sum(owed.values()) + moved
        assert all(cents > 0 for cents in after.values())
        for person, cents in owed.items():
            career = int(people["career"][person])
            works = career >= 0 and run.world.careers["job"][career] == Job.IN_OCCUPATION
            if people["stage"][person] == Stage.LEFT:
                assert person not in after
            elif works and people["since"][person] < run.month:
                gain = wage_gain(run, career)
                assert after.get(person, 0) == max(0, cents - gain)
                kinds["whole" if gain >= cents else "part"] += 1
            elif not works:
                assert after.get(person, 0) >= cents
        owed = after
        engine.advance(run)
    assert all(kinds.values()), kinds


def test_without_a_loan_nobody_owes() -> None:
    """M5: a loan of nothing is none."""
    run = until(country(), 0, country().start + 24)
    assert run.loans.size == 0


def test_a_loan_that_its_budget_does_not_bear_is_paid_by_the_learner() -> None:
    """4.13: advances and interest count against the budget; who is refused pays the price and owes nothing."""
    scenario = with_entry(country(), "loan", 0.6, START, budget=100_000)
    done = simulate(scenario, 0)
    flows = done.record.ledger[scenario.spin_up :, :, :, LOAN]
    lent = flows[:, Account.GOVERNMENT].sum(axis=1)
    years = [int(lent[max(0, at) : at + 12].sum()) for at in (0, 12, 24)]
    assert all(0 < year <= 100_000 for year in years)
    assert done.stopped
    # Nothing comes back to a budget.
    assert flows[:, Account.LEARNER].sum() > 0


# --- pay step --------------------------------------------------------------------------------------------------


def test_a_pay_step_is_paid_every_month_of_work_for_every_credential() -> None:
    """4.3, 4.10: a twelfth of the year's amount a month, to everybody who works, for each credential that counts."""
    scenario = changed(("pay_step", 1_200.0))
    run = engine.start(scenario, 1)
    record = empty_record(months_of(scenario), run.world.places.shape[0])
    several = 0
    for index in range(months_of(scenario)):
        one_month(run, record, index)
        world = run.world
        careers = world.careers[: int(world.nation[0]["careers"])]
        working = careers[(careers["job"] == Job.IN_OCCUPATION) | (careers["job"] == Job.ELSEWHERE)]
        held = [counting(world, int(person)) for person in working["person"]]
        several += sum(number > 1 for number in held)
        due = 10_000 * sum(held) if run.month >= START else 0
        assert record.ledger[index, Account.EMPLOYER, Account.LEARNER, LeverCode.PAY_STEP] == due
        engine.advance(run)
    assert several > 0


def counting(world: World, person: int) -> int:
    """Credentials of a person that count for work."""
    number, held = 0, int(world.people["last_held"][person])
    while held >= 0:
        number += world.programmes["type"][world.held["programme"][held]] != CredentialType.INTEREST
        held = int(world.held["previous"][held])
    return number


def test_a_pay_step_for_some_costs_only_their_employers() -> None:
    """4.3: for the credentials of one sector it draws more applicants there and is paid to fewer."""
    health = FrozenMap({"sector": ("medicine_health",)})
    some, all_of = runs(changed(("pay_step", 2_400.0), where=health)), runs(changed(("pay_step", 2_400.0)))
    spent = [booked(done, LeverCode.PAY_STEP).sum() for done in (some, all_of)]
    assert 0 < spent[0] < spent[1]
    applied = [counted(done, Count.APPLICATIONS).sum() for done in (unchanged(), some, all_of)]
    assert applied[0] < applied[1] < applied[2]


# --- course commitment -----------------------------------------------------------------------------------------


@cache
def lean_years(commitment: float) -> tuple[Finished, ...]:
    """A year without public money, with a commitment."""
    cut = Shock("fiscal_cut", parse_month("2025-07"), parse_month("2026-06"), 1.0)
    scenario = with_entry(country(), "course_commitment", commitment, country().start)
    return runs(replace(scenario, shocks=(cut,)))


def test_a_commitment_keeps_programmes_open_at_their_institutions_cost() -> None:
    """4.8: the longer it lasts the fewer rest, and institutions pay for it."""
    resting = [int(counted(lean_years(months), Count.PROGRAMMES_SUSPENDED).sum()) for months in (0.0, 30.0, 120.0)]
    assert resting[0] > resting[1] > resting[2]
    assert booked(lean_years(120.0), LeverCode.COURSE_COMMITMENT).sum() > 0


def test_a_year_is_kept_without_a_commitment() -> None:
    """4.8: no programme is suspended in the first year after it opened or resumed: 12 months ask for nothing more."""
    for without, with_a_year in zip(lean_years(0.0), lean_years(12.0), strict=True):
        assert_same_record(country(), without.record, with_a_year.record)


def test_a_commitment_begins_anew_when_a_programme_resumes() -> None:
    """4.8: it counts from when the programme opened, or resumed after a suspension."""
    scenario = with_entry(country(), "course_commitment", 24.0, country().start)
    run = until(scenario, 0, START)
    set_month(run.policy, scenario, START, False)
    flows = empty_flows(run.world.places.shape[0])
    programme = run.world.programmes[0]
    programme["opened"] = START - 60
    for months, stays in ((12, True), (23, True), (24, False), (60, False)):
        programme["since"] = START - months
        assert stays_committed(run.world, run.policy, flows, programme) is stays
    rows = run.world.programmes[: int(run.world.nation[0]["programmes"])]
    there = rows[rows["status"] == Status.OPEN]
    assert (there["since"] >= there["opened"]).all()


# --- registry gate ---------------------------------------------------------------------------------------------


def test_the_registry_gate_phases_in() -> None:
    """4.9: recognition falls over a year, not on the gate's date, and not before it."""
    both = unchanged(), runs(changed(("registry_gate", 1.0)))
    open_, gated = (summed(done, Sum.RECOGNITION) / summed(done, Sum.CREDENTIALS) for done in both)
    fall = open_ - gated
    row = START - country().start
    assert not fall[:row].any()
    assert fall[row + 11] > 0.05
    assert 0.0 < np.diff(fall[row - 1 : row + 12]).max() < 0.25 * fall[row + 11]


# --- reviews, opting out, exit, order training -----------------------------------------------------------------


@pytest.mark.parametrize("reviews", [0, 1, 2])
def test_reviews_delay_an_offer_and_improve_its_teaching(reviews: int) -> None:
    """4.8: each review costs `academic_review_months` and adds `academic_review_quality`; without any it is a month."""
    scenario = with_numbers(country(), academic_review_months=3.0, academic_review_quality=0.05)
    world = engine.start(scenario, 0).world
    offers = np.arange(10)
    rows = [
        new_programmes(
            scenario,
            world.institutions[offers],
            offers,
            world.credentials[offers],
            offers,
            np.full(offers.size, number),
            np.zeros((offers.size, 3)),
            np.full(offers.size, 30.0),
            START,
            0,
        )
        for number in (0, reviews)
    ]
    assert (rows[1]["opened"] == START + 1 + 3 * reviews).all()
    assert rows[1]["teaching"] == pytest.approx(np.minimum(1.0, rows[0]["teaching"] + 0.05 * reviews))


def test_reviews_are_as_many_as_the_lever_says() -> None:
    """4.8: with two reviews instead of none new offers open later and cost institutions more."""
    found = []
    for reviews in (0.0, 2.0):
        done = runs(changed(("academic_review", reviews)))
        waits, launched = 0, 0
        for one in done:
            assert isinstance(one.world, World)
            new = one.world.programmes[: int(one.world.nation[0]["programmes"])]
            waits += int((new["status"] == Status.DEVELOPING).sum())
            launched += int(one.record.counts[country().spin_up :, :, Count.LAUNCHES].sum())
        found.append((waits / launched, booked(done, Purpose.LAUNCH).sum() / launched))
    assert found[1][0] > found[0][0]
    assert found[1][1] > found[0][1]


def test_regions_that_opt_out_have_no_framework() -> None:
    """4.9: it is those whose draw lies under the share; the others carry it out in full."""
    scenario = changed(("framework", 1.0), ("local_opt_out", 0.5))
    for seed in range(6):
        regions = until(scenario, seed, START + 14).world.regions
        assert regions["framework"].tolist() == [0.0 if draw < 0.5 else 1.0 for draw in regions["opt_out_draw"]]


def test_inspections_serve_the_exit_rule_where_nobody_is_surveyed() -> None:
    """4.12: programmes are withdrawn on a yearly inspection too, which the government pays, and none without a rule."""
    after = runs(changed(("exit_rule", 1.0)))
    assert counted(after, Count.PROGRAMMES_REVOKED)[-1].sum() > 0
    assert booked(after, Purpose.INSPECTION).sum() > 0
    assert not booked(after, LeverCode.SURVEY_INTERVAL).any()
    assert paid(after, Account.GOVERNMENT).sum() != paid(unchanged(), Account.GOVERNMENT).sum()


def test_an_inspection_errs_by_its_sample() -> None:
    """4.12: a sample of a programme's hires reads higher or lower than all of them do, and of all of them exactly."""
    off = {}
    for sample in (3.0, 1_000.0):
        scenario = with_numbers(changed(("exit_rule", 1.0)), inspection_sample=sample, exit_threshold=0.0)
        run = until(scenario, 0, START)
        world = run.world
        record = empty_record(1, world.places.shape[0])
        answers = int(world.survey_respondents.sum())
        assert answers == 0
        errors = []
        for _ in range(12):
            before = world.survey_respondents.sum(axis=1), world.survey_satisfied.sum(axis=1)
            one_month(run, record, 0)
            world = run.world
            asked = world.survey_respondents.sum(axis=1)[: before[0].size] - before[0]
            good = world.survey_satisfied.sum(axis=1)[: before[1].size] - before[1]
            for row in np.flatnonzero(asked > 0):
                back = (run.month - np.arange(12)) % world.hires_ring.shape[1]
                hired, liked = world.hires_ring[row, back].sum(), world.satisfied_ring[row, back].sum()
                errors.append(good[row] / asked[row] - liked / hired)
            engine.advance(run)
        off[sample] = np.abs(errors)
    assert off[1_000.0].size > 5
    assert not off[1_000.0].any()
    assert off[3.0].max() > 0.1


def test_order_training_raises_the_part_hired_into_the_occupation() -> None:
    """4.10: of holders with a partner's credential more work in their occupation."""
    inside = []
    for levers in ((("alliance", 1.0),), (("alliance", 1.0), ("order_training", 1.0))):
        numbers = [0, 0]
        for one in runs(changed(*levers)):
            assert isinstance(one.world, World)
            careers = one.world.careers[: int(one.world.nation[0]["careers"])]
            partnered = careers[(careers["class_"] % 2 == 1) & (careers["hired"] >= START)]
            numbers[0] += int((partnered["job"] == Job.IN_OCCUPATION).sum())
            numbers[1] += int((partnered["job"] == Job.ELSEWHERE).sum())
        inside.append(numbers[0] / sum(numbers))
    assert inside[1] == 1.0
    assert inside[0] < 0.95


# --- renewal and partners, each alone --------------------------------------------------------------------------


@pytest.mark.parametrize("levers", [(("renewal_interval", 6.0), ("renewal_minimum", 0.5)), (("alliance", 1.0),)])
def test_renewal_and_partners_each_raise_the_match(levers: tuple[tuple[str, float], ...]) -> None:
    """4.6, 4.11: content kept new, and partners, each give the last year's holders a better match."""

    def match(done: Sequence[Finished]) -> float:
        recent = slice(-12, None)
        return float(summed(done, Sum.MATCH_RECENT)[recent].sum()) / float(
            counted(done, Count.EMPLOYED_RECENT)[recent].sum()
        )

    assert match(runs(changed(*levers))) > match(unchanged())
