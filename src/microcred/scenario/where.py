"""Whom an entry reaches: the dimensions and codes of a ``where``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from microcred.catalogue.dimensions import DIMENSIONS
from microcred.scenario.frozen import FrozenMap
from microcred.scenario.model import Where
from microcred.scenario.pack import DataPack
from microcred.scenario.toml_lines import KeyPath
from microcred.scenario.values import Reader


class _AnyName(Mapping[str, str]):
    """Every code is right: stands in for those of a data pack that could not be found."""

    def __getitem__(self, key: str) -> str:
        return key

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __contains__(self, key: object) -> bool:
        return True


def dimension_names(pack: DataPack | None, dimension: str) -> Mapping[str, str]:
    """Return the name of every label or code of a dimension; without a pack, whatever code is asked for."""
    labels = DIMENSIONS[dimension].labels
    if labels:
        return {label: label for label in labels}
    if pack is None:
        return _AnyName()
    if dimension == "macro_region":
        return pack.macro_regions
    if dimension == "region":
        return {region.code: region.name for region in pack.regions}
    if dimension == "sector":
        return {sector.code: sector.name for sector in pack.sectors}
    return {occupation.code: occupation.name for occupation in pack.occupations}


def read_where(
    reader: Reader, path: KeyPath, value: object, possible: frozenset[str], pack: DataPack | None
) -> Where | None:
    """Read a ``where``.

    Parameters
    ----------
    reader, path, value
        The value and where it stands.
    possible
        Dimensions by which this lever or shock may be limited.
    pack
        The data pack that lists the codes; None if it could not be found: then every code is right.

    Returns
    -------
    Where or None
        None if anything is wrong with it.
    """
    if not isinstance(value, dict):
        reader.fault(path, "must be a table of dimensions", value, allowed=_listed(possible))
        return None
    found: dict[str, tuple[str, ...]] = {}
    for dimension, labels in value.items():
        here = (*path, dimension)
        if dimension not in DIMENSIONS:
            reader.fault(here, "unknown dimension", allowed=_listed(possible), near=(dimension, DIMENSIONS))
        elif dimension not in possible:
            reader.fault(here, f"cannot be limited by {dimension}", allowed=_listed(possible))
        else:
            codes = reader.codes(here, labels, dimension_names(pack, dimension), dimension)
            if codes is not None:
                found[dimension] = codes
    if len(found) < len(value):
        return None
    return FrozenMap({dimension: found[dimension] for dimension in DIMENSIONS if dimension in found})


def _listed(possible: frozenset[str]) -> str:
    listed = ", ".join(dimension for dimension in DIMENSIONS if dimension in possible)
    return listed or "no limit: it holds everywhere"


def foreign_codes(where: Where, pack: DataPack) -> list[tuple[str, str]]:
    """Return each (dimension, code) that this data pack does not know."""
    return [
        (dimension, code)
        for dimension, codes in where.items()
        for code in codes
        if code not in dimension_names(pack, dimension)
    ]


def where_text(where: Where) -> str:
    """Describe whom an entry is limited to; of many labels the first three."""
    return ", ".join(f"{dimension} {_few(labels)}" for dimension, labels in where.items())


def _few(labels: tuple[str, ...]) -> str:
    listed = " or ".join(labels[:3])
    return listed if len(labels) <= 3 else f"{listed} or {len(labels) - 3} more"
