"""Running: seeds, what is refused before anything runs, and how a failed run is named."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import microcred
from microcred.base.errors import BadInput, NonFiniteError, RunFailed
from microcred.outcomes.history import History
from microcred.run import Progress, replicate_seed, run
from microcred.scenario import load_scenario
from microcred.scenario.model import Scenario
from tests.result import synthetic

module = sys.modules["microcred.run"]
making = sys.modules["microcred.making"]
Calls = list[tuple[str, int, str, int]]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """Let a made-up engine answer, its history by scenario and seed alone; list what it was asked."""
    made: Calls = []

    def simulate(
        scenario: Scenario,
        seed: int,
        *,
        engine: str = "columns",
        threads: int = 1,
        progress: Callable[[int, int], None] | None = None,
        funnel: bool = True,
    ) -> History:
        made.append((scenario.name, seed, engine, threads))
        if progress is not None:
            for month in range(scenario.months):
                progress(month + 1, scenario.months)
        return synthetic.believable(1.0 if scenario.name == "plan" else 0.0, seed, funnel)

    monkeypatch.setattr(making, "simulate", simulate)
    return made


def failing(error: BaseException) -> Callable[..., Any]:
    def simulate(*_: Any, **__: Any) -> History:
        raise error

    return simulate


def test_replicate_seeds_are_the_published_outputs_of_splitmix64() -> None:
    """R01: the reference implementation started at 1234567; the upper half is kept."""
    published = (6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431)
    assert [replicate_seed(1234567, k) for k in range(1, 5)] == [value >> 32 for value in published]


def test_replicate_seeds_start_with_the_seed_and_stay_small_and_different() -> None:
    seeds = [replicate_seed(0, k) for k in range(400)]
    assert seeds[0] == 0
    assert len(set(seeds)) == 400
    assert all(0 <= seed < 2**32 for seed in seeds)


def test_every_scenario_runs_under_the_same_seeds(calls: Calls) -> None:
    made = run([synthetic.scenario("plan"), synthetic.scenario("base")], 3, 7, engine="objects", threads=2)
    seeds = [replicate_seed(7, k) for k in range(3)]
    assert calls == [(name, seed, "objects", 2) for name in ("plan", "base") for seed in seeds]
    assert [(one.scenario, one.replicate, one.seed) for one in made.runs] == [
        (name, k, seeds[k]) for name in ("plan", "base") for k in range(3)
    ]
    assert made.provenance["replicates"] == 3
    assert made.provenance["versions"]["numpy"]


def test_a_scenario_alone_is_the_same_as_among_others(calls: Calls) -> None:
    """M16: neither the company of another scenario nor further replicates change a run."""
    alone = run(synthetic.scenario("plan"), 2)
    among = run([synthetic.scenario("base"), synthetic.scenario("plan")], 4)
    same = among.national.query("scenario == 'plan' and replicate < 2").reset_index(drop=True)
    assert same.equals(alone.national)


def test_watching_changes_nothing(calls: Calls) -> None:
    """M6: a progress display is neutral."""
    seen: list[Progress] = []
    watched = run(synthetic.scenario("plan"), 2, progress=seen.append)
    unwatched = run(synthetic.scenario("plan"), 2)
    assert watched.national.equals(unwatched.national)
    assert watched.regions.equals(unwatched.regions)
    assert watched.targets.equals(unwatched.targets)
    done = [one.done for one in seen]
    assert done == sorted(done)
    assert done[-1] == 1.0
    assert {(one.run, one.runs, one.replicate) for one in seen} == {(0, 2, 0), (1, 2, 1)}


def test_regions_are_kept_in_the_order_of_the_pack_and_the_scenario_is_left_alone(calls: Calls) -> None:
    """I8."""
    one = synthetic.scenario("plan")
    digest = hash(one.levers), one.regions
    made = run(one, 1, regions=["200000", "100000"])
    assert made.scenarios[0].regions == ("100000", "200000")
    assert (hash(one.levers), one.regions) == digest


def test_all_wrong_options_are_named_at_once(calls: Calls) -> None:
    with pytest.raises(BadInput) as caught:
        run(synthetic.scenario(), 0, -1, engine="rows", threads=0)
    assert [fault.key for fault in caught.value.faults] == ["replicates", "seed", "threads", "engine"]
    assert "columns or objects" in str(caught.value)
    assert not calls


@pytest.mark.parametrize("seed", [2**32, -1])
def test_a_seed_that_could_not_be_given_again_is_refused(seed: int, calls: Calls) -> None:
    with pytest.raises(BadInput, match="0 to 4294967295"):
        run(synthetic.scenario(), 1, seed)


def test_namesakes_unknown_regions_and_nothing_at_all_are_refused(calls: Calls) -> None:
    with pytest.raises(BadInput, match="same name"):
        run([synthetic.scenario("plan"), synthetic.scenario("plan")])
    with pytest.raises(BadInput, match="999999"):
        run(synthetic.scenario(), regions=["999999"])
    with pytest.raises(BadInput, match="at least one region"):
        run(synthetic.scenario(), regions=[])
    with pytest.raises(BadInput, match="at least one scenario"):
        run([])
    assert not calls


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"replicates": 2.5}, "run: replicates: must be a whole number (found 2.5); allowed: 1 or more"),
        ({"replicates": True}, "replicates: must be a whole number (found true)"),
        ({"seed": "a"}, 'run: seed: must be a whole number (found "a"); allowed: 0 to 4294967295'),
        ({"threads": 1.0}, "threads: must be a whole number (found 1)"),
        ({"workers": "2"}, "workers: must be a whole number"),
        ({"parameters": "prior", "draws": 2.5}, "draws: must be a whole number"),
        ({"draws": 3}, 'draws: needs --parameters prior (in Python parameters="prior")'),
        ({"parameters": {"peer_influence": 0.4}}, "parameters: must be a list of sets (found one set)"),
        ({"parameters": [{"peer_influenc": 0.4}]}, "did you mean 'peer_influence'?"),
        ({"parameters": [{"peer_influence": "much"}]}, "set 1: peer_influence: out of bounds (found much)"),
        ({"regions": "999999"}, "regions: invented has no such region (found 999999)"),
    ],
)
def test_what_is_no_number_is_bad_input(options: dict[str, Any], said: str, calls: Calls) -> None:
    """Python's own words for it name neither the argument nor what is allowed."""
    with pytest.raises(BadInput) as caught:
        run(synthetic.scenario(), **options)
    assert said in str(caught.value)
    assert len(caught.value.faults) == 1
    assert not calls


