"""Names of agents in the chance service."""

from __future__ import annotations

import pytest

from microcred.base.chance import code_key
from microcred.catalogue.dimensions import KINDS, SETTINGS
from microcred.scenario.pack_load import load_pack


def test_stable_values() -> None:
    """R01: CRC-32's published check value, and keys that stored results depend on."""
    assert code_key("123456789") == 0xCBF43926
    assert code_key("") == 0
    assert code_key("place|430000|rural") == 0xA59B025E
    assert code_key("region|湖南") == code_key("region|湖南")
    assert 0 <= code_key("微证书") < 2**32


@pytest.mark.parametrize("system", ["cn", "invented"])
def test_no_two_groups_of_agents_share_a_key(system: str) -> None:
    """R02: 32 bits may collide; the shipped packs' names do not."""
    pack = load_pack(system)
    names = ["standard in development"]
    for region in pack.regions:
        names += [f"{kind}|{region.code}" for kind in ("region", "organisation", "enterprise")]
        for setting in SETTINGS:
            names.append(f"place|{region.code}|{setting}")
            names += [f"institution|{region.code}|{setting}|{kind}" for kind in KINDS]
    names += [f"standard|{sector.code}" for sector in pack.sectors]
    keys = [code_key(name) for name in names]
    keys += [code_key(name) ^ 0x5BD1E995 for name in names if name.startswith("place")]
    keys += [code_key(name) ^ 0x3C6EF372 for name in names if name.startswith("organisation")]
    assert len(set(keys)) == len(keys)
