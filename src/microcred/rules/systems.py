"""National systems: phasing in, and articulation rules (model.md 4.9)."""

from __future__ import annotations

from microcred.base.compile import compiled


@compiled
def phase(months_since_start: int, months: float) -> float:
    """How far framework, platform or verification has taken effect: min(1, (months since start + 1) / months).

    Parameters
    ----------
    months_since_start
        0 in the first month; negative: not started.
    months
        Months until it is complete, > 0.

    Returns
    -------
    float
        [0, 1]; 0 before the start. Source: model.md 4.9 (switches inside the logistic jumped on their date).
    """
    if months_since_start < 0:
        return 0.0
    return min(1.0, (months_since_start + 1.0) / months)


@compiled
def articulation_hazard(
    base: float, by_framework: float, by_platform: float, framework: float, platform: float, transfer: float
) -> float:
    """Hazard that an institution acquires an articulation rule.

    base + by_framework * framework * transfer + by_platform * platform * transfer.

    Parameters
    ----------
    base, by_framework, by_platform
        Hazard without policy, and its rises with a complete framework and platform, per month, >= 0.
    framework, platform
        Phases, [0, 1].
    transfer
        How far credit transfer is carried out, [0, 1].

    Returns
    -------
    float
        Hazard per month, >= 0. Source: model.md 4.9.
    """
    return base + by_framework * framework * transfer + by_platform * platform * transfer


@compiled
def rule_share(rules: int, institutions: int) -> float:
    """Share of destinations with an articulation rule: rules / max(1, institutions).

    Parameters
    ----------
    rules, institutions
        Institutions with a rule, and all, 0 <= rules <= institutions.

    Returns
    -------
    float
        [0, 1]. Source: model.md 4.9.
    """
    return rules / max(1, institutions)
