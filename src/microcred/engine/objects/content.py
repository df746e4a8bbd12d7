"""Content of programmes: reviews, minima, and partners from enterprises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microcred.base.chance import Purpose
from microcred.catalogue.levers import LeverCode
from microcred.engine.objects.levers import Asker
from microcred.engine.objects.programme import Programme
from microcred.rules.ledger import monthly_payment
from microcred.rules.partnership import hazard_probability, partner_hazard
from microcred.rules.quality import outdated_share
from microcred.rules.renewal import compliance_hazard, renewed_share, review_focus, reviewed
from microcred.world.accounts import Account, whole_cents
from microcred.world.accounts import Purpose as Paid
from microcred.world.states import Status

if TYPE_CHECKING:
    from microcred.engine.objects.country import Country


def renew(programme: Programme) -> None:
    """Review an open programme's content when due; surveys and partners say where it is outdated."""
    p, month = programme.country.p, programme.country.month
    months = month - programme.last_review
    share = pay_review(programme, months) if months >= programme.ask(LeverCode.RENEWAL_INTERVAL) else None
    if share is not None:
        focus = review_focus(
            p.renewal_focus,
            p.renewal_focus_survey,
            programme.freshness(),
            p.renewal_focus_partner,
            programme.partner is not None,
        )
        least = outdated_share(p.content_lag_minimum, programme.occupation.half_life)
        programme.outdated = reviewed(programme.outdated, least, share, float(months), focus)
        programme.last_review = month


def pay_review(programme: Programme, months: int) -> float | None:
    """Pay a review; gives the share of the content that it may renew a year, none if it is refused.

    The interval's budget bears reviews, the minimum's what it adds to one.
    """
    p, levers = programme.country.p, programme.country.levers
    interval, minimum, asker = LeverCode.RENEWAL_INTERVAL, LeverCode.RENEWAL_MINIMUM, programme.asker
    share = max(p.renewal_share, programme.ask(minimum))
    yuan, least = (p.programme_development_cost * renewed_share(one, float(months)) for one in (share, p.renewal_share))
    added = whole_cents(yuan) - whole_cents(least)
    if added > 0 and not levers.bears(minimum, asker, added):
        share, yuan, added = p.renewal_share, least, 0
    if not programme.spend(yuan, interval, what=Paid.REVIEW):
        return None
    levers.take(minimum, asker, added)
    return share


def comply(programme: Programme) -> None:
    """Meet the minima of practice and of projects, each at the compliance hazard."""
    p = programme.country.p
    practice = programme.ask(LeverCode.PRACTICE_MINIMUM)
    if programme.practice < practice and programme.luck(Purpose.COMPLIANCE, 0) < hazard_probability(p.compliance):
        programme.practice = practice
    project = programme.ask(LeverCode.PROJECT_MINIMUM)
    hazard = compliance_hazard(p.compliance, p.compliance_without_partner, programme.partner is not None)
    if programme.project < project and programme.luck(Purpose.COMPLIANCE, 1) < hazard_probability(hazard):
        programme.project = project


def end_partnerships(country: Country) -> None:
    """Partners leave at a constant hazard; a programme that is gone has none."""
    chance = hazard_probability(country.p.partner_loss)
    for programme in country.programmes:
        if programme.partner is None:
            continue
        if programme.gone or programme.luck(Purpose.PARTNER_LOSS) < chance:
            programme.partner.leave(programme)


def looks_for_partner(programme: Programme) -> bool:
    """Does an open programme without a partner look for one this month? An alliance with one costs money."""
    country, p = programme.country, programme.country.p
    asker = Asker(place=programme.place.index, sector=programme.sector.index, occupation=programme.occupation.index)
    alliance = country.levers.value(LeverCode.ALLIANCE, asker)
    if programme.partner is not None:
        cents, place = whole_cents(monthly_payment(p.alliance_cost, alliance)), programme.place.index
        country.spend(LeverCode.ALLIANCE, asker, Account.EMPLOYER, Account.SUPPLIER, place, cents)
        return False
    if programme.status is not Status.OPEN:
        return False
    core = programme.region.macro == country.core_macro
    hazard = partner_hazard(
        p.partner_hazard,
        p.partner_hazard_alliance,
        alliance,
        p.partner_east if core else p.partner_elsewhere,
        programme.region.markets[programme.occupation.index].tightness(),
        p.partner_shortage_elasticity,
    )
    return programme.luck(Purpose.PARTNER, 0) < hazard_probability(hazard)


def form_partnerships(country: Country) -> None:
    """Enterprises with room in the region and sector are given out in keyed order."""
    in_turn = country.in_turn(LeverCode.ALLIANCE, country.programmes)
    looking = [programme for programme in in_turn if looks_for_partner(programme)]
    for programme in sorted(looking, key=lambda programme: programme.luck(Purpose.PARTNER, 1)):
        enterprises = programme.region.enterprises[programme.sector.index]
        room = [enterprise for enterprise in enterprises if enterprise.has_room]
        if room:
            room[int(programme.luck(Purpose.PARTNER_CHOICE) * len(room))].join(programme)
