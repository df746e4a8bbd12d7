"""The documentation says what the program says: generated pages are up to date, links lead somewhere."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from microcred.catalogue.dimensions import DIMENSIONS
from microcred.catalogue.levers import LEVERS
from microcred.catalogue.outcomes import OUTCOMES
from microcred.catalogue.parameters import PARAMETERS
from microcred.catalogue.shocks import SHOCKS
from microcred.engine.schedule import STAGES

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
DESCRIPTION = (DOCS / "odd.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]
# [text](target) and ![text](target), without addresses of other places
LINK = re.compile(r"!?\[[^\]]*\]\((?![a-z]+:)([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def generator() -> ModuleType:
    """The script that writes the pages, which is no package."""
    spec = importlib.util.spec_from_file_location("generate_docs", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def anchors(page: Path) -> set[str]:
    """Anchors of a page's headings, as code hosts make them."""
    headings = HEADING.findall(FENCED.sub("", page.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def dead_links(page: Path) -> list[str]:
    """Relative links of a page that lead to no file, or to no heading of it."""
    dead = []
    for target in LINK.findall(FENCED.sub("", page.read_text(encoding="utf-8"))):
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            dead.append(target)
    return dead


def test_generated_pages_are_up_to_date() -> None:
    """After a change of the catalogue or of a pack: python docs/generate.py."""
    assert generator().outdated() == []


def test_an_edited_page_is_noticed(tmp_path: Path) -> None:
    module = generator()
    for name, text in module.pages().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert module.outdated(tmp_path) == []
    page = tmp_path / "levers.md"
    page.write_text(page.read_text(encoding="utf-8").replace("subsidy", "subsidies", 1), encoding="utf-8")
    assert module.outdated(tmp_path) == ["levers.md"]
    page.unlink()
    assert module.outdated(tmp_path) == ["levers.md"]


def test_every_parameter_stands_once() -> None:
    text = generator().parameters_page()
    rows = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)
    assert sorted(rows) == sorted(PARAMETERS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_exist(page: Path) -> None:
    assert dead_links(page) == []


def test_a_dead_link_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# One heading\n[a](page.md#one-heading) [b](#two) ![c](none.png) [d](https://example.org/x)\n",
        encoding="utf-8",
    )
    assert dead_links(page) == ["#two", "none.png"]


def test_the_description_has_the_schedule() -> None:
    """The stages of docs/odd.md are those of the schedule, and the marked ones rest during the spin-up."""
    process = DESCRIPTION.partition("## Process overview")[2].partition("\n## ")[0]
    found = re.findall(r"^\d+\. \*\*(\w+)\*\*( ▫)? —", process, re.MULTILINE)
    assert [name for name, _ in found] == [stage.name for stage in STAGES]
    assert [not rests for _, rests in found] == [stage.settles for stage in STAGES]


def test_the_description_names_everything() -> None:
    """Every lever and parameter has its place in docs/odd.md; of a family of segments the first one stands for all."""
    families = re.compile(r"_(worker|other)$")
    unnamed = [
        name
        for name in (*LEVERS, *PARAMETERS)
        if not re.search(rf"\b{families.sub('_student', name)}\b|\b{name}\b", DESCRIPTION)
    ]
    assert unnamed == []


def test_the_description_and_the_pages_know_every_rule_file() -> None:
    """Each file of equations stands in docs/odd.md, and no section sends readers to a file that is gone."""
    package = ROOT / "src" / "microcred"
    files = {f"rules/{path.name}" for path in (package / "rules").glob("*.py") if path.name != "__init__.py"}
    named = set(re.findall(r"`(rules/\w+\.py)`", DESCRIPTION))
    assert named == files
    linked = {file for _, *linked in generator().SECTIONS.values() for file in linked}
    assert all((package / file).exists() for file in linked)


def test_the_description_names_nothing_that_is_gone() -> None:
    """Whatever docs/odd.md writes as a name of two words or more is declared somewhere, or a column of a pack."""
    declared = {*LEVERS, *PARAMETERS, *OUTCOMES, *SHOCKS, *DIMENSIONS, "student_share", "worker_share"}
    gone = {name for name in re.findall(r"`([a-z][a-z0-9]*(?:_[a-z0-9]+)+)`", DESCRIPTION) if name not in declared}
    assert gone == set()
