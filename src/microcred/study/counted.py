"""Which outcomes are whole numbers, and stored as such."""

from __future__ import annotations

from microcred.catalogue.outcomes import OUTCOMES

#: Grows by a rate, so that it is a fraction although it counts something.
FRACTIONAL = frozenset({"vacancies"})


def is_counted(name: str) -> bool:
    """Whether an outcome is stored as whole numbers."""
    return OUTCOMES[name].kind in ("stock", "flow") and name not in FRACTIONAL
