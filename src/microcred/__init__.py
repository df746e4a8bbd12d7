"""Agent-based simulator of how a country takes up micro-credentials under dated policy.

>>> import microcred
>>> result = microcred.run("cn_plan", replicates=2, regions=["630000"])  # doctest: +SKIP
>>> result.targets  # doctest: +SKIP

Importing the package is light: each public name is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from microcred.model import MicroCredentialModel
    from microcred.present.stored import open_result
    from microcred.result import Result
    from microcred.run import run
    from microcred.scenario import load_scenario
    from microcred.study.read import open_study

__version__ = "0.1.0"

__all__ = ["MicroCredentialModel", "Result", "__version__", "load_scenario", "open_result", "open_study", "run"]

_HOME_OF = {
    "MicroCredentialModel": "microcred.model",
    "Result": "microcred.result",
    "load_scenario": "microcred.scenario",
    "open_result": "microcred.present.stored",
    "open_study": "microcred.study.read",
    "run": "microcred.run",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
