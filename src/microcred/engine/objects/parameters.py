"""The scenario's parameters as attributes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING


class Parameters:
    """All parameters of `microcred.catalogue.parameters`, each an attribute.

    Parameters
    ----------
    values
        Value by name.
    """

    def __init__(self, values: Mapping[str, float]) -> None:
        self.__dict__.update(values)

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> float: ...
