"""Certificates: who applies, how many are certified, who is listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microcred.base.chance import Purpose, uniform
from microcred.catalogue.levers import LeverCode
from microcred.engine.objects.levers import ANYBODY
from microcred.engine.objects.programme import Programme
from microcred.rules.certification import (
    application_hazard,
    certificate_expired,
    certificate_renewable,
    net_cost_ratio,
)
from microcred.rules.draws import hazard_of_mean
from microcred.rules.evaluation import certification_places, remote_places, spread_outside
from microcred.rules.ledger import certifier_payment, monthly_payment
from microcred.rules.partnership import hazard_probability
from microcred.world.accounts import Account, whole_cents
from microcred.world.accounts import Purpose as Paid
from microcred.world.states import Status

if TYPE_CHECKING:
    from microcred.engine.objects.country import Country


def spread_evaluation(country: Country) -> None:
    """Evaluation capacity is where the organisations are, or more of it outside the core by policy."""
    outside = 1.0 - country.core_organisations
    spread = country.levers.value(LeverCode.EVALUATION_SPREAD)
    wanted = spread_outside(outside, spread) if country.people_outside_core > 0.0 else outside
    cents = [region.cost_of_evaluation(outside, wanted) for region in country.regions]
    if country.levers.afford(LeverCode.EVALUATION_SPREAD, ANYBODY, sum(cents)):
        for region, part in zip(country.regions, cents, strict=True):
            place = region.places[0].index
            country.books.pay(Account.GOVERNMENT, Account.ORGANISATION, LeverCode.EVALUATION_SPREAD, place, part)
    else:
        wanted = outside
    for region in country.regions:
        region.share_evaluation(outside, wanted)


def capacity(country: Country) -> list[int]:
    """Programmes that each macro-region can certify this month, less staff who develop standards."""
    macros: list[int] = list(range(country.macros))
    if any(country.levers.limited):
        macros.sort(key=lambda macro: country.turn(LeverCode.CERTIFICATION_CAPACITY, macro, 0))
    places = {macro: capacity_of(country, macro) for macro in macros}
    return [places[macro] for macro in range(country.macros)]


def capacity_of(country: Country, macro: int) -> int:
    """Programmes that a macro-region's organisations can certify this month."""
    p = country.p
    regions = [region for region in country.regions if region.macro == macro]
    share = 0.0
    for region in regions:
        share += region.evaluation_share
    if share <= 0.0:
        return 0
    developing = float(sum(o.in_development for o in country.organisations if o.macro == macro))
    total = float(len(country.organisations))
    factor = country.levers.value(LeverCode.CERTIFICATION_CAPACITY, regions[0].seat)
    if factor > 1.0:
        yuan = certifier_payment(p.certifier_cost, total, share, factor)
        if not regions[0].spend(LeverCode.CERTIFICATION_CAPACITY, yuan, Account.ORGANISATION):
            factor = 1.0
    u = uniform(country.seed_used, int(Purpose.CERTIFICATION_QUEUE), macro, 0, country.month, 1)
    return certification_places(
        p.certification_throughput,
        total,
        share,
        factor,
        p.development_staff,
        developing,
        country.kept_share,
        u,
    )


def place_in_queue(programme: Programme) -> float:
    """Time of application, and a lot among those of the same month."""
    seed, since = programme.country.seed_used, programme.applied_month
    purpose = int(Purpose.CERTIFICATION_QUEUE)
    return since + uniform(seed, purpose, programme.key, programme.number, since, 0)


def serve_queue(country: Country) -> None:
    """Certify by time of application, at home first; capacity left elsewhere helps, dearer and slower."""
    places = capacity(country)
    waiting = [o for o in country.programmes if 0 <= o.applied_month < country.month]
    left: list[Programme] = []
    for programme in sorted(waiting, key=place_in_queue):
        if places[programme.region.macro] > 0 and certify(programme, 1.0):
            places[programme.region.macro] -= 1
        else:
            left.append(programme)
    spare = remote_places(country.p.certification_remote_efficiency, sum(places))
    for programme in left:
        if spare <= 0:
            break
        spare -= certify(programme, country.p.certification_remote_cost)


