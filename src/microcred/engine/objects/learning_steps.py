"""The steps of the stage `learning`, in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microcred.base.chance import Purpose
from microcred.catalogue.levers import LeverCode
from microcred.engine.objects.offer import Fair
from microcred.engine.objects.region import SEGMENTS
from microcred.engine.objects.thinning import Ceiling
from microcred.engine.objects.tuition import pay_for_start
from microcred.rules.awareness import holder_share
from microcred.rules.study import exam_demand
from microcred.world.people import MONTHS_PER_QUARTER
from microcred.world.states import Stage

if TYPE_CHECKING:
    from microcred.engine.objects.country import Country
    from microcred.engine.objects.learner import Learner
    from microcred.engine.objects.programme import Programme

EVERY_MOMENT = 1.0


def move_cohorts(country: Country) -> None:
    """In the first month of a quarter every place's queue moves on by one block."""
    first = country.plan.start - country.plan.spin_up
    if country.month % MONTHS_PER_QUARTER != 0 or country.month == first:
        return
    for place in country.places:
        entering = place.move_cohorts()
        place.blocks.append(entering)
        country.blocks.append(entering)
    for learner in country.learners:
        if learner.block.left:
            learner.leave()
        else:
            learner.graduate()
    keep_studying(country)
    country.count_people()


def keep_studying(country: Country) -> None:
    """Keep those who study or wait for an exam."""
    country.studying = [
        learner for learner in country.studying if learner.stage in (Stage.STUDYING, Stage.WAITING_EXAM)
    ]


def open_fair(country: Country) -> None:
    """Show what is on offer this month."""
    country.fair = Fair(country)


def decide(country: Country) -> list[tuple[Learner, Programme]]:
    """Everybody aware whom the chance service names decides; gives who applies where."""
    ceiling = Ceiling(country) if country.thinned else None
    applications = []
    for block in country.blocks:
        bound = EVERY_MOMENT if ceiling is None else ceiling.bound(block.place, block.segment)
        if block.left or block.aware == 0 or bound <= 0.0:
            continue
        for rank, draw in block.moments(bound):
            person = block.person(rank)
            if person.may_decide():
                programme = person.decide(draw, bound)
                if programme is not None:
                    applications.append((person, programme))
    return applications


def spread_word(country: Country) -> None:
    """People become aware."""
    nation_share = holder_share(country.holders, country.population)
    cells = [(place, segment) for place in country.places for segment in range(SEGMENTS)]
    if any(country.levers.limited):
        cells.sort(key=lambda cell: country.turn(LeverCode.OUTREACH, cell[0].key, cell[1]))
    hazards = {(place, segment): place.hazard(segment, nation_share) for place, segment in cells}
    for place in country.places:
        place.spread_word([hazards[place, segment] for segment in range(SEGMENTS)])


def admit(country: Country) -> None:
    """Last month's applicants draw lots for the free seats; money goes out in keyed order as far as budgets go."""
    applicants = [learner for learner in country.applicants if learner.stage is Stage.APPLIED]
    admitted = [learner for learner in sorted(applicants, key=lot) if learner.draw_lot()]
    country.studying += admitted
    for learner in sorted(admitted, key=turn_to_be_paid):
        pay_for_start(learner)


def lot(learner: Learner) -> tuple[int, float]:
    """Place in the lottery for a programme's seats."""
    return learner.studied.index, learner.luck(Purpose.LOTTERY)


def turn_to_be_paid(learner: Learner) -> float:
    """Turn among those whom budgets support."""
    return learner.luck(Purpose.BUDGET)


def study(country: Country) -> None:
    """Who has done the hours waits for the exam or drops out."""
    for learner in country.studying:
        learner.finish_study()


def examine(country: Country) -> None:
    """Those who wait sit as far as the region's seats go."""
    candidates = [learner for learner in country.studying if learner.stage is Stage.WAITING_EXAM]
    open_exam_seats(country, sum(learner.since == country.month for learner in candidates))
    for learner in sorted(candidates, key=turn_at_exam):
        learner.come_to_exam()
    keep_studying(country)


def turn_at_exam(learner: Learner) -> tuple[int, float]:
    """Turn in the exam queue: by waiting time, and by lot among those of the same month."""
    return learner.since, learner.luck(Purpose.EXAM_QUEUE, month=learner.since)


def open_exam_seats(country: Country, arrived: int) -> None:
    """Exam seats follow last year's demand."""
    country.exam_demand_year = exam_demand(country.exam_demand_year, arrived, country.settling)
    for region in country.regions:
        region.open_exam_seats()


def register(country: Country, applications: list[tuple[Learner, Programme]]) -> None:
    """Applications become records, one a person; programmes note their peak demand."""
    country.applicants = []
    wanting: dict[Programme, int] = {}
    for person, programme in applications:
        # Somebody who decided twice this month passed through twice; the first decision counts.
        learner = person.block.records.get(person.rank, person)
        if learner.stage is Stage.IDLE:
            learner.apply(programme)
            country.applicants.append(learner)
            wanting[programme] = wanting.get(programme, 0) + 1
    for programme in country.programmes:
        peak = programme.enrolled + wanting.get(programme, 0)
        programme.year_peak = max(programme.year_peak, peak)
