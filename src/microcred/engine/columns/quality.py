"""Stages `renewal` and `certification`: reviews, minima, certificates, registry, articulation rules."""

from __future__ import annotations

from typing import Any

from microcred.base.chance import Purpose
from microcred.base.compile import borrowing, compiled
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.luck import luck_of_programmes
from microcred.engine.columns.provision import ask
from microcred.engine.columns.spending import budget_of, programmes_in_turn
from microcred.rules.partnership import hazard_probability
from microcred.rules.quality import outdated_share
from microcred.rules.renewal import compliance_hazard, renewed_share, review_focus, reviewed
from microcred.rules.survey import freshness
from microcred.world.accounts import Account, bears, pay_from, take, whole_cents
from microcred.world.accounts import Purpose as Paid
from microcred.world.states import Status

REFUSED = -1.0


@compiled
def renewal(world: Any, policy: Any, flows: Any) -> None:
    """Open programmes are reviewed when due, and comply with minima at a hazard."""
    nation = world.nation[0]
    p = world.parameters[0]
    by_practice = luck_of_programmes(world, Purpose.COMPLIANCE, nation.month, 0)
    by_project = luck_of_programmes(world, Purpose.COMPLIANCE, nation.month, 1)
    probabilities = chances_to_comply(p)
    for index in programmes_in_turn(world, policy, LeverCode.RENEWAL_INTERVAL):
        programme = world.programmes[index]
        if programme.status != Status.OPEN:
            continue
        months = nation.month - programme.last_review
        share = REFUSED
        if months >= ask(policy, LeverCode.RENEWAL_INTERVAL, programme):
            share = pay_review(p, policy, flows, programme, months)
        if share > REFUSED:
            since = float(nation.month - programme.last_survey) if programme.last_survey >= 0 else -1.0
            focus = review_focus(
                p.renewal_focus,
                p.renewal_focus_survey,
                freshness(since, p.survey_half_life),
                p.renewal_focus_partner,
                programme.partner >= 0,
            )
            half_life = world.occupations[programme.occupation].half_life
            least = outdated_share(p.content_lag_minimum, half_life)
            programme.outdated = reviewed(programme.outdated, least, share, float(months), focus)
            programme.last_review = nation.month
        comply(policy, programme, probabilities, by_practice[index], by_project[index])


@borrowing
def pay_review(p: Any, policy: Any, flows: Any, programme: Any, months: int) -> float:
    """Pay a review; gives the share of the content that it may renew a year, `REFUSED` without one.

    The interval's budget bears reviews, the minimum's what it adds to one.
    """
    share = max(p.renewal_share, ask(policy, LeverCode.RENEWAL_MINIMUM, programme))
    cents = review_cents(p, share, months)
    added = cents - review_cents(p, p.renewal_share, months)
    minimum = budget_of(policy, LeverCode.RENEWAL_MINIMUM, programme)
    if added > 0 and not bears(policy, minimum, added):
        share = p.renewal_share
        cents -= added
        added = 0
    clause = budget_of(policy, LeverCode.RENEWAL_INTERVAL, programme)
    if not pay_from(policy, clause, flows, Account.INSTITUTION, Account.SUPPLIER, Paid.REVIEW, programme.place, cents):
        return REFUSED
    take(policy, minimum, added)
    return share


@borrowing
def review_cents(p: Any, share: float, months: int) -> int:
    """What a review costs that renews this share of the content a year, after so many months."""
    return whole_cents(p.programme_development_cost * renewed_share(share, float(months)))


@borrowing
def chances_to_comply(p: Any) -> tuple[float, float, float]:
    """Probability of meeting the minimum of practice, and of projects without and with a partner, in a month."""
    return (
        hazard_probability(p.compliance),
        hazard_probability(compliance_hazard(p.compliance, p.compliance_without_partner, False)),
        hazard_probability(compliance_hazard(p.compliance, p.compliance_without_partner, True)),
    )


@borrowing
def comply(policy: Any, programme: Any, probabilities: Any, by_practice: float, by_project: float) -> None:
    """Meet the minimum of practice, and of projects, each by its own draw (`chances_to_comply`)."""
    practice = ask(policy, LeverCode.PRACTICE_MINIMUM, programme)
    if programme.practice < practice and by_practice < probabilities[0]:
        programme.practice = practice
    project = ask(policy, LeverCode.PROJECT_MINIMUM, programme)
    if programme.project < project and by_project < probabilities[2 if programme.partner >= 0 else 1]:
        programme.project = project
