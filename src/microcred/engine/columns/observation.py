"""Stage `observe`: counts, sums and gauges of the month."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from microcred.base.compile import borrowing, compiled
from microcred.engine.columns.judgement import eligible
from microcred.engine.columns.recognition import (
    class_certified,
    class_listed,
    class_partnered,
    issuer_of,
    recognised,
)
from microcred.rules.quality import content_lag, covers_in_effect
from microcred.world.states import FIXED, Count, Gauge, Standard, Status, Sum
from microcred.world.tables import CLASSES

MONTHS = 12
MOST_FIXED = 1e9
# How learners end: with an exam, without, or because they leave.
WENT = (
    Count.COMPLETIONS_CAMPUS,
    Count.COMPLETIONS_ONLINE,
    Count.DROPOUTS_CAMPUS,
    Count.DROPOUTS_ONLINE,
    Count.LEFT_STUDYING,
)


@borrowing
def fixed(value: float) -> int:
    """A value in units of 1 / FIXED: sums of such integers do not depend on their order."""
    if not abs(value) < MOST_FIXED:
        raise OverflowError("an outcome is not finite or too large")
    return int(math.floor(value * FIXED + 0.5))


def learners_of(counts: npt.NDArray[np.int64], before: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Learners in study or before an exam by place: those of the month before, who came, and who went."""
    return np.asarray(before + counts[:, Count.ADMITTED] - counts[:, WENT].sum(axis=1))


@compiled
def observe_programmes(world: Any, policy: Any, known: Any, counts: Any, sums: Any) -> None:
    """States of programmes, content lag, and recognition of the credentials in people's hands, by place."""
    nation = world.nation[0]
    held = np.zeros((known.shape[0], CLASSES), dtype=np.int64)
    someone = np.zeros(known.shape[0], dtype=np.int64)
    for index in range(nation.programmes):
        programme = world.programmes[index]
        place = programme.place
        status = programme.status
        if status == Status.OPEN:
            programme.last_open = nation.month
            counts[place, Count.PROGRAMMES_OPEN] += 1
            if programme.enrolled > 0:
                half_life = world.occupations[programme.occupation].half_life
                lag = content_lag(programme.outdated, half_life)
                sums[place, Sum.LAG] += programme.enrolled * fixed(lag)
                sums[place, Sum.LAG_WEIGHT] += programme.enrolled
            if programme.partner >= 0:
                counts[place, Count.PROGRAMMES_PARTNERED] += 1
            if programme.listed:
                counts[place, Count.PROGRAMMES_LISTED] += 1
        elif status == Status.SUSPENDED:
            counts[place, Count.PROGRAMMES_SUSPENDED] += 1
        elif status == Status.REVOKED:
            counts[place, Count.PROGRAMMES_REVOKED] += 1
        elif status == Status.CLOSED:
            counts[place, Count.PROGRAMMES_CLOSED] += 1
        if status != Status.DEVELOPING and nation.month - programme.last_open < MONTHS:
            counts[place, Count.PROGRAMMES_YEAR] += 1
            if programme.certified:
                counts[place, Count.PROGRAMMES_CERTIFIED] += 1
        if programme.demonstration and (status == Status.OPEN or status == Status.SUSPENDED):
            counts[place, Count.PROGRAMMES_AWARDED] += 1
        if eligible(world, index):
            counts[place, Count.PROGRAMMES_ELIGIBLE] += 1
        issuer = issuer_of(programme)
        someone[issuer] = index
        for class_ in range(CLASSES):
            held[issuer, class_] += world.held_by_class[index, class_]
    observe_recognition(world, policy, known, held, someone, sums)


@borrowing
def observe_recognition(world: Any, policy: Any, known: Any, held: Any, someone: Any, sums: Any) -> None:
    """Recognition of all credentials that are held, by issuer and class; who issued one stands for its issuer."""
    for issuer in range(held.shape[0]):
        programme = world.programmes[someone[issuer]]
        for class_ in range(CLASSES):
            number = held[issuer, class_]
            if number > 0:
                certified, listed = class_certified(class_), class_listed(class_)
                share = recognised(world, policy, known, programme, certified, listed, class_partnered(class_))[1]
                sums[programme.place, Sum.RECOGNITION] += number * fixed(share)
                sums[programme.place, Sum.CREDENTIALS] += number


@compiled
def observe_nation(world: Any, gauges: Any) -> None:
    """National values: coverage, standards, vacancies, premium."""
    nation = world.nation[0]
    gauges[:] = 0.0
    occupations = world.occupations.shape[0]
    effective = np.zeros(occupations, dtype=np.bool_)
    for index in range(nation.programmes):
        programme = world.programmes[index]
        if programme.applied_month >= 0:
            gauges[Gauge.QUEUE] += 1.0
        if programme.status != Status.OPEN:
            continue
        since = nation.month - programme.last_graduate_month if programme.last_graduate_month >= 0 else -1
        in_force = world.credentials[programme.credential].status == Standard.IN_FORCE
        if in_force and covers_in_effect(programme.outdated, since):
            effective[programme.occupation] = True
    for index in range(nation.credentials):
        credential = world.credentials[index]
        if credential.status == Standard.IN_FORCE:
            gauges[Gauge.CERTIFICATES] += 1.0
        elif credential.status == Standard.DEVELOPING:
            gauges[Gauge.DEVELOPING] += 1.0
    for occupation in range(occupations):
        row = world.occupations[occupation]
        if not row.shortage:
            continue
        gauges[Gauge.SHORTAGE] += 1.0
        if row.in_force > 0:
            gauges[Gauge.COVERED] += 1.0
            if effective[occupation]:
                gauges[Gauge.COVERED_EFFECTIVE] += 1.0
        gauges[Gauge.PREMIUM] += row.premium
        for region in range(world.regions.shape[0]):
            gauges[Gauge.VACANCIES] += world.markets[region, occupation].vacancies
    gauges[Gauge.PREMIUM] /= max(1.0, gauges[Gauge.SHORTAGE])
    gauges[Gauge.RULE_SHARE] = nation.rule_share
    for sector in range(world.sectors.shape[0]):
        gauges[Gauge.REPUTATION] += world.sectors[sector].reputation / world.sectors.shape[0]
