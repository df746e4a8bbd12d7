"""Stages `survey` and `award`: surveys, inspections, reputation, exit, demonstration projects."""

from __future__ import annotations

from typing import Any

import numpy as np

from microcred.base.batches import WORDS, words_of_one
from microcred.base.chance import Purpose, uniform, unit
from microcred.base.compile import borrowing, compiled
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.provision import ask
from microcred.engine.columns.recognition import alignment_of
from microcred.engine.columns.spending import budget_of, budget_of_place, programmes_in_turn
from microcred.rules.award import award_places, award_rank, award_reading, award_turn, deserves_award
from microcred.rules.policy import ANY, lever_value
from microcred.rules.survey import (
    heard_weight,
    must_exit,
    response_rate,
    running_mean,
    sample_satisfied,
    shrunken_reading,
    smoothed,
)
from microcred.world.accounts import Account, pay_from, whole_cents
from microcred.world.accounts import Purpose as Paid
from microcred.world.states import Count, Status
from microcred.world.tables import QUARTERS, RING

MONTHS = 12
MONTHS_PER_QUARTER = 3
# Employers of so many hires are asked at a time.
ANSWERS = 64


@borrowing
def recent(ring: Any, index: int, month: int, months: int) -> int:
    """Sum over the last months of a programme's ring."""
    total = 0
    at = month % RING
    for _ in range(min(months, RING)):
        total += ring[index, at]
        at = at - 1 if at > 0 else RING - 1
    return total


