"""Who recognises a credential."""

from __future__ import annotations

from typing import Any

from microcred.base.compile import compiled
from microcred.catalogue.levers import LeverCode
from microcred.rules.certification import recognition_education, recognition_employer, registry_gate
from microcred.rules.policy import ANY, lever_value
from microcred.rules.quality import alignment

ACADEMY = 3


@compiled
def alignment_of(p: Any, programme: Any) -> float:
    """Alignment of a programme today."""
    return alignment(
        programme.outdated,
        programme.practice,
        programme.project,
        programme.teaching,
        p.alignment_currency,
        p.alignment_practice,
        p.alignment_project,
    )


@compiled
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
    return value * gate(policy, programme, region, listed)


@compiled
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
    return value * gate(policy, programme, region, listed)


@compiled
def gate(policy: Any, programme: Any, region: Any, listed: bool) -> float:
    """Share of receivers to whom a credential counts: under a registry gate, an unlisted one only in its region."""
    if listed:
        return 1.0
    gated = lever_value(policy, LeverCode.REGISTRY_GATE, programme.place, ANY, ANY, ANY, ANY, ANY, ANY) > 0.5
    return registry_gate(listed, gated, region.people_share)
