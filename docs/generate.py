"""Write the reference pages of the documentation from the catalogue and the Chinese data pack.

``python docs/generate.py`` rewrites parameters.md, levers.md and outcomes.md beside this file; with ``--check`` it only
says which of them differ, and fails if one does. Run it after any change of a lever, parameter or outcome.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from microcred.catalogue.dimensions import DIMENSIONS
from microcred.catalogue.levers import LEVERS, Lever
from microcred.catalogue.outcomes import OUTCOMES
from microcred.catalogue.parameters import PARAMETERS
from microcred.catalogue.shocks import SHOCKS
from microcred.funnel import INCOMES, MEANINGS
from microcred.scenario import load_pack, load_scenario
from microcred.scenario.model import LeverSchedule

HERE = Path(__file__).resolve().parent
SYSTEM = "cn"
BASELINE = "cn_baseline"
GENERATED = "<!-- Written by docs/generate.py from the catalogue and the data packs: edit those, then run it. -->"

# Sections of the model's description (docs/odd.md): title, and the files of src/microcred/ that hold the equations.
SECTIONS = {
    "2": ("Entities and scales",),
    "4.1": ("Access", "rules/access.py"),
    "4.2": ("Awareness", "rules/awareness.py"),
    "4.3": ("Decisions", "rules/decision.py", "rules/aim.py", "rules/thinning.py", "rules/obstacles.py"),
    "4.5": ("Study and exam", "rules/study.py"),
    "4.6": ("Quality", "rules/quality.py", "rules/match.py", "rules/renewal.py"),
    "4.7": ("Standards", "rules/credentials.py", "rules/reach.py"),
    "4.8": ("Provision", "rules/provision.py", "rules/launch.py"),
    "4.9": (
        "Certification, registry, recognition",
        "rules/certification.py",
        "rules/evaluation.py",
        "rules/systems.py",
    ),
    "4.10": ("Hiring", "rules/hiring.py"),
    "4.11": ("Partnership", "rules/partnership.py"),
    "4.12": ("Surveys, exit, awards", "rules/survey.py", "rules/award.py"),
    "4.13": ("Ledger: unit costs of the levers", "rules/ledger.py", "world/accounts.py"),
}


def number(value: float) -> str:
    """A number as people write it, without digits that are not there."""
    if float(value).is_integer() and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:.15g}"


def cell(text: str) -> str:
    """A text that cannot break a table."""
    return text.replace("|", "\\|").replace("\n", " ")


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table in markdown."""
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    lines += [f"| {' | '.join(cell(text) for text in row)} |" for row in rows]
    return lines


def page(title: str, *parts: Iterable[str]) -> str:
    """A page of blocks of lines."""
    lines = [GENERATED, "", f"# {title}"]
    for part in parts:
        lines += ["", *part]
    return "\n".join(lines) + "\n"


def parameters_page() -> str:
    """Every parameter, by section of the model's description, with its numbers for China."""
    numbers = load_pack(SYSTEM).parameters
    statuses = [row.status for row in numbers.values()]
    counted = ", ".join(f"{statuses.count(status)} {status}" for status in sorted(set(statuses)))
    parts: list[list[str]] = [
        [
            f"The {len(PARAMETERS)} parameters with their values for China"
            f" ([parameters.csv](../scenarios/systems/{SYSTEM}/parameters.csv)): {counted}. A scenario sets others",
            "under `[parameters]`, within the hard bounds that `microcred parameters` shows. The range is that of the",
            "prior, not a confidence interval. Sections are those of [odd.md](odd.md#submodels): how each one acts.",
        ]
    ]
    for section, (title, *files) in SECTIONS.items():
        names = [name for name, parameter in PARAMETERS.items() if parameter.rule == section]
        if not names:
            continue
        parts.append([f"## {section} {title}"])
        if files:
            links = (f"[src/microcred/{file}](../src/microcred/{file})" for file in files)
            parts.append([f"Equations: {', '.join(links)}"])
        parts.append(
            table(
                ("parameter", "value", "range", "prior", "unit", "status", "meaning", "source"),
                (
                    (
                        f"`{name}`",
                        number(numbers[name].value),
                        f"{number(numbers[name].low)} to {number(numbers[name].high)}",
                        numbers[name].distribution,
                        PARAMETERS[name].unit,
                        numbers[name].status,
                        PARAMETERS[name].meaning,
                        numbers[name].source,
                    )
                    for name in names
                ),
            )
        )
    left = [name for name, parameter in PARAMETERS.items() if parameter.rule not in SECTIONS]
    if left:
        raise ValueError(f"docs/generate.py knows no section for {left}")
    return page("Parameters", *parts)


def lever_value(lever: Lever, value: float) -> str:
    """A lever's number as a scenario file says it."""
    if lever.kind == "switch":
        return "true" if value else "false"
    if lever.kind == "choice":
        return f'"{lever.choices[int(value)]}"'
    if lever.kind == "fields":
        return "none" if not value else "all"
    return number(value)


def lever_bounds(lever: Lever) -> str:
    """What values a lever takes."""
    if lever.kind == "switch":
        return "true, false"
    if lever.kind == "choice":
        return ", ".join(lever.choices)
    if lever.kind == "fields":
        return "codes of sectors or occupations"
    return f"{number(lever.lower)} to {number(lever.upper)}"


