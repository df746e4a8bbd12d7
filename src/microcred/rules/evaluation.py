"""Evaluation capacity: where it is, and how many programmes it certifies (model.md 4.9)."""

from __future__ import annotations

import math

from microcred.base.compile import compiled
from microcred.rules.draws import rounded_by_lot


@compiled
def spread_outside(today: float, lever: float) -> float:
    """Share of evaluation capacity outside the core under a policy that spreads it: max(today, lever).

    Parameters
    ----------
    today
        Share of the organisations outside the core, [0, 1).
    lever
        Value of `evaluation_spread`, [0, 1].

    Returns
    -------
    float
        Share, [0, 1]. Source: model.md 4.9; 88.7 % of 300 organisations lie in the east (source paper [3]).
    """
    return max(today, lever)


@compiled
def core_evaluation(own: float, outside: float, wanted: float) -> float:
    """A core region's part of evaluation capacity: own * (1 - wanted) / (1 - outside).

    Parameters
    ----------
    own
        The region's part of the organisations, [0, 1].
    outside, wanted
        Share outside the core today, and under the policy, [0, 1).

    Returns
    -------
    float
        Share of the nation's capacity, [0, own]. Source: model.md 4.9 as built (`evaluation_spread`).
    """
    return own * (1.0 - wanted) / (1.0 - outside)


@compiled
def moved_evaluation(outside: float, wanted: float, people_share: float, people_outside: float) -> float:
    """Evaluation capacity that moves to a region outside the core: (wanted - outside) * people / people outside.

    Parameters
    ----------
    outside, wanted
        Share outside the core today, and under the policy, [0, 1].
    people_share, people_outside
        The region's, and all outer regions', shares of the nation's people, (0, 1].

    Returns
    -------
    float
        Share of the nation's capacity, >= 0. Source: model.md 4.9 as built (`evaluation_spread`).
    """
    return (wanted - outside) * people_share / people_outside


@compiled
def certification_places(
    throughput: float,
    organisations: float,
    share: float,
    capacity: float,
    staff: float,
    developing: float,
    kept_share: float,
    u: float,
) -> int:
    """Programmes that a macro-region's organisations certify in a month, less staff who develop standards.

    max(0, throughput * organisations * share * capacity - staff * developing * kept share), a fraction by lot.

    Parameters
    ----------
    throughput
        Certifications per organisation and month, >= 0.
    organisations, share
        Organisations of the nation, and the macro-region's part of evaluation capacity, [0, 1].
    capacity
        Multiple of today's capacity, >= 0.
    staff
        Certifications given up per standard in development and month, >= 0.
    developing, kept_share
        Standards that the macro-region's organisations develop, and the share of people in the regions that are run.
    u
        Uniform draw, (0, 1).

    Returns
    -------
    int
        Programmes a month, >= 0. Source: model.md 4.9 (the same organisations do both).
    """
    able = throughput * organisations * share * capacity
    busy = staff * developing * kept_share
    return rounded_by_lot(max(0.0, able - busy), u)


@compiled
def remote_places(efficiency: float, spare: int) -> int:
    """Programmes that idle organisations certify in other macro-regions: efficiency * spare, rounded down.

    Parameters
    ----------
    efficiency
        Throughput far from home against that at home, [0, 1].
    spare
        Places that nobody at home asked for, >= 0.

    Returns
    -------
    int
        Programmes a month, >= 0. Source: model.md 4.9 (outside the home region dearer and slower).
    """
    return int(math.floor(efficiency * spare))
