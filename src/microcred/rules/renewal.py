"""Content reviewed, and minima complied with (model.md 4.6)."""

from __future__ import annotations

import math

from microcred.base.compile import compiled


@compiled
def renewed_share(share_per_year: float, months: float) -> float:
    """Share of content that a review renews: rho = min(1, share per year * months / 12).

    Parameters
    ----------
    share_per_year
        Share of content renewed per year, [0, 1].
    months
        Months since the last review, >= 0.

    Returns
    -------
    float
        [0, 1]; a review costs this share of the development cost. Source: model.md 4.6; at least 20 % a year in the
        source paper (section 4.2).
    """
    return min(1.0, share_per_year * months / 12.0)


@compiled
def review_focus(base: float, by_survey: float, freshness: float, by_partner: float, partnered: bool) -> float:
    """How much likelier outdated content is to be the part replaced: theta = base + by_survey * freshness + by_partner.

    Parameters
    ----------
    base, by_survey, by_partner
        Odds of an uninformed review, and their rises with a fresh survey and with a partner, >= 0.
    freshness
        Freshness of the programme's last survey, [0, 1].
    partnered
        Does the programme have an enterprise partner?

    Returns
    -------
    float
        Odds, >= 0. Source: model.md 4.6.
    """
    focus = base + by_survey * freshness
    return focus + by_partner if partnered else focus


@compiled
def reviewed(outdated: float, minimum: float, share_per_year: float, months: float, focus: float) -> float:
    """Outdated share after a review: min(o, max(o_min, o - min(rho, phi * o))).

    rho = `renewed_share`; phi = 1 - (1 - rho)^focus is the part of outdated content that is found.

    Parameters
    ----------
    outdated
        Outdated share before the review, [0, 1].
    minimum
        o_min, the share at the least lag (two months): newer content does not exist, [0, 1].
    share_per_year
        Share of content renewed per year, [0, 1].
    months
        Months since the last review, >= 0.
    focus
        theta, odds (`review_focus`), >= 0.

    Returns
    -------
    float
        Share, never above `outdated`. Source: model.md 4.6.
    """
    rho = renewed_share(share_per_year, months)
    found = 1.0 - math.pow(1.0 - rho, focus)
    return min(outdated, max(minimum, outdated - min(rho, found * outdated)))


@compiled
def compliance_hazard(base: float, without_partner: float, partnered: bool) -> float:
    """Hazard of complying with the project minimum: base, times `without_partner` for a programme without one.

    Parameters
    ----------
    base
        Hazard of complying with a minimum, per month, >= 0.
    without_partner
        Factor, [0, 1].
    partnered
        Does the programme have an enterprise partner?

    Returns
    -------
    float
        Hazard per month, >= 0. Source: model.md 4.6 (projects mostly need a partner).
    """
    return base if partnered else base * without_partner
