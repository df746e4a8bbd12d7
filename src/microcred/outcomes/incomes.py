"""Incomes: how far people of each national fifth come, by macro-region and setting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from microcred.outcomes.funnel import WILLINGNESS
from microcred.outcomes.record import Record
from microcred.outcomes.reduce import ratio
from microcred.world.tables import FIXED, Fifth, Funnel

#: What is known of people drawn by lot, not counted.
OBSERVED = (Funnel.NO_PROGRAMME, *WILLINGNESS)


@dataclass(frozen=True)
class Incomes:
    """The funnel by fifth of incomes.

    Attributes
    ----------
    areas
        (Macro-region, setting) of each area, A of them, in the order of first places.
    columns
        Arrays (months, A, fifths) by name of `Funnel`. People and aware people are expected numbers, everybody of a
        place having the same chance of an income; who acts is counted.
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
    member = np.array([[label == area for label in labels] for area in areas], dtype=np.int64)
    counts = record.incomes[first:].sum(axis=2)
    aware = record.funnel[first:, :, :, Funnel.AWARE]
    observed = record.incomes[first:, :, :, :, Funnel.SITUATIONS]
    stands_for = np.einsum("ap,tps,tpsf->taf", member, aware.astype(np.float64), observed)
    columns: dict[str, npt.NDArray[np.float64] | npt.NDArray[np.int64]] = {}
    for step in Funnel:
        name = step.name.lower()
        if step in OBSERVED:
            unit = FIXED if step in WILLINGNESS else 1.0
            values = record.incomes[first:, :, :, :, step] / unit
            columns[name] = ratio(np.einsum("ap,tps,tpsf->taf", member, aware.astype(np.float64), values), stands_for)
        elif step is Funnel.HOLDERS:
            columns[name] = np.einsum("ap,tpf->taf", member, record.incomes_held[first:])
        elif step in (Funnel.PEOPLE, Funnel.AWARE):
            people = record.funnel[first:, :, :, step].sum(axis=2)
            columns[name] = np.einsum("ap,tp,pf->taf", member, people.astype(np.float64), shares)
        else:
            columns[name] = np.einsum("ap,tpf->taf", member, counts[..., step])
    no_programme = columns[Funnel.NO_PROGRAMME.name.lower()]
    # As in the funnel, a number of situations, not a share of them.
    situations = columns[Funnel.SITUATIONS.name.lower()]
    columns[Funnel.NO_PROGRAMME.name.lower()] = np.where(situations > 0, no_programme * situations, 0.0)
    assert counts.shape[2] == len(Fifth)
    return Incomes(areas, columns)
