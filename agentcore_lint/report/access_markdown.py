"""Who gets in, as Markdown tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.report.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TextIO

    from agentcore_lint.report.access import Square, View

_ESCAPED = str.maketrans({char: f"\\{char}" for char in "\\|<>*_`[]"})


def write(views: Sequence[View], stream: TextIO, *, color: bool) -> None:  # noqa: ARG001  as every format
    """Write the two tables of each policy."""
    for each in views:
        stream.write(f"### Who gets in to `{visible(each.resource)}`\n\n")
        _table(stream, ("caller", *each.ways), ((caller, *map(_cell, row)) for caller, row in each.rows))
        stream.write("\n")
        head = ("IAM policy", "resource policy", "result", "here")
        rows = ((iam, says, result, "; ".join(here)) for iam, says, result, here in each.combinations)
        _table(stream, head, rows)
        stream.write("\n")


def _cell(square: Square) -> str:
    return f"{square.verdict} ({square.by})" if square.by else square.verdict


def _table(stream: TextIO, head: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    names = list(head)
    stream.write(_row(names) + "|" + "---|" * len(names) + "\n")
    stream.writelines(map(_row, rows))


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(markdown(cell) for cell in cells) + " |\n"


def markdown(text: str) -> str:
    """Return text that Markdown shows as it is, on one line."""
    return visible(text).translate(_ESCAPED)
