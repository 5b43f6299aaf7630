"""The command `simulate`."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from agentcore_lint.access.evaluate import evaluate
from agentcore_lint.access.request import OAUTH, Policies, Request, caller_of, of_role, service_caller
from agentcore_lint.access.wire import decide_lines, decision_data
from agentcore_lint.checks.context import guarded_arn
from agentcore_lint.cli.reading import full_action, read_policies, read_policy
from agentcore_lint.load import Given, prepare, with_holes_of
from agentcore_lint.service.catalog import PREFIX
from agentcore_lint.service.kinds import SERVICE
from agentcore_lint.service.ways import ways_into
from agentcore_lint.sources.placeholders import fill, fill_arn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agentcore_lint.access.request import Caller
    from agentcore_lint.load import Loaded
    from agentcore_lint.sources.document import Document
    from agentcore_lint.values import Holes

_OURS = f"arn:aws:{SERVICE}:us-east-1:111122223333:runtime/any_agent-0123456789"
"""What a policy is said to be attached to, so that it is read whatever its service."""


@click.command("simulate")
@click.argument("path", required=False, metavar="[PATH]")
@click.option("--action", metavar="NAME", help="What is asked for, such as InvokeAgentRuntime.")
@click.option("--caller", metavar="WHO", help="An ARN, service:NAME, or oauth.")
@click.option("--resource-arn", metavar="ARN", help="What is called; by default what the policy is about.")
@click.option("--context", multiple=True, metavar="KEY=VALUE", help="A condition key; again for more values.")
@click.option("--identity-policy", multiple=True, metavar="FILE", help="A policy of the caller.")
@click.option("--boundary", multiple=True, metavar="FILE", help="A permissions boundary of the caller.")
@click.option("--scp", multiple=True, metavar="FILE", help="An SCP; each is one level, and all must allow.")
@click.option("--endpoint-policy", metavar="FILE", help="The policy of the endpoint that is called.")
@click.option("--requests", metavar="FILE", help="Requests as JSON Lines, - for standard input.")
@click.option(
    "--output-format", "--format", "-f", "output_format", type=click.Choice(["text", "json"]), default="text",
    show_default=True, help="The form of the output.",
)  # fmt: skip
def simulate_command(
    path: str | None,
    *,
    action: str | None,
    caller: str | None,
    resource_arn: str | None,
    context: tuple[str, ...],
    identity_policy: tuple[str, ...],
    boundary: tuple[str, ...],
    scp: tuple[str, ...],
    endpoint_policy: str | None,
    requests: str | None,
    output_format: str,
) -> int:
    """Decide on one request, or on each line of a file of requests.

    PATH is the resource's policy. Exit status: 0 allowed, 1 denied or not known, 2 wrong use; with
    --requests 0, or 2 when some line is no request.
    """
    if requests is not None:
        if path is not None or action is not None or caller is not None:
            raise click.UsageError("--requests takes everything from the file")
        return _decide_file(requests)
    if path is None or action is None or caller is None:
        raise click.UsageError("name the policy, --action and --caller, or --requests")
    loaded = read_policy(path, Given(kind="resource-policy", resource_arn=resource_arn))
    document = loaded.context.document
    arn = loaded.context.resource if resource_arn is None else fill_arn(resource_arn, document.holes)
    if arn is None:
        raise click.UsageError("the policy names no single resource; say which with --resource-arn")
    groups = {
        "identity": [_read(each, document) for each in identity_policy],
        "boundary": [_read(each, document) for each in boundary],
        "scp": [_read(each, document) for each in scp],
        "resource": [loaded],
        "endpoint": [_read(endpoint_policy, document, resource=True)] if endpoint_policy else [],
    }
    keys = _context(context, document.holes)
    called_by = of_role(_caller(caller, document.holes), keys)
    request = Request(full_action(action), arn, called_by, keys)
    policies = _policies(groups, arn)
    decision = evaluate(request, policies)
    if decision.by is not None and decision.by.sid is not None:
        decision = decision._replace(by=decision.by._replace(sid=loaded.context.show(decision.by.sid)))
    if output_format == "json":
        click.echo(json.dumps(decision_data(decision)))
    else:
        from agentcore_lint.report.decision import decision_text

        click.echo(decision_text(decision, request, groups, policies.endpoint_arn))
        for line in _also_needed(request, policies):
            click.echo(line)
    return 0 if decision.outcome == "allowed" else 1


def _also_needed(request: Request, policies: Policies) -> Iterator[str]:
    """Say what becomes of the other actions that the call needs on the same ARN."""
    for way in ways_into(request.resource):
        if way.full_actions[-1].lower() != request.action.lower():
            continue
        for action in way.full_actions[:-1]:
            other = evaluate(request._replace(action=action), policies)
            verdict = "allowed" if other.outcome == "allowed" else f"not allowed: {other.reason}"
            yield f"The {way.name} also needs {action.removeprefix(PREFIX)}, which is {verdict}."


def _read(path: str, beside: Document, *, resource: bool = False) -> Loaded:
    """Read a policy of any service: that it is part of the question makes it ours.

    Its placeholders are those of the policy that it is judged with, where they are written alike.
    """
    given = Given(None, "resource-policy" if resource else "identity-policy", _OURS)
    found = read_policies(path, given)[0]
    return prepare(with_holes_of(found.context.document, beside), given) or found


def _policies(groups: dict[str, list[Loaded]], arn: str) -> Policies:
    policies = {name: tuple(each.policy for each in group) for name, group in groups.items()}
    endpoint = groups["endpoint"][0].policy if groups["endpoint"] else None
    named = guarded_arn(endpoint, None) if endpoint is not None else None
    return Policies(
        identity=policies["identity"],
        resource=policies["resource"][0],
        endpoint=endpoint,
        endpoint_arn=(named or f"{arn}/runtime-endpoint/DEFAULT") if endpoint is not None else "",
        boundary=policies["boundary"],
        scp=tuple((each,) for each in policies["scp"]),
    )


def _caller(text: str, holes: Holes) -> Caller:
    if text == "oauth":
        return OAUTH
    if text.startswith("service:"):
        return service_caller(text.removeprefix("service:"))
    found = caller_of(fill_arn(text, holes))
    if found is None:
        raise click.BadParameter(f"not the ARN of a caller: {text}", param_hint="--caller")
    return found


def _context(pairs: Iterable[str], holes: Holes) -> dict[str, tuple[str, ...]]:
    out: dict[str, tuple[str, ...]] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or ":" not in key:
            raise click.BadParameter(f"{pair!r} is not KEY=VALUE", param_hint="--context")
        filled: str = fill({key: value}, holes)[key]
        out[key.lower()] = (*out.get(key.lower(), ()), filled)
    return out


def _decide_file(path: str) -> int:
    """Decide line by line, so that the size of the file does not matter."""
    wrong = False
    try:
        with open(sys.stdin.fileno() if path == "-" else path, "rb", closefd=path != "-") as lines:
            for result in decide_lines(lines):
                wrong = wrong or result["decision"] == "error"
                click.echo(json.dumps(result))
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror or error}") from None
    return 2 if wrong else 0
