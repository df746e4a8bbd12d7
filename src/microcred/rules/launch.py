"""New offers: the enrolment expected, and what a launch takes (model.md 4.8)."""

from __future__ import annotations

import math

from microcred.base.compile import compiled


@compiled
def implied_learners(applicants: float, share: float, share_on_offer: float) -> float:
    """Yearly applicants of an occupation that nobody teaches in a region, as far as anybody can tell.

    The region's applicants aim at what is on offer; an occupation with `share` of all aims would draw in proportion:
    min(applicants, applicants * share / share on offer).

    Parameters
    ----------
    applicants
        The region's applicants of last year, >= 0.
    share, share_on_offer
        Pull of the occupation, and of all that are on offer (`aim.job_pull`), >= 0.

    Returns
    -------
    float
        Learners per year; 0 where nothing is on offer. Source: model.md 4.8; docs/odd.md, deviations.
    """
    if share_on_offer <= 0.0:
        return 0.0
    return min(applicants, applicants * share / share_on_offer)


@compiled
def expected_learners(seen: float, programmes: float, newcomer: float, noise: float, z: float) -> float:
    """Yearly enrolment expected of a new offer: (seen + newcomer) / (programmes + 1) * exp(noise * z).

    Parameters
    ----------
    seen, programmes
        Last year's applicants of the region's programmes for the occupation (`implied_learners` without any), and the
        number of programmes, >= 0.
    newcomer
        Learners that a mean new programme brings, per year, >= 0.
    noise, z
        S.d. of the log of the error, and its standard normal draw, [-3, 3].

    Returns
    -------
    float
        Learners per year, >= 0. Source: model.md 4.8; 11 a year = 783,000 examinees, six years, 12,000 programmes
        (source paper [2][3]).
    """
    return (seen + newcomer) / (programmes + 1.0) * math.exp(noise * z)


@compiled
def hoped_learners(last_year: int, market: float, lapsed: bool) -> float:
    """Yearly enrolment that a suspended programme hopes for: max(last year, market); 0 if its standard lapsed.

    Parameters
    ----------
    last_year
        Enrolments of its last year open, >= 0.
    market
        What the market promises (`expected_learners` without noise), learners per year, >= 0.
    lapsed
        Has the standard lapsed?

    Returns
    -------
    float
        Learners per year, >= 0. Source: model.md 4.8 (it resumes when the margin returns).
    """
    return 0.0 if lapsed else max(float(last_year), market)


@compiled
def launch_cost(development: float, reviews: int, review_cost: float) -> float:
    """What it costs to launch an offer: development + reviews * review cost.

    Parameters
    ----------
    development
        Content of one programme, yuan, >= 0.
    reviews
        Academic reviews before it opens, >= 0: single 1, dual 2.
    review_cost
        Yuan per review, >= 0.

    Returns
    -------
    float
        Yuan. Source: model.md 4.8; dual review as in the United States (source paper).
    """
    return development + reviews * review_cost


@compiled
def affordable_launch(cost: float, free_budget: float, learners: float, surplus: float) -> bool:
    """Can an institution pay for a launch: cost <= free budget * learners + max(0, surplus)?

    Parameters
    ----------
    cost
        Yuan (`launch_cost`), >= 0.
    free_budget
        What it can spend on opening a programme, yuan per learner of the institution and year, >= 0.
    learners
        Learners of the institution, >= 0.
    surplus
        Surplus of its programmes at the review, yuan per year.

    Returns
    -------
    bool
        Source: model.md 4.8 (if positive and affordable).
    """
    return cost <= free_budget * learners + max(0.0, surplus)