@compiled
def survey(world: Any, policy: Any, flows: Any, counts: Any) -> None:
    """Employers of recent hires are asked where surveys are due; a yearly inspection serves the exit rule elsewhere."""
    nation = world.nation[0]
    p = world.parameters[0]
    slot = (nation.month // MONTHS_PER_QUARTER) % QUARTERS
    if nation.month % MONTHS_PER_QUARTER == 0:
        world.survey_respondents[:, slot] = 0
        world.survey_satisfied[:, slot] = 0
    interval_before, rate = 0.0, 0.0
    words = np.empty((WORDS, ANSWERS), dtype=np.int64)
    for index in programmes_in_turn(world, policy, LeverCode.SURVEY_INTERVAL):
        programme = world.programmes[index]
        if programme.status != Status.OPEN and programme.status != Status.SUSPENDED:
            continue
        interval = ask(policy, LeverCode.SURVEY_INTERVAL, programme)
        if interval > 0.0:
            if programme.last_survey < 0 or nation.month - programme.last_survey >= interval:
                if interval != interval_before:
                    interval_before, rate = interval, response_rate(p.survey_response, interval, p.survey_fatigue)
                survey_one(world, policy, flows, counts, index, interval, rate, slot, words)
        else:
            programme.first_survey = -1
            inspected = ask(policy, LeverCode.EXIT_RULE, programme) > 0.5
            if inspected and nation.month % MONTHS == world.institutions[programme.institution].planning:
                inspect_one(world, policy, flows, index, slot)
        if nation.month % MONTHS_PER_QUARTER == 0 and ask(policy, LeverCode.EXIT_RULE, programme) > 0.5:
            respondents = over_quarters(world.survey_respondents, index)
            reading = shrunken_reading(
                over_quarters(world.survey_satisfied, index),
                respondents,
                p.exit_prior_satisfied,
                p.exit_prior_respondents,
            )
            if must_exit(reading, respondents, p.exit_respondents, p.exit_threshold):
                programme.status = Status.REVOKED
                programme.since = nation.month


@borrowing
def survey_one(
    world: Any,
    policy: Any,
    flows: Any,
    counts: Any,
    index: int,
    interval: float,
    rate: float,
    slot: int,
    words: Any,
) -> None:
    """Ask the employers of a programme's hires since the last survey, if the survey is paid; `rate` is who answers."""
    nation = world.nation[0]
    p = world.parameters[0]
    programme = world.programmes[index]
    lever, place, cents = LeverCode.SURVEY_INTERVAL, programme.place, whole_cents(p.survey_cost)
    clause = budget_of(policy, lever, programme)
    if not pay_from(policy, clause, flows, Account.GOVERNMENT, Account.SUPPLIER, lever, place, cents):
        return
    hires = recent(world.hires_ring, index, nation.month, int(interval))
    satisfied = recent(world.satisfied_ring, index, nation.month, int(interval))
    asked, content = answers(nation, programme, hires, satisfied, rate, words)
    world.survey_respondents[index, slot] += asked
    world.survey_satisfied[index, slot] += content
    counts[place, Count.SURVEYED] += asked
    counts[place, Count.SURVEYED_SATISFIED] += content
    programme.last_survey = nation.month
    if programme.first_survey < 0:
        programme.first_survey = nation.month


@borrowing
def answers(nation: Any, programme: Any, hires: int, satisfied: int, rate: float, words: Any) -> tuple[int, int]:
    """How many of a programme's hires are answered for, and how many of these are of the satisfied, who come first."""
    asked, content = 0, 0
    for first in range(0, hires, ANSWERS):
        count = min(ANSWERS, hires - first)
        key, number = programme.key, programme.number
        words_of_one(nation.seed, Purpose.SURVEY_ANSWER, key, number, nation.month, first, count, words)
        for turn in range(count):
            answered = unit(words[0, turn], words[1, turn]) < rate
            asked += answered
            content += answered and first + turn < satisfied
    return asked, content


@borrowing
def inspect_one(world: Any, policy: Any, flows: Any, index: int, slot: int) -> None:
    """A yearly inspection: a sample of last year's hires, drawn without replacement."""
    nation = world.nation[0]
    p = world.parameters[0]
    programme = world.programmes[index]
    left = recent(world.hires_ring, index, nation.month, MONTHS)
    good = recent(world.satisfied_ring, index, nation.month, MONTHS)
    sample = min(left, int(p.inspection_sample))
    if sample <= 0:
        return
    cents, place = whole_cents(p.inspection_cost), programme.place
    clause = budget_of(policy, LeverCode.EXIT_RULE, programme)
    if not pay_from(policy, clause, flows, Account.GOVERNMENT, Account.SUPPLIER, Paid.INSPECTION, place, cents):
        return
    for asked in range(sample):
        u = uniform(nation.seed, Purpose.SURVEY_SAMPLE, programme.key, programme.number, nation.month, asked)
        world.survey_respondents[index, slot] += 1
        if sample_satisfied(u, good, left):
            world.survey_satisfied[index, slot] += 1
            good -= 1
        left -= 1


@compiled
def reputation(world: Any, policy: Any) -> None:
    """Sectors' quality, as people hear of it, and the reputation that follows it.

    Weak programmes are marketed heavily and weigh more until a registry tells good from bad.
    """
    nation = world.nation[0]
    p = world.parameters[0]
    sectors = world.sectors.shape[0]
    quality = np.zeros(sectors, dtype=np.float64)
    weight = np.zeros(sectors, dtype=np.float64)
    for index in range(nation.programmes):
        programme = world.programmes[index]
        if programme.status != Status.OPEN:
            continue
        registry = False
        if programme.weak:
            registry = lever_value(policy, LeverCode.REGISTRY, programme.place, ANY, ANY, ANY, ANY, ANY, ANY) >= 0.5
        heard = heard_weight(programme.enrolled, programme.weak, registry, p.weak_marketing)
        quality[programme.sector] += heard * alignment_of(world, index)
        weight[programme.sector] += heard
    months = nation.month - nation.first_month
    for index in range(sectors):
        if weight[index] <= 0.0:
            continue
        sector = world.sectors[index]
        sector.quality = quality[index] / weight[index]
        if sector.reputation <= 0.0:
            sector.reputation = sector.quality
        sector.reputation = smoothed(sector.reputation, sector.quality, p.reputation_smoothing)
        if nation.settling or months <= 0:
            sector.quality_start = sector.quality
        elif months < MONTHS:
            sector.quality_start = running_mean(sector.quality_start, sector.quality, months)


@borrowing
def eligible(world: Any, index: int) -> bool:
    """Does a programme meet the conditions of a demonstration project?"""
    nation = world.nation[0]
    p = world.parameters[0]
    programme = world.programmes[index]
    if programme.status != Status.OPEN or not programme.certified:
        return False
    return deserves_award(
        nation.month - programme.certified_since,
        p.award_certified_months,
        programme.practice,
        programme.project,
        nation.month - programme.first_survey if programme.first_survey >= 0 else -1,
        programme.graduates,
        p.award_graduates,
        reading_for_award(world, index),
        p.award_reading,
    )


@borrowing
def over_quarters(answers: Any, index: int) -> int:
    """A programme's answers of all quarters that are kept."""
    total = 0
    for quarter in range(QUARTERS):
        total += answers[index, quarter]
    return total


@borrowing
def reading_for_award(world: Any, index: int) -> float:
    """The reading on which a programme may be awarded."""
    p = world.parameters[0]
    return award_reading(
        over_quarters(world.survey_satisfied, index),
        over_quarters(world.survey_respondents, index),
        p.exit_prior_satisfied,
        p.exit_prior_respondents,
    )


@compiled
def award(world: Any, policy: Any, flows: Any) -> None:
    """Each January the quota's projects are named: the region with fewest for its people first, then the best read."""
    nation = world.nation[0]
    p = world.parameters[0]
    quota = lever_value(policy, LeverCode.DEMONSTRATION_QUOTA, ANY, ANY, ANY, ANY, ANY, ANY, ANY)
    if nation.month % MONTHS != 0 or quota <= 0.0:
        return
    u = uniform(nation.seed, Purpose.AWARD, 0, 0, nation.month, 0)
    places = award_places(quota, nation.kept_share, u)
    named = np.zeros(world.regions.shape[0], dtype=np.int64)
    best = np.full(nation.programmes, -1.0, dtype=np.float64)
    for index in range(nation.programmes):
        programme = world.programmes[index]
        if programme.demonstration:
            named[programme.region] += 1
        elif eligible(world, index):
            lot = uniform(nation.seed, Purpose.AWARD, programme.key, programme.number, nation.month, 0)
            best[index] = award_rank(reading_for_award(world, index), lot)
    for _ in range(places):
        chosen = -1
        fewest = 0.0
        for index in range(nation.programmes):
            if best[index] < 0.0:
                continue
            region = world.programmes[index].region
            share = award_turn(named[region], world.regions[region].people_share)
            if chosen < 0 or share < fewest or (share == fewest and best[index] > best[chosen]):
                chosen = index
                fewest = share
        if chosen < 0:
            return
        programme = world.programmes[chosen]
        lever, cents = LeverCode.DEMONSTRATION_QUOTA, whole_cents(p.demonstration_award)
        clause = budget_of_place(policy, lever, ANY)
        payer, payee = Account.GOVERNMENT, Account.INSTITUTION
        if not pay_from(policy, clause, flows, payer, payee, lever, programme.place, cents):
            return
        programme.demonstration = True
        best[chosen] = -1.0
        named[programme.region] += 1
