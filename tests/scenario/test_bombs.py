"""Files made to take time or memory are refused at once."""

from __future__ import annotations

import time

import pytest

from microcred.base.errors import BadInput
from microcred.scenario import parse_scenario

HEAD = b'title = "T"\nextends = "invented_baseline"\n[levers]\n'

BOMBS = {
    "20 MB string": b'a = "' + b"x" * 20_000_000 + b'"',
    "500,000 keys": b"".join(b"k%d=1\n" % number for number in range(500_000)),
    "100,000 keys": b"".join(b"k%d=1\n" % number for number in range(100_000)),
    "100,000 tables": b"".join(b"[k%d]\n" % number for number in range(100_000)),
    "list of tables": b"[[k]]\n" * 100_000,
    "nested lists": b"a = " + b"[" * 200_000,
    "nested tables": b"a = " + b"{a=" * 200_000,
    "dotted key": b".".join([b"a"] * 20_000) + b" = 1",
    "dotted table": b"[" + b".".join([b"a"] * 20_000) + b"]",
    "long list": b"a = [" + b"1," * 400_000 + b"]",
    "5,000 digits": b"\n\na = " + b"9" * 5000,
    "4,000 digits": HEAD + b"subsidy = " + b"9" * 4000,
    "huge hexadecimal": HEAD + b"subsidy = 0x" + b"f" * 900_000,
    "huge exponent": HEAD + b"subsidy = 1e999999999",
    "long name": HEAD + b"s" * 900_000 + b" = 1",
    "9,000 unknown names": HEAD + b"".join(b"subsid%d=1\n" % number for number in range(9000)),
    "9,000 unknown codes": HEAD + b"key_fields = [" + b",".join(b'"x%d"' % n for n in range(9000)) + b"]",
    "escapes": b'a = "' + b"\\" * 1_000_000,
    "quotes": b'"' * 1_000_000,
    "newlines": b"\n" * 1_000_000,
    "zeros": b"\0" * 1_000_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_at_once(name: str) -> None:
    """S04: under 0.4 s each where it was measured; the bound leaves room for a busy machine."""
    before = time.perf_counter()
    with pytest.raises(BadInput) as caught:
        parse_scenario(BOMBS[name])
    assert time.perf_counter() - before < 2.0
    assert len(str(caught.value)) < 50_000


def test_a_number_too_large_to_read_has_its_line() -> None:
    """S04: also what the parser itself cannot say."""
    with pytest.raises(BadInput, match=r"uploaded\.toml:3: is not valid TOML: a value is too large"):
        parse_scenario(BOMBS["5,000 digits"])


def test_only_so_many_faults_are_listed() -> None:
    """S04: the rest is counted."""
    with pytest.raises(BadInput) as caught:
        parse_scenario(BOMBS["9,000 unknown names"])
    assert len(caught.value.faults) == 100
    assert str(caught.value).endswith("… and 8900 more")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("[time]\nend = '2199-12'", "makes 2,100 months"),
        ("[time]\nend = '9999-12'", "lies outside"),
        ("[time]\nspin_up = 1000000000", "must be at most 240"),
        ("[levers]\nsubsidy = { value = 0.1, budget = 1e300 }", "must be at most"),
        ("[parameters]\nprice = 1e12", "must be at most"),
    ],
)
def test_a_bomb_in_a_value_is_refused(line: str, problem: str) -> None:
    """S05: bounds of the schema keep every run within what a machine can do."""
    with pytest.raises(BadInput, match=problem):
        parse_scenario(b'title = "T"\nextends = "invented_baseline"\n' + line.encode())


def test_money_that_would_overflow_is_refused_at_the_bound() -> None:
    """R08: population x price x months must stay under 2**62 cents."""
    text = 'title = "T"\nextends = "cn_baseline"\n[time]\nend = "2074-12"\n[levers]\npay_step = {}\n'
    people, months = parse_scenario(text.format(0).encode()).population, 600
    largest = (2**62 - 1) // (people * months) / 100
    assert parse_scenario(text.format(largest).encode()).months == months
    with pytest.raises(BadInput, match="cannot be counted in 64 bits"):
        parse_scenario(text.format(largest + 0.01).encode())
