"""Who gets in, as tables in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from agentcore_lint.report.text import visible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from agentcore_lint.report.access import Square, View

STYLES = {"allowed": "green", "denied": "red", "depends": "yellow", "unknown": "magenta"}
WIDTH = 150
"""Columns of a table where the output is no terminal."""


def write(views: Sequence[View], stream: TextIO, *, color: bool) -> None:
    """Write two tables for each policy."""
    width = None if stream.isatty() else WIDTH
    console = Console(
        file=stream, width=width, force_terminal=color, no_color=not color, highlight=False, emoji=False
    )
    for each in views:
        draw(each, console)


def draw(each: View, console: Console) -> None:
    """Draw the tables of one policy."""
    console.print(Text(f"Who gets in to {visible(each.resource)}", style="bold"))
    table = Table(show_lines=True, header_style="bold")
    table.add_column("caller", min_width=26 if console.width >= WIDTH else None)
    for way in each.ways:
        table.add_column(way)
    for caller, squares in each.rows:
        table.add_row(Text(visible(caller)), *map(_square, squares))
    console.print(table)
    console.print(Text("IAM policy and resource policy of this account's callers", style="bold"))
    nine = Table("IAM policy", "resource policy", "result", "here", header_style="bold")
    for iam, says, result, here in each.combinations:
        verdict = Text(result, style=STYLES[result])
        nine.add_row(iam, says, verdict, Text(visible("; ".join(here)) or "nobody"))
    console.print(nine)


def _square(square: Square) -> Text:
    text = Text(square.verdict, style=STYLES[square.verdict])
    return text.append(f"\n{visible(square.by)}", style="dim") if square.by else text
