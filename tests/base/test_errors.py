"""Errors that name file, line and key."""

from __future__ import annotations

import pickle

import pytest

from microcred.base.errors import BadInput, Fault, MicrocredError, NonFiniteError, RunFailed


def test_a_fault_is_one_line() -> None:
    """S01: file, line, key, problem, what was found, what is allowed, the nearest name."""
    fault = Fault("a.toml", 4, "levers.subsidi", "unknown lever", "1.5", "see levers", "subsidy")
    assert fault.render() == (
        "a.toml:4: levers.subsidi: unknown lever (found 1.5); allowed: see levers; did you mean 'subsidy'?"
    )
    assert Fault("a.toml", None, "", "is empty").render() == "a.toml: is empty"


@pytest.mark.parametrize("trick", ["a\nb", "a\x1b[31mb", "a\u202eb", "a\u2028b", "a\x00b", "a\x9bb", "a\u200bb"])
def test_nothing_in_a_message_moves_the_cursor(trick: str) -> None:
    """S19: newlines, escape sequences and marks of direction are shown escaped."""
    text = Fault(trick, 1, trick, trick, trick, trick, trick).render()
    assert text.isprintable()
    assert trick not in text


def test_a_long_value_is_cut() -> None:
    assert len(Fault("a.toml", 1, "k" * 5000, "is wrong", "x" * 5000).render()) < 250


def test_bad_input_lists_everything() -> None:
    error = BadInput([Fault("a", 1, "x", "is wrong"), Fault("a", 2, "y", "is wrong")], 3)
    assert str(error) == "a:1: x: is wrong\na:2: y: is wrong\n… and 3 more"


def test_errors_travel_between_processes() -> None:
    for error in (
        BadInput.single("a", "is wrong", line=1),
        NonFiniteError("wages", "2025-03"),
        RunFailed("r"),
    ):
        copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
        assert isinstance(copy, MicrocredError)
        assert (type(copy), str(copy)) == (type(error), str(error))
    assert pickle.loads(pickle.dumps(BadInput.single("a", "b"))).faults == BadInput.single("a", "b").faults  # noqa: S301
