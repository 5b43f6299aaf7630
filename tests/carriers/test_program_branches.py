"""Branches, loops and functions of programs: a defect in one branch is a finding, a body is read once."""

from __future__ import annotations

import pytest

from agentcore_lint.lint import Settings, lint_text

ARN = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/bot-a1B2c3D4e5"
ALL, ONE, COMMANDS = (
    '"bedrock-agentcore:InvokeAgentRuntime*"',
    '"bedrock-agentcore:InvokeAgentRuntime"',
    '"bedrock-agentcore:InvokeAgentRuntimeCommand*"',
)
WEB = '"bedrock-agentcore:InvokeAgentRuntimeWith*"'
WRONG = '"bedrock-agentcore:InvokeAgentRuntme"'
CONDITION = '{"ArnNotEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/Proxy"}}'


def deny(action: str) -> str:
    return f'{{"Effect": "Deny", "Principal": "*", "Action": {action}, "Resource": ARN, "Condition": {CONDITION}}}'


def typescript(statements: str, before: str = "") -> tuple[str, str]:
    text = f"""
import {{ PutResourcePolicyCommand }} from "@aws-sdk/client-bedrock-agentcore-control";
const ARN = "{ARN}";
{before}
const policy = {{ "Version": "2012-10-17", "Statement": {statements} }};
await client.send(new PutResourcePolicyCommand({{ resourceArn: ARN, policy: JSON.stringify(policy) }}));
"""
    return "put.ts", text


def python(statements: str, before: str = "") -> tuple[str, str]:
    text = f"""
import json, boto3
ARN = "{ARN}"
{before}
policy = {{"Version": "2012-10-17", "Statement": {statements}}}
boto3.client("bedrock-agentcore-control").put_resource_policy(resourceArn=ARN, policy=json.dumps(policy))
"""
    return "put.py", text


