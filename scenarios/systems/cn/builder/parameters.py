"""Parameters, facts and sources."""

from __future__ import annotations

import csv
import re

from builder.tables import HERE, read_table, table_text

COLUMNS = ("name", "value", "low", "high", "distribution", "unit", "status", "source")
FACT_PREFIXES = ("cn.", "plan.", "target.")
FACTS = (
    "hours_range",
    "skills_changed_by_2030",
    "jobs_changed_by_2030",
    "my.completion.rural",
    "my.completion.urban",
)
CENTRED = 0.85  # a value this close to the geometric mean of its range counts as its centre
REMARK = r" \((?:log-uniform|s\.d\. [^)]*)\)$"  # what two units say beside the unit
REPEATED = "same"  # the reason column repeats the line above


def distribution(name: str, value: float, low: float, high: float, status: str) -> str:
    """Choose a prior.

    Triangular where evidence gives a centre. Assumed numbers have no better known centre than their range,
    hence uniform, or log-uniform where the range is wide and the value is its geometric centre.
    """
    if low == high:
        return "fixed"
    if name == "certification_throughput":
        return "loguniform"
    if status != "assumed":
        return "triangular"
    wide = low > 0 and high / low >= 4
    if wide and CENTRED <= value / (low * high) ** 0.5 <= 1 / CENTRED:
        return "loguniform"
    return "uniform"


def parameter_rows() -> list[dict[str, object]]:
    """Return parameters.csv; an additional line replaces an earlier one of the same name."""
    found: dict[str, dict[str, object]] = {}
    reason = ""
    for row in read_table("raw", "model_parameters.csv"):
        reason = reason if row["reason"] == REPEATED else row["reason"]
        found[row["name"]] = parameter(
            row["name"],
            row["value"],
            row["low"],
            row["high"],
            row["unit"],
            row["status"],
            reason or "starting value of the prototype, no published figure",
        )
    with (HERE / "raw" / "parameters_additional.txt").open(encoding="utf-8", newline="") as stream:
        lines = [line.lstrip("# ") for line in stream if line.strip()]
    for row in csv.DictReader(lines, delimiter="|"):
        found[row["name"]] = parameter(
            row["name"],
            row["value"],
            row["low"],
            row["high"],
            row["unit"],
            row["status"],
            f"{row['meaning']} (rule {row['rule']})",
        )
    return list(found.values())


def parameter(name: str, value: str, low: str, high: str, unit: str, status: str, source: str) -> dict[str, object]:
    """Check one parameter and return its row."""
    if not float(low) <= float(value) <= float(high):
        raise ValueError(f"{name}: {value} is outside {low} to {high}")
    return {
        "name": name,
        "value": value,
        "low": low,
        "high": high,
        "distribution": distribution(name, float(value), float(low), float(high), status),
        "unit": re.sub(REMARK, "", unit),
        "status": status,
        "source": source,
    }


def facts_text() -> str:
    """Return the facts this system uses, copied block by block."""
    text = (HERE / "raw" / "facts.toml").read_text(encoding="utf-8")
    blocks = re.split(r"(?m)^(?=\[\[fact\]\])", text)
    kept = []
    for block in blocks[1:]:
        match = re.search(r'(?m)^id = "([^"]+)"', block)
        if match and (match.group(1).startswith(FACT_PREFIXES) or match.group(1) in FACTS):
            kept.append(re.sub(r"(?m)^#.*\n?", "", block).strip() + "\n")
    head = (
        "# Facts of the source paper that the Chinese pack uses. role: input (enters as given), calibrate\n"
        "# (parameters are fitted to it), validate (predicted and compared, never fitted), lever, target,\n"
        "# context. ref = the paper's own reference or section. Malaysia's two completion rates calibrate\n"
        "# the effect of digital access.\n\n"
    )
    return head + "\n".join(kept)


def source_text(tables: dict[str, tuple[str, ...]]) -> str:
    """Return sources.csv: our lines with the assumed numbers filled in; every column must be covered."""
    values = {
        row["name"]: f"{row['value']} (range {row['low']} to {row['high']})"
        for row in read_table("own", "assumptions.csv")
    }
    columns = ("table", "column", "rows", "source", "status", "note")
    rows = [{**row, "note": row["note"].format_map(values)} for row in read_table("own", "sources.csv")]
    covered = {(row["table"], row["column"]) for row in rows}
    wanted = {(table, column) for table, names in tables.items() for column in names}
    if wanted - covered:
        raise ValueError(f"no source for {sorted(wanted - covered)}")
    return table_text(columns, rows)
