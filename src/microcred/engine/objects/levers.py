"""What each lever is worth to whoever asks this month, and what its budget still allows."""

from __future__ import annotations

from typing import NamedTuple

from microcred.catalogue.dimensions import KINDS, SEGMENTS, SIZES, TYPES
from microcred.catalogue.levers import LeverCode
from microcred.rules.policy import differs
from microcred.scenario.model import Clause, Scenario
from microcred.world.policy import build_policy, entries, in_use, mask, place_labels, set_month

ANY = -1
NO_ENTRY = -1


class Asker(NamedTuple):
    """Who asks for a lever's value: codes, or `ANY` where a dimension does not apply."""

    place: int = ANY
    segment: int = ANY
    sector: int = ANY
    occupation: int = ANY
    kind: int = ANY
    size: int = ANY
    type: int = ANY


ANYBODY = Asker()


class Levers:
    """The month's levers, each resolved once for every asker.

    Parameters
    ----------
    plan
        The scenario.
    regions
        Codes of the regions that are run, sorted.
    """

    def __init__(self, plan: Scenario, regions: tuple[str, ...]) -> None:
        self.plan = plan
        self.policy = build_policy(plan, regions)
        self.clauses = entries(plan)
        self.allowed = [allowed(clause, plan, regions) for clause in self.clauses]
        self.acted = [False] * len(self.clauses)
        self.answered = [False] * len(LeverCode)
        self.limited: list[bool] = self.policy.levers["limited"].tolist()
        self.stopped_before = self.policy.stopped.copy()
        self.base: list[float] = []
        self.worth: list[float] = []
        self.same: list[bool] = []
        self.in_force: list[list[int]] = []
        self.found: list[dict[Asker, int]] = []
        self.mixed: dict[tuple[LeverCode, Asker], float] = {}

    def begin_month(self, month: int, settling: bool) -> None:
        """Take the month's values; while the world settles only base values hold."""
        stopped = self.policy.stopped.copy()
        set_month(self.policy, self.plan, month, settling)
        # What a cut takes the last of stops this month.
        self.stopped_before = self.policy.stopped & stopped
        self.base = self.policy.base.tolist()
        self.worth = self.policy.value.tolist()
        self.same = self.policy.entries["same"].tolist()
        self.found = [{} for _ in self.base]
        self.mixed = {}
        self.in_force = [[] for _ in self.base]
        active = self.policy.active.tolist()
        for row in reversed(range(len(self.clauses))):
            if active[row]:
                self.in_force[LeverCode[self.clauses[row].lever.upper()]].append(row)

    def entry(self, lever: LeverCode, asker: Asker) -> int:
        """The last entry in force that reaches the asker; `NO_ENTRY` if the base value holds."""
        rows = self.in_force[lever]
        if not rows:
            return NO_ENTRY
        found = self.found[lever]
        row = found.get(asker)
        if row is None:
            row = next((row for row in rows if self.reaches(row, asker)), NO_ENTRY)
            found[asker] = row
        return row

    def reaches(self, row: int, asker: Asker) -> bool:
        """Whether all limits of an entry let the asker in."""
        return all(labels[code] for labels, code in zip(self.allowed[row], asker, strict=True))

    def value(self, lever: LeverCode, asker: Asker = ANYBODY) -> float:
        """A lever's value for an asker; who gave it is noted, for an entry only if it made a difference."""
        row = self.entry(lever, asker)
        if row < 0:
            self.answered[lever] = True
            return self.base[lever]
        if not self.acted[row] and not self.same[row]:
            below = next((one for one in self.in_force[lever] if one < row and self.reaches(one, asker)), NO_ENTRY)
            self.acted[row] = differs(self.policy, int(lever), row, below)
        return self.worth[row]

    def on(self, lever: LeverCode, asker: Asker = ANYBODY) -> bool:
        """Whether a switch is on for an asker."""
        return self.value(lever, asker) > 0.5

    def limited_by(self, lever: LeverCode, dimensions: set[str]) -> bool:
        """Whether an entry in force is limited by any of these dimensions."""
        return any(self.clauses[row].where.keys() & dimensions for row in self.in_force[lever])

    def in_use(self, lever: LeverCode) -> bool:
        """Whether a lever that is 0 without policy has another value for anybody this month."""
        return in_use(self.policy, lever)

    def budget(self, lever: LeverCode, asker: Asker) -> int:
        """The entry whose budget bears what a lever costs for an asker; `NO_ENTRY` without a limit."""
        if not self.limited[lever]:
            return NO_ENTRY
        row = self.entry(lever, asker)
        return row if row >= 0 and self.policy.remaining[row] >= 0 else NO_ENTRY

    def bears(self, lever: LeverCode, asker: Asker, cents: int) -> bool:
        """Whether the year's budget bears a payment; an entry whose budget does not rests until January."""
        row, policy = self.budget(lever, asker), self.policy
        if row < 0:
            return True
        if policy.remaining[row] < cents:
            policy.stopped[row] = True
        return not policy.stopped[row]

    def take(self, lever: LeverCode, asker: Asker, cents: int) -> None:
        """Take cents that a budget bears; with the last one its entry stops."""
        row, policy = self.budget(lever, asker), self.policy
        if row >= 0:
            policy.remaining[row] -= cents
            if policy.remaining[row] == 0:
                policy.stopped[row] = True

    def afford(self, lever: LeverCode, asker: Asker, cents: int) -> bool:
        """Take cents from the year's budget; False, and nothing taken, if it does not bear them."""
        if not self.bears(lever, asker, cents):
            return False
        self.take(lever, asker, cents)
        return True

    def deadline(self, row: int) -> int:
        """Month of an entry's deadline; -1 without."""
        deadline = None if row < 0 else self.clauses[row].deadline
        return -1 if deadline is None else deadline


def allowed(clause: Clause, plan: Scenario, regions: tuple[str, ...]) -> list[list[bool]]:
    """For each dimension of an asker, which codes an entry lets in.

    Last, where the code `ANY` points: whether it lets in those to whom the dimension does not apply, which only an
    entry without a limit does.
    """
    pack, where = plan.pack, clause.where

    def let_in(dimension: str, labels: tuple[str, ...] | list[str]) -> list[bool]:
        return [*mask(where.get(dimension), labels), dimension not in where]

    places = place_labels(pack, regions)
    by_macro = let_in("macro_region", [macro for macro, _, _ in places])
    by_region = let_in("region", [region for _, region, _ in places])
    by_setting = let_in("setting", [setting for _, _, setting in places])
    return [
        [all(one) for one in zip(by_macro, by_region, by_setting, strict=True)],
        let_in("segment", SEGMENTS),
        let_in("sector", [sector.code for sector in pack.sectors]),
        let_in("occupation", [occupation.code for occupation in pack.occupations]),
        let_in("kind", KINDS),
        let_in("size", SIZES),
        let_in("type", TYPES),
    ]
