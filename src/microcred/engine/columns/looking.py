"""Stage `learning`, second part: which offers people who decide look at."""

from __future__ import annotations

from typing import Any

from microcred.base.batches import words_of_all
from microcred.base.chance import pick, share, when
from microcred.base.compile import borrowing, spelled_out
from microcred.engine.columns.aiming import LOOK
from microcred.engine.columns.deciders import grade_of
from microcred.engine.columns.shelves import shelves_of
from microcred.engine.columns.terms import OFFERS_SEEN
from microcred.rules.thinning import beyond

NOTHING = -1


@spelled_out
def position(draw: int, word: int, offers: int, on_campus: int, campus: int, online: int) -> int:
    """Where on the shelves a look falls, -1 where there are no more offers; no more than four are looked at in turn."""
    drawn = pick(word, offers)
    along = draw if offers <= OFFERS_SEEN else drawn
    place = along + (campus if along < on_campus else online)
    return place if draw < offers else NOTHING


@borrowing
def look_at(along: Any, words: Any, seen: Any) -> int:
    """Four looks along two shelves (`shelves_of`); returns how many different offers stand in `seen`."""
    on_campus = along[1] - along[0]
    offers = on_campus + along[3] - along[2]
    count = 0
    for draw in range(OFFERS_SEEN):
        place = position(draw, words[draw], offers, on_campus, along[0], along[2] - on_campus)
        known = place == NOTHING
        for other in range(draw):
            known |= (other < count) & (seen[other] == place)
        seen[count] = place
        count += not known
    return count


@borrowing
def browse(nation: Any, reach: float, fair: Any, deciders: Any, first: int, last: int, room: Any) -> int:
    """Offers that those who aim look at; returns how many could apply for one."""
    aiming = deciders.ends[last - 1]
    for turn in range(aiming):
        room.keys[turn] = room.moments.keys[room.places[turn]]
        room.months[turn] = when(room.moments.months[room.places[turn]], nation.month)
    words_of_all(nation.seed, LOOK, room.keys[:aiming], room.ranks[:aiming], room.months[:aiming], 1, room.more)
    find_shelves(reach, fair, deciders, first, last, room)
    pick_offers(aiming, room)
    return keep_tempted(fair, deciders, first, last, room)


@borrowing
def find_shelves(reach: float, fair: Any, deciders: Any, first: int, last: int, room: Any) -> None:
    """Along which shelves those who aim look."""
    occupations, begin = fair.weights.shape[2], 0
    for stretch in range(first, last):
        block, end = deciders.heads[stretch], deciders.ends[stretch]
        audience, region = deciders.audiences[block], deciders.regions[block]
        for turn in range(begin, end):
            nationwide = share(room.looks[1, room.places[turn]]) < reach
            along = shelves_of(fair.shelves, audience, occupations, region, room.occupations[turn], nationwide)
            room.campus[turn] = along[0]
            room.on_campus[turn] = along[1] - along[0]
            room.online[turn] = along[2] - room.on_campus[turn]
            room.offers[turn] = room.on_campus[turn] + along[3] - along[2]
        begin = end


@borrowing
def pick_offers(aiming: int, room: Any) -> None:
    """Four looks along the shelves of so many who aim; what was seen before is seen once."""
    places, looks, more, seen = room.places, room.looks, room.more, room.seen
    offers, on_campus, campus, online = room.offers, room.on_campus, room.campus, room.online
    for turn in range(aiming):
        seen[0, turn], seen[1, turn] = looks[2, places[turn]], looks[3, places[turn]]
        seen[2, turn], seen[3, turn] = more[0, turn], more[1, turn]
    for draw in range(OFFERS_SEEN):
        for turn in range(aiming):
            seen[draw, turn] = position(
                draw, seen[draw, turn], offers[turn], on_campus[turn], campus[turn], online[turn]
            )
    for turn in range(aiming):
        one, two, three, four = seen[0, turn], seen[1, turn], seen[2, turn], seen[3, turn]
        seen[1, turn] = NOTHING if two == one else two
        seen[2, turn] = NOTHING if (three == one) | (three == two) else three
        seen[3, turn] = NOTHING if (four == one) | (four == two) | (four == three) else four


@borrowing
def keep_tempted(fair: Any, deciders: Any, first: int, last: int, room: Any) -> int:
    """Keep of those who aim whoever may apply for an offer seen; returns how many."""
    kept = list_tempted(fair, deciders, first, last, room)
    places, blocks, occupations, ranks = room.places, room.blocks, room.occupations, room.ranks
    listed, more, seen, ceilings = room.listed, room.more, room.seen, room.ceilings
    for place in range(kept):
        turn = listed[place]
        places[place], ranks[place], blocks[place] = places[turn], ranks[turn], room.moments.blocks[places[turn]]
        occupations[place], ceilings[place] = occupations[turn], ceilings[turn]
        more[2, place], more[3, place] = more[2, turn], more[3, turn]
        for offer in range(OFFERS_SEEN):
            seen[offer, place] = seen[offer, turn]
    return kept


@borrowing
def list_tempted(fair: Any, deciders: Any, first: int, last: int, room: Any) -> int:
    """List whoever may apply for an offer seen (`Room.listed`), by what the offers weigh at most; returns how many."""
    ends, draws, incomes, places = deciders.ends, room.moments.draws, room.moments.traits[1], room.places
    seen, ceilings, listed = room.seen, room.ceilings, room.listed
    begin, kept = 0, 0
    for stretch in range(first, last):
        block, end = deciders.heads[stretch], ends[stretch]
        scales = deciders.scales[deciders.cells[block]]
        most = fair.ceilings[deciders.classes[block]]
        for turn in range(begin, end):
            ceiling = 0.0
            for offer in range(OFFERS_SEEN):
                at = seen[offer, turn]
                weight = most[max(at, 0)]
                ceiling += weight if at >= 0 else 0.0
            ceilings[turn] = ceiling
        for turn in range(begin, end):
            listed[kept] = turn
            kept += not beyond(draws[places[turn]], scales[grade_of(incomes[places[turn]])] * ceilings[turn])
        begin, ends[stretch] = end, kept
    return kept
