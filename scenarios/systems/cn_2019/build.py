"""Write the data pack of China in April 2019 from that of January 2025: what is known to have differed, and no more.

``python build.py`` rewrites the files, ``python build.py --check`` says which of them differ. What is changed, and why,
stands in ``own/changes.toml``.
"""

from __future__ import annotations

import csv
import io
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
THERE = HERE.parent / "cn"
Row = dict[str, str]


def read_table(path: Path) -> list[Row]:
    """Return the rows of a table."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def text_of(rows: list[Row]) -> str:
    """Return a table as text."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def sectors(changes: dict[str, Any]) -> str:
    """The certificates of the first batch, by sector."""
    rows = read_table(THERE / "sectors.csv")
    for row in rows:
        row["certificates"] = str(changes["certificates"].get(row["code"], 0))
    return text_of(rows)


def occupations(changes: dict[str, Any]) -> str:
    """Vacancies as many as they were if they grew every year as they do in 2025."""
    rows = read_table(THERE / "occupations.csv")
    for row in rows:
        row["vacancies"] = f"{float(row['vacancies']) / (1.0 + float(row['growth'])) ** changes['years']:.1f}"
    return text_of(rows)


def places(changes: dict[str, Any]) -> str:
    """Digital access as it was."""
    rows = read_table(THERE / "places.csv")
    for row in rows:
        row["access"] = f"{float(row['access']) * changes['access'][row['setting']]:.5f}"
    return text_of(rows)


def parameters(changes: dict[str, Any]) -> str:
    """The levels of the start; every other parameter as in 2025."""
    rows = read_table(THERE / "parameters.csv")
    own = changes["parameters"]
    unknown = own.keys() - {row["name"] for row in rows}
    if unknown:
        raise ValueError(f"own/changes.toml names {sorted(unknown)}, which the pack of 2025 does not have")
    for row in rows:
        if row["name"] in own:
            low, value, high = own[row["name"]]["range"]
            row.update(low=str(low), value=str(value), high=str(high), distribution="uniform", status="assumed")
            row["source"] = own[row["name"]]["why"]
    return text_of(rows)


def build() -> dict[str, str]:
    """Return the text of every file of the pack by name."""
    changes = tomllib.loads((HERE / "own" / "changes.toml").read_text(encoding="utf-8"))
    files = {name: (THERE / name).read_text(encoding="utf-8") for name in ("regions.csv", "institutions.csv")}
    files["sectors.csv"] = sectors(changes)
    files["occupations.csv"] = occupations(changes)
    files["places.csv"] = places(changes)
    files["parameters.csv"] = parameters(changes)
    return files


def main(arguments: Sequence[str]) -> int:
    """Write the pack, or compare it; return 1 if a compared file differs, 2 for an unknown argument."""
    if list(arguments) not in ([], ["--check"]):
        sys.stderr.write("usage: build.py [--check]\n")
        return 2
    differing = 0
    for name, text in build().items():
        path = HERE / name
        if not arguments:
            path.write_bytes(text.encode("utf-8"))
        elif not path.is_file() or path.read_bytes() != text.encode("utf-8"):
            sys.stderr.write(f"{name} differs from what build.py makes\n")
            differing = 1
    return differing


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
