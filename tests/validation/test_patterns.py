"""Patterns that real take-up shows, each with a deliberately wrong submodel that must fail it (M28)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from microcred.base.months import MONTHS_A_YEAR
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.run import simulate
from microcred.engine.objects import person, thinning
from microcred.engine.objects.levers import Asker
from microcred.engine.objects.region import Place
from microcred.engine.objects.run import simulate as simulate_objects
from microcred.engine.objects.thinning import pull_of_cell
from microcred.outcomes.record import Finished
from microcred.scenario import load_pack
from microcred.scenario.model import Scenario
from microcred.world.states import Count, Funnel, Segment
from tests.directions.compare import START, country, runs, unchanged
from tests.directions.test_directions import changed
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
    """Applications per person of each segment, over the whole run."""
    found = {}
    for segment in (Segment.STUDENT, Segment.OTHER):
        acted, people = 0, 0
        for one in done:
            acted += int(one.record.funnel[:, :, segment, Funnel.APPLIED].sum())
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

    By the shipped rule, at China's application rate of today, 1 - exp(-2 P) with P some .3 % a moment. That the check
    can fail at such rates: two units of utility more, as if being told won people over, add more than that.
    """
    informed = participation(-6.0, 300.0, 0.0, 4_429.0, 1.9)
    won_over = participation(-4.0, 300.0, 0.0, 4_429.0, 1.9)
    assert 0.0 < informed < 0.02
    assert changes_little(aware * informed, informed)
    assert not changes_little(aware * informed, won_over)


def two_years(scenario: Scenario) -> Scenario:
    """Its months up to the second anniversary of the first spring, from when on levers are changed."""
    return replace(scenario, spin_up=0, end=START + 2 * MONTHS_A_YEAR - 1)


def taking_part(done: Finished) -> tuple[float, float]:
    """Share of the people who are aware at the end, and of those who began a course."""
    people = country().population
    began = int(done.record.funnel[..., Funnel.ADMITTED].sum())
    return int(done.record.aware[-1].sum()) / people, began / people


def winning_over(weight: float) -> Callable[[Place, Segment], float]:
    """The wrong submodel: outreach, which makes people aware, also makes every offer look better to them."""

    def pull(place: Place, segment: Segment) -> float:
        outreach = place.country.levers.value(LeverCode.OUTREACH, Asker(place=place.index, segment=segment))
        return pull_of_cell(place, segment) + weight * math.log(outreach)

    return pull


def test_more_outreach_reaches_people_and_few_of_them_apply(monkeypatch: pytest.MonkeyPatch) -> None:
    """M28, 4.2: in the invented country four times the outreach makes many more aware; of these few take part.

    If outreach also wins people over, the same engine (the readable one, whose rules can be exchanged) fails the check.
    """
    told = two_years(changed(("outreach", 4.0)))
    aware_before, before = taking_part(simulate(two_years(country()), 0))
    aware_after, after = taking_part(simulate(told, 0))
    assert aware_after - aware_before > 0.05
    assert changes_little(before, after)

    for module in (thinning, person):
        monkeypatch.setattr(module, "pull_of_cell", winning_over(1.5))
    aware_as_well, won_over = taking_part(simulate_objects(told, 0))
    assert aware_as_well - aware_before > 0.05
    assert not changes_little(before, won_over)


def test_the_exchanged_rule_is_the_only_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    """With no weight the exchanged rule gives the very history of the model, so that its weight alone fails it."""
    told = replace(two_years(changed(("outreach", 4.0))), end=START + 5)
    for module in (thinning, person):
        monkeypatch.setattr(module, "pull_of_cell", winning_over(0.0))
    assert taking_part(simulate_objects(told, 0)) == taking_part(simulate(told, 0))
