"""The tables of the world: one numpy record per region, institution, programme, person, ...

Codes: an index of -1 means "none". Months are integers (year * 12 + month - 1); -1 means "never". Money in tables is
in integer cents where it moves, in yuan where it is only compared. An agent's name in the chance service is (key,
number), both below 2**32.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.reference import by_reference

Table = npt.NDArray[Any]


class Segment(IntEnum):
    """Who a person is."""

    STUDENT = 0
    WORKER = 1
    OTHER = 2


class Fifth(IntEnum):
    """A person's income among the country's: the lowest fifth of people of working age to the highest."""

    LOWEST = 0
    SECOND = 1
    THIRD = 2
    FOURTH = 3
    HIGHEST = 4


class Mode(IntEnum):
    """How a programme is taught."""

    CAMPUS = 0
    ONLINE = 1


class Status(IntEnum):
    """State of a programme."""

    DEVELOPING = 0
    OPEN = 1
    SUSPENDED = 2
    CLOSED = 3
    REVOKED = 4


class Standard(IntEnum):
    """State of a credential standard."""

    DEVELOPING = 0
    IN_FORCE = 1
    LAPSED = 2


class Stage(IntEnum):
    """Where a person with a record stands."""

    IDLE = 0
    APPLIED = 1
    STUDYING = 2
    WAITING_EXAM = 3
    LEFT = 4


class Job(IntEnum):
    """A holder's job."""

    NONE = 0
    SEEKING = 1
    IN_OCCUPATION = 2
    ELSEWHERE = 3


class CredentialType(IntEnum):
    """Type of a credential."""

    DEGREE_LINKED = 0
    VOCATIONAL = 1
    INTEREST = 2


