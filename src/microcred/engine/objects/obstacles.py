"""What keeps aware people from applying: decisions that are observed, and nothing follows from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microcred.base.chance import Purpose, philox, share, unit
from microcred.engine.objects.books import fixed
from microcred.engine.objects.region import SEGMENTS
from microcred.rules.obstacles import access_relief, price_relief, relieved, time_relief, willingness
from microcred.rules.thinning import odds
from microcred.world.states import Funnel, Segment

if TYPE_CHECKING:
    from microcred.engine.objects.country import Country
    from microcred.engine.objects.learner import Learner
    from microcred.engine.objects.programme import Programme
    from microcred.engine.objects.region import Place

STEPS = (Funnel.WILLING, Funnel.WILLING_NO_PRICE, Funnel.WILLING_NO_TIME, Funnel.WILLING_FULL_ACCESS)


def observe(country: Country) -> None:
    """Observe some decisions of every cell, as they are and as they would be, but not while the world settles."""
    if country.settling:
        return
    for place in country.places:
        for segment in Segment:
            for turn in range(country.situations):
                observe_one(place, segment, turn)


def observe_one(place: Place, segment: Segment, turn: int) -> None:
    """One situation: somebody aware, if free to decide, looks around; how willing would this person be?"""
    country = place.country
    name = (SEGMENTS * turn + segment, place.key, country.month)
    who, words = (philox(*name, slot, country.seed_used, int(Purpose.SITUATION)) for slot in (0, 1))
    learner = somebody(place, segment, unit(who[0], who[1]))
    if learner is None or not learner.may_decide():
        return
    seen = learner.look_around(learner.aim(share(who[2])), share(who[3]), list(words))
    pulls = [weights(learner, programme) for programme in seen if not learner.holds(programme)]
    totals = [sum(pull[step] for pull in pulls) for step in range(len(STEPS))]
    books, cell = country.books, (place.index, int(segment), learner.fifth)
    books.note(Funnel.SITUATIONS, *cell)
    books.note(Funnel.NO_PROGRAMME, *cell, int(totals[0] == 0.0))
    for step, total in zip(STEPS, totals, strict=True):
        books.note(step, *cell, fixed(willingness(total, learner.lean)))


def somebody(place: Place, segment: Segment, part: float) -> Learner | None:
    """The aware person of a cell before whom this part of the others stands; nobody where nobody is aware."""
    blocks = [block for block in place.blocks if block.segment is segment and not block.left]
    passed = int(part * sum(block.aware for block in blocks))
    for block in blocks:
        if passed < block.aware:
            return block.person(passed)
        passed -= block.aware
    return None


def weights(learner: Learner, programme: Programme) -> tuple[float, ...]:
    """Odds of an offer: as it is, at no price, if its hours cost nothing, and with access for everybody."""
    p, offer = learner.country.p, programme.offer
    assert offer is not None, "only admitting programmes are on offer"
    terms = offer.terms(learner.place, learner.segment)
    pull = odds(learner.utility(programme))
    reliefs = (
        0.0,
        price_relief(p.money_weight, terms.unpriced, terms.money, learner.income),
        time_relief(p.money_weight, terms.time),
        access_relief(p.access_weight, terms.lacking_access),
    )
    return tuple(relieved(pull, relief) for relief in reliefs)
