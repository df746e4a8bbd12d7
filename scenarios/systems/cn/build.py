"""Build the Chinese data pack from its source tables.

``python build.py`` rewrites the files, ``python build.py --check`` says which of them differ.
Only the standard library is used; the same source tables always give the same bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from builder.occupations import occupation_rows
from builder.parameters import COLUMNS, facts_text, parameter_rows, source_text
from builder.people import place_rows, provinces, region_rows
from builder.sectors import sector_rows
from builder.supply import institution_rows
from builder.system import system_text
from builder.tables import HERE, table_text

TABLES: dict[str, tuple[str, ...]] = {
    "regions.csv": (
        "code", "name", "name_local", "macro_region", "organisations", "enterprises", "enterprise_weight",
    ),
    "places.csv": (
        "region", "setting", "students", "workers", "other", "monthly_income", "access", "access_trend",
    ),
    "institutions.csv": ("region", "setting", "kind", "count", "learners_mean"),
    "sectors.csv": (
        "code", "name", "name_local", "occupations", "certificates", "technology", "student_share",
        "worker_share", "growth",
    ),
    "occupations.csv": (
        "code", "name", "name_local", "sector", "shortage", "count", "vacancies", "growth", "emerging",
        "status",
    ),
    "parameters.csv": COLUMNS,
}  # fmt: skip


def build() -> dict[str, str]:
    """Return the text of every file of the pack by name."""
    found = provinces()
    rows = {
        "regions.csv": region_rows(found),
        "places.csv": place_rows(found),
        "institutions.csv": institution_rows(found),
        "sectors.csv": sector_rows(),
        "occupations.csv": occupation_rows(),
        "parameters.csv": parameter_rows(),
    }
    files = {name: table_text(TABLES[name], rows[name]) for name in TABLES}
    files["system.toml"] = system_text()
    files["facts.toml"] = facts_text()
    files["sources.csv"] = source_text(TABLES)
    return files


def main(arguments: Sequence[str]) -> int:
    """Write the pack, or compare it; return 1 if a compared file differs, 2 for an unknown argument."""
    if list(arguments) not in ([], ["--check"]):
        sys.stderr.write("usage: build.py [--check]\n")
        return 2
    files = build()
    if arguments:
        different = [name for name, text in files.items() if not is_same(HERE / name, text)]
        for name in different:
            sys.stderr.write(f"{name} differs from what build.py makes\n")
        return 1 if different else 0
    for name, text in files.items():
        (HERE / name).write_bytes(text.encode("utf-8"))
    return 0


def is_same(path: Path, text: str) -> bool:
    """Say whether a file exists with exactly this text."""
    return path.is_file() and path.read_bytes() == text.encode("utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
