"""Rows that describe the country: the nation, regions, places, sectors, occupations and markets."""

from __future__ import annotations

import numpy as np

NATION = np.dtype(
    [
        ("month", "i8"),
        ("first_month", "i8"),  # first recorded month
        ("seed", "i8"),
        ("programmes", "i8"),  # rows in use
        ("credentials", "i8"),
        ("people", "i8"),
        ("careers", "i8"),
        ("held", "i8"),
        ("seeking", "i8"),  # rows of the list of those who seek a job that are in use or vacant
        ("vacant", "i8"),  # the first vacant one to be taken, -1 where there is none
        ("macros", "i8"),  # number of macro-regions
        ("population", "i8"),
        ("holders", "i8"),
        ("core_macro", "i8"),  # the macro-region where evaluation capacity is concentrated
        ("core_organisations", "f8"),  # share of the country's organisations in it
        ("people_outside_core", "f8"),  # share of the country's people outside it
        ("kept_share", "f8"),  # share of the country's people in the regions that are run
        ("platform_months", "i8"),  # months since the platform started, -1 before
        ("framework_months", "i8"),
        ("verification_months", "i8"),
        ("gate_months", "i8"),  # of the registry gate
        ("platform", "f8"),  # phase in [0, 1]
        ("framework", "f8"),
        ("verification", "f8"),
        ("gate", "f8"),
        ("rule_share", "f8"),  # share of institutions with an articulation rule
        ("licence_income", "f8"),  # this month, learners enrolled
        ("licence_income_year", "f8"),  # exponentially smoothed monthly level
        ("licence_income_start", "f8"),  # its level at the first recorded month
        ("exam_demand_year", "f8"),  # smoothed monthly number of learners ready to sit, nationally
        ("settling", "?"),
    ]
)
REGION = np.dtype(
    [
        ("key", "i8"),
        ("macro", "i8"),
        ("organisations", "i8"),
        ("people_share", "f8"),  # of the country's people
        ("institution_share", "f8"),  # of the country's institutions
        ("organisation_share", "f8"),  # of the country's evaluation organisations
        ("evaluation_share", "f8"),  # the same after evaluation capacity was spread
        ("opt_out_draw", "f8"),
        ("framework", "f8"),  # phase of the framework here, [0, 1]
        ("exam_seats", "i8"),  # this month
    ]
)
PLACE = np.dtype(
    [
        ("region", "i8"),
        ("setting", "i8"),
        ("key", "i8"),
        ("people", "i8"),
        ("access", "f8"),
        ("access_trend", "f8"),
        ("income", "f8"),  # yuan a month
        # Shares of its people, by income, who lie below where the country's second to highest fifths begin.
        ("second_fifth", "f8"),
        ("third_fifth", "f8"),
        ("fourth_fifth", "f8"),
        ("highest_fifth", "f8"),
        ("queue", "i8"),  # blocks of students and workers
    ]
)
SECTOR = np.dtype(
    [
        ("occupations", "f8"),
        ("reputation", "f8"),
        ("quality", "f8"),
        ("quality_start", "f8"),  # mean over the run's first 12 months, so far
        ("student_share", "f8"),
        ("worker_share", "f8"),
        ("first", "i8"),  # occupations of the sector are rows first..last-1
        ("last", "i8"),
    ]
)
OCCUPATION = np.dtype(
    [
        ("sector", "i8"),
        ("shortage", "?"),
        ("emerging", "?"),
        ("count", "f8"),
        ("half_life", "f8"),
        ("growth", "f8"),
        ("in_force", "i8"),
        ("in_development", "i8"),
        ("premium", "f8"),
        ("last_graduate_month", "i8"),
    ]
)
MARKET = np.dtype(
    [
        ("vacancies", "f8"),
        ("others", "f8"),  # other seekers in 2025
        ("others_now", "f8"),
        ("inflow", "f8"),  # new vacancies a month in 2025
        ("tightness_start", "f8"),
        ("filled", "f8"),
        ("seeking", "i8"),  # holders who seek
    ]
)
