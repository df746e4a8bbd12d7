"""The stages of a month, each a list of who does what: one function per entry of `engine.schedule.STAGES`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microcred.base.chance import Purpose
from microcred.catalogue.levers import LeverCode
from microcred.engine.objects import certification as certificates
from microcred.engine.objects import (
    content,
    finite,
    learning_steps,
    market,
    newcomers,
    observing,
    obstacles,
    surveys,
    wages,
)
from microcred.engine.objects.levers import ANYBODY
from microcred.engine.objects.surveys import quarter_slot
from microcred.rules.credentials import programmes_elsewhere
from microcred.rules.ledger import monthly_payment
from microcred.rules.systems import phase, rule_share
from microcred.world.accounts import Account, whole_cents
from microcred.world.people import MONTHS_PER_QUARTER
from microcred.world.states import Job, Standard, Status
from microcred.world.tables import RING

if TYPE_CHECKING:
    from microcred.engine.objects.country import Country
    from microcred.engine.objects.learner import Learner
    from microcred.engine.objects.market import Market

MONTHS = 12.0


def policy(country: Country) -> None:
    """Levers take their values of the month; national systems phase in."""
    country.levers.begin_month(country.month, country.settling)
    country.meet_shocks()
    framework = {region: region.runs_framework() for region in country.in_turn(LeverCode.FRAMEWORK, country.regions)}
    verification = [region.wants(LeverCode.VERIFICATION) for region in country.regions]
    gate = [region.wants(LeverCode.REGISTRY_GATE) for region in country.regions]
    country.framework_months = country.framework_months + 1 if any(framework.values()) else -1
    country.platform_months = country.platform_months + 1 if runs_platform(country) else -1
    country.framework = phase(country.framework_months, country.p.phase_in)
    country.platform = phase(country.platform_months, country.p.phase_in)
    country.verification_months = country.verification_months + 1 if any(verification) else -1
    country.verification = phase(country.verification_months, country.p.phase_in)
    country.gate_months = country.gate_months + 1 if any(gate) else -1
    country.gate = phase(country.gate_months, country.p.phase_in)
    for region in country.regions:
        region.carry_out_framework(framework[region])


def runs_platform(country: Country) -> bool:
    """Whether the platform is on and its month is paid, as a whole; each region bears its people's share."""
    lever = LeverCode.PLATFORM
    if not country.levers.on(lever):
        return False
    cost = country.p.platform_cost
    cents = [whole_cents(monthly_payment(cost, region.people_share)) for region in country.regions]
    if not country.levers.afford(lever, ANYBODY, sum(cents)):
        return False
    for region, part in zip(country.regions, cents, strict=True):
        country.books.pay(Account.GOVERNMENT, Account.SUPPLIER, lever, region.places[0].index, part)
    return True


def infrastructure(country: Country) -> None:
    """Digital access moves toward its ceiling."""
    for place in country.in_turn(LeverCode.INFRASTRUCTURE_SPEND, country.places):
        place.improve_access()


def demand(country: Country) -> None:
    """Vacancies open, expire and were filled; premiums follow; technology ages content."""
    for occupation in country.occupations:
        market.turn_over(country, occupation)
    if country.settling:
        return
    for programme in country.programmes:
        if not programme.gone:
            programme.age(float(country.shocks.technology[programme.occupation.index]))


def development(country: Country) -> None:
    """Partnerships form and end; standards finish, lapse and start."""
    content.end_partnerships(country)
    content.form_partnerships(country)
    count_standards(country)
    p = country.p
    # Where only some regions are run, the others are taken to teach a standard as often as in 2025.
    elsewhere = programmes_elsewhere(country.kept_share, p.programmes_start, len(country.credentials))
    for credential in country.credentials:
        credential.move_on(country, elsewhere)
    count_standards(country)
    in_turn = country.in_turn(LeverCode.DEVELOPMENT_TIME, country.organisations)
    starts = {organisation: organisation.start_standard() for organisation in in_turn}
    for organisation in country.organisations:
        start = starts[organisation]
        if start is not None:
            newcomers.add_credential(country, organisation, *start)
    count_standards(country)


def count_standards(country: Country) -> None:
    """Count the standards of every occupation, and who teaches each standard."""
    for occupation in country.occupations:
        occupation.in_force = occupation.in_development = 0
    for credential in country.credentials:
        credential.programmes = 0
        credential.occupation.in_force += credential.status is Standard.IN_FORCE
        credential.occupation.in_development += credential.status is Standard.DEVELOPING
    for programme in country.programmes:
        programme.credential.programmes += programme.status is Status.OPEN


