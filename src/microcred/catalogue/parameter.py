"""What a parameter of the model is: a name, a unit and hard bounds; its numbers stand in the data pack."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of the model that no policy sets.

    Attributes
    ----------
    name
        Key under ``[parameters]`` and in a data pack's ``parameters.csv``.
    unit
        Unit of the number.
    lower, upper
        Hard bounds: outside them the model has no meaning. They say nothing about what is likely.
    rule
        Section of the model's description.
    meaning
        What it is.
    built
        Whether it acts only while a data pack is built: a run reads what was built, whatever a scenario says.
    """

    name: str
    unit: str
    lower: float
    upper: float
    rule: str
    meaning: str
    built: bool = False
