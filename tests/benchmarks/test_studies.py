"""The benchmark of studies runs as its page says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "experiments" / "benchmarks" / "studies.py"


def test_what_a_study_costs_is_measured_in_processes_of_their_own(tmp_path: Path) -> None:
    out = tmp_path / "found.json"
    subprocess.run([sys.executable, SCRIPT, "--runs", "20", "--out", out], check=True, capture_output=True)
    found = json.loads(out.read_text())["machinery 20"]
    assert found["runs"] == 20
    assert 0.0 < found["milliseconds_of_driver_per_run"] <= found["milliseconds_of_all_processes_per_run"]
