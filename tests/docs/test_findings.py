"""The page of findings is made from stored runs alone; here from made-up ones."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from microcred.result import Result
from microcred.scenario import load_scenario
from tests.result import synthetic

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def module() -> ModuleType:
    """The script that writes the page, which is no package."""
    sys.path.insert(0, str(DOCS))
    spec = importlib.util.spec_from_file_location("findings_page", DOCS / "findings.py")
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    sys.path.remove(str(DOCS))
    return found


def made(names: list[str], sets: int) -> Result:
    """Believable runs of shipped scenarios, on the tiny country's places."""
    scenarios = [replace(load_scenario(name), pack=synthetic.PACK) for name in names]
    finished = []
    for place, one in enumerate(scenarios):
        strength = 0.0 if one.name == "cn_baseline" else 0.4 + 0.6 * place / len(names)
        for number in range(3 + sets):
            ledger = np.zeros((72, 2, 2, 1), dtype=np.int64)
            ledger[:, 0, 1, 0] = 100_00
            axes = (("government", "institution"), ("subsidy",))
            history = replace(synthetic.believable(strength, number), ledger=ledger, ledger_axes=axes)
            record = synthetic.record(one.name, number, history)
            if number >= 3:
                record = replace(record, parameter_set=number - 2, replicate=0, parameters={"x": 1.0})
            finished.append((record, history))
    facts = {"created": "", "seconds": 1.0, "seed": 0, "replicates": 3, "parameter_sets": sets, "versions": {}}
    return Result.of(scenarios, finished, facts)


def test_the_page_has_every_section_and_its_numbers(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["findings_checks"], "predictions_of", lambda _: ())
    central = made(list(module.CENTRAL), 0)
    ensemble = made([module.PLAN, module.TODAY], 6)
    text = module.page(central, ensemble, central)
    sections = [line for line in text.splitlines() if line.startswith("## ")]
    assert len(sections) == 10
    assert "By income: the stored runs were made before it was recorded." in text
    assert "images/findings_funnel.png" in text
    assert "6 sets of parameters" in text
    assert "nan" not in text.lower()
    plan = central.national.query("scenario == 'cn_plan' and month == '2030-12'")["coverage"]
    today = central.national.query("scenario == 'cn_baseline' and month == '2030-12'")["coverage"]
    together = 100.0 * (plan.to_numpy() - today.to_numpy()).mean()
    row = next(line for line in text.splitlines() if line.startswith("| together |"))
    assert f"{together:+.1f}" in row
    assert all(f"images/findings_{name}.png" in text for name in ("curves", "conditional", "parts", "payers", "groups"))


def test_the_page_in_the_repository_was_written_by_the_script() -> None:
    text = (DOCS / "findings.md").read_text(encoding="utf-8")
    assert "Written by docs/findings.py from stored runs" in text
    for name in ("curves", "conditional", "parts", "payers", "groups"):
        assert (DOCS / "images" / f"findings_{name}.png").is_file()
