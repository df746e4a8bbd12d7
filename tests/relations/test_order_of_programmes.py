"""M7 for programmes: where their rows stand decides nothing about them."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np
import pytest

from microcred.engine.columns import run as engine
from microcred.engine.columns.newcomers import PROGRAMME_TABLES
from microcred.engine.columns.run import Columns, simulate
from microcred.outcomes.record import empty_record
from microcred.scenario.model import Scenario
from microcred.world.people_rows import LEARNER
from microcred.world.tables import Table
from tests.engines.compare import people_of_columns
from tests.invariants.same import assert_same_record
from tests.invariants.tight import TIGHT, with_budgets
from tests.invariants.walk import months_of, one_month

# Every stage that visits programmes, but for the two whose order is part of the model (see the test).
STAGES = (
    ("partnerships", "end_partnerships"),
    ("partnerships", "form_partnerships"),
    ("development", "move_standards"),
    ("development", "start_standards"),
    ("places", "standards"),
    ("places", "ageing"),
    ("launches", "demand_seen"),
    ("launches", "new_offers"),
    ("provision", "clean_up"),
    ("provision", "review_programmes"),
    ("quality", "renewal"),
    ("evaluation", "evaluation_shares"),
    ("certification", "serve_queue"),
    ("certification", "apply_for_certificates"),
    ("certification", "registry"),
    ("certification", "badges"),
    ("learners", "admit"),
    ("exams", "finish_study"),
    ("exams", "sit_exams"),
    ("learners", "note_peaks"),
    ("jobs", "hiring"),
    ("judgement", "survey"),
    ("judgement", "award"),
    ("observation", "observe_programmes"),
)


def move(run: Columns, learners: list[Table], counts: list[np.ndarray], place: np.ndarray) -> None:
    """Put the first rows of the programmes where `place` says; whoever points at one points at it still.

    `counts` are of programmes, row by row.
    """
    world, used = run.world, run.world.nation[0]
    for count in counts:
        count[place] = count.copy()
    for name in PROGRAMME_TABLES:
        table = getattr(world, name)
        table[place] = table[: place.size].copy()
    tables = [getattr(world, name)[: int(used[name])] for name in ("people", "careers", "held")]
    for table in (*tables, *learners, run.applicants[: run.waiting], run.seeking[: int(used["seeking"])]):
        pointers = table["programme"]
        known = (pointers >= 0) & (pointers < place.size)
        pointers[known] = place[pointers[known]]


def shuffled(stage: Callable[..., Any], runs: list[Columns], chance: np.random.Generator) -> Callable[..., Any]:
    """The stage over programmes in another order, put back afterwards, while there is a run."""

    def run_stage(*arguments: Any) -> Any:
        if not runs:
            return stage(*arguments)
        place = chance.permutation(int(runs[0].world.nation[0]["programmes"]))
        learners = [one for one in arguments if isinstance(one, np.ndarray) and one.dtype == LEARNER]
        # Peaks are noted of how many want each programme, which was counted before the stage.
        counts = [arguments[1]] if stage.__name__ == "note_peaks" else []
        move(runs[0], learners, counts, place)
        found = stage(*arguments)
        move(runs[0], learners, counts, np.argsort(place))
        return found

    return run_stage


@pytest.mark.parametrize("budgets", [{}, TIGHT], ids=["no budgets", "tight budgets"])
def test_order_of_programmes_changes_nothing(
    budgets: dict[str, int], short_plan: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """M7: the programmes' rows shuffled before every stage give the same history, person by person.

    Whoever queues (for seats, certificates, partners, awards, money) queues by keyed draws and names. Left out are the
    shelves, which keep offers in the order of their rows (that follows names and time of launch: M8), and the means of
    sectors, whose last bit depends on the order of what is added.
    """
    scenario = with_budgets(short_plan, budgets)
    straight = simulate(scenario, 2)
    chance = np.random.default_rng(7)
    runs: list[Columns] = []
    for module, name in STAGES:
        home = import_module(f"microcred.engine.columns.{module}")
        monkeypatch.setattr(home, name, shuffled(getattr(home, name), runs, chance))
    run = engine.start(scenario, 2)
    runs.append(run)
    record = empty_record(months_of(scenario), run.world.places.shape[0])
    for index in range(months_of(scenario)):
        one_month(run, record, index)
        engine.advance(run)
    assert_same_record(scenario, straight.record, record)
    assert people_of_columns(straight.world) == people_of_columns(run.world)  # type: ignore[arg-type]
    for name in ("programmes", "held_by_class"):
        assert getattr(straight.world, name).tobytes() == getattr(run.world, name).tobytes()
