"""The proxy."""

import json
import os

import boto3

client = boto3.client("bedrock-agentcore")


def handler(event, context):
    answer = client.invoke_agent_runtime(
        agentRuntimeArn=os.environ["AGENT"], payload=json.dumps(event).encode()
    )
    return {"statusCode": answer["statusCode"]}
