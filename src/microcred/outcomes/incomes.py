"""Incomes: how far people of each national fifth come, by macro-region, setting and segment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from microcred.outcomes.funnel import WILLINGNESS
from microcred.outcomes.record import Record
from microcred.outcomes.reduce import ratio
from microcred.world.states import FIXED, Funnel

#: Of whom nobody asks for the income.
EXPECTED = (Funnel.PEOPLE, Funnel.AWARE)


@dataclass(frozen=True)
class Incomes:
    """The funnel by fifth of incomes.

    Attributes
    ----------
    areas
        (Macro-region, setting) of each area, A of them, in the order of first places.
    columns
        Arrays (months, A, segments, fifths) by name of `Funnel`. People and aware people are expected numbers,
        everybody of a place having the same chance of an income; who acts is counted.
    """

    areas: tuple[tuple[str, str], ...]
    columns: Mapping[str, npt.NDArray[np.float64] | npt.NDArray[np.int64]]


def incomes_of(
    record: Record, first: int, labels: Sequence[tuple[str, str]], shares: npt.NDArray[np.float64]
) -> Incomes:
    """Add up places to areas, and weigh what was observed of people drawn by lot.

    As many situations are observed of a small cell as of a large one; so means over situations are weighted with the
    aware people of the cell for whom they stand.

    Parameters
    ----------
    record
        What an engine wrote down.
    first
        Row of the first recorded month.
    labels
        (Macro-region, setting) of every place.
    shares
        Share of each place's people in each fifth, places x fifths.

    Returns
    -------
    Incomes
    """
    areas = tuple(dict.fromkeys(labels))
    members = [[place for place, label in enumerate(labels) if label == area] for area in areas]
    incomes = record.incomes[first:]
    aware = record.funnel[first:, :, :, Funnel.AWARE, None].astype(np.float64)

    def of_areas(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return np.stack([values[:, places].sum(axis=1) for places in members], axis=1)

    situations = of_areas(incomes[..., Funnel.SITUATIONS])
    stands_for = of_areas(aware * incomes[..., Funnel.SITUATIONS])
    columns: dict[str, npt.NDArray[np.float64] | npt.NDArray[np.int64]] = {}
    for step in Funnel:
        name = step.name.lower()
        if step in EXPECTED:
            columns[name] = of_areas(record.funnel[first:, :, :, step, None] * shares[:, None, :])
        elif step in WILLINGNESS:
            columns[name] = ratio(of_areas(aware * (incomes[..., step] / FIXED)), stands_for)
        elif step is Funnel.NO_PROGRAMME:
            # As in the funnel, a number of situations, not a share of them.
            share = ratio(of_areas(aware * incomes[..., step]), stands_for)
            columns[name] = np.where(situations > 0, share * situations, 0.0)
        else:
            columns[name] = of_areas(incomes[..., step])
    return Incomes(areas, columns)
