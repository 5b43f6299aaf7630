#!/usr/bin/env bash
set -euo pipefail

sam deploy --stack-name agent --parameter-overrides Stage="${1:-dev}"
GATEWAY=$(aws bedrock-agentcore-control list-gateways --query 'items[0].gatewayArn' --output text)

# seeded: everyone, with nothing that narrows it
aws bedrock-agentcore-control put-resource-policy \
  --resource-arn "$GATEWAY" \
  --policy "$(cat <<EOF
{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Principal": "*", "Action": "bedrock-agentcore:InvokeGateway", "Resource": "$GATEWAY" }
  ]
}
EOF
)"

aws secretsmanager put-resource-policy --secret-id token --resource-policy '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "bedrock-agentcore.amazonaws.com"}, "Action": "secretsmanager:GetSecretValue", "Resource": "*"}]}'
