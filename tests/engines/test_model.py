"""The model that Mesa users see."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import Any

import mesa
import numpy as np
import pytest

import microcred
from microcred.base.errors import BadInput, MicrocredError
from microcred.base.months import parse_month
from microcred.engine import simulate
from microcred.engine.objects.enterprise import Enterprise
from microcred.engine.objects.institution import Institution
from microcred.engine.objects.learner import Learner
from microcred.engine.objects.programme import Programme
from microcred.engine.objects.region import Place, Region
from microcred.scenario import load_scenario
from microcred.scenario.model import Scenario
from microcred.world.states import Count


def short(end: str = "2025-06") -> Scenario:
    """The invented country for a few months."""
    return replace(load_scenario("invented_baseline"), spin_up=12, end=parse_month(end))


def test_the_compiled_engine_does_without_mesa() -> None:
    """Importing and running the compiled engine need not import Mesa, which takes a second."""
    code = (
        "import sys; from microcred.engine.columns.run import start; from microcred.scenario import load_scenario; "
        "import microcred.engine, microcred.run; sys.exit('mesa' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_kind_is_an_agent() -> None:
    """Regions, places, institutions, enterprises and whoever ever applied are agents of the model; nobody else."""
    model = microcred.MicroCredentialModel(short())
    model.run()
    by_type = {kind: len(agents) for kind, agents in model.agents_by_type.items()}
    assert set(by_type) == {Region, Place, Institution, Enterprise, Learner}
    assert by_type[Learner] == len(model.learners) > 0
    assert by_type[Region] == 3
    assert by_type[Place] == 6
    assert isinstance(model, mesa.Model)
    names = {(learner.block.key, learner.block.cohort, learner.rank) for learner in model.learners}
    assert len(names) == len(model.learners)


def test_months_and_history() -> None:
    """One step is one month, the first ones those of the spin-up; the history so far starts with the first month."""
    model = microcred.MicroCredentialModel(short(), seed=4)
    with pytest.raises(MicrocredError, match="2025-01"):
        model.history()
    model.settle()
    assert model.month_text == "2024-12"
    model.step()
    assert model.month_text == "2025-01"
    assert model.history().months == ("2025-01",)
    model.step()
    so_far = model.history()
    whole = model.run()
    assert model.month_text == "2025-06"
    assert not model.running
    assert so_far.months == whole.months[:2]
    for name, values in so_far.national.items():
        assert np.array_equal(values, whole.national[name][:2], equal_nan=True), name
    with pytest.raises(MicrocredError, match="ends in 2025-06"):
        model.step()


def test_the_objects_engine_gives_the_same_outcomes() -> None:
    """R05: the outcomes of both engines are the same numbers."""
    scenario = short("2026-03")
    one, other = (simulate(scenario, 5, engine=engine) for engine in ("columns", "objects"))
    for name, values in one.national.items():
        assert np.array_equal(values, other.national[name], equal_nan=True), name
    assert one.idle_levers == other.idle_levers
    assert np.array_equal(one.ledger, other.ledger)


def test_mesas_own_chance_is_not_used() -> None:
    """Drawing from Mesa's generators between steps changes nothing."""
    calm, disturbed = (microcred.MicroCredentialModel(short(), seed=1) for _ in range(2))
    while calm.running:
        calm.step()
        disturbed.random.random()
        disturbed.rng.random()
        disturbed.step()
    assert np.array_equal(calm.record.counts, disturbed.record.counts)


def test_seeds() -> None:
    """Seed 0 is a seed; one out of range is refused."""
    assert microcred.MicroCredentialModel(short()).seed_used == 0
    for seed in (-1, 2**32):
        with pytest.raises(MicrocredError, match="seed"):
            microcred.MicroCredentialModel(short(), seed=seed)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"seed": "a"}, 'seed: must be a whole number (found "a")'),
        ({"seed": 2.5}, "seed: must be a whole number (found 2.5); allowed: 0 to 4294967295"),
        ({"learner_class": int}, "learner_class: is no class of learners (found int); allowed: a subclass of"),
        ({"learner_class": "Learner"}, 'learner_class: is no class of learners (found "Learner")'),
    ],
)
def test_what_is_no_seed_and_no_learner_is_refused_at_once(options: dict[str, Any], said: str) -> None:
    """Else it would fail after months, in words that say nothing of it."""
    with pytest.raises(BadInput) as caught:
        microcred.MicroCredentialModel(short(), **options)
    assert said in str(caught.value)


@pytest.mark.parametrize("chance", [1.7, -0.1, float("nan")])
def test_a_probability_that_is_none_stops_the_model(chance: float) -> None:
    """1.7 would pass for always, NaN for never."""

    class Sure(Learner):
        def completion_chance(self, programme: Programme) -> float:
            """No probability."""
            return chance

    model = microcred.MicroCredentialModel(short(), learner_class=Sure)
    with pytest.raises(MicrocredError, match=rf"Sure\.completion_chance gave {chance}: a probability lies between"):
        model.run()


class Loyal(Learner):
    """Somebody who likes programmes of the own region better than the rulebook says."""

    def utility(self, programme: Programme) -> float:
        """The rulebook's utility, and 2 for the own region."""
        return super().utility(programme) + 2.0 * (programme.region is self.place.region)


def test_learners_can_be_subclassed() -> None:
    """A subclass changes what people do, also those who never applied before; an unchanged one changes nothing."""

    class Same(Learner):
        pass

    model = microcred.MicroCredentialModel(short())
    same = microcred.MicroCredentialModel(short(), learner_class=Same)
    loyal = microcred.MicroCredentialModel(short(), learner_class=Loyal)
    for one in (model, same, loyal):
        one.run()
    assert np.array_equal(model.record.counts, same.record.counts)
    assert {type(learner) for learner in loyal.learners} == {Loyal}
    applications = [one.record.counts[:, :, Count.APPLICATIONS].sum() for one in (model, loyal)]
    assert applications[1] > 1.5 * applications[0]