@pytest.mark.parametrize("regions", ["100000", "200000, 100000", ["100000"]])
def test_regions_may_be_one_text(regions: str | list[str], calls: Calls) -> None:
    """As on the command line; a text is no list of characters."""
    kept = tuple(code for code in ("100000", "200000") if code in regions)
    assert run(synthetic.scenario(), 1, regions=regions).scenarios[0].regions == kept
    assert load_scenario("invented_plan", regions=regions).regions == kept


def test_a_region_that_is_none_is_named_as_the_argument_it_is(calls: Calls) -> None:
    with pytest.raises(BadInput, match=r"^run: regions\[2\]: unknown region \(found \"1\"\)") as caught:
        run("invented_plan", regions="100000,1")
    assert len(caught.value.faults) == 1


def test_numbers_of_numpy_are_numbers(calls: Calls) -> None:
    made = run(synthetic.scenario(), np.int64(2), np.int32(7))  # type: ignore[arg-type]
    assert [record.seed for record in made.runs] == [7, replicate_seed(7, 1)]


def test_a_failed_run_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    """R06: never a result."""
    monkeypatch.setattr(making, "simulate", failing(NonFiniteError("wages", "2026-03")))
    with pytest.raises(RunFailed, match=r"plan, replicate 0, seed 5: wages .* 2026-03"):
        run(synthetic.scenario("plan"), 1, 5)


def test_a_defect_keeps_its_type_and_says_where_it_struck(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "simulate", failing(IndexError("9")))
    with pytest.raises(IndexError) as caught:
        run(synthetic.scenario("plan"), 1, 5)
    assert caught.value.__notes__ == ["in plan, replicate 0, seed 5"]


def test_the_package_and_its_module_of_one_name_can_both_be_called() -> None:
    # Importing the module hides the package's function of the same name, and the other way round.
    for callable_ in (module, microcred.__getattr__("run"), microcred.run):
        with pytest.raises(BadInput, match="replicates"):
            callable_("plan", replicates=0)


def test_importing_the_package_is_light() -> None:
    heavy = "{'numpy', 'pandas', 'numba', 'pyarrow', 'matplotlib', 'mesa', 'rich', 'typer', 'pydantic'}"
    code = f"import sys, microcred; microcred.__version__; assert not {heavy} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'runs'"):
        microcred.__getattr__("runs")
    assert "load_scenario" in dir(microcred)
