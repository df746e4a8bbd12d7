"""Surveys of employers, inspections, exit, and the demonstration projects of each January."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microcred.base.chance import Purpose, uniform
from microcred.catalogue.levers import LeverCode
from microcred.engine.objects.levers import ANYBODY
from microcred.engine.objects.programme import MONTHS, Programme
from microcred.rules.award import award_places, award_rank, award_turn, deserves_award
from microcred.rules.survey import heard_weight, must_exit, response_rate, sample_satisfied
from microcred.world.accounts import Account, whole_cents
from microcred.world.accounts import Purpose as Paid
from microcred.world.people import MONTHS_PER_QUARTER
from microcred.world.states import Count, Status
from microcred.world.tables import QUARTERS

if TYPE_CHECKING:
    from microcred.engine.objects.country import Country


def quarter_slot(country: Country) -> int:
    """Where this quarter's answers are kept."""
    return (country.month // MONTHS_PER_QUARTER) % QUARTERS


def judge(programme: Programme) -> None:
    """Survey or inspect a programme when due; each quarter the exit rule withdraws what is read too low."""
    country, p = programme.country, programme.country.p
    if programme.status is not Status.OPEN and programme.status is not Status.SUSPENDED:
        return
    interval = programme.ask(LeverCode.SURVEY_INTERVAL)
    if interval > 0.0:
        if programme.last_survey < 0 or country.month - programme.last_survey >= interval:
            survey(programme, interval)
    else:
        programme.first_survey = -1
        if programme.ask(LeverCode.EXIT_RULE) > 0.5 and programme.institution.plans_now:
            inspect(programme)
    if country.month % MONTHS_PER_QUARTER == 0 and programme.ask(LeverCode.EXIT_RULE) > 0.5:
        respondents = sum(programme.respondents)
        if must_exit(programme.reading(), respondents, p.exit_respondents, p.exit_threshold):
            programme.turn(Status.REVOKED)


def survey(programme: Programme, interval: float) -> None:
    """Ask the employers of a programme's hires since the last survey, if the survey is paid."""
    country, p = programme.country, programme.country.p
    if not programme.spend(p.survey_cost, LeverCode.SURVEY_INTERVAL, payer=Account.GOVERNMENT):
        return
    slot, place = quarter_slot(country), programme.place.index
    hires = programme.recent(programme.hires, int(interval))
    satisfied = programme.recent(programme.satisfied_hires, int(interval))
    rate = response_rate(p.survey_response, interval, p.survey_fatigue)
    for asked in range(hires):
        if programme.luck(Purpose.SURVEY_ANSWER, asked) < rate:
            programme.respondents[slot] += 1
            country.books.count(Count.SURVEYED, place)
            if asked < satisfied:
                programme.satisfied[slot] += 1
                country.books.count(Count.SURVEYED_SATISFIED, place)
    programme.last_survey = country.month
    if programme.first_survey < 0:
        programme.first_survey = country.month


def inspect(programme: Programme) -> None:
    """A yearly inspection: a sample of last year's hires, drawn without replacement."""
    country, p = programme.country, programme.country.p
    slot = quarter_slot(country)
    left = programme.recent(programme.hires, MONTHS)
    good = programme.recent(programme.satisfied_hires, MONTHS)
    sample = min(left, int(p.inspection_sample))
    if sample <= 0:
        return
    payer, purpose = Account.GOVERNMENT, Paid.INSPECTION
    if not programme.spend(p.inspection_cost, LeverCode.EXIT_RULE, payer=payer, what=purpose):
        return
    for asked in range(sample):
        programme.respondents[slot] += 1
        if sample_satisfied(programme.luck(Purpose.SURVEY_SAMPLE, asked), good, left):
            programme.satisfied[slot] += 1
            good -= 1
        left -= 1


def spread_reputation(country: Country) -> None:
    """Sectors hear of their open programmes; weak ones are marketed loudly until a registry tells good from bad."""
    quality = [0.0] * len(country.sectors)
    weight = [0.0] * len(country.sectors)
    for programme in country.programmes:
        if programme.status is not Status.OPEN:
            continue
        registry = programme.weak and country.levers.value(LeverCode.REGISTRY, programme.place.asker) >= 0.5
        heard = heard_weight(programme.enrolled, programme.weak, registry, country.p.weak_marketing)
        quality[programme.sector.index] += heard * programme.alignment()
        weight[programme.sector.index] += heard
    for sector in country.sectors:
        sector.hear(country, quality[sector.index], weight[sector.index])


def eligible(programme: Programme) -> bool:
    """Whether a programme meets the conditions of a demonstration project."""
    p, month = programme.country.p, programme.country.month
    if programme.status is not Status.OPEN or not programme.certified:
        return False
    return deserves_award(
        month - programme.certified_since,
        p.award_certified_months,
        programme.practice,
        programme.project,
        month - programme.first_survey if programme.first_survey >= 0 else -1,
        programme.graduates,
        p.award_graduates,
        programme.award_reading(),
        p.award_reading,
    )


def name_projects(country: Country) -> None:
    """Name the quota's demonstration projects: the region with fewest for its people first, then the best read."""
    quota = country.levers.value(LeverCode.DEMONSTRATION_QUOTA)
    if country.month % MONTHS != 0 or quota <= 0.0:
        return
    u = uniform(country.seed_used, int(Purpose.AWARD), 0, 0, country.month, 0)
    places = award_places(quota, country.kept_share, u)
    named = [0] * len(country.regions)
    pool: dict[Programme, float] = {}
    for programme in country.programmes:
        if programme.demonstration:
            named[programme.region.index] += 1
        elif eligible(programme):
            pool[programme] = award_rank(programme.award_reading(), programme.luck(Purpose.AWARD))
    for _ in range(min(places, len(pool))):
        best = min(
            pool,
            key=lambda one: (award_turn(named[one.region.index], one.region.people_share), -pool[one]),
        )
        payer, payee, place = Account.GOVERNMENT, Account.INSTITUTION, best.place.index
        cents = whole_cents(country.p.demonstration_award)
        if not country.spend(LeverCode.DEMONSTRATION_QUOTA, ANYBODY, payer, payee, place, cents):
            return
        del pool[best]
        best.demonstration = True
        named[best.region.index] += 1
