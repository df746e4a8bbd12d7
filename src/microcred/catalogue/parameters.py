"""All parameters of the model by name; values, ranges and sources stand in each data pack."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from microcred.catalogue.parameter import Parameter
from microcred.catalogue.parameters_economy import ECONOMY
from microcred.catalogue.parameters_learning import LEARNING
from microcred.catalogue.parameters_quality import QUALITY
from microcred.catalogue.parameters_supply import SUPPLY

__all__ = ["PARAMETERS", "Parameter"]

PARAMETERS: Mapping[str, Parameter] = MappingProxyType(
    {parameter.name: parameter for parameter in (*LEARNING, *SUPPLY, *QUALITY, *ECONOMY)}
)
