"""The levers as the compiled stages read them: one base value and a few limited, dated entries per lever.

`Schedule` holds what never changes (who each entry reaches); `set_month` writes the month's values in place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from microcred.base.reference import by_reference
from microcred.catalogue.dimensions import KINDS, SEGMENTS, SETTINGS, SIZES, TYPES
from microcred.catalogue.levers import LEVERS, LeverCode
from microcred.rules.policy import note_alike, note_shade

if TYPE_CHECKING:
    from microcred.scenario.model import Clause, Scenario
    from microcred.scenario.pack import DataPack

Array = npt.NDArray[Any]

# Levers whose values a cut of government budgets moves toward neutral.
FISCAL = tuple(name for name, lever in LEVERS.items() if lever.cut)
NO_BUDGET = -1
# The where-dimensions behind each group of labels in `Policy.reach`, in their order.
LIMITS = (
    {"kind"},
    {"size"},
    {"type"},
    {"segment"},
    {"macro_region", "region", "setting"},
    {"sector"},
    {"occupation"},
)


# The same dimensions as an organisation meets them: by what it may start, by who may teach it, by what it may be.
PARTIAL = {"by_subject": {"sector", "occupation"}, "by_teacher": {"setting", "kind", "size"}, "by_type": {"type"}}


LEVER_ROW = np.dtype(
    [
        ("base", "f8"),
        ("first", "i8"),
        ("last", "i8"),
        ("clause", "i8"),  # the last entry in force, -1 without
        ("worth", "f8"),  # what that one gives, or the base value
        ("alike", "?"),  # does it give everybody the same?
        ("limited", "?"),  # does any of its entries keep a budget?
        ("answered", "?"),  # was the base value ever asked for?
        ("watched", "?"),  # is it yet to be seen whether the base value or an entry makes a difference?
    ]
)
ENTRY_ROW = np.dtype(
    [
        ("value", "f8"),
        ("active", "?"),  # in force this month?
        ("deadline", "i8"),  # month, -1 without
        ("remaining", "i8"),  # cents left of this year's budget, -1 without
        ("stopped", "?"),  # did the budget run out this year?
        ("same", "?"),  # does whatever may lie beneath it say the same this month?
        ("acted", "?"),  # did it ever say to anybody something else than what lies beneath it?
        # Is it limited by what an organisation, before it starts a standard, is no single one of?
        ("by_subject", "?"),
        ("by_teacher", "?"),
        ("by_type", "?"),
    ]
)


@by_reference
class Policy(NamedTuple):
    """The month's levers, in few arrays; compiled functions are handed them by reference.

    Attributes
    ----------
    levers
        By `LeverCode`: the base value, and which entries are the lever's.
    entries
        One row per entry, sorted by lever, in the order of the file.
    reach
        Whom an entry reaches: by entry, first the dimensions without a limit, then the labels of all dimensions side by
        side, as `rules.policy` lays them out.
    columns
        Where in `reach` the places, sectors and occupations begin.
    """

    levers: Array
    entries: Array
    reach: Array
    columns: Array

    @property
    def base(self) -> Array:
        """Base values by lever."""
        return np.asarray(self.levers["base"])

    @property
    def value(self) -> Array:
        """Values of the entries this month."""
        return np.asarray(self.entries["value"])

    @property
    def active(self) -> Array:
        """Which entries are in force this month."""
        return np.asarray(self.entries["active"])

    @property
    def remaining(self) -> Array:
        """Cents left of this year's budgets."""
        return np.asarray(self.entries["remaining"])

    @property
    def stopped(self) -> Array:
        """Which entries' budgets ran out this year."""
        return np.asarray(self.entries["stopped"])

    @property
    def acted(self) -> Array:
        """Which entries ever made a difference to what lies beneath them."""
        return np.asarray(self.entries["acted"])

    @property
    def answered(self) -> Array:
        """Which levers' base values were ever asked for."""
        return np.asarray(self.levers["answered"])


