"""Writing down a month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microcred.engine.objects.books import fixed
from microcred.engine.objects.programme import MONTHS, Programme
from microcred.engine.objects.surveys import eligible
from microcred.rules.certification import recognition
from microcred.rules.quality import content_lag, covers_in_effect
from microcred.world.states import Count, Funnel, Gauge, Standard, Status, Sum

if TYPE_CHECKING:
    from microcred.engine.objects.country import Country
    from microcred.engine.objects.learner import Learner

COUNT_OF = {
    Status.OPEN: Count.PROGRAMMES_OPEN,
    Status.SUSPENDED: Count.PROGRAMMES_SUSPENDED,
    Status.REVOKED: Count.PROGRAMMES_REVOKED,
    Status.CLOSED: Count.PROGRAMMES_CLOSED,
}


def observe_worker(learner: Learner) -> None:
    """Match of an employed holder."""
    books, place, month = learner.country.books, learner.place.index, learner.country.month
    chance = fixed(learner.match_chance())
    books.count(Count.EMPLOYED, place)
    books.add(Sum.MATCH, place, chance)
    books.add(Sum.MATCH_LEVEL, place, fixed(learner.match()))
    if month - learner.passed < MONTHS:
        books.count(Count.EMPLOYED_RECENT, place)
        books.add(Sum.MATCH_RECENT, place, chance)


def observe_programme(programme: Programme) -> None:
    """Status, content, certificate, and the credentials in people's hands."""
    books, place, month = programme.country.books, programme.place.index, programme.country.month
    status = programme.status
    if status in COUNT_OF:
        books.count(COUNT_OF[status], place)
    if status is Status.OPEN:
        programme.last_open = month
        lag = content_lag(programme.outdated, programme.occupation.half_life)
        books.add(Sum.LAG, place, programme.enrolled * fixed(lag))
        books.add(Sum.LAG_WEIGHT, place, programme.enrolled)
        books.count(Count.PROGRAMMES_PARTNERED, place, int(programme.partner is not None))
        books.count(Count.PROGRAMMES_LISTED, place, int(programme.listed))
    if status is not Status.DEVELOPING and month - programme.last_open < MONTHS:
        books.count(Count.PROGRAMMES_YEAR, place)
        books.count(Count.PROGRAMMES_CERTIFIED, place, int(programme.certified))
    if programme.demonstration and (status is Status.OPEN or status is Status.SUSPENDED):
        books.count(Count.PROGRAMMES_AWARDED, place)
    books.count(Count.PROGRAMMES_ELIGIBLE, place, int(eligible(programme)))
    for class_, held in enumerate(programme.held):
        if held > 0:
            books.add(Sum.RECOGNITION, place, held * fixed(class_recognition(programme, class_)))
            books.add(Sum.CREDENTIALS, place, held)


def class_recognition(programme: Programme, class_: int) -> float:
    """Recognition of a credential of a programme by how it was issued."""
    certified, listed = class_ >= 2, class_ >= 4
    return recognition(
        programme.recognised_by_education(certified, listed),
        programme.recognised_by_employers(certified, listed, class_ % 2 == 1),
        programme.country.p.recognition_employer_share,
    )


def is_effective(programme: Programme) -> bool:
    """Whether a programme covers its occupation in effect: current content, valid standard, recent graduates."""
    if programme.status is not Status.OPEN or programme.credential.status is not Standard.IN_FORCE:
        return False
    graduated = programme.last_graduate_month
    return covers_in_effect(programme.outdated, programme.country.month - graduated if graduated >= 0 else -1)


def observe_nation(country: Country) -> None:
    """Coverage, standards, vacancies, premium, reputation."""
    gauges = country.books.gauges
    effective = {programme.occupation for programme in country.programmes if is_effective(programme)}
    shortage = [occupation for occupation in country.occupations if occupation.shortage]
    status = [credential.status for credential in country.credentials]
    gauges[Gauge.QUEUE] = sum(programme.applied_month >= 0 for programme in country.programmes)
    gauges[Gauge.CERTIFICATES] = status.count(Standard.IN_FORCE)
    gauges[Gauge.DEVELOPING] = status.count(Standard.DEVELOPING)
    gauges[Gauge.SHORTAGE] = len(shortage)
    for occupation in shortage:
        covered = occupation.in_force > 0
        gauges[Gauge.COVERED] += covered
        gauges[Gauge.COVERED_EFFECTIVE] += covered and occupation in effective
        gauges[Gauge.PREMIUM] += occupation.premium
        for region in country.regions:
            gauges[Gauge.VACANCIES] += region.markets[occupation.index].vacancies
    gauges[Gauge.PREMIUM] /= max(1.0, gauges[Gauge.SHORTAGE])
    gauges[Gauge.RULE_SHARE] = country.rule_share
    for sector in country.sectors:
        gauges[Gauge.REPUTATION] += sector.reputation / len(country.sectors)


def write_down(country: Country, turn: int) -> None:
    """Copy the month's books into the record."""
    record, books = country.record, country.books
    record.counts[turn] = books.counts
    record.sums[turn] = books.sums
    record.gauges[turn] = books.gauges
    record.incomes[turn] = books.funnel
    record.funnel[turn] = books.funnel.sum(axis=2)
    for place in country.places:
        record.funnel[turn, place.index, :, Funnel.PEOPLE] = place.people_of
        record.funnel[turn, place.index, :, Funnel.AWARE] = place.aware
        record.funnel[turn, place.index, :, Funnel.HOLDERS] = place.holders_of
        record.aware[turn, place.index] = sum(place.aware)
        record.holders[turn, place.index] = sum(place.holders_of)
        record.people[turn, place.index] = sum(place.people_of)
    for block in country.blocks:
        if not block.left:
            cell = record.incomes[turn, block.place.index, block.segment]
            cell[:, Funnel.HOLDERS] += block.holders_by_fifth
    counts = record.counts[turn]
    record.credentials[turn] = counts[:, Count.PASSES] - counts[:, Count.CREDENTIALS_LOST]
    if turn > 0:
        record.credentials[turn] += record.credentials[turn - 1]
    record.ledger[turn] = books.flows.ledger
    record.outlays[turn] = books.flows.outlays
