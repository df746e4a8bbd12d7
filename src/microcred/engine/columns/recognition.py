"""Who recognises a credential."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from microcred.base.compile import borrowing, compiled
from microcred.catalogue.levers import LeverCode
from microcred.rules.certification import recognition, recognition_education, recognition_employer, registry_gate
from microcred.rules.policy import ANY, lever_value
from microcred.rules.quality import PRACTICE_NEEDED, PROJECT_NEEDED, fit, minimum_met
from microcred.world.tables import CLASSES, World

ACADEMY = 3
# Of programmes at a place, employers tell apart: without and with a badge, each of others and of company academies.
ISSUERS = 4
# Ways to issue a credential: certified or not, listed or not, with a partner or without.
WAYS = 8


@borrowing
def class_certified(class_: int) -> bool:
    """Was a credential of this class issued by a certified programme?"""
    return class_ >= 2


@borrowing
def class_listed(class_: int) -> bool:
    """Was it issued by a listed programme?"""
    return class_ >= 4


@borrowing
def class_partnered(class_: int) -> bool:
    """Was it issued by a programme with a partner?"""
    return class_ % 2 == 1


@borrowing
def alignment_of(world: Any, index: int) -> float:
    """Alignment of a programme today, worked out anew where it changed since it was last asked."""
    programme, known, p = world.programmes[index], world.aligned[index], world.parameters[0]
    # No alignment is known of a programme of which it is zero.
    changed = known[4] == 0.0
    if changed or known[1] != programme.practice or known[2] != programme.project:
        changed = True
        known[1] = programme.practice
        known[2] = programme.project
        known[5] = minimum_met(known[1], PRACTICE_NEEDED, p.alignment_practice)
        known[6] = minimum_met(known[2], PROJECT_NEEDED, p.alignment_project)
    if changed or known[0] != programme.outdated or known[3] != programme.teaching:
        known[0] = programme.outdated
        known[3] = programme.teaching
        known[4] = fit(known[0], known[5], known[6], known[3], p.alignment_currency)
    return known[4]


@borrowing
def recognised_by_education(
    nation: Any, p: Any, regions: Any, policy: Any, programme: Any, certified: bool, listed: bool
) -> float:
    """Recognition by institutions of a credential issued so."""
    region = regions[programme.region]
    verified = lever_value(policy, LeverCode.VERIFICATION, programme.place, ANY, ANY, ANY, ANY, ANY, ANY)
    value = recognition_education(
        p.recognition_constant,
        p.recognition_framework * region.framework,
        p.recognition_certified if certified else 0.0,
        p.recognition_listed if listed else 0.0,
        p.recognition_platform * nation.platform,
        p.recognition_rule * nation.rule_share,
        p.recognition_verification * verified * nation.verification,
        p.recognition_barrier,
    )
    return value * gate(nation, policy, programme, region, listed)


@borrowing
def recognised_by_employers(
    nation: Any, p: Any, regions: Any, policy: Any, programme: Any, certified: bool, listed: bool, partnered: bool
) -> float:
    """Recognition by employers of a credential issued so."""
    region = regions[programme.region]
    verified = lever_value(policy, LeverCode.VERIFICATION, programme.place, ANY, ANY, ANY, ANY, ANY, ANY)
    value = recognition_employer(
        p.recognition_constant,
        p.recognition_framework * region.framework,
        p.recognition_certified if certified else 0.0,
        p.recognition_listed if listed else 0.0,
        p.recognition_platform * nation.platform,
        p.recognition_partner if partnered else 0.0,
        p.recognition_badges if programme.badge else 0.0,
        p.recognition_brand * p.brand_company if programme.kind == ACADEMY else 0.0,
        p.recognition_verification * verified * nation.verification,
        p.recognition_barrier,
    )
    return value * gate(nation, policy, programme, region, listed)


@borrowing
def gate(nation: Any, policy: Any, programme: Any, region: Any, listed: bool) -> float:
    """Share of receivers to whom a credential counts: under a registry gate, an unlisted one only in its region."""
    if listed:
        return 1.0
    gated = lever_value(policy, LeverCode.REGISTRY_GATE, programme.place, ANY, ANY, ANY, ANY, ANY, ANY) > 0.5
    return registry_gate(listed, nation.gate if gated else 0.0, region.people_share)


@borrowing
def issuer_of(programme: Any) -> int:
    """Number of a programme's issuer: its place, and what employers tell apart there."""
    return programme.place * ISSUERS + programme.badge + 2 * (programme.kind == ACADEMY)


@compiled
def issuers_of(world: Any) -> Any:
    """Number of every programme's issuer."""
    issuers = np.empty(world.nation[0].programmes, dtype=np.int64)
    for index in range(issuers.shape[0]):
        issuers[index] = issuer_of(world.programmes[index])
    return issuers


def recognition_unasked(world: World) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Number of every programme's issuer, and room for what employers think of issuers and classes this month."""
    return issuers_of(world), np.full((world.places.shape[0] * ISSUERS, CLASSES), np.nan)


@borrowing
def recognition_asked(world: Any, policy: Any, issuers: Any, recognised: Any, career: Any) -> float:
    """Recognition by employers of a holder's credential, worked out for the first of an issuer and class who asks."""
    issuer = issuers[career.programme]
    value = recognised[issuer, career.class_]
    if math.isnan(value):
        value = recognised_by_employers(
            world.nation[0],
            world.parameters[0],
            world.regions,
            policy,
            world.programmes[career.programme],
            class_certified(career.class_),
            class_listed(career.class_),
            class_partnered(career.class_),
        )
        recognised[issuer, career.class_] = value
    return value


def nothing_recognised(world: World) -> npt.NDArray[np.float64]:
    """Room for what `recognised` finds of every issuer and way to issue; NaN where nobody asked yet."""
    return np.full((world.places.shape[0] * ISSUERS, WAYS, 2), np.nan)


@borrowing
def recognised(
    world: Any, policy: Any, known: Any, programme: Any, certified: bool, listed: bool, partnered: bool
) -> tuple[float, float]:
    """Recognition by institutions, and by them and employers, worked out for the first of an issuer and way who asks.

    Both depend on nothing else of a programme. What is known holds until a lever or a phase changes.
    """
    row = known[issuer_of(programme), certified + 2 * listed + 4 * partnered]
    if math.isnan(row[1]):
        nation, p, regions = world.nation[0], world.parameters[0], world.regions
        row[0] = recognised_by_education(nation, p, regions, policy, programme, certified, listed)
        employers = recognised_by_employers(nation, p, regions, policy, programme, certified, listed, partnered)
        row[1] = recognition(row[0], employers, p.recognition_employer_share)
    return row[0], row[1]
