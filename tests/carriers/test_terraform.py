"""What Terraform's expressions give: loops, conditions, functions, dynamic blocks, templates."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest

from agentcore_lint.lint import Settings, lint_file, lint_text

if TYPE_CHECKING:
    from pathlib import Path


def found(text: str, name: str = "main.tf") -> list[tuple[str, str]]:
    """The rules of errors and warnings, each with the text under its caret."""
    result = lint_text(text, name, Settings())
    assert result.error is None
    return sorted(
        (each.rule, text[each.span.start.offset : each.span.end.offset])
        for each in result.diagnostics
        if each.severity != "note"
    )


ARN = '"arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/bot-a1B2c3D4e5"'
HEAD = f'resource "aws_bedrockagentcore_resource_policy" "x" {{\n  resource_arn = {ARN}\n  policy = '


def attached(policy: str, more: str = "") -> str:
    return f"{HEAD}{textwrap.dedent(policy).strip()}\n}}\n{textwrap.dedent(more)}"


def policy(statements: str) -> str:
    return f'jsonencode({{ Version = "2012-10-17", Statement = {textwrap.dedent(statements).strip()} }})'


WALL = """{
  Effect    = "Deny"
  Principal = "*"
  Action    = %s
  Resource  = ARN
  Condition = { ArnNotEquals = { "aws:PrincipalArn" = %s } }
}"""
WALL = WALL.replace("= ARN", f"= {ARN}")
ROLE = '"arn:aws:iam::111122223333:role/Proxy"'
OPEN = WALL % ('"bedrock-agentcore:InvokeAgentRuntime"', ROLE)
CLOSED = WALL % ('"bedrock-agentcore:InvokeAgentRuntime*"', ROLE)
ALL = '"bedrock-agentcore:InvokeAgentRuntime"'
GLOB = '"bedrock-agentcore:InvokeAgentRuntime*"'
TYPO = '"bedrock-agentcore:InvokeAgentRuntme"'
CALLS = """[
  "InvokeAgentRuntime", "InvokeAgentRuntimeForUser", "InvokeAgentRuntimeCommand",
  "InvokeAgentRuntimeCommandShell", "InvokeAgentRuntimeWithWebSocketStream",
  "InvokeAgentRuntimeWithWebSocketStreamForUser",
]"""


def allow(action: str, principal: str = ROLE) -> str:
    return f'{{ Effect = "Allow", Principal = {{ AWS = {principal} }}, Action = {action}, Resource = {ARN} }}'


AC101 = ("AC101", ALL)
AC104 = ("AC104", TYPO)

MODULES = {
    # for
    "a list of a variable: the body is read once": (
        attached(policy(f"[for role in var.roles : {allow(TYPO, 'role')}]")),
        [AC104],
    ),
    "a map": (
        attached(policy(f"[for name, role in var.roles : {allow(TYPO, 'role.arn')}]")),
        [AC104],
    ),
    "a list that is written out is read item by item": (
        attached(policy("[" + WALL % (f'[for call in {CALLS} : "bedrock-agentcore:${{call}}"]', ROLE) + "]")),
        [],
    ),
    "a list that is written out leaves a call out": (
        attached(
            policy(
                "["
                + WALL % ('[for call in ["InvokeAgentRuntime"] : "bedrock-agentcore:${call}"]', ROLE)
                + "]"
            )
        ),
        [("AC101", '"bedrock-agentcore:${call}"')],
    ),
    "an item is left out by its condition": (
        attached(
            policy(
                f"[for each in [{{ on = false, role = {ROLE} }}] : {allow(TYPO, 'each.role')} if each.on]".replace(
                    "[for each", f"concat([{CLOSED}], [for each", 1
                )
                + ")"
            )
        ),
        [],
    ),
    "the roles of a variable may come in": (
        attached(
            policy(
                "["
                + WALL % (ALL, '[for name in var.names : "arn:aws:iam::${var.account}:role/${name}"]')
                + "]"
            )
        ),
        [AC101],
    ),
    "two loops' variables are not the same": (
        attached(
            policy(
                f"concat([for r in var.readers : {allow(ALL, 'r')}], [for r in var.admins : {allow(ALL, 'r')}])"
            )
        ),
        [],
    ),
    "a local value that a loop makes, taken by for_each": (
        'resource "aws_bedrockagentcore_resource_policy" "x" {\n'
        "  for_each     = local.policies\n  resource_arn = each.value.arn\n  policy       = each.value.policy\n}\n"
        "locals {\n  policies = { for name, arn in var.runtimes : name => {\n    arn    = arn\n    policy = "
        + policy(f"[{OPEN.replace(ARN, 'arn')}]")
        + "\n  } }\n}\n",
        [AC101],
    ),
    "each of the policies of for_each is read": (
        'resource "aws_bedrockagentcore_resource_policy" "x" {\n'
        "  for_each     = { a = "
        + policy(f"[{CLOSED}]")
        + ", b = "
        + policy(f"[{OPEN}]")
        + " }\n  resource_arn = var.arn[each.key]\n  policy       = each.value\n}\n",
        [AC101],
    ),
    # conditions
    "one branch leaves ways open": (
        attached(policy(f"[var.strict ? {CLOSED} : {OPEN}]")),
        [AC101],
    ),
    "both branches are closed": (
        attached(policy(f"[var.strict ? {CLOSED} : {CLOSED}]")),
        [],
    ),
    "branches of one condition are not mixed": (
        attached(
            policy(
                f"""[
                {WALL % ('var.strict ? "bedrock-agentcore:InvokeAgentRuntime*" : "bedrock-agentcore:InvokeAgentRuntime"', ROLE)},
                {WALL % ('!var.strict ? "bedrock-agentcore:InvokeAgentRuntime*" : "bedrock-agentcore:InvokeAgentRuntime"', ROLE)},
                ]"""
            )
        ),
        [],
    ),
    "a stage is one of several": (
        attached(
            policy(
                f"""concat(
                var.stage == "prod" ? [] : [{CLOSED}],
                local.dev ? [] : [{CLOSED}],
                )"""
            ),
            'locals {\n  dev = var.stage == "dev"\n}\n',
        ),
        [],
    ),
    "a statement that is there or not": (
        attached(policy(f"concat([{CLOSED}], var.open ? [{allow(TYPO)}] : [])")),
        [AC104],
    ),
    "a condition whose answer is written": (
        attached(policy(f"[true ? {CLOSED} : {OPEN}]")),
        [],
    ),
    # functions
    "merge": (
        attached(policy(f'[merge({OPEN}, {{ Sid = "Wall" }})]')),
        [AC101],
    ),
    "merge takes the last": (
        attached(policy(f'[merge({OPEN}, {{ Action = "bedrock-agentcore:InvokeAgentRuntime*" }})]')),
        [],
    ),
    "flatten and compact": (
        attached(policy(f"flatten([[{OPEN.replace(ALL, f'compact([{ALL}, null])')}], [[]]])")),
        [AC101],
    ),
    "coalesce: what is written is a branch": (
        attached(f"coalesce(var.policy, {policy(f'[{OPEN}]')})"),
        [AC101],
    ),
    "try: what is written is a branch": (
        attached(policy("[" + WALL % (f"try(var.calls.all, {ALL})", ROLE) + "]")),
        [AC101],
    ),
    "format": (
        attached(policy("[" + WALL % ('format("%s:InvokeAgentRuntme", "bedrock-agentcore")', ROLE) + "]")),
        [("AC104", 'format("%s:InvokeAgentRuntme", "bedrock-agentcore")')],
    ),
    "join and split": (
        attached(
            policy(
                "[" + WALL % ('split(",", join(",", ["bedrock-agentcore:InvokeAgentRuntime"]))', ROLE) + "]"
            )
        ),
        [("AC101", 'join(",", ["bedrock-agentcore:InvokeAgentRuntime"])')],
    ),
    "distinct, toset, sort": (
        attached(policy("[" + WALL % (f"sort(toset(distinct([{ALL}, {ALL}])))", ROLE) + "]")),
        [AC101],
    ),
    "a call that is not known is a hole": (
        attached(policy("[" + WALL % (f"my_own({ALL})", ROLE) + "]")),
        [],
    ),
    "a resource that is not there has no policy": (
        attached(policy(f"var.on ? [{CLOSED}] : []")).replace('x" {', 'x" {\n  count = var.on ? 1 : 0', 1),
        [],
    ),
    # names
    "an item of a list, and of a map": (
        attached(
            policy("[" + WALL % ("local.calls[0]", 'local.roles["proxy"].arn') + "]"),
            f"locals {{\n  calls = [{ALL}]\n  roles = {{ proxy = {{ arn = {ROLE} }} }}\n}}\n",
        ),
        [AC101],
    ),
    "an item that is not known which": (
        attached(
            "local.policies[var.stage]",
            "locals {\n  policies = { dev = "
            + policy(f"[{OPEN}]")
            + ", prod = "
            + policy(f"[{CLOSED}]")
            + " }\n}\n",
        ),
        [AC101],
    ),
    "a splat": (
        attached(
            policy("[" + WALL % ("local.calls[*].name", ROLE) + "]"),
            f"locals {{\n  calls = [{{ name = {ALL} }}]\n}}\n",
        ),
        [AC101],
    ),
    "a splat of resources": (
        attached(
            policy(
                "[" + WALL % ('"bedrock-agentcore:InvokeAgentRuntime*"', "aws_iam_role.proxy[*].arn") + "]"
            ),
            'resource "aws_iam_role" "proxy" {\n  count = 2\n}\n',
        ),
        [],
    ),
    "a reference in quotes": (
        attached('"${local.policy}"', f"locals {{\n  policy = {policy(f'[{OPEN}]')}\n}}\n"),
        [AC101],
    ),
    # templates
    "directives: the body of a loop is read once": (
        attached(
            """<<EOT
{"Version": "2012-10-17", "Statement": [
%{ for role in var.roles ~}
  {"Effect": "Allow", "Principal": {"AWS": "${role}"}, "Action": "bedrock-agentcore:InvokeAgentRuntme", "Resource": "${local.arn}"},
%{ endfor ~}
  {"Effect": "Deny", "Principal": "*", "Action": "bedrock-agentcore:InvokeAgentRuntime*", "Resource": "${local.arn}", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
]}
EOT"""
        ),
        [AC104],
    ),
    "directives: both branches": (
        attached(
            """<<EOT
{"Version": "2012-10-17", "Statement": [
  {"Effect": "Deny", "Principal": "*", "Action": %{ if var.all }"bedrock-agentcore:InvokeAgentRuntime*"%{ else }"bedrock-agentcore:InvokeAgentRuntime"%{ endif },
   "Resource": "${local.arn}", "Condition": {"ArnNotEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/Proxy"}}}
]}
EOT"""
        ),
        [AC101],
    ),
    "a value put in as JSON": (
        attached(
            """<<EOT
{"Version": "2012-10-17", "Statement": [
  {"Effect": "Deny", "Principal": "*", "Action": ${jsonencode(local.calls)},
   "Resource": ${jsonencode(var.arn)}, "Condition": {"ArnNotEquals": {"aws:PrincipalArn": ${jsonencode(local.role)}}}}
]}
EOT""",
            f"locals {{\n  calls = [{ALL}]\n  role = {ROLE}\n}}\n",
        ),
        [("AC101", "${jsonencode(local.calls)}")],
    ),
}

DYNAMIC = """
data "aws_iam_policy_document" "x" {
  dynamic "statement" {
    for_each = %s
    content {
      effect    = "Deny"
      actions   = %s
      resources = [%s]
      principals {
        type        = "*"
        identifiers = ["*"]
      }
      dynamic "condition" {
        for_each = var.roles
        iterator = role
        content {
          test     = "ArnNotEquals"
          variable = "aws:PrincipalArn"
          values   = ["arn:aws:iam::111122223333:role/${role.value}"]
        }
      }
    }
  }
}
"""
TAKES = attached("data.aws_iam_policy_document.x.json")
BLOCKS = {
    "a dynamic block of a variable: the body is read once": (
        DYNAMIC % ("var.runtimes", f"[{ALL}]", "statement.value.arn"),
        [AC101],
    ),
    "a dynamic block for each item that is written": (
        DYNAMIC % (f"[{ALL}, {TYPO}]", "[statement.value]", ARN),
        [AC101, AC104],
    ),
    "a dynamic block that closes all": (
        DYNAMIC % ('["bedrock-agentcore:InvokeAgentRuntime*"]', "[statement.value]", ARN),
        [],
    ),
    "a dynamic block that is there or not": (
        DYNAMIC % (f"var.open ? [{TYPO}] : [{GLOB}]", "[statement.value]", ARN),
        [AC104],
    ),
    "what the iterator gives may be all of the calls": (
        DYNAMIC % ("var.calls", "statement.value", ARN),
        [],
    ),
}


@pytest.mark.parametrize("title", BLOCKS)
def test_dynamic_blocks(title: str) -> None:
    text, expected = BLOCKS[title]
    assert found(text + TAKES) == expected


TEMPLATE = """{"Version": "2012-10-17", "Statement": [
  {"Effect": "Deny", "Principal": "*", "Action": "bedrock-agentcore:InvokeAgentRuntime", "Resource": "${arn}",
   "Condition": {"ArnNotEquals": {"aws:PrincipalArn": ${jsonencode(roles)}}}},
%{ for each in more ~}
  {"Effect": "Deny", "Principal": "*", "Action": "${each}", "Resource": "${arn}"},
%{ endfor ~}
  {"Effect": "Allow", "Principal": {"AWS": ${jsonencode(roles)}}, "Action": "bedrock-agentcore:InvokeAgentRuntme", "Resource": "${arn}"}
]}
"""


@pytest.mark.parametrize(
    ("more", "is_open"), [("[]", True), ('["bedrock-agentcore:*"]', False), ("var.more", False)]
)
def test_a_template_is_filled_in(tmp_path: Path, more: str, is_open: bool) -> None:
    values = f"{{ arn = {ARN}, roles = [{ROLE}], more = {more} }}"
    (tmp_path / "policy.tftpl").write_text(TEMPLATE)
    (tmp_path / "main.tf").write_text(attached(f'templatefile("${{path.module}}/policy.tftpl", {values})'))
    result = lint_file(str(tmp_path / "main.tf"), Settings(), named=True)
    there = [each for each in result.diagnostics if each.severity != "note"]
    assert ("AC101" in {each.rule for each in there}) == is_open
    assert {each.path for each in there} == {str(tmp_path / "policy.tftpl")}
    places = {each.rule: TEMPLATE[each.span.start.offset : each.span.end.offset] for each in there}
    assert places["AC104"] == TYPO
    assert places.get("AC101", ALL) == ALL


@pytest.mark.parametrize("title", MODULES)
def test_expressions(title: str) -> None:
    text, expected = MODULES[title]
    assert found(text) == expected
