"""Stages `renewal` and `certification`: reviews, minima, certificates, registry, articulation rules."""

from __future__ import annotations

from typing import Any

from microcred.base.chance import Purpose, uniform
from microcred.base.compile import compiled
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.provision import ask
from microcred.rules.partnership import hazard_probability
from microcred.rules.quality import outdated_share
from microcred.rules.renewal import compliance_hazard, renewed_share, review_focus, reviewed
from microcred.rules.survey import freshness
from microcred.world.accounts import Account, pay, whole_cents
from microcred.world.accounts import Purpose as Paid
from microcred.world.tables import Status


@compiled
def renewal(world: Any, policy: Any, flows: Any) -> None:
    """Open programmes are reviewed when due, and comply with minima at a hazard."""
    nation = world.nation[0]
    p = world.parameters[0]
    for index in range(nation.programmes):
        programme = world.programmes[index]
        if programme.status != Status.OPEN:
            continue
        months = nation.month - programme.last_review
        if months >= ask(policy, LeverCode.RENEWAL_INTERVAL, programme):
            share = max(p.renewal_share, ask(policy, LeverCode.RENEWAL_MINIMUM, programme))
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
            cents = whole_cents(p.programme_development_cost * renewed_share(share, float(months)))
            pay(flows, Account.INSTITUTION, Account.SUPPLIER, Paid.REVIEW, programme.place, cents)
        comply(world, policy, programme)


@compiled
def comply(world: Any, policy: Any, programme: Any) -> None:
    """Meet the minimum of practice, and of projects, each at the compliance hazard."""
    nation = world.nation[0]
    p = world.parameters[0]
    practice = ask(policy, LeverCode.PRACTICE_MINIMUM, programme)
    if programme.practice < practice:
        u = uniform(nation.seed, Purpose.COMPLIANCE, programme.key, programme.number, nation.month, 0)
        if u < hazard_probability(p.compliance):
            programme.practice = practice
    project = ask(policy, LeverCode.PROJECT_MINIMUM, programme)
    if programme.project < project:
        hazard = compliance_hazard(p.compliance, p.compliance_without_partner, programme.partner >= 0)
        u = uniform(nation.seed, Purpose.COMPLIANCE, programme.key, programme.number, nation.month, 1)
        if u < hazard_probability(hazard):
            programme.project = project
