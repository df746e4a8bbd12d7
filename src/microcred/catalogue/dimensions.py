"""The dimensions by which a lever or shock may be limited, and the labels that are fixed in the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

SETTINGS: Final = ("urban", "rural")
SEGMENTS: Final = ("student", "worker", "other")
KINDS: Final = ("secondary_vocational", "higher_vocational", "university", "enterprise_academy")
SIZES: Final = ("small", "medium", "large")
TYPES: Final = ("degree_linked", "vocational", "interest")
MODES: Final = ("campus", "online")
TECHNOLOGIES: Final = ("electronics", "commerce", "other")


@dataclass(frozen=True, slots=True)
class Dimension:
    """Something by which people, places or programmes are told apart.

    Attributes
    ----------
    name
        Key in a ``where``.
    labels
        The labels where the model fixes them; empty where the data pack lists the codes.
    meaning
        What it tells apart.
    """

    name: str
    labels: tuple[str, ...]
    meaning: str


_ALL = (
    Dimension("macro_region", (), "group of regions, as the data pack lists them"),
    Dimension("region", (), "province, state or member, by its code in the data pack"),
    Dimension("setting", SETTINGS, "urban or rural part of a region"),
    Dimension("segment", SEGMENTS, "students, workers and all other people of working age"),
    Dimension("sector", (), "vocational sector of the occupation taught, by its code in the data pack"),
    Dimension("occupation", (), "occupation taught, by its code in the data pack"),
    Dimension("kind", KINDS, "kind of institution"),
    Dimension("size", SIZES, "size of the institution"),
    Dimension("type", TYPES, "type of the micro-credential"),
)

DIMENSIONS: Mapping[str, Dimension] = MappingProxyType({dimension.name: dimension for dimension in _ALL})
