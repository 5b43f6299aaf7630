"""Who newly gets in and who no longer does, as text, JSON, and Markdown for a pull request."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from agentcore_lint.checks.witness import described, request_witness
from agentcore_lint.report.access_markdown import markdown
from agentcore_lint.report.text import plural, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agentcore_lint.access.diff import Change
    from agentcore_lint.checks.context import Context
    from agentcore_lint.compare import Compared


def as_text(compared: Sequence[Compared]) -> str:
    """Return lines for the terminal: + for who newly gets in, - for who no longer does."""
    out: list[str] = []
    for each in compared:
        show = each.context.show
        out.append(f"{visible(each.path)}: {visible(show(each.context.resource or 'no resource named'))}")
        for sign, changes in (("+", each.difference.let_in), ("-", each.difference.shut_out)):
            for change in changes:
                out.append(f"  {sign} {visible(show(change.person.title))}: {', '.join(_ways(change))}")
                out.append(f"      {visible(_sentence(change, each.context))}")
        out += [f"  ? {visible(show(person.title))}: not known" for person in each.difference.unknown]
    let_in = sum(len(each.difference.let_in) for each in compared)
    shut_out = sum(len(each.difference.shut_out) for each in compared)
    unknown = sum(len(each.difference.unknown) for each in compared)
    if unknown and not let_in and not shut_out:
        return "\n".join([*out, f"No difference is proved; of {plural(unknown, 'caller')} it is not known."])
    if not let_in and not shut_out:
        return "\n".join([*out, "The same callers get in."])
    return "\n".join([*out, f"{plural(let_in, 'caller')} newly let in, {shut_out} shut out."])


def as_markdown(compared: Sequence[Compared]) -> str:
    """Return Markdown fit for the comment on a pull request."""
    out: list[str] = []
    for each in compared:
        show = each.context.show
        out += [f"### Access to `{visible(show(each.context.resource or each.path))}`", ""]
        for title, changes in (
            ("Newly let in", each.difference.let_in),
            ("No longer let in", each.difference.shut_out),
        ):
            if changes:
                out += [f"**{title}**", "", "| caller | ways | for instance |", "|---|---|---|"]
                out += [_row(change, each.context) for change in changes]
                out.append("")
        if each.difference.unknown:
            names = ", ".join(markdown(show(person.title)) for person in each.difference.unknown)
            out += [f"Not known for: {names}", ""]
        if not any(each.difference):
            out += ["The same callers get in.", ""]
    return "\n".join(out).rstrip() or "The same callers get in."


def as_json(compared: Sequence[Compared]) -> str:
    """Return an object with a list of comparisons."""
    comparisons = [
        {
            "path": each.path,
            "resource": each.context.show(each.context.resource) if each.context.resource else None,
            "let_in": [*_data(each.difference.let_in, each.context)],
            "shut_out": [*_data(each.difference.shut_out, each.context)],
            "unknown": [each.context.show(person.title) for person in each.difference.unknown],
        }
        for each in compared
    ]
    return json.dumps({"version": 1, "comparisons": comparisons}, indent=2, ensure_ascii=False)


def _ways(change: Change) -> list[str]:
    return [way.name for way in change.ways]


def _sentence(change: Change, context: Context) -> str:
    return f"{described(change.request, context)}: {change.request.action.partition(':')[2]}"


def _row(change: Change, context: Context) -> str:
    cells = (context.show(change.person.title), ", ".join(_ways(change)), _sentence(change, context))
    return "| " + " | ".join(map(markdown, cells)) + " |"


def _data(changes: Iterable[Change], context: Context) -> Iterable[dict[str, object]]:
    for change in changes:
        witness = request_witness(change.request, context, "")
        yield {
            "caller": context.show(change.person.title),
            "ways": _ways(change),
            "actions": [action for way in change.ways for action in way.full_actions],
            "witness": {
                "caller": witness.caller,
                "actions": list(witness.actions),
                "resource": witness.resource,
                "context": {key: list(values) for key, values in witness.context},
            },
        }