OPEN, CLOSED = [("AC101", ONE)], list[tuple[str, str]]()
CASES: dict[str, tuple[list[tuple[str, str]], tuple[str, str]]] = {
    "ts ?: one branch leaves ways open": (OPEN, typescript(f"[{deny(f'prod ? {ALL} : {ONE}')}]")),
    "ts ?: the other one does": (OPEN, typescript(f"[{deny(f'prod ? {ONE} : {ALL}')}]")),
    "ts ?: both close": (CLOSED, typescript(f"[{deny(f'prod ? {ALL} : [{ONE}, {WEB}, {COMMANDS}]')}]")),
    "ts ?: the same question has one answer": (
        CLOSED,
        typescript(f"[{deny(f'prod ? {ALL} : {ONE}')}, {deny(f'!prod ? {ALL} : {ONE}')}]"),
    ),
    "ts ?: values that exclude one another": (
        CLOSED,
        typescript(
            f"[{deny(f'stage === `a` ? {ALL} : {ONE}')}, {deny(f'stage !== `a` ? {ALL} : {ONE}')}]",
        ),
    ),
    "ts ?? gives what is open": (OPEN, typescript(f"[{deny(f'calls ?? {ONE}')}]")),
    "ts || of a known value": (CLOSED, typescript(f"[{deny(f'calls || {ONE}')}]", f"const calls = {ALL};")),
    "ts || of nothing": (OPEN, typescript(f"[{deny(f'calls || {ONE}')}]", "const calls = undefined;")),
    "ts spread of a conditional list": (
        OPEN,
        typescript(f"[...(strict ? [{deny(f'[{WEB}, {COMMANDS}]')}] : []), {deny(ONE)}]"),
    ),
    "ts && in an object": (
        CLOSED,
        typescript(f"[{{ ...{deny(ALL)}, ...(named && {{ Sid: 'Guard' }}) }}]"),
    ),
    "ts map over a list that is known": (
        CLOSED,
        typescript(f"ways.map(way => ({deny('`bedrock-agentcore:${way}`')}))", "const ways = ['Invoke*'];"),
    ),
    "ts map over a list that is not known": (OPEN, typescript(f"roles.map(role => ({deny(ONE)}))")),
    "ts actions that are mapped": (
        CLOSED,
        typescript(f"[{deny(f'[{ONE}, ...more.map(each => `bedrock-agentcore:${{each}}`)]')}]"),
    ),
    "ts a function that returns statements": (
        OPEN,
        typescript("[wall(ARN)]", f"function wall(arn) {{ return {deny(ONE).replace('ARN', 'arn')}; }}"),
    ),
    "ts an arrow function with a parameter": (
        OPEN,
        typescript(f"[wall({ONE})]", f"const wall = (call: string) => ({deny('call')});"),
    ),
    "ts a function that fills a list": (
        OPEN,
        typescript("walls()", f"function walls() {{ const out = []; out.push({deny(ONE)}); return out; }}"),
    ),
    "ts a function that may return either": (
        OPEN,
        typescript(
            "walls()",
            f"function walls() {{ if (strict) {{ return [{deny(ALL)}]; }} return [{deny(ONE)}]; }}",
        ),
    ),
    "ts a list that a function adds to": (
        CLOSED,
        typescript(
            "statements",
            f"function add(to, call) {{ to.push({deny('call')}); }}\nconst statements = [{deny(ONE)}]; add(statements, {ALL});",
        ),
    ),
    "ts what a function adds": (
        OPEN,
        typescript(
            "statements",
            f"const add = (to: object[], call: string) => {{ to.push({deny('call')}); }};\nconst statements = []; add(statements, {ONE});",
        ),
    ),
    "ts a function that only looks": (
        OPEN,
        typescript(
            "statements",
            f"const statements = [{deny(ONE)}];\nfunction show(what) {{ console.log(what); }}\nshow(statements);",
        ),
    ),
    "ts a function that is not known": (CLOSED, typescript(f"[{deny(ONE)}, ...others()]")),
    "py if else: one branch leaves ways open": (OPEN, python(f"[{deny(f'{ALL} if prod else {ONE}')}]")),
    "py if else: both close": (CLOSED, python(f"[{deny(f'{ALL} if prod else [{ONE}, {WEB}, {COMMANDS}]')}]")),
    "py if else: the same question has one answer": (
        CLOSED,
        python(f"[{deny(f'{ALL} if prod else {ONE}')}, {deny(f'{ONE} if prod else {ALL}')}]"),
    ),
    "py if else: values that exclude one another": (
        CLOSED,
        python(f"[{deny(f'{ALL} if s == 1 else {ONE}')}, {deny(f'{ALL} if s != 1 else {ONE}')}]"),
    ),
    "py or gives what is open": (OPEN, python(f"[{deny(f'calls or {ONE}')}]")),
    "py or of a known value": (CLOSED, python(f"[{deny(f'calls or {ONE}')}]", f"calls = {ALL}")),
    "py a comprehension over a list that is known": (
        CLOSED,
        python("[" + deny('f"bedrock-agentcore:{way}"') + " for way in ways]", "ways = ['Invoke*']"),
    ),
    "py a comprehension over a list that is not known": (OPEN, python(f"[{deny(ONE)} for role in roles]")),
    "py actions of a comprehension": (
        CLOSED,
        python("[" + deny("[" + ONE + ', *[f"bedrock-agentcore:{each}" for each in more]]') + "]"),
    ),
    "py a comprehension with a condition": (OPEN, python(f"[{deny(ONE)} for role in roles if role]")),
    "py a function that returns a statement": (
        OPEN,
        python("[wall(ARN)]", f"def wall(arn):\n    return {deny(ONE).replace('ARN', 'arn')}"),
    ),
    "py a function with a default": (
        OPEN,
        python("[wall()]", f"def wall(call={ONE}):\n    return {deny('call')}"),
    ),
    "py a function that fills a list": (
        OPEN,
        python("walls()", f"def walls():\n    out = []\n    out.append({deny(ONE)})\n    return out"),
    ),
    "py a method": (
        OPEN,
        python("self.walls()", f"class A:\n    def walls(self):\n        return [{deny(ONE)}]"),
    ),
    "py a list that a function adds to": (
        CLOSED,
        python(
            "statements",
            f"statements = [{deny(ONE)}]\ndef add(to, call):\n    to.append({deny('call')})\nadd(statements, {ALL})",
        ),
    ),
    "py what a function adds": (
        OPEN,
        python(
            "statements",
            f"def add(to, call):\n    to.append({deny('call')})\nstatements = []\nadd(statements, {ONE})",
        ),
    ),
    "ts lists that branches leave empty together": (
        CLOSED,
        typescript(
            "[{ Effect: 'Allow', Principal: { AWS: [...(a ? ['arn:aws:iam::111122223333:role/A'] : []), "
            "...(b ? ['arn:aws:iam::111122223333:role/B'] : [])] }, Action: " + ONE + ", Resource: ARN }]"
        ),
    ),
    "ts a list that is empty in every way": (
        [("AC002", "[]")],
        typescript(f"[{{ Effect: 'Allow', Principal: '*', Action: a ? {ONE} : {ALL}, Resource: [] }}]"),
    ),
    "py a statement that is added on a condition": (
        [("AC104", WRONG)],
        python("statements", f"statements: list[dict] = []\nif prod:\n    statements.append({deny(WRONG)})"),
    ),
    "ts a statement that is added on a condition": (
        [("AC104", WRONG)],
        typescript(
            "statements", f"const statements = load();\nif (prod) {{ statements.push({deny(WRONG)}); }}"
        ),
    ),
    "py what one condition leaves open, another may close": (
        CLOSED,
        python(
            "statements",
            f"statements = [{deny(ONE)}]\nif prod:\n    statements.append({deny(WEB)})\nelse:\n    add(statements)",
        ),
    ),
    "ts a statement that is added in a loop": (
        OPEN,
        typescript(
            "statements", f"const statements = [];\nfor (const x of xs) {{ statements.push({deny(ONE)}); }}"
        ),
    ),
    "py names that are passed along together": (
        OPEN,
        python(
            f"[{deny(ONE)}]",
            "x, y, z = (client(each) for each in 'xyz')\na = client('a')\nb = client('b')\nc = client('c')\n"
            "def f(p, q, r):\n    p.run(q, r)\n    f(q, r, p)\n"
            + "f(a, b, c)\nf(b, c, a)\nf(c, a, b)\nf(b, a, c)\n" * 3
            + "send(policy=c, to=a)",
        ),
    ),
    "py a function that only looks": (
        OPEN,
        python(
            "statements",
            f"def show(what):\n    print(len(what))\nstatements = [{deny(ONE)}]\nshow(statements)",
        ),
    ),
    "py a function that calls itself": (CLOSED, python("walls()", "def walls():\n    return walls()")),
}


@pytest.mark.parametrize("title", CASES)
def test_branches(title: str) -> None:
    expected, (name, text) = CASES[title]
    result = lint_text(text, name, Settings())
    assert result.error is None
    found = [
        (each.rule, text[each.span.start.offset : each.span.end.offset])
        for each in result.diagnostics
        if each.severity == "error"
    ]
    assert found == expected
