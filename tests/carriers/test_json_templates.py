"""JSON with a template's directives: branches one by one, loops once, and what gives no JSON is said."""

from __future__ import annotations

import pytest

from agentcore_lint.lint import Settings, lint_text

ARN = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/bot-a1B2c3D4e5"
ONE, ALL = '"bedrock-agentcore:InvokeAgentRuntime"', '"bedrock-agentcore:InvokeAgentRuntime*"'
WRONG = '"bedrock-agentcore:InvokeAgentRuntme"'
PROXY = '"arn:aws:iam::111122223333:role/Proxy"'


def policy(statements: str) -> str:
    return f'{{"Version": "2012-10-17",\n "Statement": [{statements}]}}\n'


def deny(action: str, proxies: str = PROXY) -> str:
    condition = f'{{"ArnNotEquals": {{"aws:PrincipalArn": [{proxies}]}}}}'
    return f'{{"Effect": "Deny", "Principal": "*", "Action": {action}, "Resource": "{ARN}", "Condition": {condition}}}'


def allow(action: str = ALL) -> str:
    principal = f'{{"AWS": {PROXY}}}'
    return f'{{"Effect": "Allow", "Principal": {principal}, "Action": {action}, "Resource": "{ARN}"}}'


def jinja(first: str, other: str) -> str:
    return "{% if a %}" + first + "{% else %}" + other + "{% endif %}"


OPEN, WRONG_ONE = [("AC101", ONE)], [("AC104", WRONG)]
NAMES = '{%- for r in roles -%}"{{ r }}"{{ "," if not loop.last }}{%- endfor -%}'
LOOP = "\n%{ for at, role in roles ~}\nBODY%{ if at < length(roles) - 1 },%{ endif }\n%{ endfor ~}\n"
RANGE = "{{- range .Roles }}\nBODY,\n{{- end }}"
CHAIN = "{{ if .All }}" + ALL + "{{ else if .One }}" + WRONG + "{{ else }}" + ONE + "{{ end }}"
EACH = "{{#each roles}}BODY{{#unless @last}},{{/unless}}{{/each}}"
CASES: dict[str, tuple[list[tuple[str, str]], str, str]] = {
    "jinja: the first branch": (OPEN, "p.json.j2", policy(deny("[" + jinja(ONE, ALL) + "]"))),
    "jinja: the second branch": (OPEN, "p.json.j2", policy(deny("[" + jinja(ALL, ONE) + "]"))),
    "jinja: the third branch": (
        OPEN,
        "p.json.j2",
        policy(deny(jinja(ALL, ONE).replace("{% else", "{% elif b %}" + ALL + "{% else"))),
    ),
    "jinja: the same condition, the same branch": (
        [],
        "p.json.j2",
        policy(deny(jinja(ONE, ALL)) + "," + deny(jinja(ALL, ONE).replace("{% if", "{%- if"))),
    ),
    "jinja: statements and the commas after them": (
        WRONG_ONE,
        "p.json.j2",
        policy("\n{% if a %}" + deny(ALL) + ",{% endif %}\n{% if b %}" + allow(WRONG) + ",\n{% endif %}\n"),
    ),
    "jinja: a loop with commas between": (OPEN, "p.json.j2", policy(deny(ONE, NAMES))),
    "jinja: a default in quotes, a comment, a setting": (
        WRONG_ONE,
        "p.json.j2",
        '{# who calls #}{% set x = "y" %}'
        + policy(allow(WRONG) + "," + allow().replace("role/Proxy", 'role/{{ role | default("Proxy") }}')),
    ),
    "terraform: a loop": (WRONG_ONE, "p.json.tftpl", policy(LOOP.replace("BODY", allow(WRONG)))),
    "terraform: branches": (
        OPEN,
        "p.json.tftpl",
        policy(deny("[%{ if shell ~}" + ALL + "%{ else }" + ONE + "%{ endif }]")),
    ),
    "go": (WRONG_ONE, "p.json.tmpl", policy(RANGE.replace("BODY", allow(CHAIN)))),
    "handlebars": (WRONG_ONE, "p.json.tpl", policy(EACH.replace("BODY", allow(WRONG)))),
    "no JSON in any way": (
        [("AC007", '"')],
        "p.json.j2",
        policy('{% if a %}{"Effect": "Allow" "Action": ' + ALL + "}{% endif %}"),
    ),
    "directives without an end": ([("AC007", "{")], "p.json.j2", policy("{% if a %}" + allow())),
    "an expression that makes the JSON": (
        [("AC007", "$")],
        "p.json.tftpl",
        policy(allow() + ' ${join(",", [for each in more : jsonencode(each)])}'),
    ),
    "no JSON, and no policy of ours": (
        [],
        "p.json.j2",
        '{"service": "bedrock-agentcore.amazonaws.com" {% if a %} {% endif %}',
    ),
}


@pytest.mark.parametrize("title", CASES)
def test_templates(title: str) -> None:
    expected, name, text = CASES[title]
    result = lint_text(text, name, Settings())
    assert result.error is None
    found = [
        (each.rule, text[each.span.start.offset : each.span.end.offset])
        for each in result.diagnostics
        if each.severity == "error" or each.rule == "AC007"
    ]
    assert found == expected


def test_no_fix_loses_a_directive() -> None:
    text = policy(deny("[" + ONE + '{% if shell %}, "bedrock-agentcore:StopRuntimeSession"{% endif %}]'))
    (found,) = (each for each in lint_text(text, "p.json.j2").diagnostics if each.rule == "AC101")
    assert found.fix is not None
    (edit,) = found.fix.edits
    assert text[edit.start.offset : edit.end.offset] == ONE
