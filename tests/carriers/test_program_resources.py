"""What a program's policies are attached to: runtimes and gateways that it makes, and who calls them."""

from __future__ import annotations

import pytest

from agentcore_lint.lint import Settings, lint_text

ROLE = "arn:aws:iam::111122223333:role/Proxy"
JWT = "{ customJwtAuthorizer: { discoveryUrl: url } }"


def typescript(made: str, arn: str, call: str, more: str = "") -> str:
    """A policy that lets a role call what is made: wrong where callers come with tokens."""
    return f"""
import {{ CfnResource }} from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as agentcore from 'aws-cdk-lib/aws-bedrockagentcore';
const made = {made};
{more}
const document = new iam.PolicyDocument({{ statements: [new iam.PolicyStatement({{
  principals: [new iam.ArnPrincipal('{ROLE}')], actions: ['bedrock-agentcore:{call}'], resources: [{arn}] }})] }});
new CfnResource(this, 'Guard', {{ type: 'AWS::BedrockAgentCore::ResourcePolicy',
  properties: {{ ResourceArn: {arn}, Policy: this.toJsonString(document) }} }});
"""


def python(made: str, arn: str, call: str, more: str = "") -> str:
    """The same in Python."""
    return f"""
from aws_cdk import CfnResource, aws_bedrockagentcore as agentcore, aws_iam as iam
made = {made}
{more}
document = iam.PolicyDocument(statements=[iam.PolicyStatement(
    principals=[iam.ArnPrincipal('{ROLE}')], actions=['bedrock-agentcore:{call}'], resources=[{arn}])])
CfnResource(self, 'Guard', type='AWS::BedrockAgentCore::ResourcePolicy',
    properties={{'ResourceArn': {arn}, 'Policy': self.to_json_string(document)}})
"""


RUNTIME = "InvokeAgentRuntime"
GATEWAY = "InvokeGateway"
L1, L2 = "made.attrAgentRuntimeArn", "made.agentRuntimeArn"
MADE = {
    "a runtime without an authorizer": ("new agentcore.CfnRuntime(this, 'R', { })", L1, RUNTIME, []),
    "a runtime that takes tokens": (
        f"new agentcore.CfnRuntime(this, 'R', {{ authorizerConfiguration: {JWT} }})",
        L1,
        RUNTIME,
        ["AC303"],
    ),
    "a runtime whose properties are not known": (
        "new agentcore.CfnRuntime(this, 'R', props)",
        L1,
        RUNTIME,
        [],
    ),
    "a runtime with more properties": (
        f"new agentcore.CfnRuntime(this, 'R', {{ authorizerConfiguration: {JWT}, ...more }})",
        L1,
        RUNTIME,
        [],
    ),
    "a gateway that takes signatures": (
        "new agentcore.CfnGateway(this, 'G', { authorizerType: 'AWS_IAM' })",
        "made.attrGatewayArn",
        GATEWAY,
        [],
    ),
    "a gateway that takes tokens": (
        "new agentcore.CfnGateway(this, 'G', { authorizerType: 'CUSTOM_JWT' })",
        "made.attrGatewayArn",
        GATEWAY,
        ["AC303"],
    ),
    "a gateway whose type is not known": (
        "new agentcore.CfnGateway(this, 'G', { authorizerType: type })",
        "made.attrGatewayArn",
        GATEWAY,
        [],
    ),
    "a gateway's call on a runtime": ("new agentcore.Runtime(this, 'R', { })", L2, GATEWAY, ["AC105"]),
    "L2: a runtime without an authorizer": ("new agentcore.Runtime(this, 'R', { })", L2, RUNTIME, []),
    "L2: a runtime that takes tokens": (
        "new agentcore.Runtime(this, 'R', { authorizerConfiguration: agentcore.RuntimeAuthorizerConfiguration.usingJWT(url) })",
        L2,
        RUNTIME,
        ["AC303"],
    ),
    "L2: a runtime that takes signatures": (
        "new agentcore.Runtime(this, 'R', { authorizerConfiguration: agentcore.RuntimeAuthorizerConfiguration.usingIAM() })",
        L2,
        RUNTIME,
        [],
    ),
    "L2: a runtime whose authorizer is not known": (
        "new agentcore.Runtime(this, 'R', { authorizerConfiguration: authorizer })",
        L2,
        RUNTIME,
        [],
    ),
    "L2: an endpoint of it": (
        "new agentcore.Runtime(this, 'R', { authorizerConfiguration: agentcore.RuntimeAuthorizerConfiguration.usingCognito(pool, clients) }).addEndpoint('live')",
        "made.agentRuntimeEndpointArn",
        RUNTIME,
        ["AC303"],
    ),
    "L2: a gateway has a Cognito pool of its own": (
        "new agentcore.Gateway(this, 'G', { })",
        "made.gatewayArn",
        GATEWAY,
        ["AC303"],
    ),
    "L2: a gateway that takes signatures": (
        "new agentcore.Gateway(this, 'G', { authorizerConfiguration: agentcore.GatewayAuthorizer.usingAwsIam() })",
        "made.gatewayArn",
        GATEWAY,
        [],
    ),
    "L2: a gateway that takes all": (
        "new agentcore.Gateway(this, 'G', { authorizerConfiguration: agentcore.GatewayAuthorizer.withNoAuth() })",
        "made.gatewayArn",
        GATEWAY,
        ["AC604"],
    ),
    "a runtime of something else": ("new lambda.Runtime('python3.13')", L2, RUNTIME, []),
}


