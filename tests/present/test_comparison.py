"""What a comparison says on the console and in parts.png, as its reader meets it: whole headings, shares that are."""

from __future__ import annotations

import pytest
from matplotlib.colors import to_rgb
from matplotlib.container import BarContainer, ErrorbarContainer

from microcred.analysis.parts import find_parts
from microcred.present.compared import compared
from microcred.present.comparison import comparison
from microcred.present.differences import with_error
from microcred.present.effects import parts_figure
from microcred.present.numbers import signed_text
from microcred.present.tables import Console
from microcred.result import Result
from tests.result import synthetic

LONG = "a_part_of_the_policy_with_a_long_name"


@pytest.fixture(scope="module")
def parted() -> Result:
    """A policy of two parts, each alone and together, after the reference."""
    scenarios = [
        synthetic.scenario("base"),
        synthetic.scenario("money", changes={"subsidy": ["2026-01"]}),
        synthetic.scenario(LONG, changes={"outreach": ["2026-01"]}),
        synthetic.scenario("both", changes={"subsidy": ["2026-01"], "outreach": ["2026-01"]}),
    ]
    runs = {one.name: [synthetic.believable(place / 3, k) for k in range(5)] for place, one in enumerate(scenarios)}
    return synthetic.result(runs, scenarios)


def said(result: Result, width: int) -> str:
    """The console's text without what fills its lines."""
    plain = Console(width=width, color_system=None)
    with plain.capture() as capture:
        plain.print(comparison(compared(result)))
    return capture.get()


@pytest.mark.parametrize("width", [80, 100])
def test_nothing_is_cut_in_a_narrow_terminal(parted: Result, width: int) -> None:
    """Headings and names go over two lines; a unit that finds no room is not left out."""
    lines = said(parted, width).splitlines()
    begin = next(number for number, line in enumerate(lines) if line.startswith("From knowing"))
    end = next(number for number, line in enumerate(lines) if line.startswith("The parts"))
    own = lines[:begin] + lines[end:]
    assert "…" not in "".join(own)
    assert max(len(line) for line in own) <= width
    words = " ".join(" ".join(own).split())
    for word in ("shortage", "occupations,", "Recognition,", "standards", "thousand", "Higher", "needed"):
        assert word in words


def test_a_share_above_one_is_no_deadweight() -> None:
    """With the plan as the reference, fewer come without it than with it."""
    plan = synthetic.scenario("plan", changes={"subsidy": ["2026-01"]})
    runs = {
        "plan": [synthetic.history({"completions": 30.0 + k, "applicants": 50.0}) for k in range(3)],
        "base": [synthetic.history({"completions": 10.0, "applicants": 100.0}) for k in range(3)],
    }
    text = said(synthetic.result(runs, [plan, synthetic.scenario("base")]), 100)
    block = text.split("Deadweight:")[1].split("Who gains")[0]
    rows = {line.split()[1]: line for line in block.splitlines() if line.startswith("base")}
    assert rows["examinees"].split()[-1] == "–"
    assert rows["applications"].split()[-3:] == ["0.50", "±", "0.00"]
    assert "–: fewer came than without it" in block


def test_deadweight_that_is_a_share_needs_no_note(parted: Result) -> None:
    assert "fewer came" not in said(parted, 100)


def luminance(colour: object) -> float:
    """Relative luminance, as WCAG defines it."""
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]  # type: ignore[arg-type]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def test_intervals_are_seen_on_their_bars(parted: Result) -> None:
    """WCAG asks for a contrast of three between a graphic and what it stands on."""
    parts = find_parts(parted.scenarios)
    assert parts is not None
    axis = parts_figure(parted, parts).axes[0]
    bars = [one.patches[0] for one in axis.containers if isinstance(one, BarContainer)]
    lines = [one.lines[2][0] for one in axis.containers if isinstance(one, ErrorbarContainer)]
    assert len(bars) == len(lines) == 5
    for bar, line in zip(bars, lines, strict=True):
        assert (luminance(bar.get_facecolor()[:3]) + 0.05) / (luminance(line.get_color()[0][:3]) + 0.05) >= 3.0


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(24897.21, 1, "+24,897.2"), (-0.04, 1, "+0.0"), (-1234567.0, 0, "-1,234,567"), (0.5, 2, "+0.50")],
)
def test_a_difference_has_its_sign_and_its_thousands(value: float, digits: int, text: str) -> None:
    assert signed_text(value, digits) == text


def test_a_difference_of_nothing_is_not_negative() -> None:
    assert with_error(-0.04, 2.0) == "+0.0 ± 2.0"
    assert with_error(-0.0001, 0.0) == "+0.000 ± 0.000"
