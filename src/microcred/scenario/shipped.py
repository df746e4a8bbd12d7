"""Where the shipped scenarios and data packs stand."""

from __future__ import annotations

from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


@cache
def shipped_root() -> Path:
    """Return the folder ``scenarios``: in the wheel a copy inside the package, else that of the checkout."""
    packaged = PACKAGE / "_shipped" / "scenarios"
    return packaged if packaged.is_dir() else PACKAGE.parent.parent / "scenarios"


def shipped_scenarios() -> tuple[str, ...]:
    """Return the names of all shipped scenarios."""
    return tuple(sorted(path.stem for path in shipped_root().glob("*.toml")))


def shipped_systems() -> tuple[str, ...]:
    """Return the names of all shipped data packs."""
    return tuple(sorted(path.parent.name for path in shipped_root().glob("systems/*/system.toml")))


def shown(path: Path) -> str:
    """Name a shipped file in messages without saying where on this machine it stands."""
    return (Path("scenarios") / path.relative_to(shipped_root())).as_posix()
