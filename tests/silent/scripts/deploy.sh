#!/usr/bin/env bash
# Makes the roles and the endpoint of an agent.
set -euo pipefail
REGION=${REGION:-eu-west-1}
ACCOUNT=$(aws sts get-caller-identity --query Account --output text)

cat > trust.json <<'JSON'
{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Principal": { "Service": "bedrock-agentcore.amazonaws.com" }, "Action": "sts:AssumeRole" }
  ]
}
JSON
aws iam create-role --role-name agent --assume-role-policy-document file://trust.json

cat > permissions.json <<JSON
{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*" },
    {
      "Effect": "Allow",
      "Action": ["bedrock-agentcore:GetWorkloadAccessToken", "bedrock-agentcore:CreateEvent"],
      "Resource": "arn:aws:bedrock-agentcore:${REGION}:${ACCOUNT}:*"
    },
    {
      "Effect": "Allow",
      "Action": "iam:PassRole",
      "Resource": "arn:aws:iam::${ACCOUNT}:role/agent",
      "Condition": { "StringEquals": { "iam:PassedToService": "bedrock-agentcore.amazonaws.com" } }
    }
  ]
}
JSON
aws iam put-role-policy --role-name agent --policy-name agent --policy-document file://permissions.json

cat > endpoint.json <<'JSON'
{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Principal": "*", "Action": "bedrock-agentcore:*", "Resource": "*" }] }
JSON
aws ec2 modify-vpc-endpoint --vpc-endpoint-id "$ENDPOINT" --policy-document file://endpoint.json
