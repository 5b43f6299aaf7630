"""Forms that people write: what each carrier follows, and what stays a hole."""

from __future__ import annotations

import json
import textwrap

import pytest

from agentcore_lint.lint import Settings, lint_text
from tests.carriers.render import FORMS
from tests.carriers.test_suppress import ARN, OPEN

RUNTIME = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/bot-a1B2c3D4e5"


def rules_found(name: str, text: str) -> list[str]:
    result = lint_text(textwrap.dedent(text), name, Settings())
    assert result.error is None
    return sorted({each.rule for each in result.diagnostics if each.severity != "note"})


TEMPLATES = {
    "the policy is an object": (
        ["AC002"],
        """
        Resources:
          Guard:
            Type: AWS::BedrockAgentCore::ResourcePolicy
            Properties:
              ResourceArn: !GetAtt Runtime.AgentRuntimeArn
              Policy:
                Version: 2012-10-17
                Statement:
                  - Effect: Deny
                    Principal: "*"
                    Action: bedrock-agentcore:InvokeAgentRuntime*
                    Resource: !GetAtt Runtime.AgentRuntimeArn
                    Condition: {ArnNotEquals: {aws:PrincipalArn: !GetAtt Proxy.Arn}}
          Proxy: {Type: AWS::IAM::Role}
          Runtime: {Type: AWS::BedrockAgentCore::Runtime, Properties: {AgentRuntimeName: bot}}
        """,
    ),
    "a role for a runtime that takes tokens": (
        ["AC303"],
        """
        Resources:
          Runtime:
            Type: AWS::BedrockAgentCore::Runtime
            Properties:
              AuthorizerConfiguration:
                CustomJWTAuthorizer: {DiscoveryUrl: !Ref Url}
          Guard:
            Type: AWS::BedrockAgentCore::ResourcePolicy
            Properties:
              ResourceArn: !GetAtt Runtime.AgentRuntimeArn
              Policy: !Sub
                - '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::${AWS::AccountId}:role/${Name}"},"Action":"bedrock-agentcore:InvokeAgentRuntime","Resource":"${Arn}"}]}'
                - Name: Proxy
                  Arn: !GetAtt Runtime.AgentRuntimeArn
        """,
    ),
    "tokens, everyone, no network": (
        ["AC304"],
        """
        Resources:
          Gateway:
            Type: AWS::BedrockAgentCore::Gateway
            Properties: {AuthorizerType: CUSTOM_JWT}
          Guard:
            Type: AWS::BedrockAgentCore::ResourcePolicy
            Properties:
              ResourceArn: !GetAtt Gateway.GatewayArn
              Policy:
                Fn::ToJsonString:
                  Version: "2012-10-17"
                  Statement:
                    Effect: Allow
                    Principal: "*"
                    Action: bedrock-agentcore:InvokeGateway
                    Resource: !GetAtt Gateway.GatewayArn
        """,
    ),
    "the endpoint's policy names the runtime": (
        ["AC203"],
        """
        Resources:
          Runtime: {Type: AWS::BedrockAgentCore::Runtime, Properties: {AgentRuntimeName: bot}}
          Live:
            Type: AWS::BedrockAgentCore::RuntimeEndpoint
            Properties: {AgentRuntimeId: !Ref Runtime, Name: live}
          Guard:
            Type: AWS::BedrockAgentCore::ResourcePolicy
            Properties:
              ResourceArn: !Ref Live
              Policy: !Sub |
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "bedrock-agentcore:InvokeAgentRuntime*",
                  "Resource": "${Runtime.AgentRuntimeArn}", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}
        """,
    ),
    "Fn::If: both branches are closed": (
        [],
        """
        Conditions: {Prod: !Equals [!Ref Stage, prod]}
        Resources:
          Guard:
            Type: AWS::BedrockAgentCore::ResourcePolicy
            Properties:
              ResourceArn: !Ref Arn
              Policy:
                Fn::ToJsonString:
                  Version: "2012-10-17"
                  Statement:
                    - Effect: Deny
                      Principal: "*"
                      Action: !If [Prod, "bedrock-agentcore:InvokeAgentRuntime*", "bedrock-agentcore:*AgentRuntime*"]
                      Resource: !Ref Arn
                      Condition: !If [Prod, {ArnNotEquals: {aws:PrincipalArn: !Ref Proxy}}, !Ref AWS::NoValue]
        """,
    ),
    "Fn::If: one branch leaves ways open": (
        ["AC101"],
        """
        Conditions: {Prod: !Equals [!Ref Stage, prod]}
        Resources:
          Guard:
            Type: AWS::BedrockAgentCore::ResourcePolicy
            Properties:
              ResourceArn: !Ref Arn
              Policy:
                Fn::ToJsonString:
                  Version: "2012-10-17"
                  Statement:
                    - Effect: Deny
                      Principal: "*"
                      Action: !If [Prod, "bedrock-agentcore:InvokeAgentRuntime*", "bedrock-agentcore:InvokeAgentRuntime"]
                      Resource: !Ref Arn
                      Condition: {ArnNotEquals: {aws:PrincipalArn: "arn:aws:iam::111122223333:role/Proxy"}}
        """,
    ),
    "two conditions that exclude one another close it together": (
        [],
        """
        Conditions: {Prod: !Equals [!Ref Stage, prod], Dev: !Not [!Condition Prod]}
        Resources:
          Guard:
            Type: AWS::BedrockAgentCore::ResourcePolicy
            Properties:
              ResourceArn: !Ref Arn
              Policy:
                Fn::ToJsonString:
                  Version: "2012-10-17"
                  Statement:
                    - Effect: Deny
                      Principal: "*"
                      Action:
                        - bedrock-agentcore:InvokeAgentRuntime
                        - !If [Prod, "bedrock-agentcore:InvokeAgentRuntimeWith*", !Ref AWS::NoValue]
                        - !If [Prod, "bedrock-agentcore:InvokeAgentRuntimeC*", !Ref AWS::NoValue]
                        - !If [Dev, "bedrock-agentcore:InvokeAgentRuntime*", !Ref AWS::NoValue]
                      Resource: !Ref Arn
                      Condition: {ArnNotEquals: {aws:PrincipalArn: "arn:aws:iam::111122223333:role/Proxy"}}
        """,
    ),
    "a VPC endpoint's policy, where * is right": (
        [],
        """
        Resources:
          Endpoint:
            Type: AWS::EC2::VPCEndpoint
            Properties:
              ServiceName: !Sub com.amazonaws.${AWS::Region}.bedrock-agentcore
              PolicyDocument:
                Version: 2012-10-17
                Statement: [{Effect: Allow, Principal: "*", Action: "bedrock-agentcore:InvokeAgentRuntime", Resource: "*"}]
        """,
    ),
    "an identity policy with a typo": (
        ["AC104"],
        """
        Resources:
          Caller:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument: {Version: 2012-10-17, Statement: [{Effect: Allow, Principal: {Service: bedrock-agentcore.amazonaws.com}, Action: sts:AssumeRole}]}
              Policies:
                - PolicyName: call
                  PolicyDocument:
                    Version: 2012-10-17
                    Statement: [{Effect: Allow, Action: [bedrock-agentcore:InvokeAgentRuntme], Resource: [!GetAtt R.AgentRuntimeArn, !Sub "${R.AgentRuntimeArn}/*"]}]
        """,
    ),
    "a parameter is all of the policy": (
        [],
        """
        Parameters: {Policy: {Type: String}}
        Resources:
          Guard: {Type: AWS::BedrockAgentCore::ResourcePolicy, Properties: {ResourceArn: !Ref Arn, Policy: !Ref Policy}}
        """,
    ),
    "what the runtime's policy leaves open, that of DEFAULT closes, and the other way round": (
        [],
        """
        Resources:
          Runtime: {Type: AWS::BedrockAgentCore::Runtime, Properties: {AgentRuntimeName: bot}}
          OnRuntime:
            Type: AWS::BedrockAgentCore::ResourcePolicy
            Properties:
              ResourceArn: !Sub "${Runtime.AgentRuntimeArn}"
              Policy:
                Fn::ToJsonString:
                  Version: "2012-10-17"
                  Statement:
                    - Effect: Deny
                      Principal: "*"
                      Action: ["bedrock-agentcore:InvokeAgentRuntime", "bedrock-agentcore:InvokeAgentRuntimeCommand*"]
                      Resource: !Sub "${Runtime.AgentRuntimeArn}"
                      Condition: {ArnNotEquals: {aws:PrincipalArn: "arn:aws:iam::111122223333:role/Proxy"}}
          OnEndpoint:
            Type: AWS::BedrockAgentCore::ResourcePolicy
            Properties:
              ResourceArn: !Sub "${Runtime.AgentRuntimeArn}/runtime-endpoint/DEFAULT"
              Policy:
                Fn::ToJsonString:
                  Version: "2012-10-17"
                  Statement:
                    - Effect: Deny
                      Principal: "*"
                      Action: ["bedrock-agentcore:InvokeAgentRuntime", "bedrock-agentcore:InvokeAgentRuntimeWith*"]
                      Resource: !Sub "${Runtime.AgentRuntimeArn}/runtime-endpoint/DEFAULT"
                      Condition: {ArnNotEquals: {aws:PrincipalArn: "arn:aws:iam::111122223333:role/Proxy"}}
        """,
    ),
    "the two together leave the commands open": (
        ["AC101"],
        """
        Resources:
          Runtime: {Type: AWS::BedrockAgentCore::Runtime, Properties: {AgentRuntimeName: bot}}
          OnRuntime:
            Type: AWS::BedrockAgentCore::ResourcePolicy
            Properties:
              ResourceArn: !Sub "${Runtime.AgentRuntimeArn}"
              Policy:
                Fn::ToJsonString:
                  Version: "2012-10-17"
                  Statement:
                    - Effect: Deny
                      Principal: "*"
                      Action: ["bedrock-agentcore:InvokeAgentRuntime"]
                      Resource: !Sub "${Runtime.AgentRuntimeArn}"
                      Condition: {ArnNotEquals: {aws:PrincipalArn: "arn:aws:iam::111122223333:role/Proxy"}}
          OnEndpoint:
            Type: AWS::BedrockAgentCore::ResourcePolicy
            Properties:
              ResourceArn: !Sub "${Runtime.AgentRuntimeArn}/runtime-endpoint/DEFAULT"
              Policy:
                Fn::ToJsonString:
                  Version: "2012-10-17"
                  Statement:
                    - Effect: Deny
                      Principal: "*"
                      Action: ["bedrock-agentcore:InvokeAgentRuntime", "bedrock-agentcore:InvokeAgentRuntimeWith*"]
                      Resource: !Sub "${Runtime.AgentRuntimeArn}/runtime-endpoint/DEFAULT"
                      Condition: {ArnNotEquals: {aws:PrincipalArn: "arn:aws:iam::111122223333:role/Proxy"}}
        """,
    ),
    "another endpoint closes nothing for DEFAULT": (
        ["AC101"],
        """
        Resources:
          Runtime: {Type: AWS::BedrockAgentCore::Runtime, Properties: {AgentRuntimeName: bot}}
          OnRuntime:
            Type: AWS::BedrockAgentCore::ResourcePolicy
            Properties:
              ResourceArn: !Sub "${Runtime.AgentRuntimeArn}"
              Policy:
                Fn::ToJsonString:
                  Version: "2012-10-17"
                  Statement:
                    - Effect: Deny
                      Principal: "*"
                      Action: ["bedrock-agentcore:InvokeAgentRuntime"]
                      Resource: !Sub "${Runtime.AgentRuntimeArn}"
                      Condition: {ArnNotEquals: {aws:PrincipalArn: "arn:aws:iam::111122223333:role/Proxy"}}
          OnEndpoint:
            Type: AWS::BedrockAgentCore::ResourcePolicy
            Properties:
              ResourceArn: !Sub "${Runtime.AgentRuntimeArn}/runtime-endpoint/live"
              Policy:
                Fn::ToJsonString:
                  Version: "2012-10-17"
                  Statement:
                    - Effect: Deny
                      Principal: "*"
                      Action: ["bedrock-agentcore:InvokeAgentRuntime*"]
                      Resource: !Sub "${Runtime.AgentRuntimeArn}/runtime-endpoint/live"
                      Condition: {ArnNotEquals: {aws:PrincipalArn: "arn:aws:iam::111122223333:role/Proxy"}}
        """,
    ),
    "other people's broken YAML": ([], "bedrock-agentcore: [\n  - {"),
    "broken JSON in a block with substitutions": (
        ["AC001"],
        """
        Resources:
          Guard:
            Type: AWS::BedrockAgentCore::ResourcePolicy
            Properties:
              ResourceArn: !Ref Arn
              Policy: !Sub |
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Resource": "${Arn}" "Action": "bedrock-agentcore:*"}]}
        """,
    ),
    "broken JSON in a block": (
        ["AC001"],
        """
        Resources:
          Guard:
            Type: AWS::BedrockAgentCore::ResourcePolicy
            Properties:
              ResourceArn: !Ref Arn
              Policy: |
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny" "Principal": "*"}]}
        """,
    ),
}


