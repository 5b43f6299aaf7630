"""Statements and principals of the CDK: each construct and each method, in both languages."""

from __future__ import annotations

import re

import pytest

from agentcore_lint.lint import Settings, lint_text

ARN = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/bot-a1B2c3D4e5"
ROLE = "arn:aws:iam::111122223333:role/Proxy"
CALL = "actions: ['bedrock-agentcore:InvokeAgentRuntime']"
HERE = f"resources: ['{ARN}']"
PROXY = f"principals: [new iam.ArnPrincipal('{ROLE}')]"
EVERYONE = "principals: [new iam.AnyPrincipal()]"


def typescript(statement: str, *more: str) -> str:
    """A stack whose policy has one statement: what makes it, and what changes it."""
    return "\n".join(
        (
            "import * as iam from 'aws-cdk-lib/aws-iam';",
            "import { CfnResourcePolicy } from 'aws-cdk-lib/aws-bedrockagentcore';",
            f"const s = new iam.PolicyStatement({{ {statement} }});",
            *(f"{each};" for each in more),
            "const document = new iam.PolicyDocument({ statements: [s] });",
            f"new CfnResourcePolicy(this, 'Guard', {{ resourceArn: '{ARN}', policy: JSON.stringify(document) }});",
        )
    )


def snake(text: str) -> str:
    """Names in Python's spelling; what stands in quotes stays."""
    parts = re.split(r"('[^']*')", text.replace("new ", ""))
    parts[::2] = [re.sub(r"\b[a-z]+(?:[A-Z][a-z]*)+\b", _snake, each) for each in parts[::2]]
    return "".join(parts)


def _snake(name: re.Match[str]) -> str:
    return re.sub("[A-Z]", lambda capital: f"_{capital[0].lower()}", name[0])


def python(statement: str, *more: str) -> str:
    """The same in Python."""
    arguments = re.sub(r"(\w+): (?=[\[i'{])", r"\1=", snake(statement))
    lines = (re.sub(r"\{ conditions: (.*) \}\)", r"conditions=\1)", snake(each)) for each in more)
    return "\n".join(
        (
            "import json",
            "from aws_cdk import aws_bedrockagentcore as agentcore, aws_iam as iam",
            f"s = iam.PolicyStatement({arguments})",
            *lines,
            "document = iam.PolicyDocument(statements=[s])",
            f"agentcore.CfnResourcePolicy(self, 'Guard', resource_arn='{ARN}', policy=json.dumps(document.to_json()))",
        )
    )


LANGUAGES = {"typescript": ("stack.ts", typescript), "python": ("stack.py", python)}
MADE = f"{CALL}, {HERE}"
ORGANIZATION = "{ 'StringEquals': { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }"
MISSPELT = "{ 'StringEqual': { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }"
WILD = "arn:aws:iam::111122223333:role/*"
USER = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"

