"""Stage `learning`: exams that are sat, and what a pass brings."""

from __future__ import annotations

from typing import Any

from microcred.base.chance import Purpose
from microcred.base.compile import borrowing
from microcred.catalogue.levers import LeverCode
from microcred.engine.columns.employed import NONE
from microcred.engine.columns.groups import draw, fetch
from microcred.engine.columns.odds import below_logistic
from microcred.engine.columns.persons import enter_stage, note
from microcred.engine.columns.recognition import alignment_of
from microcred.engine.columns.seekers import seek
from microcred.engine.columns.spending import any_budget, budget_of, budget_of_place
from microcred.rules.policy import ANY, lever_value
from microcred.rules.study import logit, pass_logits
from microcred.world.accounts import Account, pay_from, whole_cents
from microcred.world.states import Count, CredentialType, Funnel, Job, Mode, Segment, Stage


@borrowing
def sit(
    world: Any, policy: Any, flows: Any, counts: Any, learners: Any, seeking: Any, issued: Any, group: Any, count: int
) -> None:
    """The exams of a group: a pass is a credential.

    What happens to each is done for all before the next thing is, so that tables are read side by side.
    """
    fetch(world, learners, group, count)
    passed = examine(world, counts, learners, group, count)
    credit(world, group, passed)
    hold(world, learners, group, passed)
    book(world, policy, flows, group, passed, issued)
    for one in range(passed):
        begin_career(world, learners[group.turns[one]], group, one, seeking)


@borrowing
def examine(world: Any, counts: Any, learners: Any, group: Any, count: int) -> int:
    """Who passes, and how well; those come first in the group, in their order, and their number is returned."""
    nation = world.nation[0]
    p = world.parameters[0]
    draw(nation.seed, Purpose.PASS, group, count, group.draws)
    draw(nation.seed, Purpose.EXCELLENT, group, count, group.further)
    rate = logit(p.pass_rate)
    for one in range(count):
        group.logits[one] = pass_logits(rate, p.pass_ability, learners[group.turns[one]].ability)
    below_logistic(group.draws[:count], group.logits[:count], group.succeeded)
    passed = 0
    for one in range(count):
        learner = learners[group.turns[one]]
        block = world.blocks[learner.block]
        online = group.modes[one] == Mode.ONLINE
        counts[block.place, Count.COMPLETIONS_ONLINE if online else Count.COMPLETIONS_CAMPUS] += 1
        note(world, block, learner, Funnel.SAT)
        enter_stage(world, learner, Stage.IDLE)
        if not group.succeeded[one]:
            continue
        counts[block.place, Count.PASSES] += 1
        note(world, block, learner, Funnel.PASSED)
        if group.further[one] < p.excellent_share:
            counts[block.place, Count.EXCELLENT] += 1
        group.turns[passed] = group.turns[one]
        group.programmes[passed] = group.programmes[one]
        passed += 1
    return passed


@borrowing
def credit(world: Any, group: Any, passed: int) -> None:
    """Programmes count those who passed; how they issue credentials, and what these are worth."""
    month = world.nation[0].month
    for one in range(passed):
        programme = world.programmes[group.programmes[one]]
        programme.graduates += 1
        programme.last_graduate_month = month
        issued = 2 if programme.listed else 1 if programme.certified else 0
        group.classes[one] = issued * 2 + (1 if programme.partner >= 0 else 0)
    for one in range(passed):
        group.alignment[one] = alignment_of(world, group.programmes[one])
    for one in range(passed):
        world.held_by_class[group.programmes[one], group.classes[one]] += 1


