"""One way to write a scenario: for its hash, for a result's provenance, and as a file that stands alone."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, fields
from typing import Any

from microcred.base.money import CENTS
from microcred.base.months import month_text
from microcred.catalogue.levers import LEVERS, Lever
from microcred.scenario.model import Clause, LeverSchedule, Scenario, Where
from microcred.scenario.pack import DataPack


def _digest(content: object) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def pack_digest(pack: DataPack) -> str:
    """Hash the content of a data pack."""
    content: dict[str, Any] = {}
    for field in fields(pack):
        value = getattr(pack, field.name)
        if field.name == "parameters":
            content[field.name] = {name: asdict(number) for name, number in value.items()}
        elif isinstance(value, tuple):
            content[field.name] = [asdict(row) for row in value]
        elif field.name == "macro_regions":
            content[field.name] = dict(value)
        else:
            content[field.name] = value
    return _digest(content)


def scenario_digest(scenario: Scenario) -> str:
    """Hash everything of a scenario that can change a result."""
    content = scenario_dict(scenario)
    for name in ("name", "title", "reference", "author", "extends", "warnings"):
        del content[name]
    return _digest(content)


def scenario_dict(scenario: Scenario) -> dict[str, Any]:
    """Write a resolved scenario as plain values."""
    return {
        "name": scenario.name,
        "title": scenario.title,
        "reference": scenario.reference,
        "author": scenario.author,
        "extends": scenario.base_name,
        "system": scenario.system,
        "pack": scenario.pack.digest,
        "start": month_text(scenario.start),
        "end": month_text(scenario.end),
        "spin_up": scenario.spin_up,
        "regions": None if scenario.regions is None else sorted(scenario.regions),
        "levers": {name: _schedule_dict(scenario.levers[name]) for name in LEVERS},
        "parameters": {name: scenario.parameters[name] for name in sorted(scenario.parameters)},
        "shocks": [
            {
                "name": shock.name,
                "from": month_text(shock.start),
                "to": month_text(shock.end),
                "value": shock.value,
                "where": _where_dict(shock.where),
            }
            for shock in scenario.shocks
        ],
        "targets": {
            target.name: {
                "outcome": target.outcome,
                "at_least": target.at_least,
                "by": month_text(target.by),
            }
            for target in scenario.targets
        },
        "warnings": list(scenario.warnings),
    }


def _schedule_dict(schedule: LeverSchedule) -> dict[str, Any]:
    return {"base": schedule.base, "clauses": [_clause_dict(clause) for clause in schedule.clauses]}


def _clause_dict(clause: Clause) -> dict[str, Any]:
    content: dict[str, Any] = {"from": month_text(clause.start), "value": clause.value}
    if clause.end is not None:
        content["to"] = month_text(clause.end)
    if clause.ramp_end is not None:
        content["ramp"] = [clause.ramp_from, clause.ramp_to]
        content["ramp_end"] = month_text(clause.ramp_end)
    if clause.where:
        content["where"] = _where_dict(clause.where)
    if clause.budget is not None:
        content["budget_cents"] = clause.budget
    if clause.deadline is not None:
        content["deadline"] = month_text(clause.deadline)
    return content


def _where_dict(where: Where) -> dict[str, list[str]]:
    return {dimension: sorted(where[dimension]) for dimension in sorted(where)}


def scenario_toml(scenario: Scenario) -> str:
    """Write a resolved scenario as a file that stands alone."""
    lines = [f"title = {_text(scenario.title)}"]
    if scenario.reference:
        lines.append(f"reference = {_text(scenario.reference)}")
    if scenario.author:
        lines.append(f"author = {_text(scenario.author)}")
    lines += [f"system = {_text(scenario.system)}", "", "[time]"]
    lines += [f'start = "{month_text(scenario.start)}"', f'end = "{month_text(scenario.end)}"']
    lines.append(f"spin_up = {scenario.spin_up}")
    if scenario.regions is not None:
        lines += ["", "[population]", f"regions = {_texts(scenario.regions)}"]
    lines += ["", "[levers]"]
    for name, lever in LEVERS.items():
        lines += _lever_lines(lever, scenario.levers[name])
    lines += ["", "[parameters]"]
    lines += [f"{name} = {value!r}" for name, value in scenario.parameters.items()]
    for shock in scenario.shocks:
        lines += ["", f"[[shocks.{shock.name}]]", f'from = "{month_text(shock.start)}"']
        lines += [f'to = "{month_text(shock.end)}"', f"value = {shock.value!r}"]
        if shock.where:
            lines.append(f"where = {_where_text(shock.where)}")
    for target in scenario.targets:
        lines += ["", f"[targets.{_text(target.name)}]", f'outcome = "{target.outcome}"']
        lines += [f"at_least = {target.at_least!r}", f'by = "{month_text(target.by)}"']
    return "\n".join(lines) + "\n"


def _lever_lines(lever: Lever, schedule: LeverSchedule) -> list[str]:
    base = "[]" if lever.kind == "fields" else _value(lever, schedule.base)
    if not schedule.clauses:
        return [f"{lever.name} = {base}"]
    lines = [f"{lever.name} = [", f"  {{ value = {base} }},"]
    if lever.kind == "fields":
        lines += _field_lines(schedule.clauses)
    else:
        lines += [f"  {_clause_text(lever, clause)}," for clause in schedule.clauses]
    return [*lines, "]"]


def _clause_text(lever: Lever, clause: Clause) -> str:
    parts = [f'from = "{month_text(clause.start)}"']
    if clause.ramp_end is not None:
        parts.append(f'to = "{month_text(clause.ramp_end)}"')
        parts.append(f"ramp = [{clause.ramp_from!r}, {clause.ramp_to!r}]")
    else:
        if clause.end is not None:
            parts.append(f'to = "{month_text(clause.end)}"')
        parts.append(f"value = {_value(lever, clause.value)}")
    if clause.where:
        parts.append(f"where = {_where_text(clause.where)}")
    if clause.budget is not None:
        parts.append(_budget_text(clause.budget))
    if clause.deadline is not None:
        parts.append(f'deadline = "{month_text(clause.deadline)}"')
    return "{ " + ", ".join(parts) + " }"


def _field_lines(clauses: tuple[Clause, ...]) -> list[str]:
    """Write the entries of a list of fields: one that clears what was before, then those it names."""
    entries: list[tuple[Clause, list[str]]] = []
    for clause in clauses:
        if clause.value == 0.0:
            entries.append((clause, []))
            continue
        entries[-1][1].extend(code for codes in clause.where.values() for code in codes)
    lines = []
    for clause, codes in entries:
        end = "" if clause.end is None else f'to = "{month_text(clause.end)}", '
        budget = "" if clause.budget is None else f", {_budget_text(clause.budget)}"
        lines.append(f'  {{ from = "{month_text(clause.start)}", {end}value = {_texts(tuple(codes))}{budget} }},')
    return lines


def _budget_text(cents: int) -> str:
    whole, rest = divmod(cents, CENTS)
    return f"budget = {whole}.{rest:02d}"


def _value(lever: Lever, value: float) -> str:
    if lever.kind == "switch":
        return "true" if value else "false"
    if lever.kind == "choice":
        return f'"{lever.choices[int(value)]}"'
    return repr(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)


def _where_text(where: Where) -> str:
    return "{ " + ", ".join(f"{dimension} = {_texts(where[dimension])}" for dimension in sorted(where)) + " }"


def _texts(texts: tuple[str, ...]) -> str:
    return "[" + ", ".join(_text(text) for text in texts) + "]"


def _text(text: str) -> str:
    # A JSON string is a TOML basic string but for the one control character that JSON leaves as it is.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
