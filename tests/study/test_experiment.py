"""Experiment files: what they mean, which points they make, and what is said about a wrong one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from microcred.base.errors import BadInput
from microcred.catalogue.levers import LEVERS
from microcred.catalogue.outcomes import OUTCOMES
from microcred.run import replicate_seed
from microcred.scenario import load_scenario
from microcred.study.experiment import Experiment
from microcred.study.experiment_file import load_experiment, parse_experiment, shipped_experiments
from microcred.study.plan import planned_runs, written_pieces

HEAD = 'title = "T"\nscenarios = ["invented_baseline"]\n'
LHS = HEAD + '[design]\nkind = "latin_hypercube"\nsets = 50\nseed = 3\n'


def refusal(text: str) -> str:
    """What is said about a wrong experiment."""
    with pytest.raises(BadInput) as refused:
        parse_experiment(text, "wrong")
    return str(refused.value)


def test_shipped_experiments_load() -> None:
    """They are those of the issue, and the wheel holds each."""
    names = set(shipped_experiments())
    assert names == {"all_levers_lhs", "certification_cost", "plan_dimensions", "subsidy_x_rural_infrastructure"}
    project = (Path(__file__).resolve().parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    for name in names:
        assert load_experiment(name).runs > 0
        assert f'"experiments/{name}.toml" = "microcred/_shipped/experiments/{name}.toml"' in project


def test_the_plan_in_parts() -> None:
    """The first of 2^4 points is today, the last the whole plan, to the byte of what is run."""
    parts = load_experiment("plan_dimensions")
    assert parts.points.shape == (16, 4)
    assert parts.scenario(0, 0).digest == load_scenario("cn_baseline").digest
    assert parts.scenario(0, 15).digest == load_scenario("cn_plan").digest
    assert len({parts.scenario(0, number).digest for number in range(16)}) == 16


def test_all_levers_are_varied() -> None:
    """The hypercube moves every lever that there is."""
    varied = {factor.target for factor in load_experiment("all_levers_lhs").factors}
    assert varied == set(LEVERS)


def test_an_entry_comes_after_those_of_the_scenario() -> None:
    """With a month, a limit or a budget a level is one more entry; without, it replaces the lever."""
    made = parse_experiment(
        HEAD.replace("baseline", "plan")
        + '[levers.subsidy]\nvalues = [0.2, 0.9]\nfrom = "2027-01"\nwhere = { setting = "rural" }\nbudget = 100\n'
        + "[levers.outreach]\nvalues = [3.0]\n",
        "one",
    )
    before, after = load_scenario("invented_plan"), made.scenario(0, 1)
    assert after.levers["subsidy"].clauses[:-1] == before.levers["subsidy"].clauses
    last = after.levers["subsidy"].clauses[-1]
    assert (last.value, last.where["setting"], last.budget) == (0.9, ("rural",), 10_000)
    assert (after.levers["outreach"].base, after.levers["outreach"].clauses) == (3.0, ())
    assert after.levers["loan"] == before.levers["loan"]


def test_two_levels_of_one_lever() -> None:
    """A factor may have a name of its own, so that one lever is varied for two groups."""
    made = parse_experiment(
        HEAD
        + '[levers.rural]\nlever = "subsidy"\nvalues = [0.1, 0.2]\nwhere = { setting = "rural" }\n'
        + '[levers.urban]\nlever = "subsidy"\nvalues = [0.3, 0.4]\nwhere = { setting = "urban" }\n',
        "two",
    )
    assert made.shown(3) == {"rural": 0.2, "urban": 0.4}
    assert [clause.value for clause in made.scenario(0, 3).levers["subsidy"].clauses] == [0.2, 0.4]


def test_priors_come_from_the_data_pack() -> None:
    """Every draw lies in its range; a triangular and a loguniform one are spread as they say."""
    made = parse_experiment(LHS.replace("sets = 50", "sets = 1000") + '[parameters."*"]\nprior = true\n', "priors")
    numbers = load_scenario("invented_baseline").pack.parameters
    open_ones = [
        name for name, number in numbers.items() if number.distribution != "fixed" and number.low < number.high
    ]
    assert [factor.name for factor in made.factors] == open_ones
    for place, name in enumerate(open_ones):
        number, drawn = numbers[name], made.points[:, place]
        assert number.low <= drawn.min() <= drawn.max() <= number.high
        if number.distribution == "uniform":
            expected = (number.low + number.high) / 2
        elif number.distribution == "triangular":
            expected = (number.low + number.value + number.high) / 3
        else:
            expected = (number.high - number.low) / np.log(number.high / number.low)
        assert drawn.mean() == pytest.approx(expected, abs=0.005 * (number.high - number.low))
    scenario = made.scenario(0, 7)
    assert scenario.parameters[open_ones[3]] == made.points[7, 3]


def test_a_hypercube_has_one_point_in_each_part() -> None:
    """50 points in 50 equal parts of every range, switches and whole numbers as often each; the same every time."""
    text = LHS + (
        "[levers]\nsubsidy = { range = [0.2, 0.7] }\nplatform = { values = [false, true] }\n"
        "stack_size = { range = [2, 6] }\noutreach = { range = [0.5, 2], spread = 'loguniform' }\n"
    )
    made = parse_experiment(text, "lhs")
    assert sorted(np.floor((made.points[:, 0] - 0.2) / 0.5 * 50).astype(int).tolist()) == list(range(50))
    assert [int(made.points[:, 1].sum()), set(np.unique(made.points[:, 2]))] == [25, {2, 3, 4, 5, 6}]
    logs = np.log(made.points[:, 3] / 0.5) / np.log(4.0)
    assert sorted(np.floor(logs * 50).astype(int).tolist()) == list(range(50))
    assert np.array_equal(made.points, parse_experiment(text, "lhs").points)
    other = parse_experiment(text.replace("seed = 3", "seed = 4"), "lhs")
    assert not np.array_equal(made.points, other.points)


@pytest.mark.parametrize(
    ("design", "rows"),
    [
        ('kind = "sobol"\nsets = 8', 8 * (3 + 2)),
        ('kind = "sobol"\nsets = 8\nsecond_order = true', 8 * (2 * 3 + 2)),
        ('kind = "morris"\nsets = 5', 5 * (3 + 1)),
        ('kind = "latin_hypercube"\nsets = 7', 7),
    ],
)
def test_the_number_of_points_is_known_before(design: str, rows: int) -> None:
    """Counted as the samplers count them, and every value within its range."""
    text = f"{HEAD}[design]\n{design}\n[levers]\n" + "".join(
        f"{name} = {{ range = [0.1, 0.9] }}\n" for name in ("subsidy", "loan", "badges")
    )
    made = parse_experiment(text, "designs")
    assert made.points.shape == (rows, 3)
    assert made.points.min() >= 0.1
    assert made.points.max() <= 0.9
    assert made.runs == rows * 10


def test_a_table_of_points(tmp_path: Path) -> None:
    """CSV and Parquet, numbers, switches and choices, in any order of columns."""
    text = (
        HEAD.replace("baseline", "plan")
        + '[design]\nkind = "table"\nfile = "points.csv"\n'
        + '[levers]\nsubsidy = { from = "2026-01" }\nplatform = {}\nacademic_review = {}\n[parameters]\nprice = {}\n'
    )
    (tmp_path / "table.toml").write_text(text)
    (tmp_path / "points.csv").write_text(
        "price,platform,academic_review,subsidy\n900,true,dual,0.25\n1000,false,none,0.5\n1100,true,dual,0.75\n"
    )
    made = load_experiment(tmp_path / "table.toml")
    assert made.shown(1) == {"subsidy": 0.5, "platform": False, "academic_review": "none", "price": 1000.0}
    scenario = made.scenario(0, 2)
    assert scenario.levers["subsidy"].clauses[-1].value == 0.75
    assert (scenario.levers["platform"].base, scenario.levers["academic_review"].base) == (1.0, 2.0)
    assert scenario.parameters["price"] == 1100.0
    columns = {
        "subsidy": [0.25, 0.5, 0.75], "price": [900.0, 1000.0, 1100.0], "platform": [True, False, True],
        "academic_review": ["dual", "none", "dual"],
    }  # fmt: skip
    pq.write_table(pa.table(columns), tmp_path / "points.parquet")
    (tmp_path / "other.toml").write_text(text.replace("points.csv", "points.parquet"))
    other = load_experiment(tmp_path / "other.toml")
    assert [other.scenario(0, number).digest for number in range(3)] == [
        made.scenario(0, number).digest for number in range(3)
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [("/etc/passwd.csv", "beside"), ("../points.csv", "beside"), ("gone.csv", "cannot be read"), ("x.txt", "beside")],
)
def test_a_table_from_elsewhere_is_refused(name: str, said: str, tmp_path: Path) -> None:
    """S07: a table stands beside its experiment."""
    (tmp_path / "table.toml").write_text(f'{HEAD}[design]\nkind = "table"\nfile = "{name}"\n[levers]\nsubsidy = {{}}\n')
    with pytest.raises(BadInput, match=said) as refused:
        load_experiment(tmp_path / "table.toml")
    assert str(refused.value).startswith(f"{tmp_path / 'table.toml'}:5: design.file: ")
    assert len(refused.value.faults) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = 3", "title: must be a text"),
        (HEAD + "[levers.subsdy]\nvalues = [1]", "did you mean 'subsidy'"),
        (HEAD + "[levers.subsidy]\nvalues = [0.1, 1.5]", "wrong.toml:4: levers.subsidy.values[2]: must be at most 1"),
        (HEAD + "[levers.subsidy]\nvalues = [0.1, 0.1]", "lists a value twice"),
        (HEAD + "[levers.subsidy]\nrange = [0.1, 0.9]", "a factorial design needs values"),
        (HEAD + "[levers.subsidy]\nvalues = [0.1]\nfrom = '2040-01'", "levers.subsidy.from: lies outside"),
        (HEAD + "[levers.subsidy]\nvalues = [0.1]\nwhere = { planet = 'mars' }", "unknown dimension"),
        (LHS + "[levers.platform]\nrange = [0, 1]", "takes no range"),
        (LHS + "[levers.subsidy]\nrange = [0.9, 0.1]", "must begin with the lower end"),
        (LHS + "[levers.subsidy]\nrange = [0, 0.1]\nspread = 'loguniform'", "must begin above 0"),
        (LHS, "there is nothing to vary"),
        (HEAD + "[parameters.price]\nprior = false", "must say prior = true"),
        (HEAD + "[design]\nkind = 'sobl'", "did you mean 'sobol'"),
        (HEAD + "[design]\nkind = 'sobol'\nsets = 6", "must be a power of two"),
        (HEAD + "[keep]\nnational = ['covrage']", "did you mean 'coverage'"),
        (HEAD + "[keep]\nregions = ['coverage']", "unknown outcome"),
        (HEAD + "[groups.all]\nlevers = ['platform']\ntaken_from = 'cn_plan'", "has another system"),
        (HEAD.replace('"]', '", "cn_plan"]'), "has another system or time than the first"),
        (HEAD.replace('"]', '", "invented_baseline"]'), "two scenarios have the same name"),
        (HEAD + "[levers.a]\nlever = 'loan'\nvalues = [0.1]\n[parameters.a]\nvalues = [1]", "unknown parameter"),
        (HEAD + "replicates = 0", "replicates: must be at least 1"),
        (HEAD + "replicats = 2", "did you mean 'replicates'"),
        (HEAD.replace("invented_baseline", "nowhere"), "unknown scenario"),
        (
            HEAD + "[levers.platform]\nvalues=[true]\n[groups.g]\nlevers=['platform']\ntaken_from='invented_plan'",
            "also varied elsewhere",
        ),
    ],
)
def test_a_mistake_is_named(text: str, said: str) -> None:
    """S01: file, line, key, what is allowed, the nearest name."""
    assert said in refusal(text)


def test_all_mistakes_are_said_at_once() -> None:
    """One block for everything."""
    said = refusal(HEAD + "replicates = -1\nseed = 'x'\n[levers.subsdy]\nvalues = [1]\n[design]\nkind = 'cube'")
    assert all(word in said for word in ("replicates", "seed", "design.kind", "did you mean 'subsidy'"))


@pytest.mark.parametrize(
    ("design", "wrong"),
    [
        ("", []),
        ("[design]\nkind = 'cube'\n", ["design.kind"]),
        ("[design]\nkind = 'sobol'\nsets = 6\n", ["design.sets"]),
        ("[design]\nkind = 'morris'\n", ["design.sets"]),
    ],
)
def test_no_mistake_hides_another(design: str, wrong: list[str]) -> None:
    """What is kept, how points are chosen and what is varied are each read, whatever is wrong elsewhere."""
    said = refusal(
        f"{HEAD}[keep]\nnational = ['covrage']\n{design}[levers.subsidy]\nrange = [0.9, 0.1]\n"
        "[levers.loan]\nvalues = [7]\n[parameters.prise]\nvalues = [1]\n"
    )
    keys = [line.split(": ")[1] for line in said.splitlines()]
    assert keys == ["keep.national[1]", *wrong, "levers.subsidy.range", "levers.loan.values[1]", "parameters.prise"]


def test_a_billion_points_are_refused_before_they_are_made() -> None:
    """S05: 10^9 points would need 40 GB to be listed; the refusal takes no time."""
    levels = ", ".join(str(level / 1000) for level in range(1000))
    text = HEAD + "".join(f"[levers.{name}]\nvalues = [{levels}]\n" for name in ("subsidy", "loan", "badges"))
    assert "makes 1,000,000,000 points; allowed: at most 1,000,000" in refusal(text)


def plan_of(experiment: Experiment) -> list[tuple[int, ...]]:
    """The plan as plain tuples."""
    digests = {(piece.place, piece.parameter_set): piece.digest for piece in written_pieces(experiment)}
    return [tuple(run)[:5] for run in planned_runs(experiment, digests)]


def test_any_beginning_is_an_even_sample() -> None:
    """Replicate by replicate; the points of a half-done one are spread over both halves of every factor."""
    levels = ", ".join(str(level / 100) for level in range(40))
    made = parse_experiment(HEAD + f"replicates = 2\n[levers.subsidy]\nvalues = [{levels}]\n", "even")
    plan = plan_of(made)
    assert [run[3] for run in plan] == [0] * 40 + [1] * 40
    first = [run[2] for run in plan[:20]]
    assert 6 <= sum(number < 20 for number in first) <= 14
    assert 6 <= sum(number % 2 for number in first) <= 14


def test_points_share_their_luck_unless_told_otherwise() -> None:
    """Common random numbers by default, the seeds of `microcred run`; else every run has a seed of its own."""
    text = HEAD + "replicates = 3\nseed = 5\n[levers.subsidy]\nvalues = [0.1, 0.2, 0.3]\n"
    seeds = {(run[2], run[3]): run[4] for run in plan_of(parse_experiment(text, "common"))}
    assert all(seeds[point, replicate] == replicate_seed(5, replicate) for point, replicate in seeds)
    own = parse_experiment(text.replace("seed = 5", "seed = 5\ncommon_random_numbers = false"), "own")
    assert len({run[4] for run in plan_of(own)}) == 9


def test_all_outcomes_are_kept_unless_told_otherwise() -> None:
    """In the order of the catalogue."""
    made = parse_experiment(HEAD, "all")
    assert made.national == tuple(OUTCOMES)
    assert made.regional == tuple(name for name, outcome in OUTCOMES.items() if outcome.regional)
    assert parse_experiment(HEAD + "[keep]\nregions = []\nnational = ['holders', 'coverage']", "few").national == (
        "coverage",
        "holders",
    )