# How a credential was issued decides its recognition: uncertified, certified, listed; each without or with a partner.
CLASSES = 6
QUARTERS = 8
RING = 24

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
        ("seeking", "i8"),  # careers listed as seeking a job
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
BLOCK = np.dtype(
    [
        ("place", "i8"),
        ("segment", "i8"),
        ("key", "i8"),
        ("cohort", "i8"),
        ("size", "i8"),
        ("hazard", "f8"),
        ("aware", "i8"),
        ("holders", "i8"),
        ("left", "?"),
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
CREDENTIAL = np.dtype(
    [
        ("key", "i8"),
        ("number", "i8"),
        ("occupation", "i8"),
        ("sector", "i8"),
        ("type", "i8"),
        ("level", "i8"),
        ("hours", "f8"),
        ("overlap", "f8"),
        ("organisation", "i8"),
        ("series", "i8"),
        ("start", "i8"),
        ("ready", "i8"),
        ("status", "i8"),
        ("programmes", "i8"),  # open programmes that teach it
    ]
)
ORGANISATION = np.dtype(
    [
        ("key", "i8"),
        ("number", "i8"),
        ("region", "i8"),  # -1 when its region is not run
        ("macro", "i8"),
        ("sector_0", "i8"),
        ("sector_1", "i8"),
        ("sector_2", "i8"),
        ("in_development", "i8"),
        ("started", "i8"),
    ]
)
INSTITUTION = np.dtype(
    [
        ("key", "i8"),
        ("number", "i8"),
        ("region", "i8"),
        ("place", "i8"),
        ("kind", "i8"),
        ("size", "i8"),
        ("learners", "f8"),
        ("openness_draw", "f8"),
        ("open_public", "?"),
        ("rule", "?"),
        ("planning", "i8"),  # month of the year
        ("launched", "i8"),
        ("surplus", "f8"),  # of its programmes in the last year, yuan
    ]
)
ENTERPRISE = np.dtype(
    [
        ("key", "i8"),
        ("number", "i8"),
        ("region", "i8"),
        ("sector", "i8"),
        ("size", "f8"),
        ("weight", "f8"),
        ("capacity", "i8"),
        ("partners", "i8"),
        ("evaluates", "?"),
        ("satisfied", "i8"),
        ("hires", "i8"),
    ]
)
PROGRAMME = np.dtype(
    [
        ("key", "i8"),
        ("number", "i8"),
        ("institution", "i8"),
        ("credential", "i8"),
        ("place", "i8"),
        ("region", "i8"),
        ("occupation", "i8"),
        ("sector", "i8"),
        ("type", "i8"),
        ("level", "i8"),
        ("kind", "i8"),
        ("size", "i8"),
        ("mode", "i8"),
        ("weak", "?"),
        ("hours", "f8"),
        ("price", "i8"),  # cents
        ("seats", "i8"),
        ("enrolled", "i8"),
        ("status", "i8"),
        ("since", "i8"),  # month the status began
        ("opened", "i8"),
        ("last_open", "i8"),
        ("outdated", "f8"),
        ("last_review", "i8"),
        ("practice", "f8"),
        ("project", "f8"),
        ("own_practice", "f8"),  # what it would have without minima
        ("own_project", "f8"),
        ("teaching", "f8"),
        ("fixed_cost", "f8"),  # yuan a year
        ("certified", "?"),
        ("certified_month", "i8"),
        ("certified_since", "i8"),  # without a gap
        ("unsupported", "?"),  # was support for its certificate refused?
        ("applied_month", "i8"),  # in the certification queue since, else -1
        ("listed", "?"),
        ("barred", "?"),  # a mandate's deadline has passed: no admission
        ("partner", "i8"),
        ("badge", "?"),  # shown on job sites
        ("demonstration", "?"),
        ("last_survey", "i8"),
        ("first_survey", "i8"),  # of the surveys that go on, -1 without
        ("year_enrolled", "i8"),
        ("year_refused", "i8"),
        ("year_peak", "i8"),
        ("last_year_enrolled", "i8"),
        ("last_year_refused", "i8"),
        ("graduates", "i8"),
        ("last_graduate_month", "i8"),
    ]
)
PERSON = np.dtype(
    [
        ("support", "f8"),  # learner support that was paid for when the study began
        ("block", "i4"),
        ("rank", "i4"),
        ("stage", "i4"),
        ("fragmented", "i2"),  # 1 if fragmented study was paid for when the study began
        ("fifth", "i2"),  # `Fifth` of the income, for observers
        ("credentials", "i4"),
        ("programme", "i4"),
        ("since", "i4"),
        ("finish", "i4"),
        ("last_held", "i4"),
        ("career", "i4"),  # row of the career, -1 for whoever never passed an exam that counts for work
    ]
)
# The working life of whoever passed: people who have one are few, and are looked at every month.
CAREER = np.dtype(
    [
        ("alignment", "f8"),
        ("person", "i4"),
        ("block", "i4"),
        ("rank", "i4"),
        ("place", "i4"),
        ("occupation", "i4"),
        ("programme", "i4"),  # that taught the credential that counts
        ("passed", "i4"),
        ("hired", "i4"),
        ("job", "i2"),
        ("class_", "i2"),
        ("level", "i4"),
    ]
)
# Whoever waits for admission, and whoever studies or waits for an exam: what the stages ask of all of them every month,
# so that the records, which lie scattered, are only opened where something happens.
APPLICANT = np.dtype([("person", "i4"), ("block", "i4"), ("rank", "i4"), ("programme", "i4")])
LEARNER = np.dtype(
    [
        ("ability", "f8"),  # in standard deviations, from the end of study on
        ("person", "i4"),
        ("block", "i4"),
        ("rank", "i4"),
        ("stage", "i4"),
        ("since", "i4"),
        ("finish", "i4"),
    ]
)
# What a person owes of prices that were advanced; nobody has a row who never took a loan.
LOAN = np.dtype([("owed", "i8"), ("person", "i8")])  # cents
HELD = np.dtype(
    [
        ("previous", "i4"),
        ("programme", "i4"),
        ("series", "i2"),
        ("class_", "i1"),
    ]
)


OFFER = np.dtype(
    [
        ("admits", "?"),
        ("online", "?"),
        ("degree_linked", "?"),
        ("interest", "?"),
        ("region", "i8"),
        ("sector", "i8"),
        ("occupation", "i8"),
        ("kind", "i8"),
        ("size", "i8"),
        ("type", "i8"),
        ("credential", "i8"),
        ("series", "i8"),
        ("price", "f8"),  # yuan
        ("hours", "f8"),
        ("overlap", "f8"),
        ("quality", "f8"),  # visible quality
        ("education", "f8"),  # recognition by institutions
        ("recognition", "f8"),
        ("premium", "f8"),
        ("trust", "f8"),
        ("quality_change", "f8"),
    ]
)
# What an offer means to a class of cells.
TERMS = np.dtype(
    [
        ("weight", "f8"),  # exp of the highest utility it can have, but for what the cell adds
        ("appeal", "f8"),  # what it adds to utility at every income, with nothing of its series held
        ("money", "f8"),  # pay step less price paid, yuan
        ("worth", "f8"),  # benefit less the cost of time, monthly incomes
        ("online", "?"),
    ]
)


class Count(IntEnum):
    """What is counted every month, by place of the person (or of the programme, from PROGRAMMES_OPEN on)."""

    APPLICATIONS = 0
    ADMITTED = 1
    REFUSED_SEAT = 2
    REFUSED_CLOSED = 3
    COMPLETIONS_CAMPUS = 4
    COMPLETIONS_ONLINE = 5
    DROPOUTS_CAMPUS = 6
    DROPOUTS_ONLINE = 7
    PASSES = 8
    EXCELLENT = 9
    HIRES = 10
    HIRES_SATISFIED = 11
    LEFT = 12
    LEFT_HOLDERS = 13
    CREDENTIALS_LOST = 14
    UNPAID_SUBSIDIES = 15
    LEFT_STUDYING = 16
    HIRES_SHORTAGE = 33  # into jobs for a credential of a shortage occupation
    STUDYING = 17
    EMPLOYED = 18
    EMPLOYED_RECENT = 19
    PROGRAMMES_OPEN = 20
    PROGRAMMES_SUSPENDED = 21
    PROGRAMMES_REVOKED = 22
    PROGRAMMES_YEAR = 23
    PROGRAMMES_CERTIFIED = 24
    PROGRAMMES_LISTED = 25
    PROGRAMMES_PARTNERED = 26
    PROGRAMMES_AWARDED = 27
    PROGRAMMES_ELIGIBLE = 28
    PROGRAMMES_CLOSED = 29
    LAUNCHES = 30
    SURVEYED = 31
    SURVEYED_SATISFIED = 32


class Sum(IntEnum):
    """Sums over agents, in units of 1 / FIXED so that their order cannot matter, by place of person or programme."""

    MATCH = 0  # probability that match meets the requirement, over employed holders
    MATCH_RECENT = 1
    RECOGNITION = 2  # over credentials held
    LAG = 3  # months, times learners
    LAG_WEIGHT = 4
    MATCH_LEVEL = 5
    CREDENTIALS = 6  # held, by place of the programme (a plain count)


class Gauge(IntEnum):
    """National values of a month."""

    COVERED = 0
    COVERED_EFFECTIVE = 1
    SHORTAGE = 2
    CERTIFICATES = 3
    VACANCIES = 4
    PREMIUM = 5
    RULE_SHARE = 6
    REPUTATION = 7
    DEVELOPING = 8
    QUEUE = 9


class Funnel(IntEnum):
    """From people to hires by cell, the segment being that of the moment; and what keeps people from applying."""

    PEOPLE = 0
    AWARE = 1
    APPLIED = 2
    ADMITTED = 3
    REFUSED_SEAT = 4
    REFUSED_CLOSED = 5
    DROPPED = 6  # before the exam, or waited too long for a seat in one
    SAT = 7
    PASSED = 8
    HIRED = 9
    HIRED_SHORTAGE = 10  # into jobs for a credential of a shortage occupation
    SITUATIONS = 11  # observed decisions of aware people who are free to decide
    NO_PROGRAMME = 12  # of them with nothing in reach
    # Sums over situations of the probability to apply, in units of 1 / FIXED: as it is, and if one thing differed.
    WILLING = 13
    WILLING_NO_PRICE = 14
    WILLING_NO_TIME = 15
    WILLING_FULL_ACCESS = 16
    HOLDERS = 17  # people with at least one credential


FIXED = float(1 << 32)


@by_reference
class World(NamedTuple):
    """All tables; `nation` has one row. Arrays with spare rows say in `nation` how many are in use."""

    nation: Table
    parameters: Table
    regions: Table
    places: Table
    blocks: Table
    sectors: Table
    occupations: Table
    markets: Table  # regions x occupations
    credentials: Table
    organisations: Table
    institutions: Table
    strengths: Table  # institutions x sectors, bool
    enterprises: Table
    enterprise_first: Table  # start of (region, sector) in the enterprises, which are sorted so
    programmes: Table
    held_by_class: Table  # programmes x CLASSES: credentials in people's hands
    hires_ring: Table  # programmes x RING: hires by month
    satisfied_ring: Table
    survey_respondents: Table  # programmes x QUARTERS
    survey_satisfied: Table
    people: Table
    careers: Table
    held: Table
    aware_cell: Table  # places x segments
    holders_cell: Table  # places x segments
    people_cell: Table  # places x segments
    funnel_cell: Table  # places x segments x Fifth x Funnel: this month's, without people and aware people
    holders_fifth: Table  # blocks x Fifth


def empty_rows(dtype: np.dtype[Any], rows: int) -> Table:
    """A zeroed table."""
    return np.zeros(rows, dtype=dtype)


def row_of(dtype: np.dtype[Any], **values: Any) -> Table:
    """A table of one row with these values, the rest zero."""
    row = empty_rows(dtype, 1)
    for name, value in values.items():
        row[name] = value
    return row


def grown(table: Table, rows: int) -> Table:
    """The same table with at least `rows` rows, the new ones zeroed; doubles, so that growing is rare."""
    if table.shape[0] >= rows:
        return table
    larger = np.zeros((max(rows, 2 * table.shape[0]), *table.shape[1:]), dtype=table.dtype)
    larger[: table.shape[0]] = table
    return larger