def limits_of(dimensions: frozenset[str]) -> str:
    """Dimensions by which something may be limited."""
    if dimensions == frozenset(DIMENSIONS):
        return "all"
    return ", ".join(name for name in DIMENSIONS if name in dimensions) or "–"


def levers_page() -> str:
    """Every lever, every dimension and every shock."""
    schedules: Mapping[str, LeverSchedule] = load_scenario(BASELINE).levers
    levers = table(
        (
            "lever",
            "kind",
            "unit",
            "values",
            "at rest",
            "China today",
            "meaning",
            "model",
            "who pays",
            "unit cost",
            "`where`",
            "ramp",
            "fiscal cut",
            "needs",
        ),
        (
            (
                f"`{name}`",
                lever.kind,
                lever.unit,
                lever_bounds(lever),
                lever_value(lever, lever.neutral),
                lever_value(lever, schedules[name].base),
                lever.meaning + (f" (an entry may have {', '.join(lever.extra)})" if lever.extra else ""),
                lever.rule,
                lever.payer,
                f"`{lever.unit_cost}`" if lever.unit_cost else "–",
                limits_of(lever.dimensions),
                "yes" if lever.may_ramp else "no",
                "value, budget" if lever.cut else "budget" if lever.public else "–",
                " or ".join(f"`{other}`" for other in lever.requires) or "–",
            )
            for name, lever in LEVERS.items()
        ),
    )
    dimensions = table(
        ("dimension", "labels", "meaning"),
        (
            (f"`{name}`", ", ".join(dimension.labels) or "codes of the data pack", dimension.meaning)
            for name, dimension in DIMENSIONS.items()
        ),
    )
    shocks = table(
        ("shock", "unit", "values", "`where`", "meaning"),
        (
            (
                f"`{name}`",
                shock.unit,
                f"{number(shock.lower)} to {number(shock.upper)}",
                limits_of(shock.dimensions),
                shock.meaning,
            )
            for name, shock in SHOCKS.items()
        ),
    )
    return page(
        "Levers and shocks",
        [
            f"The {len(LEVERS)} levers that a scenario sets under `[levers]`. *At rest* is the value of a lever that no"
            " file names, *China today* its",
            "base value in `cn_baseline`. *Unit cost* is the [parameter](parameters.md) that prices it; without one the"
            " lever is itself an amount of",
            "money, or is free. *Fiscal cut*: what that shock reaches. *Needs*: alone it gives a warning."
            " How each one acts: [odd.md](odd.md#submodels).",
        ],
        levers,
        ["## Dimensions of `where`"],
        dimensions,
        ["## Shocks"],
        shocks,
    )


def outcomes_page() -> str:
    """Every outcome."""
    rows = (
        (
            f"`{name}`",
            outcome.label,
            outcome.unit,
            outcome.kind,
            outcome.good or "–",
            "yes" if outcome.regional else "no",
            "yes" if outcome.scales_with_population else "no",
            outcome.meaning,
        )
        for name, outcome in OUTCOMES.items()
    )
    return page(
        "Outcomes",
        [
            f"The {len(OUTCOMES)} outcomes: columns of `national.parquet`, one row a month; those *by place* also of"
            " `regions.parquet`. Money is in the",
            "data pack's currency at constant prices. NaN stands where a denominator is zero or nothing is known yet."
            " What to know when reading them:",
            "[odd.md](odd.md#outcomes).",
        ],
        table(("outcome", "label", "unit", "kind", "better", "by place", "grows with people", "meaning"), rows),
        ["## The funnel"],
        [
            "`funnel.parquet` (`Result.funnel`) follows people from knowing to being hired: one row per scenario,"
            " replicate, month, region,",
            "setting and segment, with the macro-region. Summed over cells, `aware`, `applied`, `sat`, `passed` and"
            " `hired_shortage` are the",
            "outcomes `aware`, `applicants`, `completions`, `passes` and `hires`. How `situations` are observed:"
            " [odd.md](odd.md#what-keeps-people-away-rulesobstaclespy).",
            "`income.parquet` (`Result.incomes`) has the same columns by macro-region, setting, segment and `income`,"
            f" the country's fifths of incomes ({', '.join(INCOMES)}):",
            "there `people` and `aware` are expected numbers, and means over situations are weighted with the aware"
            " people for whom each stands. Results of older",
            "versions have neither that file nor `holders` by segment.",
        ],
        table(("column", "meaning"), ((f"`{name}`", meaning) for name, meaning in MEANINGS.items())),
    )


def pages() -> dict[str, str]:
    """All generated pages by file name."""
    return {"parameters.md": parameters_page(), "levers.md": levers_page(), "outcomes.md": outcomes_page()}


def outdated(folder: Path = HERE) -> list[str]:
    """Names of the pages in a folder that differ from what the catalogue says."""
    wanted = pages()
    return [
        name
        for name, text in wanted.items()
        if not (folder / name).is_file() or (folder / name).read_text(encoding="utf-8") != text
    ]


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or check them; returns the exit code."""
    if list(arguments) not in ([], ["--check"]):
        sys.stderr.write("usage: python docs/generate.py [--check]\n")
        return 2
    differing = outdated()
    if arguments:
        for name in differing:
            sys.stderr.write(f"docs/{name} is out of date: run python docs/generate.py\n")
        return 1 if differing else 0
    for name, text in pages().items():
        (HERE / name).write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
