"""A page for figures: title above, legend and footer around a grid of panels, and writing it to a file."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke

from microcred import __version__
from microcred.base.errors import BadInput

DOTS_PER_INCH = 150
FORMATS = ("png", "svg", "pdf")
INK = "#333333"
FONT = "DejaVu Sans"
# A dollar sign in a user's title is money, not mathematics; a fixed salt makes the same figure the same SVG file.
STYLE: Any = {"font.family": FONT, "font.size": 9.0, "text.parse_math": False, "svg.hashsalt": "microcred"}
#: Inches: margins left and right, room between panels, heights of a line of title, legend and footer.
RIGHT, BETWEEN, ABOVE_PANEL = 0.25, 0.75, 0.62
TITLE_LINE, LEGEND_LINE, FOOTER_LINE = 0.27, 0.22, 0.16
#: Characters that fit into an inch of title, legend and footer.
TITLE_FIT, LEGEND_FIT, FOOTER_FIT = 8.2, 10.5, 14.5
#: The same for the title of a panel, and the height of each further line of it.
PANEL_TITLE_FIT, PANEL_TITLE_LINE = 11.0, 0.2

Handle = Line2D | Patch
#: Around a thin dark line that is drawn over a bar of any colour, so that it is seen on it.
HALO = (withStroke(linewidth=2.4, foreground="white"),)


@dataclass(frozen=True)
class Page:
    """What stands around the panels, and how large they are.

    Attributes
    ----------
    title, footer
        Text above and below.
    handles
        Entries of the legend.
    columns
        Panels beside each other.
    width, height
        Of a panel, in inches.
    left
        Room left of a panel, for what stands beside its axis.
    gap
        Room between two rows of panels, for titles of one line and what stands below an axis.
    title_lines
        Lines of the longest title of a panel.
    """

    title: str
    footer: str
    handles: Sequence[Handle]
    columns: int
    width: float = 3.2
    height: float = 1.95
    gap: float = ABOVE_PANEL
    left: float = BETWEEN
    title_lines: int = 1


def panel_title(text: str, width: float) -> str:
    """Title of a panel in lines that are no wider than the panel, given in inches."""
    return fill(text, int(width * PANEL_TITLE_FIT), break_on_hyphens=False)


def most_lines(titles: Iterable[str]) -> int:
    """Lines of the longest title."""
    return max((1 + title.count("\n") for title in titles), default=1)


def draw_page(page: Page, panels: Sequence[Callable[[Axes], None]]) -> Figure:
    """Draw a page.

    Parameters
    ----------
    page
        What stands around the panels.
    panels
        Each draws one of them.

    Returns
    -------
    matplotlib.figure.Figure
        Bound to a canvas of its own; no global state is used.
    """
    columns = min(page.columns, len(panels))
    rows = math.ceil(len(panels) / columns)
    width = max(7.5, columns * (page.left + page.width) + RIGHT)
    title = fill(page.title, int(width * TITLE_FIT))
    footer = "\n".join(fill(line, int(width * FOOTER_FIT)) for line in page.footer.split("\n") if line)
    longest = max((len(str(handle.get_label())) for handle in page.handles), default=0) + 8
    beside = max(1, min(6, int(width * LEGEND_FIT) // longest))
    legend = LEGEND_LINE * math.ceil(len(page.handles) / beside)
    head = 0.2 + TITLE_LINE * (1 + title.count("\n"))
    further = PANEL_TITLE_LINE * (page.title_lines - 1)
    gap = page.gap + further
    above = head + legend + 0.12 + ABOVE_PANEL - 0.2 + further
    below = 0.5 + FOOTER_LINE * (1 + footer.count("\n")) + 0.12
    height = above + rows * page.height + (rows - 1) * gap + below
    with rc_context(STYLE):
        figure = Figure(figsize=(width, height), dpi=DOTS_PER_INCH, facecolor="white")
        FigureCanvasAgg(figure)
        grid = figure.subplots(rows, columns, squeeze=False)
        axes: list[Axes] = [axis for row in grid for axis in row]
        for axis, draw in zip(axes, panels, strict=False):
            draw(axis)
        for axis in axes[len(panels) :]:
            axis.set_visible(False)
        figure.text(0.2 / width, 1 - 0.14 / height, title, fontsize=14, fontweight="bold", va="top")
        figure.text(0.2 / width, 0.1 / height, footer, fontsize=8, color=INK, va="bottom")
        if page.handles:
            corner = (0.2 / width - 0.004, 1 - head / height)
            figure.legend(handles=list(page.handles), loc="upper left", bbox_to_anchor=corner, ncols=beside,
                          frameon=False, fontsize=9.5, columnspacing=1.8)  # fmt: skip
        figure.subplots_adjust(
            left=page.left / width,
            right=1 - RIGHT / width,
            top=1 - above / height,
            bottom=below / height,
            wspace=page.left / page.width,
            hspace=gap / page.height,
        )
    return figure


def write_figure(figure: Figure, path: Path) -> None:
    """Write a figure as PNG, SVG or PDF, as the name ends; without the time of writing, so that files compare.

    Raises
    ------
    BadInput
        For another ending.
    """
    kind = figure_format(path)
    software = f"microcred {__version__}"
    known: dict[str, dict[str, Any]] = {
        "png": {"Software": software},
        "svg": {"Creator": software, "Date": None},
        "pdf": {"Creator": software, "CreationDate": None},
    }
    with rc_context(STYLE):
        figure.savefig(path, format=kind, dpi=DOTS_PER_INCH, metadata=known[kind])


def figure_format(path: Path, where: str = "--out") -> str:
    """Format of a figure by the ending of its name.

    Raises
    ------
    BadInput
        If there is no such format.
    """
    kind = path.suffix.removeprefix(".").lower()
    if kind not in FORMATS:
        allowed = ", ".join(f".{name}" for name in FORMATS)
        raise BadInput.single(where, "a figure's name ends with its format", found=str(path), allowed=allowed)
    return kind
