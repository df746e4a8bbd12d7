"""The model as Mesa users know it: make it, step it, read it, subclass its learners."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from microcred.base.errors import BadInput, Fault, MicrocredError
from microcred.base.months import month_text
from microcred.engine import history_of
from microcred.engine.objects.country import Country
from microcred.engine.objects.learner import Learner
from microcred.jobs import SEED_LIMIT, whole_number_faults
from microcred.outcomes.record import Record
from microcred.scenario import load_scenario
from microcred.scenario.faults import describe
from microcred.scenario.model import Scenario

if TYPE_CHECKING:
    from microcred.outcomes.history import History

WHERE = "MicroCredentialModel"


class MicroCredentialModel(Country):
    """A country of agents under a scenario, one month a step.

    The first steps are the scenario's spin-up, in which learners, jobs, seats and queues settle; `settle` takes them at
    once. The same scenario and seed give the same history as `microcred.run`.

    Parameters
    ----------
    scenario
        A resolved scenario, or the name or path of one. It is kept as `plan`: Mesa owns the name `scenario`.
    seed
        0 <= seed < 2**32; kept as `seed_used`. Mesa's own random numbers are never drawn.
    learner_class
        A subclass of `microcred.engine.objects.learner.Learner`, to change what people do.
    thinned
        Skip decision moments that cannot become an application. It changes no choice of people who follow the rulebook,
        and is left out by default where a subclass may not.

    Raises
    ------
    BadInput
        For a seed out of range, a class that is none of learners, or a scenario that is not valid.
    """

    def __init__(
        self,
        scenario: Scenario | str | Path,
        seed: int = 0,
        *,
        learner_class: type[Learner] = Learner,
        thinned: bool | None = None,
    ) -> None:
        faults = whole_number_faults(WHERE, "seed", seed, 0, SEED_LIMIT - 1, "must fit in 32 bits")
        faults += _class_faults(learner_class)
        if faults:
            raise BadInput(faults)
        plan = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
        super().__init__(plan, seed, learner_class, thinned)

    @property
    def month_text(self) -> str:
        """The month that the last step ran, as ``"2025-01"``."""
        return month_text(self.month - 1)

    def settle(self) -> None:
        """Take the steps of the spin-up that are left."""
        while self.months_done < self.plan.spin_up:
            self.step()

    def run(self) -> History:
        """Take all steps that are left; gives the history."""
        while self.running:
            self.step()
        return self.history()

    def history(self) -> History:
        """Every outcome of the recorded months so far.

        Raises
        ------
        MicrocredError
            As long as the spin-up lasts.
        """
        if self.months_done <= self.plan.spin_up:
            raise MicrocredError(f"nothing is recorded before {month_text(self.plan.start)}; call settle() or step()")
        record = Record(
            **{field.name: getattr(self.record, field.name)[: self.months_done] for field in fields(Record)}
        )
        return history_of(replace(self.plan, end=self.month - 1), replace(self.finished(), record=record))


def _class_faults(given: object) -> list[Fault]:
    if isinstance(given, type) and issubclass(given, Learner):
        return []
    allowed = "a subclass of microcred.engine.objects.learner.Learner"
    found = given.__name__ if isinstance(given, type) else describe(given)
    return [Fault(WHERE, None, "learner_class", "is no class of learners", found, allowed)]
