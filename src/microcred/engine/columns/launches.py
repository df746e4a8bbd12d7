"""Stage `provision`: new offers at an institution's planning date."""

from __future__ import annotations

from typing import Any

import numpy as np

from microcred.base.chance import Purpose, normal, uniform
from microcred.base.compile import borrowing, compiled
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.spending import institutions_in_turn
from microcred.rules.aim import job_pull
from microcred.rules.credentials import between
from microcred.rules.decision import level_factor
from microcred.rules.draws import lognormal
from microcred.rules.launch import affordable_launch, expected_learners, implied_learners, launch_cost
from microcred.rules.policy import ANY, budget_clause, lever_value
from microcred.rules.provision import certification_a_year, certification_cost, yearly_margin
from microcred.rules.quality import minima_cost_factor
from microcred.rules.survey import standing_freshness
from microcred.world.accounts import Account, affordable, pay, whole_cents
from microcred.world.accounts import Purpose as Paid
from microcred.world.states import Standard, Status

MONTHS = 12


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
    count = 0
    institutions = world.institutions.shape[0]
    head = np.full(institutions, -1, dtype=np.int64)
    following = np.full(nation.programmes, -1, dtype=np.int64)
    for index in range(nation.programmes):
        programme = world.programmes[index]
        if programme.status != Status.CLOSED and programme.status != Status.REVOKED:
            following[index] = head[programme.institution]
            head[programme.institution] = index
    offered = np.zeros(nation.credentials, dtype=np.bool_)
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
        best = -1
        best_margin = 0.0
        for choice in range(nation.credentials):
            credential = world.credentials[choice]
            if credential.status != Standard.IN_FORCE or offered[choice]:
                continue
            if not world.strengths[index, credential.sector]:
                continue
            margin = offer_margin(world, policy, institution, choice, fixed_cost, learners, programmes)
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


@borrowing
def offer_margin(
    world: Any, policy: Any, institution: Any, choice: int, fixed_cost: float, learners: Any, programmes: Any
) -> float:
    """Expected yearly surplus of a new offer of one standard, yuan."""
    nation = world.nation[0]
    p = world.parameters[0]
    credential = world.credentials[choice]
    place, sector, occupation = institution.place, credential.sector, credential.occupation
    kind, size, type_ = institution.kind, institution.size, credential.type
    interval = lever_value(policy, LeverCode.SURVEY_INTERVAL, place, ANY, sector, occupation, kind, size, type_)
    noise = between(
        p.expectation_noise_blind,
        p.expectation_noise_surveyed,
        standing_freshness(interval, p.survey_half_life),
    )
    slot = choice + 1
    z = normal(nation.seed, Purpose.EXPECT, institution.key, institution.number, nation.month, slot)
    expected = expected_learners(
        learners[institution.region, occupation],
        float(programmes[institution.region, occupation]),
        p.launch_learners,
        noise,
        z,
    )
    practice = max(
        p.practice_start,
        lever_value(policy, LeverCode.PRACTICE_MINIMUM, place, ANY, sector, occupation, kind, size, type_),
    )
    project = max(
        p.project_start,
        lever_value(policy, LeverCode.PROJECT_MINIMUM, place, ANY, sector, occupation, kind, size, type_),
    )
    teaching = p.programme_variable_cost * minima_cost_factor(
        practice, project, p.practice_start, p.project_start, p.minimum_cost
    )
    certificate = certification_cost(
        p.certification_cost,
        p.seats_start,
        p.certification_cost_size_exponent,
        lever_value(policy, LeverCode.CERTIFICATION_COST, place, ANY, sector, occupation, kind, size, type_),
    )
    support = lever_value(policy, LeverCode.CERTIFICATION_SUPPORT, place, ANY, sector, occupation, kind, size, type_)
    return yearly_margin(
        expected,
        p.price * level_factor(credential.level, p.level_price_step),
        lever_value(policy, LeverCode.PUBLIC_GRANT, place, ANY, sector, occupation, kind, size, type_),
        teaching,
        p.licence_fee,
        fixed_cost,
        certification_a_year(certificate, support, p.certificate_validity),
    )
