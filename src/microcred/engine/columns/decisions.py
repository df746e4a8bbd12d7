"""Stage `learning`, first part: decisions of aware people, and becoming aware."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from microcred.base.chance import (
    Purpose,
    decision_moments,
    normal,
    uniform,
    when,
)
from microcred.base.compile import compiled
from microcred.engine.columns.directory import row_of
from microcred.engine.columns.offers import OFFERS_SEEN, SLACK, TRUNCATION, beyond, cell_pull, offer_utility, peers_of
from microcred.engine.columns.shelves import aim_of, look_at
from microcred.rules.decision import application_probability, income_of
from microcred.world.tables import CredentialType, Stage

# What `choose` answers when nobody applies.
NO_APPLICATION = -1
BEYOND_BOUND = -3


@compiled
def holds(world: Any, person: int, credential: int) -> bool:
    """Does a person hold this credential already?"""
    row = world.people[person].last_held
    while row >= 0:
        if world.programmes[world.held[row].programme].credential == credential:
            return True
        row = world.held[row].previous
    return False


@compiled
def hours_in_series(world: Any, person: int, series: int) -> float:
    """Hours of the degree-linked credentials of a series that a person holds."""
    hours = 0.0
    row = world.people[person].last_held
    while row >= 0:
        held = world.held[row]
        programme = world.programmes[held.programme]
        if held.series == series and programme.type == CredentialType.DEGREE_LINKED:
            hours += programme.hours
        row = held.previous
    return hours


@compiled
def choose(
    world: Any,
    policy: Any,
    offers: Any,
    block: Any,
    rank: int,
    draw: float,
    taste: float,
    ceiling: float,
    person: int,
    seen: Any,
    values: Any,
) -> int:
    """Whether and which: the programme applied to among the offers seen.

    Returns
    -------
    int
        Programme; `NO_APPLICATION`; or `BEYOND_BOUND` if the sum of exp V exceeds the bound that thinning relied on.
    """
    nation = world.nation[0]
    p = world.parameters[0]
    place = world.places[block.place]
    z = normal(nation.seed, Purpose.INCOME, block.key, rank, when(block.cohort, 0), 0)
    income = income_of(place.income, p.income_spread, z)
    peers = peers_of(world, block.place, block.segment) / p.market_potential
    total = 0.0
    for index in range(seen.shape[0]):
        values[index] = 0.0
        offer = offers[seen[index]]
        held = 0.0
        if person >= 0:
            if holds(world, person, offer.credential):
                continue
            held = hours_in_series(world, person, offer.series)
        v = offer_utility(
            nation, p, policy, offer, place.access, block.place, block.segment, income, taste, peers, held
        )
        values[index] = math.exp(v)
        total += values[index]
    if total > ceiling * (1.0 + SLACK):
        return BEYOND_BOUND
    if draw > application_probability(total):
        return NO_APPLICATION
    wanted = total * uniform(nation.seed, Purpose.WHICH, block.key, rank, when(block.cohort, nation.month), 0)
    passed = 0.0
    chosen = NO_APPLICATION
    for index in range(seen.shape[0]):
        if values[index] > 0.0:
            passed += values[index]
            chosen = seen[index]
            if wanted < passed:
                break
    return chosen


@compiled
def busy(world: Any, person: int) -> bool:
    """Is somebody with a record not free to decide: applied, in study, before an exam, or free only since now?"""
    row = world.people[person]
    return row.stage != Stage.IDLE or row.since >= world.nation[0].month


@compiled
def decide(
    world: Any,
    policy: Any,
    offers: Any,
    shelves: Any,
    directory: Any,
    weights: Any,
    applications: Any,
) -> Any:
    """All decisions of a month: (block, rank, programme) in `applications`.

    Moments that no offer could turn into an application are dropped as soon as that is certain: by the best offer of
    the region for the strongest taste when moments are made, then by the person's taste, by the occupation aimed at,
    and by the offers seen.

    Returns
    -------
    tuple of int
        Applications found, or -1 if they do not fit; and how many sums of exp V exceeded their bound.
    """
    nation = world.nation[0]
    p = world.parameters[0]
    seed, month = nation.seed, nation.month
    reach = p.online_reach_start + (1.0 - p.online_reach_start) * nation.platform
    strongest_taste = math.exp(TRUNCATION * p.taste_spread)
    capacity = 4096
    ranks = np.empty(capacity, dtype=np.int64)
    draws = np.empty(capacity, dtype=np.float64)
    seen = np.empty(OFFERS_SEEN, dtype=np.int64)
    values = np.empty(OFFERS_SEEN, dtype=np.float64)
    found = 0
    exceeded = 0
    for index in range(world.blocks.shape[0]):
        block = world.blocks[index]
        if block.left or block.aware == 0:
            continue
        region = world.places[block.place].region
        cell = math.exp(cell_pull(world, block.place, block.segment))
        best = OFFERS_SEEN * cell * weights[region].max()
        top = best * strongest_taste
        bound = min(1.0, application_probability(top) * (1.0 + SLACK))
        if bound <= 0.0:
            continue
        moments = -1
        while moments < 0:
            moments = decision_moments(
                seed,
                block.key,
                block.cohort,
                month,
                block.size,
                block.aware,
                1.0 / p.decision_interval,
                bound,
                ranks,
                draws,
            )
            if moments < 0:
                capacity *= 2
                ranks = np.empty(capacity, dtype=np.int64)
                draws = np.empty(capacity, dtype=np.float64)
        for moment in range(moments):
            rank, draw = ranks[moment], draws[moment]
            z = normal(seed, Purpose.TASTE, block.key, rank, when(block.cohort, 0), 0)
            taste = p.taste_spread * z
            lift = math.exp(taste)
            if beyond(draw, best * lift):
                continue
            occupation = aim_of(world.sectors, shelves.aims[region], p.own_sector_share, seed, month, block, rank)
            if beyond(draw, OFFERS_SEEN * cell * lift * weights[region, occupation]):
                continue
            count = look_at(shelves, reach, seed, month, block, rank, region, occupation, seen)
            ceiling = 0.0
            for turn in range(count):
                ceiling += offers[seen[turn]].weight
            ceiling *= cell * lift
            if beyond(draw, ceiling):
                continue
            person = row_of(directory, index, rank)
            if person >= 0 and busy(world, person):
                continue
            chosen = choose(world, policy, offers, block, rank, draw, taste, ceiling, person, seen[:count], values)
            if chosen == BEYOND_BOUND:
                exceeded += 1
            elif chosen >= 0:
                if found == applications.shape[0]:
                    return -1, exceeded
                applications[found, 0] = index
                applications[found, 1] = rank
                applications[found, 2] = chosen
                found += 1
    return found, exceeded
