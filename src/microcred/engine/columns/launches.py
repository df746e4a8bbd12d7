"""Stage `provision`: new offers at an institution's planning date."""

from __future__ import annotations

from typing import Any

import numpy as np

from microcred.base.chance import Purpose, normal, normal_from, rounds, uniform, unit
from microcred.base.compile import borrowing, compiled
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.provision import teaching_cost
from microcred.engine.columns.spending import institutions_in_turn
from microcred.rules.aim import job_pull
from microcred.rules.credentials import between
from microcred.rules.decision import level_factor
from microcred.rules.draws import lognormal
from microcred.rules.launch import affordable_launch, expected_learners, implied_learners, launch_cost
from microcred.rules.policy import ANY, budget_clause, lever_value, settled
from microcred.rules.provision import certification_a_year, certification_cost, yearly_margin
from microcred.rules.survey import standing_freshness
from microcred.world.accounts import Account, affordable, pay, whole_cents
from microcred.world.accounts import Purpose as Paid
from microcred.world.states import Standard, Status

MONTHS = 12
# Levers that an institution asks about every offer it considers; then what follows from them.
ASKED = (
    int(LeverCode.PUBLIC_GRANT),
    int(LeverCode.SURVEY_INTERVAL),
    int(LeverCode.PRACTICE_MINIMUM),
    int(LeverCode.PROJECT_MINIMUM),
    int(LeverCode.CERTIFICATION_COST),
    int(LeverCode.CERTIFICATION_SUPPORT),
)
GRANT, NOISE, TEACHING, CERTIFICATION = 0, 6, 7, 8
KNOWN = 9


@compiled
def demand_seen(world: Any, learners: Any, programmes: Any) -> None:
    """Last year's applicants, and programmes older than a year, by region and occupation.

    Where there is no programme, the applicants are those that the region's other applicants imply.
    """
    nation = world.nation[0]
    regions = world.regions.shape[0]
    occupations = world.occupations.shape[0]
    learners[:] = 0.0
    programmes[:] = 0
    applicants = np.zeros(regions, dtype=np.int64)
    for index in range(nation.programmes):
        programme = world.programmes[index]
        if programme.status == Status.OPEN and nation.month - programme.opened >= MONTHS:
            seen = programme.last_year_enrolled + programme.last_year_refused
            learners[programme.region, programme.occupation] += seen
            programmes[programme.region, programme.occupation] += 1
            applicants[programme.region] += seen
    for region in range(regions):
        on_offer = 0.0
        for occupation in range(occupations):
            if programmes[region, occupation] > 0:
                on_offer += job_pull(world.markets[region, occupation].vacancies, world.occupations[occupation].premium)
        for occupation in range(occupations):
            if programmes[region, occupation] == 0:
                share = job_pull(world.markets[region, occupation].vacancies, world.occupations[occupation].premium)
                learners[region, occupation] = implied_learners(float(applicants[region]), share, on_offer)


@borrowing
def ask_offer(policy: Any, lever: int, institution: Any, credential: Any) -> float:
    """Value of a lever for an offer that an institution considers."""
    return lever_value(
        policy,
        lever,
        institution.place,
        ANY,
        credential.sector,
        credential.occupation,
        institution.kind,
        institution.size,
        credential.type,
    )


@compiled
def new_offers(world: Any, policy: Any, flows: Any, learners: Any, programmes: Any, launches: Any, designs: Any) -> int:
    """Institutions that consider a new offer choose the best one, if it pays and they can afford it.

    Returns how many, with (institution, credential, reviews) in `launches` and (fixed cost, minimum of practice, of
    projects) in `designs`.
    """
    nation = world.nation[0]
    p = world.parameters[0]
    institutions = world.institutions.shape[0]
    head = np.full(institutions, -1, dtype=np.int64)
    following = np.full(nation.programmes, -1, dtype=np.int64)
    for index in range(nation.programmes):
        programme = world.programmes[index]
        if programme.status != Status.CLOSED and programme.status != Status.REVOKED:
            following[index] = head[programme.institution]
            head[programme.institution] = index
    standards, sectors = standards_in_force(world)
    offered = np.zeros(nation.credentials, dtype=np.bool_)
    choices, errors = np.empty_like(standards), np.empty(standards.shape[0], dtype=np.float64)
    known = np.full(KNOWN, np.nan)
    launches[:, 0] = -1
    for index in institutions_in_turn(world, policy, LeverCode.ACADEMIC_REVIEW):
        institution = world.institutions[index]
        if nation.month % MONTHS != institution.planning:
            continue
        key, number = institution.key, institution.number
        if uniform(nation.seed, Purpose.CONSIDER, key, number, nation.month, 0) >= p.launch_rate:
            continue
        offered[:] = False
        other = head[index]
        while other >= 0:
            offered[world.programmes[other].credential] = True
            other = following[other]
        z = normal(nation.seed, Purpose.CONSIDER, key, number, nation.month, 1)
        fixed_cost = lognormal(p.programme_fixed_cost, p.programme_fixed_cost_spread, z)
        count = choices_of(standards, sectors, world.strengths[index], offered, choices)
        draw_errors(nation, institution, choices, count, errors)
        same = all_known(policy, known)
        best = -1
        best_margin = 0.0
        for turn in range(count):
            choice = choices[turn]
            credential = world.credentials[choice]
            if not same:
                learn_terms(p, policy, institution, credential, known)
            seen = learners[institution.region, credential.occupation]
            others = programmes[institution.region, credential.occupation]
            margin = offer_margin(p, credential.level, seen, others, normal_from(errors[turn]), fixed_cost, known)
            if margin > best_margin:
                best = choice
                best_margin = margin
        if best < 0:
            continue
        credential = world.credentials[best]
        best_reviews = int(ask_offer(policy, LeverCode.ACADEMIC_REVIEW, institution, credential))
        cost = launch_cost(p.programme_development_cost, best_reviews, p.academic_review_cost)
        if not affordable_launch(cost, p.free_budget, institution.learners, institution.surplus):
            continue
        if not affordable(
            policy,
            budget_of_offer(policy, LeverCode.ACADEMIC_REVIEW, institution, credential),
            whole_cents(launch_cost(0.0, best_reviews, p.academic_review_cost)),
        ):
            best_reviews = 0
            cost = p.programme_development_cost
        pay(flows, Account.INSTITUTION, Account.SUPPLIER, Paid.LAUNCH, institution.place, whole_cents(cost))
        launches[index, 0] = index
        launches[index, 1] = best
        launches[index, 2] = best_reviews
        designs[index, 0] = fixed_cost
        designs[index, 1] = ask_offer(policy, LeverCode.PRACTICE_MINIMUM, institution, credential)
        designs[index, 2] = ask_offer(policy, LeverCode.PROJECT_MINIMUM, institution, credential)
        institution.launched += 1
    count = 0
    for index in range(institutions):
        if launches[index, 0] >= 0:
            launches[count] = launches[index]
            designs[count] = designs[index]
            count += 1
    return count