def rules(name: str, text: str) -> list[str]:
    result = lint_text(text, name, Settings())
    assert result.error is None
    assert result.policies == 1, text
    return sorted({each.rule for each in result.diagnostics if each.severity != "note"})


@pytest.mark.parametrize("title", MADE)
def test_what_is_made_tells_who_calls_it(title: str) -> None:
    made, arn, call, expected = MADE[title]
    assert rules("stack.ts", typescript(made, arn, call)) == expected


PYTHON_MADE = {
    "CfnRuntime": (
        "agentcore.CfnRuntime(self, 'R', authorizer_configuration=agentcore.CfnRuntime.AuthorizerConfigurationProperty(custom_jwt_authorizer=agentcore.CfnRuntime.CustomJWTAuthorizerConfigurationProperty(discovery_url=url)))",
        "made.attr_agent_runtime_arn",
        RUNTIME,
        ["AC303"],
    ),
    "CfnRuntime that takes signatures": (
        "agentcore.CfnRuntime(self, 'R')",
        "made.attr_agent_runtime_arn",
        RUNTIME,
        [],
    ),
    "CfnRuntime, not known": (
        "agentcore.CfnRuntime(self, 'R', authorizer_configuration=given)",
        "made.attr_agent_runtime_arn",
        RUNTIME,
        [],
    ),
    "CfnGateway": (
        "agentcore.CfnGateway(self, 'G', authorizer_type='CUSTOM_JWT')",
        "made.attr_gateway_arn",
        GATEWAY,
        ["AC303"],
    ),
    "Gateway": ("agentcore.Gateway(self, 'G')", "made.gateway_arn", GATEWAY, ["AC303"]),
    "Gateway that takes signatures": (
        "agentcore.Gateway(self, 'G', authorizer_configuration=agentcore.GatewayAuthorizer.using_aws_iam())",
        "made.gateway_arn",
        GATEWAY,
        [],
    ),
    "Runtime's endpoint": (
        "agentcore.Runtime(self, 'R', authorizer_configuration=agentcore.RuntimeAuthorizerConfiguration.using_o_auth(url, 'x')).add_endpoint('live')",
        "made.agent_runtime_endpoint_arn",
        RUNTIME,
        ["AC303"],
    ),
}


@pytest.mark.parametrize("title", PYTHON_MADE)
def test_python(title: str) -> None:
    made, arn, call, expected = PYTHON_MADE[title]
    assert rules("stack.py", python(made, arn, call)) == expected


@pytest.mark.parametrize(
    "more",
    [
        "made.addPropertyOverride('AuthorizerType', 'AWS_IAM');",
        "made.authorizerType = 'AWS_IAM';",
        "if (strict) { made.addDeletionOverride('Properties.AuthorizerType'); }",
    ],
)
def test_an_override_makes_the_authorizer_unknown(more: str) -> None:
    made = "new agentcore.CfnGateway(this, 'G', { authorizerType: 'CUSTOM_JWT' })"
    assert rules("stack.ts", typescript(made, "made.attrGatewayArn", GATEWAY, more)) == []


def test_a_policy_that_is_overridden_is_not_judged() -> None:
    text = typescript("new agentcore.CfnGateway(this, 'G', { })", "made.attrGatewayArn", "Nope")
    assert rules("stack.ts", text) == ["AC104"]
    text = text.replace("new CfnResource(", "const guard = new CfnResource(")
    text += "guard.addPropertyOverride('Policy', other);"
    assert lint_text(text, "stack.ts", Settings()).diagnostics == ()


def test_an_arn_of_its_parts_is_the_attribute() -> None:
    made = "new agentcore.CfnRuntime(this, 'R', { })"
    parts = "`arn:${this.partition}:bedrock-agentcore:${this.region}:${this.account}:runtime/${made.attrAgentRuntimeId}`"
    text = typescript(made, L1, RUNTIME).replace(f"resources: [{L1}]", f"resources: [{parts}]")
    assert rules("stack.ts", text) == []
    assert rules("stack.ts", text.replace(":runtime/$", ":runtime/x$")) == ["AC203"]


SDK = """
import json
from bedrock_agentcore.services.resource_policy import ResourcePolicyClient
ARN = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/bot-a1B2c3D4e5"
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
    "Action": "bedrock-agentcore:InvokeAgentRuntime", "Resource": ARN[:-1]}, {"Effect": "Allow",
    "Principal": "*", "Action": "bedrock-agentcore:InvokeGateway", "Resource": ARN}]}
"""


@pytest.mark.parametrize(
    "call",
    [
        "client = ResourcePolicyClient(region_name='eu-west-1')\nclient.put_resource_policy(ARN, POLICY)",
        "ResourcePolicyClient().put_resource_policy(resource_arn=ARN, policy=POLICY)",
        "ResourcePolicyClient().put_resource_policy(policy=json.dumps(POLICY), resource_arn=ARN)",
        """class Guard:
            def __init__(self):
                self.client = ResourcePolicyClient()
            def put(self):
                self.client.put_resource_policy(ARN, json.dumps(POLICY))
        """,
    ],
)
def test_the_python_sdk(call: str) -> None:
    assert {"AC105", "AC302"} <= set(rules("put.py", SDK + call))
