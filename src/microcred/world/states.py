"""The states of agents, and what is counted of them every month: all enumerations whose numbers stand in tables."""

from __future__ import annotations

from enum import IntEnum


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
