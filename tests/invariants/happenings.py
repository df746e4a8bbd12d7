"""What happened in a month: a count of everything that the model lets happen."""

from __future__ import annotations

from collections import Counter

import numpy as np

from microcred.catalogue.levers import LeverCode
from microcred.world.accounts import Account
from microcred.world.states import Count, Gauge, Job, Stage, Standard, Status
from microcred.world.tables import Table
from tests.invariants.walk import Month

STATUS = {
    "a launch opens": (Status.DEVELOPING, Status.OPEN),
    "a programme is suspended": (Status.OPEN, Status.SUSPENDED),
    "a programme resumes": (Status.SUSPENDED, Status.OPEN),
    "a suspended programme closes": (Status.SUSPENDED, Status.CLOSED),
    "a programme of a lapsed standard closes": (Status.OPEN, Status.CLOSED),
    "a programme is revoked": (Status.OPEN, Status.REVOKED),
}
STANDARD = {
    "a standard comes into force": (Standard.DEVELOPING, Standard.IN_FORCE),
    "a standard lapses": (Standard.IN_FORCE, Standard.LAPSED),
}
STAGE = {
    "an applicant is admitted": (Stage.APPLIED, Stage.STUDYING),
    "an applicant is refused": (Stage.APPLIED, Stage.IDLE),
    "an applicant leaves": (Stage.APPLIED, Stage.LEFT),
    "a learner waits for the exam": (Stage.STUDYING, Stage.WAITING_EXAM),
    "a learner leaves": (Stage.STUDYING, Stage.LEFT),
    "somebody applies again": (Stage.IDLE, Stage.APPLIED),
    "a person with a record leaves": (Stage.IDLE, Stage.LEFT),
}
JOB = {
    "a holder seeks": (Job.NONE, Job.SEEKING),
    "a seeker is hired in the occupation": (Job.SEEKING, Job.IN_OCCUPATION),
    "a seeker is hired elsewhere": (Job.SEEKING, Job.ELSEWHERE),
    "an employed holder earns another credential": (Job.IN_OCCUPATION, Job.SEEKING),
    "an employed holder retires": (Job.IN_OCCUPATION, Job.NONE),
}
COUNTED = {
    "a seat is refused": Count.REFUSED_SEAT,
    "a programme closes before admission": Count.REFUSED_CLOSED,
    "a campus learner sits the exam": Count.COMPLETIONS_CAMPUS,
    "an online learner sits the exam": Count.COMPLETIONS_ONLINE,
    "a campus learner drops out": Count.DROPOUTS_CAMPUS,
    "an online learner drops out": Count.DROPOUTS_ONLINE,
    "an exam is passed": Count.PASSES,
    "a pass is excellent": Count.EXCELLENT,
    "an employer is satisfied": Count.HIRES_SATISFIED,
    "a credential leaves with its holder": Count.CREDENTIALS_LOST,
    "a subsidy is refused for want of money": Count.UNPAID_SUBSIDIES,
    "an employer answers": Count.SURVEYED,
    "a programme is listed": Count.PROGRAMMES_LISTED,
    "a demonstration project exists": Count.PROGRAMMES_AWARDED,
    "a programme is eligible for an award": Count.PROGRAMMES_ELIGIBLE,
}
OTHER = (
    "a partner is gained",
    "a partner is lost",
    "a certificate is granted",
    "a certificate expires",
    "a programme waits for its certificate",
    "a programme without certificate is barred",
    "a listed programme is taken off the list",
    "an exam is failed",
    "somebody waits for a seat in the exam",
    "somebody gives the exam up",
    "somebody holds two credentials",
    "an institution acquires an articulation rule",
    "a budget runs out",
    "a stopped budget is filled again",
    "a loss is borne because of a commitment",
    "a price is advanced",
    "a loan is repaid",
)
EVERYTHING = (*STATUS, *STANDARD, *STAGE, *JOB, *COUNTED, *OTHER)


def moved(before: Table, after: Table, step: tuple[int, int]) -> int:
    """How many rows took a step from one state to another."""
    return int(((before == step[0]) & (after[: before.size] == step[1])).sum())


def exams_given_up(month: Month) -> int:
    """At least how many gave the exam up: who stopped waiting in a region beyond those who sat there."""
    old, new = month.before.people, month.after.people[: month.before.people.size]
    stopped = month.by_place(new[(old["stage"] == Stage.WAITING_EXAM) & (new["stage"] == Stage.IDLE)])
    sat = month.counts[:, Count.COMPLETIONS_CAMPUS] + month.counts[:, Count.COMPLETIONS_ONLINE]
    region = month.after.places["region"]
    beyond = np.bincount(region, weights=stopped) - np.bincount(region, weights=sat)
    return int(np.maximum(0, beyond).sum())


def happenings(month: Month) -> Counter[str]:
    """Everything that happened in a month, by name."""
    before, after = month.before, month.after
    found: Counter[str] = Counter()
    for names, table, field in (
        (STATUS, "programmes", "status"),
        (STANDARD, "credentials", "status"),
        (STAGE, "people", "stage"),
        (JOB, "careers", "job"),
    ):
        old, new = getattr(before, table)[field], getattr(after, table)[field]
        for name, step in names.items():
            found[name] += moved(old, new, step)
    for name, count in COUNTED.items():
        found[name] += int(month.counts[:, count].sum())
    old, new = before.programmes, after.programmes[: before.programmes.size]
    sat = month.counts[:, Count.COMPLETIONS_CAMPUS] + month.counts[:, Count.COMPLETIONS_ONLINE]
    waiting = after.people[after.people["stage"] == Stage.WAITING_EXAM]
    found["a partner is gained"] += int(((old["partner"] < 0) & (new["partner"] >= 0)).sum())
    found["a partner is lost"] += int(((old["partner"] >= 0) & (new["partner"] < 0)).sum())
    found["a certificate is granted"] += int((~old["certified"] & new["certified"]).sum())
    found["a certificate expires"] += int((old["certified"] & ~new["certified"]).sum())
    found["a programme waits for its certificate"] += int(month.record.gauges[month.index, Gauge.QUEUE])
    found["a programme without certificate is barred"] += int(after.programmes["barred"].sum())
    found["a listed programme is taken off the list"] += int((old["listed"] & ~new["listed"]).sum())
    found["an exam is failed"] += int((sat - month.counts[:, Count.PASSES]).sum())
    found["somebody waits for a seat in the exam"] += int((waiting["since"] < month.month).sum())
    found["somebody gives the exam up"] += exams_given_up(month)
    found["somebody holds two credentials"] += int((after.people["credentials"] >= 2).sum())
    found["an institution acquires an articulation rule"] += int(
        after.nation[0]["rule_share"] > before.nation[0]["rule_share"]
    )
    found["a budget runs out"] += int((after.stopped & ~before.stopped).sum())
    found["a stopped budget is filled again"] += int((before.stopped & ~after.stopped).sum())
    commitments = month.record.ledger[month.index, :, :, LeverCode.COURSE_COMMITMENT]
    found["a loss is borne because of a commitment"] += int(commitments.any())
    loans = month.record.ledger[month.index, :, :, LeverCode.LOAN]
    found["a price is advanced"] += int(loans[Account.GOVERNMENT, Account.INSTITUTION] > 0)
    found["a loan is repaid"] += int(loans[Account.LEARNER, Account.GOVERNMENT] > 0)
    return found
