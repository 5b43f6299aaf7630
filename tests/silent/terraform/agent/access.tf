data "aws_iam_policy_document" "access" {
  statement {
    sid       = "CallersAlone"
    effect    = "Deny"
    actions   = ["bedrock-agentcore:InvokeAgentRuntime*", "bedrock-agentcore:StopRuntimeSession", "bedrock-agentcore:GetAgentCard"]
    resources = [aws_bedrockagentcore_agent_runtime.this.agent_runtime_arn]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "ArnNotEquals"
      variable = "aws:PrincipalArn"
      values   = var.callers
    }
  }
}

resource "aws_bedrockagentcore_resource_policy" "this" {
  resource_arn = aws_bedrockagentcore_agent_runtime.this.agent_runtime_arn
  policy       = data.aws_iam_policy_document.access.json
}

resource "aws_iam_policy" "invoke" {
  name = "invoke-${var.name}"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "bedrock-agentcore:InvokeAgentRuntime"
      Resource = [aws_bedrockagentcore_agent_runtime.this.agent_runtime_arn, "${aws_bedrockagentcore_agent_runtime.this.agent_runtime_arn}/*"]
    }]
  })
}

output "arn" {
  value = aws_bedrockagentcore_agent_runtime.this.agent_runtime_arn
}
