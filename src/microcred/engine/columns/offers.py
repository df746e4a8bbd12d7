"""What the open programmes offer this month: quality, recognition, and where learners find them."""

from __future__ import annotations

from typing import Any

from microcred.base.compile import borrowing
from microcred.engine.columns.recognition import alignment_of, recognised
from microcred.rules.awareness import holder_share
from microcred.rules.decision import level_factor, seen_share, visible_quality
from microcred.rules.survey import freshness
from microcred.rules.thinning import cell_pull
from microcred.world.states import CredentialType, Mode, Segment, Standard, Status

CENTS = 100.0


@borrowing
def make_offers(world: Any, policy: Any, known: Any, fresh: Any, offers: Any, admitting: Any) -> int:
    """Describe every programme that admits learners as they see it this month.

    Returns how many do; the rows of these are in `admitting`. `fresh` has room for the freshness of surveys by age.
    """
    for age in range(fresh.shape[0]):
        fresh[age] = freshness(float(age), world.parameters[0].survey_half_life)
    count = 0
    for index in range(world.nation[0].programmes):
        programme = world.programmes[index]
        in_force = world.credentials[programme.credential].status == Standard.IN_FORCE
        admits = programme.status == Status.OPEN and not programme.barred and in_force
        offers[index].admits = admits
        admitting[count] = index
        count += admits
    for turn in range(count):
        describe(world, policy, known, fresh, admitting[turn], offers[admitting[turn]])
    return count


@borrowing
def describe(world: Any, policy: Any, known: Any, fresh: Any, index: int, offer: Any) -> None:
    """One offer: what it is, what it costs, what is seen of its quality, who recognises it."""
    nation = world.nation[0]
    p = world.parameters[0]
    programme = world.programmes[index]
    credential = world.credentials[programme.credential]
    sector = world.sectors[programme.sector]
    offer.online = programme.mode == Mode.ONLINE
    offer.open_public = world.institutions[programme.institution].open_public
    offer.degree_linked = programme.type == CredentialType.DEGREE_LINKED
    offer.interest = programme.type == CredentialType.INTEREST
    offer.region = programme.region
    offer.sector = programme.sector
    offer.occupation = programme.occupation
    offer.kind = programme.kind
    offer.size = programme.size
    offer.type = programme.type
    offer.credential = programme.credential
    offer.series = credential.series
    offer.price = programme.price / CENTS
    offer.hours = programme.hours
    offer.overlap = credential.overlap
    seen = seen_share(
        programme.listed,
        fresh[nation.month - programme.last_survey] if programme.last_survey >= 0 else 0.0,
        nation.platform,
        p.seen_listed,
        p.seen_survey_platform,
        p.seen_survey,
        p.seen_nothing,
    )
    offer.quality = visible_quality(alignment_of(world, index), sector.quality, seen)
    offer.education, offer.recognition = recognised(
        world, policy, known, programme, programme.certified, programme.listed, programme.partner >= 0
    )
    offer.premium = world.occupations[programme.occupation].premium * level_factor(
        programme.level, p.level_premium_step
    )
    offer.trust = sector.reputation
    offer.quality_change = sector.quality - sector.quality_start


@borrowing
def utility_constant(p: Any, segment: int) -> float:
    """The constant of a segment."""
    if segment == Segment.STUDENT:
        return p.utility_constant_student
    if segment == Segment.WORKER:
        return p.utility_constant_worker
    return p.utility_constant_other


@borrowing
def peers_of(world: Any, place: int, segment: int) -> float:
    """Share of a cell's people who hold a credential."""
    return holder_share(world.holders_cell[place, segment], world.people_cell[place, segment])


@borrowing
def pull_of_cell(world: Any, place: int, segment: int) -> float:
    """What a cell adds to the utility of every offer."""
    p = world.parameters[0]
    return cell_pull(utility_constant(p, segment), p.peer_weight, peers_of(world, place, segment), p.market_potential)
