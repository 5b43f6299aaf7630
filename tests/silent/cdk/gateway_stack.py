"""The gateway for orders and its tools."""

from aws_cdk import Stack
from aws_cdk import aws_bedrockagentcore as agentcore
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from constructs import Construct


class GatewayStack(Stack):
    def __init__(self, scope: Construct, construct_id: str, tools: lambda_.IFunction, **kwargs) -> None:
        super().__init__(scope, construct_id, **kwargs)
        key = kms.Key(self, "Key", enable_key_rotation=True)
        role = iam.Role(self, "GatewayRole", assumed_by=iam.ServicePrincipal("bedrock-agentcore.amazonaws.com"))
        tools.grant_invoke(role)
        key.grant_encrypt_decrypt(role)
        role.add_to_policy(
            iam.PolicyStatement(
                effect=iam.Effect.ALLOW,
                actions=[
                    "bedrock-agentcore:GetGateway",
                    "bedrock-agentcore:GetResourceApiKey",
                    "bedrock-agentcore:GetResourceOauth2Token",
                    "secretsmanager:GetSecretValue",
                ],
                resources=["*"],
                conditions={"StringEquals": {"secretsmanager:VersionStage": "AWSCURRENT"}},
            )
        )
        self.gateway = agentcore.CfnGateway(
            self,
            "Gateway",
            name="orders",
            protocol_type="MCP",
            authorizer_type="AWS_IAM",
            role_arn=role.role_arn,
            kms_key_arn=key.key_arn,
        )
        client = iam.Role(self, "Client", assumed_by=iam.ServicePrincipal("ecs-tasks.amazonaws.com"))
        client.add_to_policy(
            iam.PolicyStatement(
                actions=["bedrock-agentcore:InvokeGateway"],
                resources=[self.gateway.attr_gateway_arn],
            )
        )
        client.add_to_policy(
            iam.PolicyStatement(
                actions=["iam:PassRole"],
                resources=[role.role_arn],
                conditions={"StringEquals": {"iam:PassedToService": "bedrock-agentcore.amazonaws.com"}},
            )
        )
