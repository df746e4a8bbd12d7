"""Write the parameters of the invented country: China's names and units, with some values of its own.

``python build.py`` rewrites parameters.csv, ``python build.py --check`` says whether it differs.
The other files of this pack are written by hand.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent


def read_table(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def parameters_text() -> str:
    """Return parameters.csv: every number is invented, those of ``own/parameters.csv`` on purpose."""
    own = {row["name"]: row for row in read_table(HERE / "own" / "parameters.csv")}
    rows = read_table(HERE.parent / "cn" / "parameters.csv")
    unknown = own.keys() - {row["name"] for row in rows}
    if unknown:
        raise ValueError(f"own/parameters.csv names {sorted(unknown)}, which the Chinese pack does not have")
    for row in rows:
        row["status"] = "assumed"
        row["source"] = "invented: as in the Chinese pack"
        if row["name"] in own:
            mine = own[row["name"]]
            row.update(value=mine["value"], low=mine["low"], high=mine["high"])
            row["distribution"] = "fixed" if mine["low"] == mine["high"] else "uniform"
            row["source"] = f"invented: {mine['note']}"
        if not float(row["low"]) <= float(row["value"]) <= float(row["high"]):
            raise ValueError(f"{row['name']}: the value is outside its range")
    stream = io.StringIO()
    writer = csv.DictWriter(stream, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def main(arguments: Sequence[str]) -> int:
    """Write the file, or compare it; return 1 if it differs, 2 for an unknown argument."""
    if list(arguments) not in ([], ["--check"]):
        sys.stderr.write("usage: build.py [--check]\n")
        return 2
    path = HERE / "parameters.csv"
    content = parameters_text().encode("utf-8")
    if arguments:
        if path.is_file() and path.read_bytes() == content:
            return 0
        sys.stderr.write("parameters.csv differs from what build.py makes\n")
        return 1
    path.write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