FLAWS: dict[str, tuple[tuple[str, ...], str, str]] = {
    "addActions": (
        (f"{MADE}, {PROXY}", "s.addActions('bedrock-agentcore:InvokeAgentRuntme')"),
        "AC104",
        "'bedrock-agentcore:InvokeAgentRuntme'",
    ),
    "addNotActions": (
        (f"effect: iam.Effect.DENY, {HERE}, {EVERYONE}", "s.addNotActions('bedrock-agentcore:Nope')"),
        "AC104",
        "'bedrock-agentcore:Nope'",
    ),
    "addResources": (
        (f"{CALL}, {PROXY}", f"s.addResources('{ARN}/endpoint/live')"),
        "AC201",
        f"'{ARN}/endpoint/live'",
    ),
    "addAllResources": ((f"{CALL}, {PROXY}", "s.addAllResources()"), "AC202", "s.addAllResources()"),
    "addNotResources": ((f"{CALL}, {PROXY}", f"s.addNotResources('{ARN}')"), "AC204", "addNotResources"),
    "addCondition": (
        (f"{MADE}, {PROXY}", "s.addCondition('StringEqual', { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' })"),
        "AC401",
        "'StringEqual'",
    ),
    "addConditions": (
        (f"{MADE}, {PROXY}", f"s.addConditions({{ 'StringEquals': {{ 'aws:PrincipalArn': '{WILD}' }} }})"),
        "AC404",
        f"'{WILD}'",
    ),
    "addAccountCondition": (
        (f"{MADE}, {EVERYONE}", "s.addAccountCondition('111122223333')"),
        "AC402",
        "addAccountCondition",
    ),
    "addSourceAccountCondition": (
        (f"{MADE}, {EVERYONE}", "s.addSourceAccountCondition('1111')"),
        "AC403",
        "'1111'",
    ),
    "addSourceArnCondition": (
        (f"{MADE}, {EVERYONE}", "s.addSourceArnCondition('orders')"),
        "AC403",
        "'orders'",
    ),
    "addPrincipals": ((MADE, f"s.addPrincipals(new iam.ArnPrincipal('{WILD}'))"), "AC306", f"'{WILD}'"),
    "addNotPrincipals": (
        (f"effect: iam.Effect.DENY, {MADE}", f"s.addNotPrincipals(new iam.ArnPrincipal('{ROLE}'))"),
        "AC305",
        "addNotPrincipals",
    ),
    "addAwsAccountPrincipal": ((MADE, "s.addAwsAccountPrincipal('11112222333')"), "AC306", "'11112222333'"),
    "addArnPrincipal": ((MADE, f"s.addArnPrincipal('{WILD}')"), "AC306", f"'{WILD}'"),
    "addServicePrincipal": (
        (MADE, "s.addServicePrincipal('events.amazonaws.com')"),
        "AC308",
        "'events.amazonaws.com'",
    ),
    "addFederatedPrincipal": (
        (MADE, f"s.addFederatedPrincipal('accounts.google.com', {MISSPELT})"),
        "AC401",
        "'StringEqual'",
    ),
    "addAccountRootPrincipal": (
        ("actions: ['bedrock-agentcore:InvokeGateway'], " + HERE, "s.addAccountRootPrincipal()"),
        "AC105",
        "'bedrock-agentcore:InvokeGateway'",
    ),
    "addCanonicalUserPrincipal": (
        (MADE, f"s.addCanonicalUserPrincipal('{USER}')", f"s.addCondition('StringEqual', {ORGANIZATION})"),
        "AC401",
        "'StringEqual'",
    ),
    "addAnyPrincipal": ((MADE, "s.addAnyPrincipal()"), "AC302", "s.addAnyPrincipal()"),
    "StarPrincipal": ((MADE, "s.addPrincipals(new iam.StarPrincipal())"), "AC302", "new iam.StarPrincipal()"),
    "AccountPrincipal": (
        (MADE, "s.addPrincipals(new iam.AccountPrincipal('11112222333'))"),
        "AC306",
        "'11112222333'",
    ),
    "CompositePrincipal": (
        (
            MADE,
            f"s.addPrincipals(new iam.CompositePrincipal(new iam.ArnPrincipal('{ROLE}'), new iam.AnyPrincipal()))",
        ),
        "AC302",
        "new iam.AnyPrincipal()",
    ),
    "WebIdentityPrincipal": (
        (MADE, f"s.addPrincipals(new iam.WebIdentityPrincipal('accounts.google.com', {MISSPELT}))"),
        "AC401",
        "'StringEqual'",
    ),
    "PrincipalWithConditions": (
        (
            MADE,
            f"s.addPrincipals(new iam.PrincipalWithConditions(new iam.ArnPrincipal('{ROLE}'), {MISSPELT}))",
        ),
        "AC401",
        "'StringEqual'",
    ),
    "withConditions": (
        (MADE, f"s.addPrincipals(new iam.ArnPrincipal('{ROLE}').withConditions({MISSPELT}))"),
        "AC401",
        "'StringEqual'",
    ),
}
"""What makes and changes the statement, and the rule and the place of a flaw in it."""