@pytest.mark.parametrize("title", TEMPLATES)
def test_cloudformation(title: str) -> None:
    expected, text = TEMPLATES[title]
    assert rules_found("template.yaml", text) == expected


MODULES = {
    "concat, a conditional, and a variable": (
        [],
        """
        resource "aws_bedrockagentcore_resource_policy" "x" {
          resource_arn = var.arn
          policy = jsonencode({
            Version   = "2012-10-17"
            Statement = concat([{ Effect = "Deny", Principal = "*", Action = "bedrock-agentcore:InvokeAgentRuntime", Resource = var.arn }], var.more)
          })
        }
        """,
    ),
    "a wall whose roles are a variable": (
        ["AC101"],
        """
        resource "aws_bedrockagentcore_resource_policy" "x" {
          resource_arn = var.arn
          policy = jsonencode({
            Version = "2012-10-17"
            Statement = [{
              Effect    = "Deny"
              Principal = { AWS = "*" }
              Action    = local.calls
              Resource  = var.arn
              Condition = { StringNotEquals = { "aws:PrincipalArn" = ["arn:aws:iam::${data.aws_caller_identity.me.account_id}:role/Proxy"] } }
            }]
          })
        }
        locals { calls = ["bedrock-agentcore:InvokeAgentRuntime"] }
        data "aws_caller_identity" "me" {}
        """,
    ),
    "statements from another policy document": (
        [],
        """
        data "aws_iam_policy_document" "base" {
          statement {
            effect    = "Deny"
            actions   = ["bedrock-agentcore:InvokeAgentRuntimeWith*", "bedrock-agentcore:InvokeAgentRuntimeCommand*"]
            resources = [var.arn]
            principals {
              type        = "AWS"
              identifiers = ["*"]
            }
            condition {
              test     = "ArnNotEquals"
              variable = "aws:PrincipalArn"
              values   = [var.proxy]
            }
          }
        }
        data "aws_iam_policy_document" "all" {
          source_policy_documents = [data.aws_iam_policy_document.base.json]
          statement {
            effect    = "Deny"
            actions   = ["bedrock-agentcore:InvokeAgentRuntime"]
            resources = [var.arn]
            principals {
              type        = "AWS"
              identifiers = ["*"]
            }
            condition {
              test     = "ArnNotEquals"
              variable = "aws:PrincipalArn"
              values   = [var.proxy]
            }
          }
        }
        resource "aws_bedrockagentcore_resource_policy" "x" {
          resource_arn = var.arn
          policy       = data.aws_iam_policy_document.all.json
        }
        """,
    ),
    "a dynamic statement may close what is open": (
        [],
        """
        data "aws_iam_policy_document" "x" {
          statement {
            effect    = "Deny"
            actions   = ["bedrock-agentcore:InvokeAgentRuntime"]
            resources = [var.arn]
            principals {
              type        = "*"
              identifiers = ["*"]
            }
          }
          dynamic "statement" {
            for_each = var.more
            content {
              effect    = "Deny"
              actions   = statement.value
              resources = [var.arn]
              principals {
                type        = "*"
                identifiers = ["*"]
              }
            }
          }
        }
        """,
    ),
    "a token's runtime": (
        ["AC303"],
        """
        resource "aws_bedrockagentcore_agent_runtime" "bot" {
          authorizer_configuration {
            custom_jwt_authorizer { discovery_url = var.url }
          }
        }
        resource "aws_iam_role" "proxy" {}
        resource "aws_bedrockagentcore_resource_policy" "x" {
          resource_arn = aws_bedrockagentcore_agent_runtime.bot.agent_runtime_arn
          policy = jsonencode({
            Version   = "2012-10-17"
            Statement = [{ Effect = "Allow", Principal = { AWS = aws_iam_role.proxy.arn }, Action = "bedrock-agentcore:InvokeAgentRuntime", Resource = aws_bedrockagentcore_agent_runtime.bot.agent_runtime_arn }]
          })
        }
        """,
    ),
    "the gateway's policy names the runtime": (
        ["AC105", "AC203"],
        """
        resource "aws_bedrockagentcore_agent_runtime" "bot" {}
        resource "aws_bedrockagentcore_gateway" "gw" { authorizer_type = "AWS_IAM" }
        resource "aws_bedrockagentcore_resource_policy" "x" {
          resource_arn = aws_bedrockagentcore_gateway.gw.gateway_arn
          policy = <<EOT
        {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "bedrock-agentcore:InvokeAgentRuntime*",
          "Resource": "${aws_bedrockagentcore_agent_runtime.bot.agent_runtime_arn}", "Condition": {"ArnNotEquals": {"aws:PrincipalArn": "${var.role}"}}}]}
        EOT
        }
        """,
    ),
    "other services' policies, and a role's trust": (
        [],
        """
        data "aws_iam_policy_document" "trust" {
          statement {
            actions = ["sts:AssumeRole"]
            principals {
              type        = "Service"
              identifiers = ["bedrock-agentcore.amazonaws.com"]
            }
          }
        }
        resource "aws_secretsmanager_secret_policy" "s" {
          policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "secretsmanager:GetSecretValue", Resource = "*" }] })
        }
        resource "aws_cloudwatch_log_resource_policy" "l" {
          policy_document = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "bedrock-agentcore.amazonaws.com" }, Action = "logs:PutLogEvents", Resource = "*" }] })
        }
        """,
    ),
    "what it is attached to has no such ARN": (
        ["AC201"],
        """
        resource "aws_bedrockagentcore_resource_policy" "x" {
          resource_arn = "arn:aws:bedrock-agentcore:${var.region}:111122223333:runtime/bot-a1B2c3D4e5/endpoint/DEFAULT"
          policy = jsonencode({
            Version   = "2012-10-17"
            Statement = [{ Effect = "Deny", Principal = "*", Action = "bedrock-agentcore:InvokeAgentRuntime*", Resource = var.arn, Condition = { Bool = { "aws:SecureTransport" = "false" } } }]
          })
        }
        """,
    ),
    "a policy document in a call that is not followed": (
        ["AC104"],
        """
        data "aws_iam_policy_document" "x" {
          statement {
            actions   = ["bedrock-agentcore:InvokeAgentRuntme"]
            resources = [var.arn]
            principals {
              type        = "AWS"
              identifiers = [var.role]
            }
          }
        }
        resource "aws_bedrockagentcore_resource_policy" "x" {
          resource_arn = var.arn
          policy       = replace(data.aws_iam_policy_document.x.json, "a", "b")
        }
        """,
    ),
    "a VPC endpoint's, in a call that is not followed": (
        [],
        """
        data "aws_iam_policy_document" "x" {
          statement {
            actions   = ["bedrock-agentcore:InvokeAgentRuntime"]
            resources = ["*"]
            principals {
              type        = "AWS"
              identifiers = ["*"]
            }
          }
        }
        resource "aws_vpc_endpoint" "x" {
          policy = replace(data.aws_iam_policy_document.x.json, "a", "b")
        }
        """,
    ),
    "half-typed": (
        ["AC007"],
        'resource "aws_bedrockagentcore_resource_policy" "x" {\n  policy = jsonencode({\n    Version =',
    ),
}


