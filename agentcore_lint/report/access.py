"""The table of who gets in, in words: what every format of it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from agentcore_lint.access.table import Cell, Table
    from agentcore_lint.load import Loaded

ACCESS_FORMATS = {
    "text": "agentcore_lint.report.access_text",
    "json": "agentcore_lint.report.access_json",
    "markdown": "agentcore_lint.report.access_markdown",
    "html": "agentcore_lint.report.access_html",
    "svg": "agentcore_lint.report.access_svg",
}


class Square(NamedTuple):
    """A cell: its verdict, what decides in a few words, and the whole reason."""

    verdict: str
    by: str
    reason: str


class View(NamedTuple):
    """A table as it is shown. `rows`: callers with a square for each way; `combinations`: the nine rows."""

    path: str
    resource: str
    ways: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Square, ...]], ...]
    combinations: tuple[tuple[str, str, str, tuple[str, ...]], ...]


def view(loaded: Loaded, table: Table) -> View:
    """Return a table in words, with the placeholders of its file."""
    show = loaded.context.show
    sids = {each.number: each.sid for each in loaded.policy.statements}

    def square(cell: Cell) -> Square:
        sid = sids.get(cell.statement)
        by = show(sid) if sid else f"statement {cell.statement + 1}"
        if cell.statement < 0:
            by = {"allowed": "IAM", "denied": "no Allow", "depends": show(cell.reason)}.get(cell.verdict, "")
        return Square(cell.verdict, by, show(cell.reason))

    return View(
        loaded.context.document.path,
        show(table.resource),
        tuple(way.name for way in table.ways),
        tuple((show(row.person.title), tuple(map(square, row.cells))) for row in table.rows),
        tuple(
            (
                each.iam,
                each.resource,
                each.result,
                tuple(f"{show(name)}: {_listed(ways, table)}" for name, ways in each.here),
            )
            for each in table.combinations
        ),
    )


def _listed(ways: tuple[str, ...], table: Table) -> str:
    return "every way" if len(ways) == len(table.ways) else ", ".join(ways)