@borrowing
def hold(world: Any, learners: Any, group: Any, passed: int) -> None:
    """A credential more in the hands of everybody who passed; blocks count whoever had none before."""
    nation = world.nation[0]
    for one in range(passed):
        programme = group.programmes[one]
        person = world.people[learners[group.turns[one]].person]
        held = world.held[nation.held + one]
        held.previous = person.last_held
        held.programme = programme
        held.series = world.credentials[world.programmes[programme].credential].series
        held.class_ = group.classes[one]
        person.last_held = nation.held + one
        group.first[one] = person.credentials == 0
        person.credentials += 1
    nation.held += passed
    for one in range(passed):
        learner = learners[group.turns[one]]
        world.blocks[learner.block].holders += group.first[one]
        world.holders_fifth[learner.block, learner.fifth] += group.first[one]


@borrowing
def begin_career(world: Any, learner: Any, group: Any, one: int, seeking: Any) -> None:
    """A credential that counts for work is the one to find a job with; whoever is out of school seeks one."""
    nation = world.nation[0]
    programme = world.programmes[group.programmes[one]]
    if programme.type == CredentialType.INTEREST:
        return
    person = world.people[learner.person]
    if person.career < 0:
        person.career = nation.careers
        nation.careers += 1
        world.careers[person.career].job = Job.NONE
        world.careers[person.career].slot = NONE
    block = world.blocks[learner.block]
    career = world.careers[person.career]
    career.person = learner.person
    career.block = learner.block
    career.rank = learner.rank
    career.level = programme.level
    career.place = block.place
    career.occupation = programme.occupation
    career.programme = group.programmes[one]
    career.class_ = group.classes[one]
    career.alignment = group.alignment[one]
    career.passed = nation.month
    career.hired = -1
    if block.segment == Segment.STUDENT:
        career.job = Job.NONE
    else:
        seek(world, person.career, seeking)


@borrowing
def book(world: Any, policy: Any, flows: Any, group: Any, passed: int, issued: Any) -> None:
    """Costs of issuing credentials, one by one where a budget may run out; else counted in `issued`, to be booked."""
    p = world.parameters[0]
    limited = any_budget(policy)
    for one in range(passed):
        programme = world.programmes[group.programmes[one]]
        if limited:
            clause = budget_of(policy, LeverCode.BADGES, programme) if programme.badge else -1
            programme.badge = pay_issue(policy, flows, p, programme.place, 1, int(programme.badge), clause)
        else:
            issued[programme.place, 0] += 1
            issued[programme.place, 1] += programme.badge


@borrowing
def book_rest(world: Any, policy: Any, flows: Any, issued: Any) -> None:
    """Costs of the credentials that were only counted, by place: all, and those with a badge."""
    for place in range(issued.shape[0]):
        if issued[place, 0] > 0:
            pay_issue(policy, flows, world.parameters[0], place, issued[place, 0], issued[place, 1], -1)


@borrowing
def pay_issue(policy: Any, flows: Any, p: Any, place: int, credentials: int, badges: int, badges_clause: int) -> bool:
    """Pay for issuing credentials: verification, badges, prior learning. Badges that are not paid for come off."""
    payee = Account.SUPPLIER
    if lever_value(policy, LeverCode.VERIFICATION, place, ANY, ANY, ANY, ANY, ANY, ANY) > 0.5:
        cents = credentials * whole_cents(p.verification_cost)
        clause = budget_of_place(policy, LeverCode.VERIFICATION, place)
        pay_from(policy, clause, flows, Account.GOVERNMENT, payee, LeverCode.VERIFICATION, place, cents)
    badged = False
    if badges > 0:
        cents = badges * whole_cents(p.badge_cost)
        badged = pay_from(policy, badges_clause, flows, Account.INSTITUTION, payee, LeverCode.BADGES, place, cents)
    if lever_value(policy, LeverCode.PRIOR_LEARNING, place, ANY, ANY, ANY, ANY, ANY, ANY) > 0.5:
        cents = credentials * whole_cents(p.prior_learning_cost)
        clause = budget_of_place(policy, LeverCode.PRIOR_LEARNING, place)
        pay_from(policy, clause, flows, Account.INSTITUTION, payee, LeverCode.PRIOR_LEARNING, place, cents)
    return badged
