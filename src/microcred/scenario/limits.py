"""Scenarios that would overflow or do nothing: the first are refused, the second get a warning."""

from __future__ import annotations

from dataclasses import replace

from microcred.base.money import CENTS, LARGEST_CENTS
from microcred.base.months import month_text
from microcred.catalogue.levers import LEVERS
from microcred.scenario.frozen import FrozenMap
from microcred.scenario.model import Clause, LeverSchedule, Scenario, Shock, Target
from microcred.scenario.values import Reader

USUAL_SPIN_UP = 36
# Nobody gives up a programme in the first year after it opened or resumed: reviews are yearly.
SAFE_MONTHS = 12


def check_size(scenario: Scenario, reader: Reader) -> None:
    """Refuse a scenario whose flows of money might not fit into 64 bits.

    Compiled integers wrap without a word, so the largest amount per head that the scenario knows, paid by
    everybody in every month, must stay under 2**62 cents.
    """
    highest_price = scenario.parameters["price"] * (1.0 + scenario.parameters["level_price_step"])
    amounts: dict[tuple[str, str], float] = {("parameters", "price"): highest_price}
    for name, lever in LEVERS.items():
        if lever.kind == "yuan":
            amounts["levers", name] = scenario.levers[name].largest
    key = max(amounts, key=lambda path: amounts[path])
    total = scenario.population * round(amounts[key] * CENTS) * scenario.months
    if total > LARGEST_CENTS:
        reader.fault(
            key,
            f"{amounts[key]:g} yuan for {scenario.population:,} people in {scenario.months} months"
            " cannot be counted in 64 bits",
            allowed=f"under {LARGEST_CENTS / CENTS:.3g} yuan in all",
        )


def warnings_of(scenario: Scenario) -> Scenario:
    """Return the scenario without what can never count, and with one more warning for each oddity."""
    warnings = list(scenario.warnings)
    levers = {name: _kept(name, scenario, warnings) for name in scenario.levers}
    shocks = tuple(shock for shock in scenario.shocks if _shock_counts(shock, scenario, warnings))
    targets = tuple(target for target in scenario.targets if _target_counts(target, scenario, warnings))
    for name, lever in LEVERS.items():
        if not lever.costs and any(clause.budget is not None for clause in levers[name].clauses):
            warnings.append(f"levers.{name}: its budget never runs out, for nobody pays for this lever")
        lonely = all(levers[other].is_always(LEVERS[other].neutral) for other in lever.requires)
        if lever.requires and lonely and not levers[name].is_always(lever.neutral):
            warnings.append(f"levers.{name}: does little without {' or '.join(lever.requires)}")
    if 0.0 < levers["course_commitment"].largest <= SAFE_MONTHS:
        warnings.append(
            f"levers.course_commitment: up to {SAFE_MONTHS} months change nothing: no programme is suspended in the"
            " first year after it opened or resumed"
        )
    if scenario.spin_up < USUAL_SPIN_UP:
        warnings.append(f"time.spin_up: {scenario.spin_up} months; under {USUAL_SPIN_UP} the start is not settled")
    if scenario.start != scenario.pack.reference_month:
        warnings.append(
            f"time.start: {month_text(scenario.start)}; the stocks of the data pack hold for"
            f" {month_text(scenario.pack.reference_month)}"
        )
    return replace(scenario, levers=FrozenMap(levers), shocks=shocks, targets=targets, warnings=tuple(warnings))


def _time_text(scenario: Scenario) -> str:
    return f"{month_text(scenario.start)} to {month_text(scenario.end)}"


def _kept(name: str, scenario: Scenario, warnings: list[str]) -> LeverSchedule:
    schedule = scenario.levers[name]
    kept: list[Clause] = []
    for clause in schedule.clauses:
        ended = clause.end is not None and clause.end < scenario.start
        if ended or clause.start > scenario.end:
            warnings.append(
                f"levers.{name}: an inherited entry from {month_text(clause.start)} lies outside"
                f" {_time_text(scenario)} and never counts"
            )
        else:
            # An inherited step may have begun before a later start; a ramp needs its own first month.
            early = clause.start < scenario.start and clause.ramp_end is None
            kept.append(replace(clause, start=scenario.start) if early else clause)
            _check_region(f"levers.{name}", clause, scenario, warnings)
    return LeverSchedule(schedule.base, tuple(kept))


def _check_region(key: str, entry: Clause | Shock, scenario: Scenario, warnings: list[str]) -> None:
    if scenario.regions is None:
        return
    named = set(entry.where.get("region", scenario.regions))
    groups = {region.macro_region for region in scenario.pack.regions if region.code in scenario.regions}
    named_groups = set(entry.where.get("macro_region", groups))
    if not named & set(scenario.regions) or not named_groups & groups:
        warnings.append(f"{key}: the entry from {month_text(entry.start)} reaches none of the regions that are kept")


def _shock_counts(shock: Shock, scenario: Scenario, warnings: list[str]) -> bool:
    if shock.end < scenario.start or shock.start > scenario.end:
        warnings.append(
            f"shocks.{shock.name}: an inherited shock from {month_text(shock.start)} lies outside"
            f" {_time_text(scenario)} and never counts"
        )
        return False
    _check_region(f"shocks.{shock.name}", shock, scenario, warnings)
    return True


def _target_counts(target: Target, scenario: Scenario, warnings: list[str]) -> bool:
    if scenario.start <= target.by <= scenario.end:
        return True
    warnings.append(
        f"targets.{target.name}: its deadline {month_text(target.by)} lies outside {_time_text(scenario)}:"
        " it is not judged"
    )
    return False
