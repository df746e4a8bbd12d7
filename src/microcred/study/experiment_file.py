"""Reading an experiment file as strictly as a scenario: everything wrong with it is found before anything runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from microcred.base.errors import BadInput
from microcred.catalogue.outcomes import OUTCOMES
from microcred.jobs import SEED_LIMIT
from microcred.priors import own_parameters
from microcred.scenario.build import LONGEST_TITLE, Builder
from microcred.scenario.document import Document, parse_document, read_document
from microcred.scenario.faults import Faults, nearest_name
from microcred.scenario.limits import check_size
from microcred.scenario.locate import open_named
from microcred.scenario.model import Scenario
from microcred.scenario.shipped import PACKAGE
from microcred.scenario.values import Reader
from microcred.study.design import KINDS, MOST_POINTS, Design, DesignKind, number_of_points
from microcred.study.design_table import read_design_table
from microcred.study.experiment import REGIONAL, Experiment, at_point
from microcred.study.factor_entries import FactorReader, refuse_namesakes
from microcred.study.factors import Factor

TOP_KEYS = (
    "title", "reference", "scenarios", "replicates", "seed", "common_random_numbers", "design", "population",
    "levers", "parameters", "groups", "keep",
)  # fmt: skip
DEFAULT_REPLICATES = 10
MOST_REPLICATES = 1_000_000
_DESIGN_KEYS = {
    "factorial": ("kind",),
    "latin_hypercube": ("kind", "sets", "seed"),
    "sobol": ("kind", "sets", "seed", "second_order"),
    "morris": ("kind", "sets", "seed", "levels"),
    "table": ("kind", "file"),
}


def shipped_experiments() -> dict[str, Path]:
    """Paths of the shipped experiments by name."""
    packaged = PACKAGE / "_shipped" / "experiments"
    root = packaged if packaged.is_dir() else PACKAGE.parent.parent / "experiments"
    return {path.stem: path for path in sorted(root.glob("*.toml"))}


def load_experiment(name_or_path: str | Path) -> Experiment:
    """Load an experiment.

    Parameters
    ----------
    name_or_path
        A shipped name, for example ``"certification_cost"``, or the path of a file.

    Returns
    -------
    Experiment
        Validated, with its base scenarios resolved.

    Raises
    ------
    BadInput
        If anything is wrong; it lists all faults at once.
    """
    given = str(name_or_path)
    shipped = shipped_experiments()
    if given in shipped:
        path, shown = shipped[given], f"experiments/{given}.toml"
    else:
        path, shown = Path(given), given or "(no name)"
        if not path.suffix and not path.exists():
            known = ", ".join(shipped)
            near = nearest_name(given, shipped)
            raise BadInput.single(
                shown, "unknown experiment", allowed=f"the path of a .toml file, or {known}", nearest=near
            )
    return _build(path.stem, read_document(path, shown), path.read_text(encoding="utf-8-sig"))


def parse_experiment(text: str, name: str) -> Experiment:
    """Load an experiment from a text that no file holds: it may name shipped scenarios only, and no table."""
    return _build(name, parse_document(text.encode(), f"{name}.toml"), text)


def _build(name: str, document: Document, text: str) -> Experiment:
    faults = Faults()
    built = _Builder(Reader(document, faults), faults).build(name, text)
    faults.raise_if_any()
    if built is None:
        raise BadInput.single(document.file, "cannot be used")
    return built


class _Builder:
    def __init__(self, reader: Reader, faults: Faults) -> None:
        self._reader = reader
        self._faults = faults
        self._data: Mapping[str, Any] = reader.document.data

    def build(self, name: str, text: str) -> Experiment | None:
        reader, data = self._reader, self._data
        reader.known_keys((), data, TOP_KEYS, "key")
        if "title" not in data:
            reader.fault(("title",), "is missing", allowed='title = "…", what the study asks')
        title = reader.text(("title",), data.get("title", ""), LONGEST_TITLE)
        reference = reader.text(("reference",), data.get("reference", ""))
        scenarios = self._scenarios()
        replicates = self._whole(("replicates",), data.get("replicates", DEFAULT_REPLICATES), 1, MOST_REPLICATES)
        seed = self._whole(("seed",), data.get("seed", 0), 0, SEED_LIMIT - 1)
        common = reader.switch(("common_random_numbers",), data.get("common_random_numbers", True))
        design, columns = self._design()
        national, regional = self._keep("national", tuple(OUTCOMES)), self._keep("regions", REGIONAL)
        # What is wrong elsewhere hides nothing of what is varied; only the scenarios and the table must be known.
        unknown = not scenarios or (columns is None and design is not None and design.kind == "table")
        factors = [] if unknown else self._factors(scenarios, columns, design)
        if unknown or design is None or self._faults:
            return None
        table = None if columns is None else _rows(factors, columns)
        points = number_of_points(design, factors, 0 if table is None else len(table))
        if points > MOST_POINTS:
            reader.fault(("design",), f"makes {points:,} points", allowed=f"at most {MOST_POINTS:,}")
            return None
        experiment = Experiment(
            name, title or "", reference or "", text, tuple(scenarios), tuple(factors), design, table,
            replicates, seed, bool(common), national, regional,
        )  # fmt: skip
        self._check_extremes(experiment)
        return experiment

    def _whole(self, path: tuple[str, ...], value: object, lower: int, upper: int) -> int:
        number = self._reader.number(path, value, lower, upper, whole=True)
        return lower if number is None else int(number)

    def _scenarios(self) -> list[Scenario]:
        reader = self._reader
        if "scenarios" not in self._data:
            reader.fault(("scenarios",), "is missing", allowed='scenarios = ["cn_baseline"]')
            return []
        given = self._data["scenarios"]
        if not isinstance(given, list) or not given:
            reader.fault(("scenarios",), "must be a list of scenarios", given)
            return []
        population = reader.table(("population",), self._data.get("population", {}))
        reader.known_keys(("population",), population, ("regions",), "key")
        regions = population.get("regions")
        if regions is not None and not (isinstance(regions, list) and all(isinstance(one, str) for one in regions)):
            reader.fault(("population", "regions"), "must be a list of region codes", regions)
            return []
        found = []
        for number, one in enumerate(given):
            scenario = self._scenario(("scenarios", number), one, regions)
            if scenario is not None:
                found.append(scenario)
        self._refuse_mixtures(found)
        return found

    def _scenario(self, path: tuple[str | int, ...], value: object, regions: Sequence[str] | None) -> Scenario | None:
        name = self._reader.text(path, value)
        if name is None:
            return None
        try:
            opened = open_named(self._reader, path, name)
            if opened is None:
                return None
            faults = Faults()
            scenario = Builder(faults, ()).build(opened[0], opened[1], (), regions)
            faults.raise_if_any()
        except BadInput as error:
            self._faults.take(error)
            return None
        return scenario

    def _refuse_mixtures(self, found: Sequence[Scenario]) -> None:
        reader = self._reader
        names = [scenario.name for scenario in found]
        if len(set(names)) < len(names):
            reader.fault(("scenarios",), "two scenarios have the same name, and tables tell them apart by it")
        for number, scenario in enumerate(found[1:], start=1):
            same = (scenario.system, scenario.start, scenario.end) == (found[0].system, found[0].start, found[0].end)
            if not same:
                problem = "has another system or time than the first: make two studies of it"
                reader.fault(("scenarios", number), problem, scenario.name)

    def _design(self) -> tuple[Design | None, dict[str, list[Any]] | None]:
        reader = self._reader
        table = reader.table(("design",), self._data.get("design", {"kind": "factorial"}))
        kind = table.get("kind")
        if kind not in KINDS:
            near = (kind, KINDS) if isinstance(kind, str) else None
            reader.fault(("design", "kind"), "unknown design", kind, allowed=", ".join(KINDS), near=near)
            return None, None
        reader.known_keys(("design",), table, _DESIGN_KEYS[kind], f"key of a {kind} design")
        if kind == "table":
            columns = read_design_table(reader, ("design", "file"), table.get("file"))
            return Design("table"), columns
        if kind == "factorial":
            return Design("factorial"), None
        return self._sampled(kind, table), None

    def _sampled(self, kind: DesignKind, table: Mapping[str, Any]) -> Design:
        reader = self._reader
        if "sets" not in table:
            reader.fault(("design", "sets"), "is missing", allowed="how many sets, base points or trajectories")
        sets = self._whole(("design", "sets"), table.get("sets", 1), 1, MOST_POINTS)
        if kind == "sobol" and sets & (sets - 1):
            reader.fault(("design", "sets"), "must be a power of two", sets)
        seed = self._whole(("design", "seed"), table.get("seed", 0), 0, SEED_LIMIT - 1)
        second = reader.switch(("design", "second_order"), table.get("second_order", False))
        levels = self._whole(("design", "levels"), table.get("levels", 4), 2, 1000)
        if levels % 2:
            reader.fault(("design", "levels"), "must be even", levels)
        return Design(kind, sets, seed, bool(second), levels)

    def _keep(self, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
        table = self._reader.table(("keep",), self._data.get("keep", {}))
        self._reader.known_keys(("keep",), table, ("national", "regions"), "key")
        if key not in table:
            return known
        names = {name: name for name in known}
        found = self._reader.codes(("keep", key), table[key], names, "outcome", may_be_empty=key == "regions")
        return tuple(name for name in known if name in (found or ()))

    def _factors(
        self, scenarios: Sequence[Scenario], columns: Mapping[str, list[Any]] | None, design: Design | None
    ) -> list[Factor]:
        reader = self._reader
        own = frozenset[str]().union(*(own_parameters(scenario) for scenario in scenarios))
        entries = FactorReader(reader, scenarios[0], columns, own)
        factors: list[Factor | None] = []
        for name, value in reader.table(("levers",), self._data.get("levers", {})).items():
            factors.append(entries.lever(name, value))
        for name, value in reader.table(("parameters",), self._data.get("parameters", {})).items():
            factors += entries.parameters(name, value)
        for name, value in reader.table(("groups",), self._data.get("groups", {})).items():
            other = value.get("taken_from") if isinstance(value, dict) else None
            taken = None if other is None else self._scenario(("groups", name, "taken_from"), other, None)
            factors.append(entries.group(name, value, taken))
        found = [factor for factor in factors if factor is not None]
        refuse_namesakes(found, reader)
        kind = None if design is None else design.kind
        if not found and not self._faults and kind not in ("factorial",):
            reader.fault(("design",), "there is nothing to vary", allowed="[levers.…], [parameters.…] or [groups.…]")
        for factor in found:
            if kind == "factorial" and not factor.is_list:
                reader.fault((f"{factor.kind}s", factor.target), "a factorial design needs values, not a range")
        for name in columns or ():
            if name not in [factor.name for factor in found]:
                reader.fault(("design", "file"), "has a column that names nothing varied", name)
        return found

    def _check_extremes(self, experiment: Experiment) -> None:
        """Refuse what could not be counted in 64 bits at the highest level of every factor."""
        highest = [float(len(factor.levels) - 1) if factor.is_list else factor.high for factor in experiment.factors]
        for base in experiment.scenarios:
            check_size(at_point(base, experiment.factors, highest), self._reader)


def _rows(factors: Sequence[Factor], columns: Mapping[str, list[Any]]) -> tuple[tuple[float, ...], ...]:
    places = []
    for factor in factors:
        values = columns[factor.name]
        places.append([float(factor.levels.index(one)) if factor.is_list else float(one) for one in values])
    return tuple(zip(*places, strict=True))