@pytest.mark.parametrize("title", MODULES)
def test_terraform(title: str) -> None:
    expected, text = MODULES[title]
    assert rules_found("main.tf", text) == expected


def test_a_plan_says_how_callers_sign() -> None:
    def resource(kind: str, **values: object) -> dict[str, object]:
        return {"type": kind, "name": "x", "values": values}

    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": "111122223333"},
                "Action": "bedrock-agentcore:InvokeAgentRuntime",
                "Resource": RUNTIME,
            }
        ],
    }
    runtime = {"agent_runtime_arn": RUNTIME, "authorizer_configuration": [{"custom_jwt_authorizer": [{}]}]}
    for configured, expected in ((runtime, ["AC303"]), ({**runtime, "authorizer_configuration": []}, [])):
        resources = [
            resource("aws_bedrockagentcore_agent_runtime", **configured),
            resource("aws_bedrockagentcore_resource_policy", resource_arn=RUNTIME, policy=json.dumps(policy)),
        ]
        plan = {"terraform_version": "1.9.0", "planned_values": {"root_module": {"resources": resources}}}
        assert rules_found("plan.json", json.dumps(plan)) == expected


WALL = '{"Effect": "Deny", "Principal": "*", "Action": "bedrock-agentcore:InvokeAgentRuntime", "Resource": ARN, "Condition": {"ArnNotEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/Proxy"}}}'
EVERYONE = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "bedrock-agentcore:InvokeAgentRuntime", "Resource": "*"}]}'
PROGRAMS = {
    "another service's call": (
        [],
        "import boto3, json\nboto3.client('vpc-lattice').put_resource_policy(resourceArn=ARN, policy=json.dumps({'Version': '2012-10-17', 'Statement': ["
        + WALL
        + "]}))  # bedrock-agentcore",
    ),
    "a client of a session, in a class": (
        ["AC101"],
        "import boto3, json\nclass Guard:\n    def __init__(self, session):\n        self.control = session.client('bedrock-agentcore-control')\n    def put(self, ARN):\n        doc = {'Version': '2012-10-17', 'Statement': ["
        + WALL
        + "]}\n        return self.control.put_resource_policy(resourceArn=ARN, policy=json.dumps(doc, indent=2))",
    ),
    "a policy to which something is added": (
        [],
        "import boto3, json\ncontrol = boto3.client('bedrock-agentcore-control')\ndoc = {'Version': '2012-10-17', 'Statement': ["
        + WALL
        + "]}\ndoc['Statement'].append(more())\ncontrol.put_resource_policy(resourceArn=ARN, policy=json.dumps(doc))",
    ),
    "statements from a comprehension": (
        [],
        "import boto3, json\nboto3.client('bedrock-agentcore-control').put_resource_policy(resourceArn=ARN, policy=json.dumps({'Version': '2012-10-17', 'Statement': [deny(a) for a in ACTIONS]}))",
    ),
    "a name that is bound twice": (
        [],
        "import boto3, json\naction = 'bedrock-agentcore:InvokeAgentRuntime'\nif strict:\n    action = 'bedrock-agentcore:*'\nboto3.client('bedrock-agentcore-control').put_resource_policy(resourceArn=ARN, policy=json.dumps({'Version': '2012-10-17', 'Statement': [{'Effect': 'Deny', 'Principal': '*', 'Action': action, 'Resource': ARN}]}))",
    ),
    "an unpacked dict that is known, and one that is not": (
        ["AC104"],
        "import boto3, json\nBASE = {'Effect': 'Deny', 'Principal': '*', 'Resource': ARN}\nboto3.client('bedrock-agentcore-control').put_resource_policy(resourceArn=ARN, policy=json.dumps({'Version': '2012-10-17', 'Statement': [{**BASE, 'Action': 'bedrock-agentcore:InvokeAgentRuntme'}, {**more, 'Action': 'bedrock-agentcore:Nope'}]}))",
    ),
    "percent and plus": (
        ["AC201"],
        'import boto3\nACCOUNT = \'111122223333\'\nboto3.client(\'bedrock-agentcore-control\').put_resource_policy(resourceArn=arn, policy=\'{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "%s"}, "Action": "bedrock-agentcore:InvokeAgentRuntime", \' % ACCOUNT + \'"Resource": "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/bot-a1B2c3D4e5/endpoint/DEFAULT"}]}\')',
    ),
    "to_json of something from elsewhere": (
        [],
        "from aws_cdk.aws_bedrockagentcore import CfnResourcePolicy\nimport json\nCfnResourcePolicy(self, 'P', resource_arn=arn, policy=json.dumps(policy.to_json()))",
    ),
    "an identity policy of the CDK": (
        [],
        "from aws_cdk import aws_iam as iam\nrole.add_to_policy(iam.PolicyStatement(actions=['bedrock-agentcore:InvokeAgentRuntime'], resources=[runtime.arn, f'{runtime.arn}/*']))",
    ),
    "statements that are added one by one": (
        [],
        "from aws_cdk import aws_iam as iam, aws_bedrockagentcore as agentcore\nimport json\ndef guard(stack, arn, proxy):\n    doc = iam.PolicyDocument()\n    for_all = dict(effect=iam.Effect.DENY, principals=[iam.AnyPrincipal()], resources=[arn])\n    doc.add_statements(iam.PolicyStatement(actions=['bedrock-agentcore:InvokeAgentRuntime'], **for_all))\n    doc.add_statements(iam.PolicyStatement(actions=['bedrock-agentcore:InvokeAgentRuntimeWith*', 'bedrock-agentcore:InvokeAgentRuntimeC*'], **for_all))\n    agentcore.CfnResourcePolicy(stack, 'P', resource_arn=arn, policy=json.dumps(doc.to_json()))",
    ),
    "one statement is added, and ways stay open": (
        ["AC101"],
        "import boto3, json\ncontrol = boto3.client(service_name='bedrock-agentcore-control')\ndoc = {'Version': '2012-10-17', 'Statement': []}\ndoc['Statement'].append("
        + WALL
        + ")\ncontrol.put_resource_policy(resourceArn=ARN, policy=json.dumps(doc))",
    ),
    "policies of one name in two functions": (
        ["AC101"],
        "import boto3, json\ncontrol = boto3.client('bedrock-agentcore-control')\ndef one(ARN):\n    doc = {'Version': '2012-10-17', 'Statement': []}\n    doc['Statement'].append("
        + WALL
        + ")\n    control.put_resource_policy(resourceArn=ARN, policy=json.dumps(doc))\ndef two(ARN):\n    doc = {'Version': '2012-10-17', 'Statement': []}\n    doc['Statement'].append("
        + WALL.replace('Runtime"', 'Runtime*"')
        + ")\n    control.put_resource_policy(resourceArn=ARN, policy=json.dumps(doc))",
    ),
    "one statement is added under a condition": (
        [],
        "import boto3, json\ncontrol = boto3.client('bedrock-agentcore-control')\ndoc = {'Version': '2012-10-17', 'Statement': ["
        + WALL
        + "]}\nif strict:\n    doc['Statement'].append("
        + WALL
        + ")\ncontrol.put_resource_policy(resourceArn=ARN, policy=json.dumps(doc))",
    ),
    "a statement alone: others may close the rest": (
        [],
        "from aws_cdk import aws_iam as iam\ndef deny(arn):\n    return iam.PolicyStatement(effect=iam.Effect.DENY, principals=[iam.AnyPrincipal()], actions=['bedrock-agentcore:InvokeAgentRuntime'], resources=[arn])",
    ),
    "a VPC endpoint's policy, where * is right": (
        [],
        "import boto3, json\nec2 = boto3.client('ec2')\nec2.create_vpc_endpoint(ServiceName='com.amazonaws.eu-west-1.bedrock-agentcore', PolicyDocument=json.dumps("
        + EVERYONE
        + "))",
    ),
    "a VPC endpoint of the CDK": (
        [],
        "from aws_cdk import aws_iam as iam\nendpoint.add_to_policy(iam.PolicyStatement(principals=[iam.AnyPrincipal()], actions=['bedrock-agentcore:InvokeAgentRuntime'], resources=['*']))",
    ),
    "a policy that IAM gets": (
        ["AC104"],
        "import boto3, json\nboto3.client('iam').create_policy(PolicyName='x', PolicyDocument=json.dumps({'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Action': 'bedrock-agentcore:Nope', 'Resource': '*'}]}))",
    ),
    "a name that a comprehension hides": (
        [],
        "import boto3, json\na = 'bedrock-agentcore:InvokeAgentRuntime'\ndef put(ARN, actions):\n    boto3.client('bedrock-agentcore-control').put_resource_policy(resourceArn=ARN, policy=json.dumps({'Version': '2012-10-17', 'Statement': [{'Effect': 'Deny', 'Principal': '*', 'Action': [a for a in actions], 'Resource': ARN}]}))",
    ),
    "a name that a function sets": (
        [],
        "import boto3, json\nACTION = 'bedrock-agentcore:InvokeAgentRuntime'\ndef widen():\n    global ACTION\n    ACTION = 'bedrock-agentcore:*'\ndef put(ARN):\n    boto3.client('bedrock-agentcore-control').put_resource_policy(resourceArn=ARN, policy=json.dumps({'Version': '2012-10-17', 'Statement': [{'Effect': 'Deny', 'Principal': '*', 'Action': ACTION, 'Resource': ARN}]}))",
    ),
    "a syntax error": (
        ["AC007"],
        "boto3.client('bedrock-agentcore-control').put_resource_policy(policy='{\"Version\":",
    ),
}


