"""Loading a scenario: everything wrong with it is found before anything runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from microcred.base.errors import BadInput
from microcred.scenario.build import Builder
from microcred.scenario.document import Document, parse_document
from microcred.scenario.faults import Faults
from microcred.scenario.locate import open_scenario
from microcred.scenario.model import Scenario

UPLOADED = "uploaded.toml"


def load_scenario(
    name_or_path: str | Path, *, sets: Sequence[str] = (), regions: str | Sequence[str] | None = None
) -> Scenario:
    """Load a scenario.

    Parameters
    ----------
    name_or_path
        A shipped name, for example ``"cn_baseline"``, or the path of a file.
    sets
        Texts ``LEVER=VALUE``: each replaces a whole lever; the value is written as in TOML. A constant holds
        from the start and everywhere; of dated entries, the value before the first one stays.
    regions
        Codes of the regions to keep, instead of what the file says; or one text, ``"110000,630000"``.

    Returns
    -------
    Scenario
        Validated and resolved.

    Raises
    ------
    BadInput
        If anything is wrong; it lists all faults at once.
    """
    name, document = open_scenario(name_or_path)
    return _build(name, document, sets, regions)


def region_codes(regions: str | Sequence[str] | None) -> Sequence[str] | None:
    """Codes of regions as a list, also where they are written in one text with commas, as on the command line."""
    if isinstance(regions, str):
        return [code.strip() for code in regions.split(",") if code.strip()]
    return regions


def parse_scenario(content: bytes, *, sets: Sequence[str] = (), regions: str | Sequence[str] | None = None) -> Scenario:
    """Load a scenario from bytes that no file holds, for example an uploaded one.

    It may extend shipped scenarios only. Otherwise as `load_scenario`.
    """
    return _build("uploaded", parse_document(content, UPLOADED), sets, regions)


def written_scenario(content: bytes) -> Scenario:
    """Load a scenario that `Scenario.to_toml` wrote: what lies outside its time was inherited or delayed, not meant."""
    return _build("written", parse_document(content, UPLOADED), (), None, written=True)


def _build(
    name: str, document: Document, sets: Sequence[str], regions: str | Sequence[str] | None, written: bool = False
) -> Scenario:
    faults = Faults()
    scenario = Builder(faults, (), written).build(name, document, sets, region_codes(regions))
    faults.raise_if_any()
    if scenario is None:
        raise BadInput.single(document.file, "cannot be used")
    return scenario
