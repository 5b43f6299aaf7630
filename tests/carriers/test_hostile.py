"""Hostile input in the carriers: never a traceback, never a hang, and nothing said of what is not ours."""

from __future__ import annotations

import pytest

from agentcore_lint.lint import Settings, lint_text

ACTION = "bedrock-agentcore:InvokeAgentRuntime"
RESOURCE = 'resource "aws_bedrockagentcore_resource_policy" "x" {\n  policy = '
CASES = {
    "brackets without end.yaml": "agentcore: " + "[" * 100_000,
    "deep.yaml": "agentcore: " + "[" * 5_000 + "]" * 5_000,
    "bomb.yaml": "a0: &a0 [agentcore, agentcore]\n"
    + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]\n" for n in range(1, 40)),
    "circle.yaml": "agentcore: &a\n  x: *a\n",
    "parentheses.py": "agentcore = " + "(" * 100_000 + ")" * 100_000,
    "sum.py": "agentcore = " + " + ".join(["'a'"] * 20_000),
    "circle.py": "a = b\nb = a\nclient.put_resource_policy(resourceArn='x', policy=a)  # bedrock-agentcore",
    "nul.py": "x = 'bedrock-agentcore'\0",
    "brackets.ts": "const p = { Statement: " + "[" * 20_000 + "]" * 20_000 + " }; // agentcore",
    "circle.ts": "const a = b; const b = a; new bedrockagentcore.CfnResourcePolicy(this, 'x', { policy: a });",
    "blocks.tf": "# agentcore\n" + "a {\n" * 20_000 + "}\n" * 20_000,
    "calls.tf": RESOURCE + "jsonencode(" * 3_000 + ")" * 3_000 + "\n}",
    "circle.tf": "locals {\n  a = local.b\n  b = local.a\n}\n" + RESOURCE + "local.a\n}",
    "itself.tf": 'data "aws_iam_policy_document" "x" {\n  source_policy_documents = [data.aws_iam_policy_document.x.json]\n  # bedrock-agentcore\n}',
    "circle.sh": 'A="$B"\nB="$A"\naws bedrock-agentcore-control put-resource-policy --policy "$B" --resource-arn x',
    "quotes.md": "agentcore\n" + "> " * 10_000 + "x",
}

ODD = {
    "index.py": f"p = '{{\u00b2}} {{99999999999999999999}}'.format(1)\nclient.put_resource_policy(policy=p)  # {ACTION}",
    "number.py": f"client.put_resource_policy(policy=json.dumps({{'Statement': 0x{'f' * 9000}}}))  # {ACTION}",
    "index.tf": f"locals {{\n  a = [1]\n  b = local.a.99999999999999999999\n}}\n{RESOURCE}jsonencode({{ Statement = local.b }})\n}}\n",
    "index.json": '{"Version": "2012-10-17", "Statement": {"\u00b2": "bedrock-agentcore:InvokeAgentRuntime"}}',
    "escape.ipynb": f'{{"cells": [{{"cell_type": "code", "source": ["x \\q \\u12 {ACTION}"]}}]}}',
    "alone.sh": f"<<EOF\n{ACTION}\nEOF\n",
}
"""Numbers that are none, or far too long, and escapes that are none."""


@pytest.mark.parametrize("name", ODD)
def test_odd_numbers_and_escapes_are_no_crash(name: str) -> None:
    assert lint_text(ODD[name], name, Settings()).errors == ()


UNREAD = {
    "substitutions.sh": "aws bedrock-agentcore-control put-resource-policy --policy " + "$(" * 10_000,
    "deep.yaml": "a: bedrock-agentcore:InvokeAgentRuntime\nb: " + "[" * 5_000 + "]" * 5_000,
    "brackets without end.yaml": "a: bedrock-agentcore:InvokeAgentRuntime\nb: " + "[" * 100_000,
    "bomb.yaml": "x: bedrock-agentcore:InvokeAgentRuntime\na0: &a0 [a, a]\n"
    + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]\n" for n in range(1, 40)),
    "circle.yaml": "x: bedrock-agentcore:InvokeAgentRuntime\ny: &a\n  x: *a\n",
    "parentheses.py": "x = 'bedrock-agentcore:InvokeAgentRuntime'\ny = " + "(" * 100_000 + ")" * 100_000,
    "sum.py": "x = 'bedrock-agentcore:InvokeAgentRuntime'\ny = " + " + ".join(["'a'"] * 20_000),
    "nul.py": "x = 'bedrock-agentcore:InvokeAgentRuntime'\0",
}
"""What no parser gets through, and what speaks of AgentCore's actions."""


@pytest.mark.parametrize("name", UNREAD)
def test_what_cannot_be_read_is_said_once(name: str) -> None:
    result = lint_text(UNREAD[name], name, Settings())
    assert result.errors == ()
    assert [each.rule for each in result.diagnostics] == ["AC007"]


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_said(name: str) -> None:
    result = lint_text(CASES[name], name, Settings())
    assert (result.error, result.diagnostics) == (None, ())


@pytest.mark.parametrize("name", ["x.py", "x.ts", "x.yaml", "x.tf", "x.sh", "x.md"])
def test_what_is_no_text_is_not_ours(name: str) -> None:
    for data in (b"\xff\xfeb\0e\0d\0rock-agentcore", b"bedrock-agentcore \xc3\x28"):
        result = lint_text(data, name, Settings())
        assert (result.error, result.diagnostics) == (None, ())


