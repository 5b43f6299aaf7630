locals {
  calls = [
    "bedrock-agentcore:InvokeAgentRuntime",
    "bedrock-agentcore:InvokeAgentRuntimeWithWebSocketStream",
    "bedrock-agentcore:InvokeAgentRuntimeCommand",
    "bedrock-agentcore:InvokeAgentRuntimeCommandShell",
  ]
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["bedrock-agentcore.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "call" {
  statement {
    actions   = ["bedrock-agentcore:InvokeAgentRuntime"]
    resources = [aws_bedrockagentcore_agent_runtime.billing.agent_runtime_arn, "${aws_bedrockagentcore_agent_runtime.billing.agent_runtime_arn}/*"]
  }
}

# closed: every way is listed
data "aws_iam_policy_document" "wall" {
  statement {
    sid       = "OnlyTheProxy"
    effect    = "Deny"
    actions   = local.calls
    resources = [aws_bedrockagentcore_agent_runtime.billing.agent_runtime_arn]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "ArnNotEquals"
      variable = "aws:PrincipalArn"
      values   = [aws_iam_role.proxy.arn]
    }
  }
}

resource "aws_bedrockagentcore_resource_policy" "runtime" {
  resource_arn = aws_bedrockagentcore_agent_runtime.billing.agent_runtime_arn
  policy       = data.aws_iam_policy_document.wall.json
}

# seeded: the runtime's ARN in the endpoint's policy
resource "aws_bedrockagentcore_resource_policy" "endpoint" {
  resource_arn = aws_bedrockagentcore_agent_runtime_endpoint.live.agent_runtime_endpoint_arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "OnlyTheProxy"
      Effect    = "Deny"
      Principal = "*"
      Action    = local.calls
      Resource  = aws_bedrockagentcore_agent_runtime.billing.agent_runtime_arn
      Condition = { ArnNotEquals = { "aws:PrincipalArn" = aws_iam_role.proxy.arn } }
    }]
  })
}

# seeded, in the file: a role for a gateway that takes tokens
resource "aws_bedrockagentcore_resource_policy" "gateway" {
  resource_arn = aws_bedrockagentcore_gateway.orders.gateway_arn
  policy = templatefile("${path.module}/policies/gateway.json.tftpl", {
    gateway = aws_bedrockagentcore_gateway.orders.gateway_arn
  })
}

# another service's
resource "aws_secretsmanager_secret_policy" "token" {
  secret_arn = var.secret
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "bedrock-agentcore.amazonaws.com" }, Action = "secretsmanager:GetSecretValue", Resource = "*" }]
  })
}
