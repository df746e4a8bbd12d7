"""The outcomes: one number a month each, exactly as docs/odd.md and the scenario targets name them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

OutcomeKind = Literal["stock", "flow", "share", "ratio", "months", "yuan"]
Good = Literal["up", "down", ""]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One column of the results.

    Attributes
    ----------
    name
        Column name.
    label
        Text for figures and reports.
    unit
        Unit of the number.
    kind
        ``stock`` at the end of the month, ``flow`` of the month, ``share`` in [0, 1], ``ratio``, ``months``
        or ``yuan`` (a flow of money).
    scales_with_population
        True if twice the people mean twice the number.
    good
        The direction that is an improvement; empty where there is none.
    regional
        True if it is also given by region and setting.
    meaning
        One sentence that defines it.
    """

    name: str
    label: str
    unit: str
    kind: OutcomeKind
    scales_with_population: bool
    good: Good
    regional: bool
    meaning: str


def _share(name: str, label: str, good: Good, regional: bool, meaning: str) -> Outcome:
    return Outcome(name, label, "share", "share", False, good, regional, meaning)


def _count(name: str, label: str, unit: str, kind: OutcomeKind, good: Good, regional: bool, meaning: str) -> Outcome:
    return Outcome(name, label, unit, kind, True, good, regional, meaning)


_ALL = (
    _share("coverage", "Coverage of shortage occupations", "up", False,
           "shortage occupations with at least one micro-credential standard in force"),
    _share("coverage_effective", "Effective coverage", "up", False,
           "the same with at least one open programme with currency of 0.5 or more that graduated someone in"
           " the last 24 months"),
    Outcome("certificates", "Standards in force", "standards", "stock", False, "", False,
            "micro-credential standards in force"),
    Outcome("demonstration_projects", "Demonstration projects", "programmes", "stock", True, "up", True,
            "programmes that hold the status; follows the quota, so an administrative count"),
    Outcome("demonstration_eligible", "Eligible for demonstration", "programmes", "stock", True, "up", True,
            "programmes that meet the conditions of the status, evaluated every month"),
    _share("match_rate", "Match rate of holders", "up", True,
           "employed holders whose match reaches their job's requirement, of all employed holders"),
    _share("match_rate_recent", "Match rate of recent holders", "up", True,
           "the same for holders of under 12 months"),
    Outcome("match_gain", "Gain of the match rate", "relative change", "ratio", False, "up", False,
            "match rate over its mean of the run's first 12 months, minus 1; unknown before the 12th month"),
    Outcome("match_points", "Gain of the match rate in points", "percentage points", "ratio", False, "up",
            False, "match rate less its mean of the run's first 12 months, in percentage points"),
    _share("satisfaction", "Employers satisfied", "up", True,
           "hires of certificate holders of the last 12 months with which the employer is satisfied"),
    _share("satisfaction_surveyed", "Employers satisfied, as surveyed", "up", True,
           "the same as surveys see it; unknown where there is no survey"),
    _share("certified_share", "Certified programmes", "up", True,
           "certified programmes, of those open in the last 12 months, suspended and closed ones included"),
    _share("recognition", "Recognition", "up", True,
           "credentials held that a random receiving institution or employer elsewhere would recognise"),
    _count("aware", "Aware people", "people", "stock", "up", True, "people who know of micro-credentials"),
    _count("applicants", "Applicants", "people a month", "flow", "up", True, "people who apply in the month"),
    _count("enrolled", "People studying", "people", "stock", "up", True, "people who study"),
    _count("holders", "Holders", "people", "stock", "up", True, "people with at least one credential"),
    _count("completions", "Completions", "people a month", "flow", "up", True, "people who sit the exam"),
    _count("passes", "Passes", "people a month", "flow", "up", True, "people who pass the exam"),
    _count("credentials_held", "Credentials held", "credentials", "stock", "up", True,
           "credentials that people hold"),
    _share("completion_rate", "Completion rate", "up", True,
           "completions, of completions and dropouts of the last 12 months"),
    _share("completion_rate_urban", "Completion rate online, urban", "up", False,
           "the same for online programmes and people in urban places"),
    _share("completion_rate_rural", "Completion rate online, rural", "up", False,
           "the same for online programmes and people in rural places"),
    Outcome("adoption_gap_rural", "Rural against urban adoption", "ratio", "ratio", False, "up", False,
            "holders per 1,000 people, rural over urban places (1 = equal)"),
    Outcome("adoption_gap_east_west", "West against east adoption", "ratio", "ratio", False, "up", False,
            "holders per 1,000 people, west over east (1 = equal)"),
    _count("programmes_open", "Open programmes", "programmes", "stock", "", True, "programmes open"),
    _count("programmes_suspended", "Suspended programmes", "programmes", "stock", "down", True,
           "programmes suspended"),
    _count("programmes_revoked", "Revoked programmes", "programmes, cumulative", "stock", "", True,
           "programmes withdrawn by the exit rule, or by a fraud clean-up, since the start"),
    Outcome("content_lag", "Content lag", "months", "months", False, "down", True,
            "mean lag of the content of open programmes behind technology, weighted by enrolment"),
    _count("vacancies", "Vacancies in shortage occupations", "jobs", "stock", "", False,
           "vacancies in shortage occupations"),
    _count("hires", "Hires of holders", "people a month", "flow", "up", True,
           "holders hired into shortage occupations"),
    Outcome("wage_premium", "Wage premium", "share of income", "ratio", False, "", False,
            "mean wage premium in shortage occupations"),
    _count("cost_public", "Public cost", "yuan a month", "yuan", "down", True,
           "paid by governments, less what they receive"),
    _count("cost_learner", "Learners' cost", "yuan a month", "yuan", "down", True,
           "paid by learners, less what they receive"),
    _count("cost_employer", "Employers' cost", "yuan a month", "yuan", "down", True,
           "paid by employers, their levy fund and the evaluation organisations, less what they receive"),
    _count("cost_institution", "Institutions' cost", "yuan a month", "yuan", "down", True,
           "paid by institutions, less prices and grants received; negative is a surplus"),
    Outcome("cost_per_completer", "Cost per completer", "yuan", "yuan", False, "down", False,
            "all costs over completions, of the last 12 months"),
)  # fmt: skip

OUTCOMES: Mapping[str, Outcome] = MappingProxyType({outcome.name: outcome for outcome in _ALL})
