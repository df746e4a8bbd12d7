"""The shocks a scenario may meet: things that happen and that nobody decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class ShockKind:
    """A kind of shock.

    Attributes
    ----------
    name
        Key under ``[shocks]``.
    unit
        Unit of its value.
    lower, upper
        Bounds of its value.
    dimensions
        Dimensions by which it may be limited.
    meaning
        What happens while it lasts.
    """

    name: str
    unit: str
    lower: float
    upper: float
    dimensions: frozenset[str]
    meaning: str


_ALL = (
    ShockKind("fiscal_cut", "share", 0.0, 1.0, frozenset(),
              "share cut from what the government pays for while it lasts, and from its budgets' part of that time"),
    ShockKind("demand_shift", "relative change", -0.95, 10.0,
              frozenset({"macro_region", "region", "sector", "occupation"}),
              "relative change of vacancies while it lasts"),
    ShockKind("technology_jump", "months", 0.0, 120.0, frozenset({"sector", "occupation"}),
              "months by which technology moves on at once, in its first month"),
    ShockKind("fraud_cleanup", "share", 0.0, 1.0,
              frozenset({"macro_region", "region", "setting", "sector", "occupation", "kind", "size",
                         "type"}),
              "share of weak programmes (under ten hours, heavily marketed) closed each month it lasts"),
)  # fmt: skip

SHOCKS: Mapping[str, ShockKind] = MappingProxyType({shock.name: shock for shock in _ALL})