@pytest.mark.parametrize("title", PROGRAMS)
def test_python(title: str) -> None:
    expected, text = PROGRAMS[title]
    assert rules_found("put.py", text) == expected


SCRIPTS = {
    "a spread of something unknown": (
        [],
        "new bedrockagentcore.CfnResourcePolicy(this, 'P', { resourceArn: arn, policy: JSON.stringify({ Version: '2012-10-17', Statement: [{ ...base, Action: 'bedrock-agentcore:InvokeAgentRuntime' }] }) });",
    ),
    "a list that is extended later": (
        [],
        "import { CfnResourcePolicy } from 'aws-cdk-lib/aws-bedrockagentcore';\nconst statements = ["
        + WALL.replace("ARN", "arn")
        + "];\nif (strict) statements.push(more);\nnew CfnResourcePolicy(this, 'P', { resourceArn: arn, policy: JSON.stringify({ Version: '2012-10-17', Statement: statements }) });",
    ),
    "addStatements on a document": (
        [],
        "import { PolicyDocument, PolicyStatement, Effect, AnyPrincipal } from 'aws-cdk-lib/aws-iam';\nconst doc = new PolicyDocument({ statements: [new PolicyStatement({ effect: Effect.DENY, principals: [new AnyPrincipal()], actions: ['bedrock-agentcore:InvokeAgentRuntime'], resources: [arn] })] });\ndoc.addStatements(more);\nnew agentcore.CfnResourcePolicy(this, 'P', { resourceArn: arn, policy: JSON.stringify(doc) });",
    ),
    "statements that are pushed": (
        ["AC101"],
        "import { CfnResourcePolicy } from 'aws-cdk-lib/aws-bedrockagentcore';\nfunction guard(stack, arn) {\n  const statements = [];\n  statements.push("
        + WALL.replace("ARN", "arn")
        + ");\n  new CfnResourcePolicy(stack, 'P', { resourceArn: arn, policy: JSON.stringify({ Version: '2012-10-17', Statement: statements }) });\n}",
    ),
    "a call that is not followed, around a policy that stands there": (
        ["AC101"],
        "import { CfnResourcePolicy } from 'aws-cdk-lib/aws-bedrockagentcore';\nnew CfnResourcePolicy(this, 'P', { resourceArn: arn, policy: minified(JSON.stringify({ Version: '2012-10-17', Statement: ["
        + WALL.replace("ARN", "arn")
        + "] })) });",
    ),
    "Fn.sub": (
        ["AC101"],
        "import * as cdk from 'aws-cdk-lib';\nnew cdk.aws_bedrockagentcore.CfnResourcePolicy(this, 'P', { resourceArn: arn, policy: cdk.Fn.sub(JSON.stringify({ Version: '2012-10-17', Statement: ["
        + WALL.replace("ARN", "'${Arn}'")
        + "] }), { Arn: arn }) });",
    ),
    "names that a parameter and a loop hide": (
        [],
        "const action = 'bedrock-agentcore:InvokeAgentRuntime';\nconst one = action => ({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Principal: '*', Action: action, Resource: '"
        + RUNTIME
        + "' }] });\nfor (const action of actions) { put({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Principal: '*', Action: action, Resource: '"
        + RUNTIME
        + "' }] }); }",
    ),
    "Pulumi's apply": (
        ["AC101"],
        "import * as aws from '@pulumi/aws';\nnew aws.bedrock.AgentcoreResourcePolicy('p', { resourceArn: bot.arn, policy: bot.arn.apply(arn => JSON.stringify({ Version: '2012-10-17', Statement: ["
        + WALL.replace("ARN", "arn")
        + "] })) });",
    ),
    "required modules": (
        ["AC001", "AC002"],
        "const { CfnResourcePolicy: Guard } = require('aws-cdk-lib/aws-bedrockagentcore');\nconst agentcore = require('aws-cdk-lib/aws-bedrockagentcore');\nnew Guard(this, 'a', { resourceArn: arn, policy: '{\"Version\": ' });\nnew agentcore.CfnResourcePolicy(this, 'b', { resourceArn: arn, policy: '{}' });",
    ),
    "a VPC endpoint's policy, where * is right": (
        [],
        "import { CreateVpcEndpointCommand } from '@aws-sdk/client-ec2';\nawait ec2.send(new CreateVpcEndpointCommand({ PolicyDocument: JSON.stringify("
        + EVERYONE
        + ") }));\nendpoint.addToPolicy(new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], actions: ['bedrock-agentcore:InvokeAgentRuntime'], resources: ['*'] }));",
    ),
    "Secrets Manager's command": (
        [],
        "import { PutResourcePolicyCommand } from '@aws-sdk/client-secrets-manager'; // bedrock-agentcore\nawait client.send(new PutResourcePolicyCommand({ resourceArn: arn, policy: JSON.stringify({ Version: '2012-10-17', Statement: ["
        + WALL.replace("ARN", "arn")
        + "] }) }));",
    ),
    "a type assertion and a constant": (
        ["AC101"],
        "const POLICY = <const>{ Version: '2012-10-17', Statement: ["
        + WALL.replace("ARN", f"'{RUNTIME}'")
        + "] };",
    ),
    "half-typed": (
        ["AC007"],
        "new agentcore.CfnResourcePolicy(this, 'P', { policy: JSON.stringify({ Version: '2012-10-17', Statement: [",
    ),
}