@borrowing
def budget_of_offer(policy: Any, lever: int, institution: Any, credential: Any) -> int:
    """Entry whose budget bears what a lever costs for an offer that an institution considers; -1 without a limit."""
    return budget_clause(
        policy,
        lever,
        institution.place,
        ANY,
        credential.sector,
        credential.occupation,
        institution.kind,
        institution.size,
        credential.type,
    )


@compiled
def standards_in_force(world: Any) -> Any:
    """Standards that can be offered, and their sectors."""
    standards = np.empty(world.nation[0].credentials, dtype=np.int64)
    sectors = np.empty_like(standards)
    count = 0
    for index in range(standards.shape[0]):
        standards[count], sectors[count] = index, world.credentials[index].sector
        count += world.credentials[index].status == Standard.IN_FORCE
    return standards[:count], sectors[:count]


@borrowing
def choices_of(standards: Any, sectors: Any, strong: Any, offered: Any, choices: Any) -> int:
    """Standards of an institution's strong sectors that it does not offer yet; returns how many are in `choices`."""
    count = 0
    for turn in range(standards.shape[0]):
        choices[count] = standards[turn]
        count += strong[sectors[turn]] & ~offered[standards[turn]]
    return count


@borrowing
def draw_errors(nation: Any, institution: Any, choices: Any, count: int, errors: Any) -> None:
    """A uniform draw of an institution for each of its choices."""
    for turn in range(count):
        high, low, _, _ = rounds(
            institution.number, institution.key, nation.month, choices[turn] + 1, nation.seed, Purpose.EXPECT
        )
        errors[turn] = unit(high, low)


@borrowing
def offer_margin(p: Any, level: int, seen: float, others: int, z: float, fixed_cost: float, known: Any) -> float:
    """Expected yearly surplus of a new offer on known terms, yuan; `z` is the error of what is expected."""
    return yearly_margin(
        expected_learners(seen, float(others), p.launch_learners, known[NOISE], z),
        p.price * level_factor(level, p.level_price_step),
        known[GRANT],
        known[TEACHING],
        p.licence_fee,
        fixed_cost,
        known[CERTIFICATION],
    )


@borrowing
def all_known(policy: Any, known: Any) -> bool:
    """Whether the terms that are known hold for every offer, as none of the levers tells one from another."""
    for lever in ASKED:
        if not settled(policy, lever):
            return False
    return not np.isnan(known[NOISE])


@borrowing
def learn_terms(p: Any, policy: Any, institution: Any, credential: Any, known: Any) -> None:
    """What levers make of an offer, worked out anew where they answer otherwise than they last did."""
    new = False
    for at in range(len(ASKED)):
        value = ask_offer(policy, ASKED[at], institution, credential)
        new |= known[at] != value
        known[at] = value
    if not new:
        return
    interval, practice, project, cost, support = known[1], known[2], known[3], known[4], known[5]
    fresh = standing_freshness(interval, p.survey_half_life)
    known[NOISE] = between(p.expectation_noise_blind, p.expectation_noise_surveyed, fresh)
    known[TEACHING] = teaching_cost(p, max(p.practice_start, practice), max(p.project_start, project))
    certificate = certification_cost(p.certification_cost, p.seats_start, p.certification_cost_size_exponent, cost)
    known[CERTIFICATION] = certification_a_year(certificate, support, p.certificate_validity)