def test_spans_stand_behind_characters_of_several_bytes() -> None:
    text = '# \N{SNOWMAN}\u2028 e\u0301 \U0001f600\nresource "aws_bedrockagentcore_resource_policy" "x" {\n  resource_arn = var.arn\n  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Sid = "\U0001f600", Effect = "Deny", Principal = "*", Action = "bedrock-agentcore:InvokeAgentRuntme", Resource = var.arn }] })\n}\n'
    for name, written in (("x.tf", text), ("x.md", f"# \N{SNOWMAN}\n\n```hcl\n{text}```\n")):
        found = [each for each in lint_text(written, name, Settings()).diagnostics if each.rule == "AC104"]
        assert [written[each.span.start.offset : each.span.end.offset] for each in found] == [
            '"bedrock-agentcore:InvokeAgentRuntme"'
        ]


DOUBLINGS = 22


def doubled(first: str, line: str, last: str) -> str:
    """A text in which each name stands for the one before twice over; `{0}` is a name, `{1}` the one before."""
    lines = [line.format(f"a{number}", f"a{number - 1}") for number in range(1, DOUBLINGS)]
    return "\n".join([first, *lines, last.format(f"a{DOUBLINGS - 1}")])


TERRAFORM = "}}\n# " + ACTION + "\n" + RESOURCE.replace("{", "{{")
PYTHON = "boto3.client('bedrock-agentcore-control').put_resource_policy(policy={0})"
TYPESCRIPT = "new bedrockagentcore.CfnResourcePolicy(this, 'x', {{ policy: JSON.stringify({0}) }});"
BOMBS = {
    "texts.tf": doubled('locals {\n  a0 = "xxxxxxxxxx"', '  {0} = "${{local.{1}}}${{local.{1}}}"', TERRAFORM + "local.{0}\n}}"),
    "lists.tf": doubled("locals {\n  a0 = [1]", "  {0} = [local.{1}, local.{1}]", TERRAFORM + "jsonencode(local.{0})\n}}"),
    "concat.tf": doubled("locals {\n  a0 = [1]", "  {0} = concat(local.{1}, local.{1})", TERRAFORM + "jsonencode(local.{0})\n}}"),
    "loops.tf": doubled("locals {\n  a0 = [1, 2]", "  {0} = [for x in local.{1} : local.{1}]", TERRAFORM + "jsonencode(local.{0})\n}}"),
    "texts.py": doubled("a0 = 'xxxxxxxxxx'", "{0} = {1} + {1}", PYTHON),
    "fields.py": doubled("a0 = 'xxxxxxxxxx'", "{0} = f'{{{1}}}{{{1}}}'", PYTHON),
    "lists.py": doubled("a0 = [1]", "{0} = [*{1}, *{1}]", PYTHON),
    "dicts.py": doubled("a0 = {}", "{0} = {{'x': {1}, 'y': {1}}}", PYTHON),
    "texts.ts": doubled("const a0 = 'xxxxxxxxxx';", "const {0} = `${{{1}}}${{{1}}}`;", TYPESCRIPT),
    "lists.ts": doubled("const a0 = [1];", "const {0} = [...{1}, ...{1}];", TYPESCRIPT),
    "objects.ts": doubled("const a0 = {};", "const {0} = {{ x: {1}, y: {1} }};", TYPESCRIPT),
    "variables.sh": doubled("a0=xxxxxxxxxx", '{0}="${1}${1}"', 'aws bedrock-agentcore-control put-resource-policy --policy "${0}"'),
    "aliases.yaml": doubled(f"x: {ACTION}\na0: &a0 [1]", "{0}: &{0} [*{1}, *{1}]", "z: *{0}"),
    "long aliases.yaml": f"x: {ACTION}\na: &a {'x' * 50_000}\nb: [{', '.join(['*a'] * 20_000)}]\n",
    "substitutions.yaml": "Resources:\n  P:\n    Type: AWS::BedrockAgentCore::ResourcePolicy\n    Properties:\n      Policy: "
    + "{'Fn::Sub': ['${x}${x}', {x: " * DOUBLINGS + "xxxxxxxxxx" + "}]}" * DOUBLINGS,
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_names_that_double_each_other_end_and_are_said(name: str) -> None:
    result = lint_text(BOMBS[name], name, Settings())
    assert result.errors == ()
    assert [each.rule for each in result.diagnostics] == ["AC007"]


def test_policies_before_a_bomb_are_linted() -> None:
    wall = f'client.put_resource_policy(policy=\'{{"Version": "2012-10-17", "Statement": {{"Effect": "Deny", "Principal": "*", "Action": "{ACTION}z", "Resource": "x"}}}}\')\n'
    result = lint_text(
        "client = boto3.client('bedrock-agentcore-control')\n" + wall + BOMBS["texts.py"], "x.py", Settings()
    )
    assert {"AC007", "AC104"} <= {each.rule for each in result.diagnostics}


LONG = {
    "a string without its end": '{"policy": "' + '\\"bedrock-agentcore\\": ' * 100_000,
    "beginnings of expressions": '{"bedrock-agentcore": ' + "{{ " * 300_000,
    "beginnings of tags": '{"bedrock-agentcore": ' + "{% " * 300_000,
    "beginnings of variables": '{"bedrock-agentcore": ' + "${ " * 300_000,
    "quotes": '{"bedrock-agentcore": ' + '"' * 300_001,
}


@pytest.mark.parametrize("title", LONG)
def test_long_broken_texts_are_read_in_one_go(title: str) -> None:
    result = lint_text(LONG[title], "x.json", Settings())
    assert [each.rule for each in result.diagnostics] == ["AC001"]