@pytest.mark.parametrize("title", SCRIPTS)
def test_typescript(title: str) -> None:
    expected, text = SCRIPTS[title]
    assert rules_found("stack.ts", text) == expected


PUT = "aws bedrock-agentcore-control put-resource-policy"
COMMANDS = {
    "an option with an equals sign, a variable inside": (
        ["AC104"],
        f'POLICY=\'{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Principal": {{"AWS": "\'"$ACCOUNT"\'"}}, "Action": "bedrock-agentcore:InvokeAgentRuntme", "Resource": "\'$ARN\'"}}]}}\'\n{PUT} --resource-arn=$ARN --policy="$POLICY"',
    ),
    "a variable that is set twice": ([], f'P=\'{{"a"\'\nP=x\n{PUT} --resource-arn $ARN --policy "$P"'),
    "a variable that is read": (
        [],
        f"ACTION=bedrock-agentcore:InvokeAgentRuntime\nread -r ACTION\n{PUT} --resource-arn $ARN --policy "
        + json.dumps(
            json.dumps(
                {
                    "Version": "2012-10-17",
                    "Statement": [
                        {"Effect": "Deny", "Principal": "*", "Action": "$ACTION", "Resource": "$ARN"}
                    ],
                }
            )
        ),
    ),
    "a variable that is set": (
        ["AC101"],
        f"ACTION=bedrock-agentcore:InvokeAgentRuntime\n{PUT} --resource-arn $ARN --policy "
        + json.dumps(
            json.dumps(
                {
                    "Version": "2012-10-17",
                    "Statement": [
                        {"Effect": "Deny", "Principal": "*", "Action": "$ACTION", "Resource": "$ARN"}
                    ],
                }
            )
        ),
    ),
    "another service": (
        [],
        "aws secretsmanager put-resource-policy --secret-id x --resource-policy '{\"Statement\": 1}' # bedrock-agentcore",
    ),
    "a VPC endpoint's policy, where * is right": (
        [],
        f"aws ec2 modify-vpc-endpoint --vpc-endpoint-id vpce-1 --policy-document '{EVERYONE}'",
    ),
    "jq makes it": ([], f'{PUT} --resource-arn $ARN --policy "$(jq -c . policy.json)"'),
    "an unset file": ([], f"{PUT} --resource-arn $ARN --policy file://nowhere.json"),
}