def certify(programme: Programme, remote: float) -> bool:
    """Give a programme its certificate; institution and government pay. False if the institution's part is refused.

    The budget of `certification_cost` bears what institutions pay while its entry sets the price.
    """
    country = programme.country
    cost = remote * programme.certificate_price()
    cents = whole_cents(cost)
    lever, asker, place = LeverCode.CERTIFICATION_SUPPORT, programme.asker, programme.place.index
    supported = whole_cents(cost * programme.ask(lever))
    refused = supported > 0 and not country.levers.bears(lever, asker, supported)
    if refused:
        supported = 0
    price, own, payee = LeverCode.CERTIFICATION_COST, cents - supported, Account.ORGANISATION
    if not country.spend(price, asker, Account.INSTITUTION, payee, place, own, Paid.CERTIFICATION):
        return False
    country.levers.take(lever, asker, supported)
    country.books.pay(Account.GOVERNMENT, payee, lever, place, supported)
    if not programme.certified:
        programme.certified_since = country.month
    programme.certified = True
    programme.certified_month = country.month
    programme.unsupported = refused
    programme.applied_month = -1
    programme.barred = False
    return True


def keep_certified(programme: Programme) -> None:
    """A certificate expires; a programme without one, or in its last year, applies; a deadline bars admission."""
    country, p, levers = programme.country, programme.country.p, programme.country.levers
    age = country.month - programme.certified_month
    if programme.certified and certificate_expired(age, p.certificate_validity):
        programme.certified = False
    if programme.status is not Status.OPEN:
        programme.applied_month = -1
        return
    lever = LeverCode.CERTIFICATION_MANDATE
    mandate = programme.ask(lever) > 0.5
    deadline = levers.deadline(levers.entry(lever, programme.asker))
    due = mandate and 0 <= deadline <= country.month
    programme.barred = due and not programme.certified
    renewing = programme.certified and certificate_renewable(age, p.certificate_validity)
    if programme.applied_month >= 0 or (programme.certified and not renewing):
        return
    net_cost = net_cost_ratio(programme.ask(LeverCode.CERTIFICATION_COST), support_left(programme))
    hazard = application_hazard(
        p.certification_application_voluntary,
        net_cost,
        p.certification_cost_floor,
        p.certification_elasticity,
        mandate,
        p.certification_application_mandate,
    )
    applies = programme.luck(Purpose.CERTIFICATION_APPLICATION) < hazard_probability(hazard)
    if applies and (not mandate or programme.spend(p.mandate_cost, lever)):
        programme.applied_month = country.month


def support_left(programme: Programme) -> float:
    """Share of the certification cost that an applicant may hope for: none once this month's budget has run out."""
    lever, levers = LeverCode.CERTIFICATION_SUPPORT, programme.country.levers
    support = programme.ask(lever)
    row = levers.budget(lever, programme.asker)
    return 0.0 if row >= 0 and levers.policy.stopped[row] else support


def show_badge(programme: Programme) -> None:
    """An issuer that the policy reaches puts its badges on job sites, within about a year; others take them off."""
    country = programme.country
    draw = uniform(country.seed_used, int(Purpose.BADGES), programme.key, programme.number, 0, 0)
    if draw >= programme.ask(LeverCode.BADGES):
        programme.badge = False
    elif not programme.badge:
        programme.badge = programme.luck(Purpose.BADGES) < hazard_probability(hazard_of_mean(country.p.phase_in))


def list_in_registry(programme: Programme) -> None:
    """The registry lists what is certified and, where surveyed, read at or above the threshold."""
    country, p = programme.country, programme.country.p
    programme.listed = False
    if programme.status is not Status.OPEN or not programme.certified:
        return
    if country.levers.value(LeverCode.REGISTRY, programme.place.asker) < 0.5:
        return
    if programme.reading() >= p.listing_threshold:
        yuan = monthly_payment(p.registry_cost, 1.0)
        programme.listed = programme.spend(yuan, LeverCode.REGISTRY, payer=Account.GOVERNMENT)