SILENT: dict[str, tuple[str, ...]] = {
    "a method that is not known": (MADE, "s.addAnyPrincipal()", "this.harden(s)", "s.harden()"),
    "a role that is made elsewhere": (MADE, "s.addPrincipals(role)"),
    "a service whose conditions are an option": (
        MADE,
        "s.addServicePrincipal('events.amazonaws.com', { conditions: { 'StringEquals': { 'aws:SourceAccount': '111122223333' } } })",
    ),
    "an organisation": (MADE, "s.addPrincipals(new iam.OrganizationPrincipal('o-a1b2c3d4e5'))"),
    "everyone of an organisation": (
        MADE,
        "s.addPrincipals(new iam.ArnPrincipal('*').inOrganization('o-a1b2c3d4e5'))",
    ),
    "everyone with conditions": (
        MADE,
        f"s.addPrincipals(new iam.PrincipalWithConditions(new iam.AnyPrincipal(), {ORGANIZATION}))",
    ),
    "conditions that are not known": (MADE, "s.addPrincipals(new iam.AnyPrincipal().withConditions(these))"),
    "everyone, narrowed afterwards": (MADE, "s.addAnyPrincipal()", f"s.addConditions({ORGANIZATION})"),
    "a condition that comes again counts alone": (
        f"{MADE}, {EVERYONE}, conditions: {{ 'StringLike': {{ 'aws:PrincipalOrgID': '*' }} }}",
        "s.addCondition('StringLike', { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' })",
    ),
    "ways that are closed one after another": (
        f"effect: iam.Effect.DENY, {MADE}, {EVERYONE}, conditions: {{ 'ArnNotEquals': {{ 'aws:PrincipalArn': '{ROLE}' }} }}",
        "s.addActions('bedrock-agentcore:InvokeAgentRuntimeWith*', 'bedrock-agentcore:InvokeAgentRuntimeCommand*')",
    ),
    "actions that are not known": (
        f"effect: iam.Effect.DENY, {MADE}, {EVERYONE}, conditions: {{ 'ArnNotEquals': {{ 'aws:PrincipalArn': '{ROLE}' }} }}",
        "s.addActions(calls)",
    ),
    "methods that only read": (f"{MADE}, {PROXY}", "s.toJSON()", "s.validateForAnyPolicy()", "s.freeze()"),
}


def found(language: str, made: tuple[str, ...]) -> list[tuple[str, str]]:
    name, write = LANGUAGES[language]
    text = write(*made)
    result = lint_text(text, name, Settings())
    assert (result.error, result.policies) == (None, 1), text
    return [
        (each.rule, text[each.span.start.offset : each.span.end.offset])
        for each in result.diagnostics
        if each.severity != "note"
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("construct", FLAWS)
def test_a_flaw_is_found_where_it_stands(language: str, construct: str) -> None:
    made, rule, place = FLAWS[construct]
    assert (rule, place if language == "typescript" else snake(place)) in found(language, made)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("title", SILENT)
def test_silent(language: str, title: str) -> None:
    assert found(language, SILENT[title]) == []


def test_what_is_called_under_a_condition_makes_a_statement_unknown() -> None:
    assert (
        found(
            "typescript", (MADE, "s.addAnyPrincipal()", f"if (strict) {{ s.addConditions({ORGANIZATION}) }}")
        )
        == []
    )
    assert (
        found("python", (MADE, "s.addAnyPrincipal()", f"if strict:\n    s.add_conditions({ORGANIZATION})"))
        == []
    )


def test_the_body_of_a_loop_is_read_once() -> None:
    flaw = ("AC104", "'bedrock-agentcore:Nope'")
    loop = "for (const role of roles) { s.addArnPrincipal(role); s.addActions('bedrock-agentcore:Nope') }"
    each = "roles.forEach(role => { s.addArnPrincipal(role); s.addActions('bedrock-agentcore:Nope') })"
    python_loop = (
        "for role in roles:\n    s.add_arn_principal(role)\n    s.add_actions('bedrock-agentcore:Nope')"
    )
    assert found("typescript", (MADE, loop)) == [flaw]
    assert found("typescript", (MADE, each)) == [flaw]
    assert found("python", (MADE, python_loop)) == [flaw]


GRANTS = {
    "grant.ts": """
import * as iam from 'aws-cdk-lib/aws-iam';
const grant = iam.Grant.addToPrincipal({
  grantee, actions: ['bedrock-agentcore:CreateEvnt'], resourceArns: [memory.memoryArn],
});
grant.assertSuccess();
""",
    "grant.py": """
from aws_cdk import aws_iam as iam
iam.Grant.add_to_principal_or_resource(
    grantee=grantee, actions=['bedrock-agentcore:CreateEvnt'], resource_arns=[memory.memory_arn], resource=memory
)
""",
}


@pytest.mark.parametrize("name", GRANTS)
def test_a_grant_is_a_statement_of_an_identity_policy(name: str) -> None:
    text = GRANTS[name]
    (found,) = lint_text(text, name).diagnostics
    assert (found.rule, found.kind) == ("AC104", "identity-policy")
    assert text[found.span.start.offset : found.span.end.offset] == "'bedrock-agentcore:CreateEvnt'"
