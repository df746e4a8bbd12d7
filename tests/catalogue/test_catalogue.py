"""The catalogue says what the definitions say, once."""

from __future__ import annotations

import math

import pytest

from microcred.catalogue.dimensions import DIMENSIONS
from microcred.catalogue.levers import LEVERS, LeverCode
from microcred.catalogue.outcomes import OUTCOMES
from microcred.catalogue.parameters import PARAMETERS
from microcred.catalogue.shocks import SHOCKS

TABLE = [
    "subsidy",
    "levy_reimbursement",
    "loan",
    "public_grant",
    "certification_cost",
    "certification_support",
    "certification_capacity",
    "certification_mandate",
    "academic_review",
    "infrastructure_spend",
    "outreach",
    "learner_support",
    "fragmented_study",
    "framework",
    "hours_per_credit",
    "credit_transfer",
    "stack_size",
    "stack_acceptance",
    "prior_learning",
    "registry",
    "registry_gate",
    "platform",
    "verification",
    "practice_minimum",
    "project_minimum",
    "renewal_interval",
    "renewal_minimum",
    "survey_interval",
    "development_time",
    "key_fields",
    "alliance",
    "evaluation_spread",
    "public_openness",
    "course_commitment",
    "pay_step",
    "badges",
    "order_training",
    "local_opt_out",
    "exit_rule",
    "demonstration_quota",
]

OUTCOME_TABLE = [
    "coverage",
    "coverage_effective",
    "certificates",
    "demonstration_projects",
    "demonstration_eligible",
    "match_rate",
    "match_rate_recent",
    "match_gain",
    "match_points",
    "satisfaction",
    "satisfaction_surveyed",
    "certified_share",
    "recognition",
    "aware",
    "applicants",
    "enrolled",
    "holders",
    "completions",
    "passes",
    "credentials_held",
    "completion_rate",
    "completion_rate_urban",
    "completion_rate_rural",
    "adoption_gap_rural",
    "adoption_gap_east_west",
    "programmes_open",
    "programmes_suspended",
    "programmes_revoked",
    "content_lag",
    "vacancies",
    "hires",
    "wage_premium",
    "cost_public",
    "cost_learner",
    "cost_employer",
    "cost_institution",
    "cost_per_completer",
]


def test_levers_are_those_of_the_definitions_in_their_order() -> None:
    assert list(LEVERS) == TABLE
    assert [code.name.lower() for code in LeverCode] == TABLE
    assert [lever.code for lever in LEVERS.values()] == list(range(len(TABLE)))


def test_outcomes_are_those_of_the_definitions_in_their_order() -> None:
    assert list(OUTCOMES) == OUTCOME_TABLE


@pytest.mark.parametrize("name", TABLE)
def test_a_lever_is_declared_soundly(name: str) -> None:
    lever = LEVERS[name]
    assert lever.name == name
    assert lever.lower <= lever.neutral <= lever.upper
    assert lever.dimensions <= set(DIMENSIONS)
    assert set(lever.requires) <= set(LEVERS) - {name}
    assert lever.unit_cost == "" or lever.unit_cost in PARAMETERS
    assert lever.payer
    assert (lever.kind == "choice") == bool(lever.choices)
    if lever.kind in ("switch", "share", "strength"):
        assert (lever.lower, lever.upper) == (0.0, 1.0)
    if lever.kind == "count":
        assert lever.whole
    if lever.kind == "switch":
        assert not lever.may_ramp


def test_parameters_are_declared_soundly() -> None:
    for name, parameter in PARAMETERS.items():
        assert parameter.name == name
        assert math.isfinite(parameter.lower)
        assert math.isfinite(parameter.upper)
        assert parameter.lower < parameter.upper
        assert parameter.unit
        assert parameter.rule
        assert parameter.meaning


def test_shocks_are_limited_by_known_dimensions() -> None:
    assert list(SHOCKS) == ["fiscal_cut", "demand_shift", "technology_jump", "fraud_cleanup"]
    for shock in SHOCKS.values():
        assert shock.lower < shock.upper
        assert shock.dimensions <= set(DIMENSIONS)


def test_a_share_is_good_up_and_does_not_scale() -> None:
    for outcome in OUTCOMES.values():
        if outcome.kind == "share":
            assert not outcome.scales_with_population
