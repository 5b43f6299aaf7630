"""The commands `rule` and `rules`."""

from __future__ import annotations

import json

import click

from agentcore_lint.rule import RETIRED, Rule, find_rule, rules

_FORMAT = click.option(
    "--output-format",
    "--format",
    "-f",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="The form of the output.",
)


@click.command("rule")
@click.argument("name", metavar="RULE")
@_FORMAT
def rule_command(name: str, output_format: str) -> int:
    """Explain a rule, by its id or its name."""
    rule = find_rule(name)
    if rule is None and name.upper() in RETIRED:
        click.echo(f"{name.upper()} {RETIRED[name.upper()]}")
        return 0
    if rule is None:
        raise click.UsageError(f"no rule {name!r}; `agentcore-lint rules` lists them")
    click.echo(json.dumps(_data(rule), indent=2) if output_format == "json" else _text(rule))
    return 0


@click.command("rules")
@_FORMAT
def rules_command(output_format: str) -> int:
    """List all rules."""
    if output_format == "json":
        click.echo(json.dumps([_data(rule) for rule in rules().values()], indent=2))
        return 0
    for rule in rules().values():
        click.echo(f"{rule.id}  {rule.severity:7}  {rule.name:28}  {rule.message}")
    return 0


def _data(rule: Rule) -> dict[str, object]:
    nested = {
        "references": [each._asdict() for each in rule.references],
        "bad": [each._asdict() for each in rule.bad],
        "good": [each._asdict() for each in rule.good],
    }
    return {**rule._asdict(), **nested, "url": rule.url}


def _text(rule: Rule) -> str:
    parts = [
        f"{rule.id} {rule.name} ({rule.severity})\n{rule.message}",
        rule.summary.strip(),
        f"Why\n{rule.why.strip()}",
        f"How to fix\n{rule.help.strip()}",
    ]
    if rule.help_oauth is not None:
        parts.append(f"How to fix where callers bring OAuth tokens\n{rule.help_oauth.strip()}")
    for example in rule.bad[:1]:
        parts.append(f"Found: {example.title}\n{example.policy}")
        parts += [f"Fixed\n{example.mended}"] if example.mended is not None else []
    parts += [f"Not found: {each.title}\n{each.policy}" for each in rule.good[:1]]
    if rule.limits:
        parts.append(f"Known limits\n{rule.limits.strip()}")
    if rule.fix_safety:
        parts.append(f"Safety of the fix\n{rule.fix_safety.strip()}")
    parts.append("References\n" + "\n".join(f"- {each.title}: {each.states}" for each in rule.references))
    return "\n\n".join([*parts, rule.url])
