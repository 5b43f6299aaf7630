"""Put every policy of the folder."""

import json
import pathlib

import boto3

control = boto3.client("bedrock-agentcore-control")
for path in pathlib.Path("policies").glob("*.json"):
    policy = json.loads(path.read_text())
    arn = policy["Statement"][0]["Resource"]
    control.put_resource_policy(resourceArn=arn, policy=json.dumps(policy))
