"""A decision on one request as text: the verdict, the statement that decided, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentcore_lint.access.explain import explain
from agentcore_lint.access.statements import applies
from agentcore_lint.report.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from agentcore_lint.access.evaluate import Decision
    from agentcore_lint.access.request import Request
    from agentcore_lint.load import Loaded
    from agentcore_lint.policy.model import Statement

MAX_LINES = 16
"""Lines of a statement that are shown."""
_MARKS = {True: "yes", False: "no ", None: "?  "}
_VERDICTS = {
    "allowed": "ALLOWED",
    "explicitly-denied": "DENIED, explicitly",
    "implicitly-denied": "DENIED, since nothing allows it",
    "unknown": "NOT KNOWN",
}


def decision_text(
    decision: Decision, request: Request, groups: Mapping[str, Sequence[Loaded]], endpoint_arn: str
) -> str:
    """Return the lines.

    `groups`: the policies by their sort, which share their holes. `endpoint_arn`: the endpoint's ARN.
    """
    show = groups["resource"][0].context.show
    caller = show(request.caller.arn or request.caller.name)
    out = [f"{_VERDICTS[decision.outcome]}: {decision.reason}"]
    out.append(f"  {visible(caller)}: {request.action} on {visible(show(request.resource))}")
    by = decision.by
    if by is not None:
        on = request._replace(resource=endpoint_arn) if by.policy == "endpoint" else request
        for loaded in groups.get(by.policy, ()):
            statement = _numbered(loaded, by.statement)
            if statement is not None and applies(statement, on, loaded.policy):
                return "\n".join([*out, "", *_statement(loaded, statement, on)])
        return "\n".join(out)
    for name in ("resource", "endpoint", "identity", "boundary", "scp"):
        on = request._replace(resource=endpoint_arn) if name == "endpoint" else request
        for loaded in groups.get(name, ()):
            for statement in loaded.policy.statements:
                out += ["", *_statement(loaded, statement, on, frame=False)]
    return "\n".join(out)


def _numbered(loaded: Loaded, number: int) -> Statement | None:
    return next((each for each in loaded.policy.statements if each.number == number), None)


def _statement(
    loaded: Loaded, statement: Statement, request: Request, *, frame: bool = True
) -> Iterator[str]:
    """Yield where the statement stands, its source, and what each part of it says of the request."""
    document = loaded.context.document
    start, end = document.locator.span(statement.pointer, key=False)
    line = document.text.count("\n", 0, start) + 1
    sid = f" {visible(loaded.context.show(statement.sid))}" if statement.sid else ""
    verb = {True: "applies", False: "does not apply", None: "may apply"}
    result = verb[applies(statement, request, loaded.policy)]
    yield f"  {statement.effect}{sid} {result}, {visible(document.path)}:{line}"
    if frame:
        yield "   |"
        lines = document.text[start - _indent(document.text, start) : end].split("\n")
        for offset, text in enumerate(lines[:MAX_LINES]):
            yield f"{line + offset:>3}| {visible(text)}"
        if len(lines) > MAX_LINES:
            yield "   | …"
        yield "   |"
    for part in explain(statement, request, loaded.policy):
        yield f"   {_MARKS[part.true]} {part.name:<12} {visible(loaded.context.show(part.text))}"


def _indent(text: str, start: int) -> int:
    return start - (text.rfind("\n", 0, start) + 1)
