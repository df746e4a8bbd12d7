"""Patterns that real take-up shows, each with a deliberately wrong submodel that must fail it (M28)."""

from __future__ import annotations

from functools import cache

import pytest

from microcred.engine import history_of
from microcred.outcomes.record import Finished
from microcred.scenario import load_pack
from microcred.scenario.model import Scenario
from microcred.world.states import Count, Segment
from tests.directions.compare import country, runs, unchanged
from tests.rules.test_decision_experiments import participation, voucher_effect


def online_rate(done: tuple[Finished, ...], places: slice) -> float:
    """Share of those who end an online course that sit its exam; urban places have even numbers."""
    sat = sum(one.record.counts[:, places, Count.COMPLETIONS_ONLINE].sum() for one in done)
    dropped = sum(one.record.counts[:, places, Count.DROPOUTS_ONLINE].sum() for one in done)
    return float(sat / (sat + dropped))


def cities_lead(done: tuple[Finished, ...]) -> bool:
    """Online, learners in cities sit the exam clearly more often than those in the countryside."""
    return online_rate(done, slice(0, None, 2)) > online_rate(done, slice(1, None, 2)) + 0.1


@cache
def without(**values: float) -> tuple[Finished, ...]:
    """The invented country with a submodel switched off by its parameters."""
    return runs(country().with_parameters(values))


def test_cities_lead_in_completion() -> None:
    """M28: urban > rural online; without any effect of digital access on completion the pattern fails."""
    assert cities_lead(unchanged())
    assert not cities_lead(without(completion_access_slope=0.0))


def applicants_per_person(done: tuple[Finished, ...], plan: Scenario) -> dict[int, float]:
    """People with a record per person of each segment; a record is made at the first application."""
    found = {}
    for segment in (Segment.STUDENT, Segment.OTHER):
        acted, people = 0, 0
        for one in done:
            rows = one.world.people[: one.world.nation[0]["people"]]  # type: ignore[union-attr]
            acted += int((one.world.blocks["segment"][rows["block"]] == segment).sum())  # type: ignore[union-attr]
            people += int(one.world.blocks["size"][one.world.blocks["segment"] == segment].sum())  # type: ignore[union-attr]
        found[int(segment)] = acted / people
    return found


def schooled_lead(done: tuple[Finished, ...]) -> bool:
    """Those in education apply at several times the rate of those outside education and work."""
    rates = applicants_per_person(done, country())
    return rates[Segment.STUDENT] > 2.0 * rates[Segment.OTHER]


def test_those_in_education_take_up_more() -> None:
    """M28: prior and current education goes with uptake; with one awareness and one utility for all it fails."""
    assert schooled_lead(unchanged())
    same = {
        name.replace("_student", "_other"): country().parameters[name]
        for name in (
            "external_influence_student",
            "aware_start_student",
            "utility_constant_student",
            "weekly_hours_student",
        )
        if name in country().parameters
    }
    assert len(same) >= 3
    levelled = country().with_parameters(same)
    assert not schooled_lead(runs(opened(levelled)))


def opened(scenario: Scenario) -> Scenario:
    """The same with every institution open to the public, so that nobody is shut out by the door."""
    from microcred.scenario.model import LeverSchedule
    from tests.invariants.walk import with_levers

    return with_levers(scenario, public_openness=LeverSchedule(1.0))


def as_measured(effect: float) -> bool:
    """A voucher of 1,000 euro adds 13 to 20 points to 45 %."""
    return 0.13 <= effect <= 0.20


def test_a_voucher_works_as_measured_and_not_if_money_weighs_otherwise() -> None:
    """M28, model.md 4.3: at half or twice the weight of money the virtual experiment fails."""
    weight = load_pack("cn").parameters["money_weight"].value
    assert as_measured(voucher_effect(1560.0, 2500.0, weight))
    assert not as_measured(voucher_effect(1560.0, 2500.0, 0.5 * weight))
    assert not as_measured(voucher_effect(1560.0, 2500.0, 2.0 * weight))


def changes_little(before: float, after: float) -> bool:
    """Less than two points of the people more take part within two years."""
    return 0.0 <= after - before < 0.02


@pytest.mark.parametrize("aware", [0.08, 0.25])
def test_information_alone_changes_little(aware: float) -> None:
    """M28, model.md 4.2: telling everybody adds under two points in two years, unlike a voucher's 13 to 20.

    At China's application rate of today, 1 - exp(-2 P) with P some .3 % a moment. A wrong submodel in which being
    told also wins people over (two units of utility) adds more than that.
    """
    informed = participation(-6.0, 300.0, 0.0, 4_429.0, 1.9)
    won_over = participation(-4.0, 300.0, 0.0, 4_429.0, 1.9)
    assert 0.0 < informed < 0.02
    assert changes_little(aware * informed, informed)
    assert not changes_little(aware * informed, won_over)


def test_more_outreach_reaches_people_and_few_of_them_apply() -> None:
    """4.2: in the invented country four times the outreach makes many more aware; of these few take part."""
    from tests.directions.test_directions import changed

    before, after = unchanged(), runs(changed(("outreach", 4.0)))
    known = [sum(int(one.record.aware[-1].sum()) for one in done) for done in (before, after)]
    people = sum(int(one.world.blocks["size"].sum()) for one in before)  # type: ignore[union-attr]
    holders = [sum(history_of(country(), one).national["holders"][-1] for one in done) for done in (before, after)]
    assert known[1] - known[0] > 0.05 * people
    assert changes_little(holders[0] / people, holders[1] / people)