@pytest.mark.parametrize("title", COMMANDS)
def test_shell(title: str) -> None:
    expected, text = COMMANDS[title]
    assert rules_found("put.sh", text) == expected


STATEMENT = '{ "Effect": "Deny", "Principal": "*", "Action": "bedrock-agentcore:InvokeAgentRuntime", "Resource": "<arn>", "Condition": { "ArnNotEquals": { "aws:PrincipalArn": "<role>" } } }'
PAGES = {
    "one statement": (["AC101"], f"```json\n{STATEMENT}\n```"),
    "a list of statements": (["AC101"], f"```json\n[{STATEMENT}]\n```"),
    "elements without the braces around": (
        ["AC101"],
        f'```json\n"Version": "2012-10-17",\n"Statement": [\n  {STATEMENT}\n]\n```',
    ),
    "a condition alone": (
        [],
        '```json\n"Condition": { "ArnNotEquals": { "aws:PrincipalArn": "bedrock-agentcore" } }\n```',
    ),
    "an indented block": (["AC101"], f"Text:\n\n    {STATEMENT}\n"),
    "in a definition, a line below": (["AC101"], f"Term\n:   ```json\n    {STATEMENT}\n    ```\n"),
    "in a block of another dialect": (
        ["AC101"],
        f"/// tab | JSON\n    ```json\n    {STATEMENT}\n    ```\n///\n",
    ),
    "a directive": (["AC101"], f"```{{code-block}} json\n{STATEMENT}\n```"),
    "attributes": (["AC101"], f"```json{{1,3}} title='a b'\n{STATEMENT}\n```"),
    "the name of a file in an attribute": ([], f"```text title=policy.json\n{STATEMENT}\n```"),
    "a comment in a definition": (
        [],
        f"Term\n:   Words\n\n    <!-- agentcore-lint: ignore[AC101, AC102, AC103] -->\n\n    ```json\n    {STATEMENT}\n    ```\n",
    ),
    "with dots for the rest": (
        [],
        '```json\n{ "Version": "2012-10-17", "Statement": [ ... "bedrock-agentcore:InvokeAgentRuntime" ] }\n```',
    ),
    "another language": ([], f"```text\n{STATEMENT}\n```"),
    "a resource without its template": (
        ["AC002"],
        "```yaml\nGuard:\n  Type: AWS::BedrockAgentCore::ResourcePolicy\n  Properties:\n    ResourceArn: !Ref Arn\n    Policy:\n      Version: '2012-10-17'\n      Statement: [{Effect: Deny, Principal: '*', Action: 'bedrock-agentcore:InvokeAgentRuntime*', Resource: !Ref Arn, Condition: {Bool: {'aws:SecureTransport': 'false'}}}]\n```",
    ),
    "a prompt before the command": (
        ["AC104", "AC201"],
        '```console\n$ aws bedrock-agentcore-control put-resource-policy --resource-arn "$ARN" --policy \'{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "bedrock-agentcore:InvokeAgentRuntme", "Resource": "x"}]}\'\n```',
    ),
    "a comment that marks it as bad": (
        [],
        f"<!-- agentcore-lint: ignore[AC101, AC102, AC103] what not to do -->\n\n```json\n{STATEMENT}\n```",
    ),
}


