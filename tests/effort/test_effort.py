"""S05: what would take too long or too much memory is refused with an estimate that is about right."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest

from microcred.base.errors import BadInput
from microcred.effort import BYTES_TO_BEGIN, GIGABYTE, check_effort, estimated_effort, memory_here
from microcred.run import run
from microcred.scenario import load_scenario
from microcred.scenario.model import Scenario

# Peak memory is asked of a process of its own, which does what `microcred run` does.
PEAK = """
import resource, sys
from pathlib import Path
from microcred.present.folder import pending_folder
from microcred.run import run
result = run(sys.argv[2], 1, regions=sys.argv[3].split(",") if sys.argv[3] else None)
with pending_folder(Path(sys.argv[1]), "peak") as folder:
    folder.publish(result)
try:  # Linux lets a new process inherit the peak of the one that started it in ru_maxrss
    status = dict(line.split(":") for line in Path("/proc/self/status").read_text().splitlines())
    print(int(status["VmHWM"].split()[0]) * 1024)
except OSError:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
MUCH = 1e9


def crowded(people: int) -> Scenario:
    """China's plan with one place of so many more students."""
    scenario = load_scenario("cn_plan")
    places = list(scenario.pack.places)
    places[0] = replace(places[0], students=people)
    return replace(scenario, pack=replace(scenario.pack, places=tuple(places)))


def peak(folder: Any, name: str, regions: str) -> float:
    """Bytes that a run takes at its peak, everything compiled before."""
    run("invented_plan", 1)
    command = [sys.executable, "-c", PEAK, str(folder / "run"), name, regions]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(done.stdout.split()[-1])


@pytest.mark.parametrize(
    ("name", "regions"),
    [
        pytest.param("invented_plan", "", marks=pytest.mark.nightly),
        ("cn_plan", "640000"),
        pytest.param("cn_plan", "110000", marks=pytest.mark.nightly),
        pytest.param("cn_plan", "440000", marks=pytest.mark.nightly),
        pytest.param("cn_plan", "", marks=pytest.mark.nightly),
    ],
)
def test_memory_is_estimated_within_twice(tmp_path: Any, name: str, regions: str) -> None:
    """S05: the estimate and the measured peak differ by less than a factor of two either way."""
    scenario = load_scenario(name, regions=regions.split(",") if regions else None)
    estimate = estimated_effort([scenario], 1).gigabytes * GIGABYTE
    measured = peak(tmp_path, name, regions)
    assert measured / 2.0 < estimate < measured * 2.0, (measured, estimate)


def test_the_estimate_by_hand() -> None:
    """108 months of 892,309,524 people: 108 x (.002 + 4.5e-11 x 892.3e6) = 4.55 s; .37 + .4 x .8923 = .727 GB."""
    effort = estimated_effort([load_scenario("cn_plan")], 10)
    assert effort.hours == pytest.approx(10 * 4.5526 / 3600.0, rel=1e-3)
    assert effort.gigabytes == pytest.approx(0.7269, rel=1e-3)
    assert estimated_effort([], 1).gigabytes == BYTES_TO_BEGIN / GIGABYTE


def test_a_trillion_people_are_refused_before_anything_runs() -> None:
    """S05: 10^12 people need about 400 GB and 1.35 hours a replicate; the block says so, and how to allow it."""
    with pytest.raises(BadInput) as refused:
        check_effort([crowded(10**12)], 20, "columns", 24.0, 24.0, where="command line")
    text = str(refused.value)
    assert "about 27 hours" in text
    assert "--max-hours" in text
    assert "about 400.7 GB" in text
    assert "--max-memory" in text
    check_effort([crowded(10**12)], 20, "columns", MUCH, MUCH, where="command line")


def test_the_readable_engine_is_estimated_for_what_it_is() -> None:
    """A nation of agents takes ten times the memory and over twenty times the time."""
    scenario = load_scenario("cn_plan")
    columns, objects = (estimated_effort([scenario], 1, engine) for engine in ("columns", "objects"))
    assert objects.hours > 20 * columns.hours
    assert objects.gigabytes > 7.0


def test_this_machine_tells_its_memory() -> None:
    """The limit unless another is given."""
    assert memory_here() > 0.5
