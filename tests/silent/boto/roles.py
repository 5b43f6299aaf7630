"""Makes the role of an agent, and lets a team call it."""

import json

import boto3

iam = boto3.client("iam")
control = boto3.client("bedrock-agentcore-control")


def execution_policy(region: str, account: str, name: str) -> dict:
    prefix = f"arn:aws:bedrock-agentcore:{region}:{account}"
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Metrics",
                "Effect": "Allow",
                "Action": "cloudwatch:PutMetricData",
                "Resource": "*",
                "Condition": {"StringEquals": {"cloudwatch:namespace": "bedrock-agentcore"}},
            },
            {
                "Sid": "Tokens",
                "Effect": "Allow",
                "Action": ["bedrock-agentcore:GetWorkloadAccessToken", "bedrock-agentcore:GetWorkloadAccessTokenForJWT"],
                "Resource": [f"{prefix}:workload-identity-directory/default/workload-identity/{name}-*"],
            },
        ],
    }


def make(region: str, account: str, name: str, callers: list[str]) -> str:
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "bedrock-agentcore.amazonaws.com"},
                "Action": "sts:AssumeRole",
                "Condition": {"StringEquals": {"aws:SourceAccount": account}},
            }
        ],
    }
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))
    iam.put_role_policy(
        RoleName=name, PolicyName="agent", PolicyDocument=json.dumps(execution_policy(region, account, name))
    )
    runtime = control.create_agent_runtime(agentRuntimeName=name, roleArn=role["Role"]["Arn"])
    arn = runtime["agentRuntimeArn"]
    control.put_resource_policy(
        resourceArn=arn,
        policy=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Sid": "CallersAlone",
                        "Effect": "Deny",
                        "Principal": "*",
                        "Action": ["bedrock-agentcore:InvokeAgentRuntime*"],
                        "Resource": arn,
                        "Condition": {"ArnNotEquals": {"aws:PrincipalArn": callers}},
                    }
                ],
            }
        ),
    )
    return arn
