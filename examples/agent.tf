# A module with a wall that leaves ways open: the policy document lists one action of five.

resource "aws_bedrockagentcore_agent_runtime" "billing" {
  agent_runtime_name = "billing"
  role_arn           = var.role_arn
}

data "aws_iam_policy_document" "only_the_proxy" {
  statement {
    sid       = "OnlyTheProxy"
    effect    = "Deny"
    actions   = ["bedrock-agentcore:InvokeAgentRuntime"]
    resources = [aws_bedrockagentcore_agent_runtime.billing.agent_runtime_arn]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "ArnNotEquals"
      variable = "aws:PrincipalArn"
      values   = [var.proxy_role_arn]
    }
  }
}

resource "aws_bedrockagentcore_resource_policy" "billing" {
  resource_arn = aws_bedrockagentcore_agent_runtime.billing.agent_runtime_arn
  policy       = data.aws_iam_policy_document.only_the_proxy.json
}