def provision(country: Country) -> None:
    """Institutions open, resize, suspend, resume and close programmes, and launch new ones."""
    for region in country.regions:
        region.see_demand()
    for programme in country.programmes:
        programme.face_clean_up(float(country.shocks.clean_up[programme.index]))
    review_programmes(country)
    for institution in country.in_turn(LeverCode.PUBLIC_OPENNESS, country.institutions):
        institution.open_to_public()
    if country.settling:
        return
    in_turn = country.in_turn(LeverCode.ACADEMIC_REVIEW, country.institutions)
    offers = {institution: institution.consider_offer() for institution in in_turn}
    for institution in country.institutions:
        offer = offers[institution]
        if offer is not None:
            newcomers.add_programme(country, institution, offer)


def review_programmes(country: Country) -> None:
    """Every programme's month; on the planning date its surplus of the year counts for its institution."""
    for institution in country.institutions:
        if institution.plans_now:
            institution.budget_surplus = 0.0
    in_turn = country.in_turn(LeverCode.COURSE_COMMITMENT, country.programmes)
    surplus = {programme: programme.institution.run(programme) for programme in in_turn}
    # In one order, whoever was served first: sums of real numbers depend on it.
    for programme in country.programmes:
        programme.institution.budget_surplus += surplus[programme]


def bear_costs(country: Country) -> None:
    """End of the spin-up: who is on offer in January 2025 bears its cost."""
    for programme in country.programmes:
        programme.bear_cost()


def renewal(country: Country) -> None:
    """Programmes are reviewed and comply with minima."""
    for programme in country.in_turn(LeverCode.RENEWAL_INTERVAL, country.programmes):
        if programme.status is Status.OPEN:
            content.renew(programme)
            content.comply(programme)


def certification(country: Country) -> None:
    """The queue is served; programmes apply; registry; articulation rules; badges."""
    certificates.spread_evaluation(country)
    certificates.serve_queue(country)
    for programme in country.in_turn(LeverCode.CERTIFICATION_MANDATE, country.programmes):
        certificates.keep_certified(programme)
    for programme in country.in_turn(LeverCode.REGISTRY, country.programmes):
        certificates.list_in_registry(programme)
    for institution in country.in_turn(LeverCode.CREDIT_TRANSFER, country.institutions):
        institution.transfer_credit()
    for programme in country.programmes:
        certificates.show_badge(programme)
    rules = sum(institution.rule for institution in country.institutions)
    country.rule_share = rule_share(rules, len(country.institutions))


def learning(country: Country) -> None:
    """Cohorts move on; decisions, awareness, admission, study, exam."""
    learning_steps.move_cohorts(country)
    learning_steps.open_fair(country)
    applications = learning_steps.decide(country)
    obstacles.observe(country)
    learning_steps.spread_word(country)
    learning_steps.admit(country)
    learning_steps.study(country)
    learning_steps.examine(country)
    learning_steps.register(country, applications)
    country.count_people()


def hiring(country: Country) -> None:
    """Holders find jobs, the best match of a market first; employers are satisfied or not; wages bear what is due."""
    slot = country.month % RING
    for programme in country.programmes:
        programme.hires[slot] = programme.satisfied_hires[slot] = 0
    seekers: dict[Market, list[Learner]] = {market: [] for region in country.regions for market in region.markets}
    for learner in country.learners:
        if learner.job is Job.SEEKING:
            seekers[learner.region.markets[learner.trained_by.occupation.index]].append(learner)
    hired: list[tuple[Learner, Market]] = []
    for market_, learners in seekers.items():
        market_.seeking = len(learners)
        hired += [(learner, market_) for learner in market_.choose(learners)]
    if any(country.levers.limited):
        hired.sort(key=lambda job: job[0].luck(Purpose.BUDGET, slot=int(LeverCode.PAY_STEP)))
    for learner, market_ in hired:
        learner.start_job(market_)
    wages.pay_steps(country)
    wages.repay_loans(country)


def survey(country: Country) -> None:
    """Surveys and inspections, exit rule, reputation."""
    slot = quarter_slot(country)
    for programme in country.in_turn(LeverCode.SURVEY_INTERVAL, country.programmes):
        if country.month % MONTHS_PER_QUARTER == 0:
            programme.respondents[slot] = programme.satisfied[slot] = 0
        surveys.judge(programme)
    surveys.spread_reputation(country)


def award(country: Country) -> None:
    """Demonstration projects are named each January."""
    surveys.name_projects(country)


def observe(country: Country) -> None:
    """Outcomes are written into the month's books, unless a number is not finite."""
    finite.check(country)
    country.count_studying()
    for learner in country.learners:
        if learner.employed:
            observing.observe_worker(learner)
    for programme in country.programmes:
        observing.observe_programme(programme)
    observing.observe_nation(country)
