"""From text to a validated, fully resolved scenario."""

from microcred.scenario.load import load_scenario, parse_scenario
from microcred.scenario.model import Clause, LeverSchedule, Scenario, Shock, Target
from microcred.scenario.pack import DataPack
from microcred.scenario.pack_load import load_pack
from microcred.scenario.shipped import shipped_root, shipped_scenarios, shipped_systems

__all__ = [
    "Clause",
    "DataPack",
    "LeverSchedule",
    "Scenario",
    "Shock",
    "Target",
    "load_pack",
    "load_scenario",
    "parse_scenario",
    "shipped_root",
    "shipped_scenarios",
    "shipped_systems",
]
