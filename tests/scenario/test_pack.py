"""A data pack is refused with file, line and column of everything that is wrong."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from microcred.base.errors import BadInput
from microcred.catalogue.parameters import PARAMETERS
from microcred.scenario import load_pack, shipped_root, shipped_systems
from microcred.scenario.pack_load import read_pack

Edit = Callable[[str], str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "invented"
    copy.mkdir()
    for path in (shipped_root() / "systems" / "invented").glob("*.*"):
        if path.is_file():
            shutil.copy(path, copy / path.name)
    return copy


def line(number: int, edit: Edit) -> Edit:
    def changed(text: str) -> str:
        lines = text.split("\n")
        lines[number - 1] = edit(lines[number - 1])
        return "\n".join(lines)

    return changed


def cell(number: int, column: int, value: str) -> Edit:
    def changed(text: str) -> str:
        cells = text.split(",")
        cells[column] = value
        return ",".join(cells)

    return line(number, changed)


@pytest.mark.parametrize("system", shipped_systems())
def test_shipped_packs_are_sound(system: str) -> None:
    pack = load_pack(system)
    assert set(pack.parameters) == set(PARAMETERS)
    assert len(set(pack.region_codes)) == len(pack.regions)
    assert pack.population() == sum(place.people for place in pack.places)
    assert load_pack(system) is pack


@pytest.mark.parametrize(
    ("file", "edit", "message"),
    [
        ("regions.csv", cell(2, 3, "eest"), 'regions.csv:2: macro_region: is not known (found "eest")'),
        (
            "regions.csv",
            cell(2, 4, "-1"),
            'regions.csv:2: organisations: lies outside its bounds (found "-1")',
        ),
        ("regions.csv", cell(2, 4, "1.5"), "regions.csv:2: organisations: must be a whole number"),
        ("regions.csv", cell(3, 0, "100000"), "regions.csv:3: code: is given twice (found 100000)"),
        ("regions.csv", cell(2, 0, ""), "regions.csv:2: code: is empty"),
        ("regions.csv", cell(1, 0, "cod"), "regions.csv:1: code: the column is missing; did you mean 'cod'?"),
        ("regions.csv", lambda text: text + "1,2\n", "has another number of cells than the header (found 2)"),
        ("regions.csv", lambda text: text.split("\n")[0] + "\n", "regions.csv: has no rows"),
        ("regions.csv", lambda text: text.replace("Midvale", '"Midvale', 1), "regions.csv"),
        ("places.csv", cell(2, 6, "1.2"), 'places.csv:2: access: lies outside its bounds (found "1.2")'),
        ("places.csv", cell(2, 6, "nan"), 'places.csv:2: access: must be a number (found "nan")'),
        ("places.csv", cell(2, 0, "999999"), 'places.csv:2: region: is not known (found "999999")'),
        ("places.csv", cell(2, 1, "suburban"), "allowed: rural, urban; did you mean 'urban'?"),
        (
            "places.csv",
            cell(2, 2, "9999999999"),
            "places.csv: has too many people; allowed: under 10,000,000,000",
        ),
        (
            "institutions.csv",
            cell(2, 2, "college"),
            'institutions.csv:2: kind: is not known (found "college")',
        ),
        (
            "sectors.csv",
            cell(2, 6, "0.9"),
            "sectors.csv: student_share: the shares must sum to 1 (found 1.6)",
        ),
        ("sectors.csv", cell(2, 3, "13"), "electronics_information: the counts must sum to the sector's"),
        ("occupations.csv", cell(2, 4, "yes"), 'occupations.csv:2: shortage: is not known (found "yes")'),
        ("occupations.csv", cell(2, 0, "medicine_health"), "medicine_health: is the code of a sector too"),
        ("parameters.csv", cell(2, 0, "prize"), 'parameters.csv:2: name: is not known (found "prize")'),
        ("parameters.csv", cell(2, 0, "prize"), "the parameter is missing"),
        ("parameters.csv", cell(2, 3, "1e-9"), "must lie between low and high"),
        (
            "parameters.csv",
            cell(2, 4, "normal"),
            'parameters.csv:2: distribution: is not known (found "normal")',
        ),
        (
            "system.toml",
            lambda text: text.replace("2025-01", "2025-1"),
            "system.toml:4: reference_month: must be a",
        ),
        ("system.toml", lambda text: text.replace("title", "titel"), "system.toml: title: must be a text"),
        ("system.toml", lambda text: text.replace("share = 0.4", "share = 0.5"), "the shares must sum to 1"),
        (
            "system.toml",
            lambda text: text.replace("low = 6", "low = true"),
            "every entry needs share, low <= high",
        ),
        ("system.toml", lambda text: text.replace("[macro_regions]", "[macro]"), "must be a table of codes"),
        ("system.toml", lambda text: text + "=", "is not valid TOML"),
    ],
)
def test_a_wrong_cell_is_named(folder: Path, file: str, edit: Edit, message: str) -> None:
    """S01: as strict as a scenario file."""
    path = folder / file
    path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        read_pack(folder, "packs/invented")
    assert message in str(caught.value)
    assert str(caught.value).startswith("packs/invented/")


def test_all_faults_of_all_tables_come_at_once(folder: Path) -> None:
    """S01: nobody has to run it once for each fault."""
    for file, edit in (("regions.csv", cell(2, 4, "x")), ("places.csv", cell(3, 5, "y"))):
        (folder / file).write_text(edit((folder / file).read_text(encoding="utf-8")), encoding="utf-8")
    (folder / "sectors.csv").unlink()
    with pytest.raises(BadInput) as caught:
        read_pack(folder, "packs/invented")
    text = str(caught.value)
    assert "regions.csv:2: organisations" in text
    assert "places.csv:3: monthly_income" in text
    assert "sectors.csv: cannot be read" in text


def test_bytes_that_are_no_text_are_refused(folder: Path) -> None:
    (folder / "regions.csv").write_bytes(b"\xff\xfe")
    with pytest.raises(BadInput, match="is not UTF-8 text"):
        read_pack(folder, "packs/invented")


def test_the_hash_is_of_the_content(folder: Path) -> None:
    """R32: not of further columns, or of files that say where things come from."""
    before = read_pack(folder, "before").digest
    text = (folder / "places.csv").read_text(encoding="utf-8").rstrip("\n").split("\n")
    more = "\n".join([text[0] + ",note", *(row + ",x" for row in text[1:])]) + "\n"
    (folder / "places.csv").write_text(more, encoding="utf-8")
    (folder / "facts.toml").unlink()
    assert read_pack(folder, "after").digest == before
    place = folder / "places.csv"
    place.write_text(cell(2, 2, "1")(place.read_text(encoding="utf-8")), encoding="utf-8")
    assert read_pack(folder, "other").digest != before