def place_labels(pack: DataPack, regions: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """(macro-region, region, setting) of every place that is run, in the order of the tables."""
    macro = {region.code: region.macro_region for region in pack.regions}
    return [(macro[code], code, setting) for code in regions for setting in SETTINGS]


def mask(allowed: tuple[str, ...] | None, labels: tuple[str, ...] | list[str]) -> list[bool]:
    """Which labels an entry reaches; all without a limit."""
    return [allowed is None or label in allowed for label in labels]


def entries(scenario: Scenario) -> list[Clause]:
    """All dated entries, sorted by lever and, within a lever, in the order of the file."""
    return [clause for name in LEVERS for clause in scenario.levers[name].clauses]


def keeps_budget(clause: Clause) -> bool:
    """Whether an entry has a budget that can run out: nobody pays for some levers."""
    return clause.budget is not None and LEVERS[clause.lever].costs


def build_policy(scenario: Scenario, regions: tuple[str, ...]) -> Policy:
    """The policy's tables, with no entry in force yet.

    Parameters
    ----------
    scenario
        The resolved scenario.
    regions
        Codes of the regions that are run, in the order of the tables.

    Returns
    -------
    Policy
    """
    pack = scenario.pack
    clauses = entries(scenario)
    count = len(clauses)
    places = place_labels(pack, regions)
    sector_codes = [sector.code for sector in pack.sectors]
    occupation_codes = [occupation.code for occupation in pack.occupations]
    names = list(LEVERS)
    first = [0] * len(names)
    last = [0] * len(names)
    position = 0
    for index, name in enumerate(names):
        first[index] = position
        position += len(scenario.levers[name].clauses)
        last[index] = position

    def reach(dimension: str, labels: tuple[str, ...] | list[str]) -> Array:
        rows = [mask(clause.where.get(dimension), labels) for clause in clauses]
        return np.array(rows, dtype=np.bool_).reshape(count, len(labels))

    at_place = (
        reach("macro_region", [place[0] for place in places])
        & reach("region", [place[1] for place in places])
        & reach("setting", [place[2] for place in places])
    )
    groups = [
        reach("kind", KINDS),
        reach("size", SIZES),
        reach("type", TYPES),
        reach("segment", SEGMENTS),
        at_place,
        reach("sector", sector_codes),
        reach("occupation", occupation_codes),
    ]
    unlimited = np.array(
        [[not clause.where.keys() & limits for limits in LIMITS] for clause in clauses], dtype=np.bool_
    ).reshape(count, len(LIMITS))
    starts = unlimited.shape[1] + np.cumsum([group.shape[1] for group in groups])
    levers = np.zeros(len(names), dtype=LEVER_ROW)
    levers["base"] = [scenario.levers[name].base for name in names]
    levers["first"], levers["last"] = first, last
    for clause in clauses:
        if keeps_budget(clause):
            levers["limited"][LEVERS[clause.lever].code] = True
    rows = np.zeros(count, dtype=ENTRY_ROW)
    rows["deadline"] = [-1 if clause.deadline is None else clause.deadline for clause in clauses]
    rows["remaining"] = NO_BUDGET
    for name, dimensions in PARTIAL.items():
        rows[name] = [bool(clause.where.keys() & dimensions) for clause in clauses]
    return Policy(levers, rows, np.hstack([unlimited, *groups]), starts[3:6].astype(np.int64))


def fiscal_cut(scenario: Scenario, month: int, known: int | None = None) -> float:
    """Share cut from what the government pays in a month; with `known`, only by cuts that have begun by then."""
    begun = month if known is None else known
    cuts = [shock for shock in scenario.shocks if shock.name == "fiscal_cut" and shock.start <= begun]
    return min(1.0, sum(shock.value for shock in cuts if shock.start <= month <= shock.end))


def year_cut(scenario: Scenario, month: int, known: int) -> float:
    """Part of the year's budget that falls into months of a cut, from a month to December, as it is known."""
    december = month + 11 - month % 12
    cuts = [fiscal_cut(scenario, each, known) for each in range(month, december + 1)]
    return sum(cuts) / months_budgeted(scenario, month)


def months_budgeted(scenario: Scenario, month: int) -> int:
    """Months for which a year's budget is: twelve, or what was left of the year when the scenario began."""
    return 12 - (scenario.start % 12 if scenario.start // 12 == month // 12 else 0)


def after_cut(value: float, neutral: float, cut: float) -> float:
    """What a cut leaves of a value: a share of what lies above neutral. Nothing is paid for what lies below."""
    return neutral + (value - neutral) * (1.0 - cut) if value > neutral else value


def in_use(policy: Policy, lever: LeverCode) -> bool:
    """Whether a lever that is 0 without policy has another value for anybody this month."""
    row = policy.levers[lever]
    mine = policy.entries[row["first"] : row["last"]]
    return bool(row["base"] != 0.0 or (mine["active"] & (mine["value"] != 0.0)).any())


def set_budgets(policy: Policy, scenario: Scenario, month: int, settling: bool) -> None:
    """Fill budgets at the start and every January; a cut that begins later takes the part of its months."""
    filled = month % 12 == 0 or month == scenario.start
    if not filled and not any(shock.name == "fiscal_cut" and shock.start == month for shock in scenario.shocks):
        return
    for row, clause in enumerate(entries(scenario)):
        if not keeps_budget(clause):
            continue
        budget, cuttable = clause.budget or 0, LEVERS[clause.lever].public and not settling
        if filled:
            part = year_cut(scenario, month, month) if cuttable else 0.0
            policy.remaining[row] = int(budget * (1.0 - part))
            policy.stopped[row] = False
        elif cuttable:
            part = year_cut(scenario, month, month) - year_cut(scenario, month, month - 1)
            if part > 0.0:
                policy.remaining[row] = max(0, policy.remaining[row] - int(budget * part))
                policy.stopped[row] |= policy.remaining[row] == 0 and clause.in_force(month)


def set_month(policy: Policy, scenario: Scenario, month: int, settling: bool) -> None:
    """Write a month's values into the policy's tables.

    Before the first recorded month (`settling`) only the base values hold. Budgets are filled at the start and every
    January; an entry whose budget ran out rests until then.
    """
    cut = 0.0 if settling else fiscal_cut(scenario, month)
    policy.base[:] = [scenario.levers[name].base for name in LEVERS]
    clauses = entries(scenario)
    policy.value[:] = [clause.value_in(month) for clause in clauses]
    set_budgets(policy, scenario, month, settling)
    in_force = np.array([not settling and clause.in_force(month) for clause in clauses], dtype=np.bool_)
    policy.active[:] = in_force & ~policy.stopped & (policy.remaining != 0)
    if cut > 0.0:
        for name in FISCAL:
            lever = LEVERS[name]
            code = int(LeverCode[name.upper()])
            policy.base[code] = after_cut(policy.base[code], lever.neutral, cut)
            for row in range(policy.levers[code]["first"], policy.levers[code]["last"]):
                policy.value[row] = after_cut(policy.value[row], lever.neutral, cut)
    note_shade(policy)
    note_alike(policy)