@pytest.mark.parametrize("title", PAGES)
def test_markdown(title: str) -> None:
    expected, text = PAGES[title]
    assert rules_found("page.md", text) == expected


TEXT_FORMS = [
    "cfn block",
    "cfn Sub",
    "cfn single quotes",
    "tf here-doc",
    "tf indented here-doc",
    "py text",
    "py f-string",
    "ts template",
    "sh single quotes",
    "sh here-doc",
    "sh variable",
    "sh file",
]


@pytest.mark.parametrize("form", TEXT_FORMS)
def test_broken_json_is_pointed_at_in_the_file(form: str) -> None:
    name, render = FORMS[form]
    text = (render(OPEN, ARN) or "").replace('"Principal": "*",', '"Principal": "*"')
    (found,) = lint_text(text, name, Settings()).diagnostics
    assert found.rule == "AC001"
    assert text[found.span.start.offset :].startswith('"Action"')


@pytest.mark.parametrize("form", TEXT_FORMS)
def test_a_key_that_stands_twice_is_pointed_at_in_the_file(form: str) -> None:
    name, render = FORMS[form]
    text = (render(OPEN, ARN) or "").replace('"Principal": "*",', '"Effect": "Deny", "Principal": "*",')
    found = [each for each in lint_text(text, name, Settings()).diagnostics if each.rule == "AC003"]
    assert [text[each.span.start.offset : each.span.end.offset] for each in found] == ['"Effect"']
    assert found[0].span.start.offset == text.rindex('"Effect"')


@pytest.mark.parametrize("form", ["tf jsonencode", "py dumps", "ts const", "cfn ToJsonString flow"])
def test_a_key_that_stands_twice_in_an_object_of_the_language(form: str) -> None:
    name, render = FORMS[form]
    text = render(OPEN, ARN) or ""
    first = 'Effect = "Deny"' if form.startswith("tf") else '"Effect": "Deny",'
    doubled = text.replace(first, f"{first}\n{first}")
    found = [each.rule for each in lint_text(doubled, name, Settings()).diagnostics]
    assert "AC003" in found
