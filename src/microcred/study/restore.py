"""From the plain values that a result or study keeps of a scenario back to the scenario."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from microcred.base.errors import MicrocredError
from microcred.base.months import parse_month
from microcred.scenario import load_pack
from microcred.scenario.frozen import FrozenMap
from microcred.scenario.model import Clause, LeverSchedule, Scenario, Shock, Target, Where


class CannotRestore(MicrocredError):
    """The scenario rests on data that this installation does not have any more."""


def restored(content: Mapping[str, Any]) -> Scenario:
    """Build a scenario again.

    Parameters
    ----------
    content
        As `Scenario.to_dict` returns it.

    Returns
    -------
    Scenario
        With the same digest.

    Raises
    ------
    CannotRestore
        If the data pack has changed since, or the content is not what a scenario says.
    """
    try:
        pack = load_pack(content["system"])
        regions = content["regions"]
        if pack.digest != content["pack"]:
            raise CannotRestore(f"the data of system {content['system']!r} have changed since")
        return Scenario(
            name=content["name"],
            title=content["title"],
            reference=content["reference"],
            author=content["author"],
            system=content["system"],
            start=parse_month(content["start"]),
            end=parse_month(content["end"]),
            spin_up=int(content["spin_up"]),
            regions=None if regions is None else tuple(code for code in pack.region_codes if code in regions),
            levers=FrozenMap({name: restored_schedule(name, one) for name, one in content["levers"].items()}),
            parameters=FrozenMap({name: float(value) for name, value in content["parameters"].items()}),
            shocks=tuple(_shock(one) for one in content["shocks"]),
            targets=tuple(
                Target(name, one["outcome"], float(one["at_least"]), parse_month(one["by"]))
                for name, one in content["targets"].items()
            ),
            warnings=tuple(content["warnings"]),
            pack=pack,
            base_name=content["extends"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CannotRestore(f"what is kept of the scenario cannot be read: {error!r}") from error


def restored_schedule(lever: str, content: Mapping[str, Any]) -> LeverSchedule:
    """Build a lever's schedule again."""
    return LeverSchedule(float(content["base"]), tuple(_clause(lever, one) for one in content["clauses"]))


def _clause(lever: str, content: Mapping[str, Any]) -> Clause:
    low, high = content.get("ramp", (None, None))
    return Clause(
        lever,
        float(content["value"]),
        parse_month(content["from"]),
        parse_month(content["to"]) if "to" in content else None,
        low,
        high,
        parse_month(content["ramp_end"]) if "ramp_end" in content else None,
        _where(content.get("where", {})),
        content.get("budget_cents"),
        parse_month(content["deadline"]) if "deadline" in content else None,
    )


def _shock(content: Mapping[str, Any]) -> Shock:
    where = _where(content["where"])
    start, end = parse_month(content["from"]), parse_month(content["to"])
    return Shock(content["name"], start, end, float(content["value"]), where)


def _where(content: Mapping[str, Any]) -> Where:
    return FrozenMap({name: tuple(codes) for name, codes in content.items()})
