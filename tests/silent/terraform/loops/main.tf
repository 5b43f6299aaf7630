variable "stage" { type = string }
variable "callers" { type = map(string) }

locals {
  calls = [for call in ["InvokeAgentRuntime*", "InvokeAgentRuntimeCommand*"] : "bedrock-agentcore:${call}"]
  roles = { for name, account in var.callers : name => "arn:aws:iam::${account}:role/${name}" }
}

resource "aws_bedrockagentcore_agent_runtime" "desk" {
  agent_runtime_name = "desk_${var.stage}"
}

data "aws_iam_policy_document" "desk" {
  dynamic "statement" {
    for_each = var.stage == "prod" ? ["OnlyTheDesk"] : ["OnlyTheDeskInTests"]
    content {
      sid       = statement.value
      effect    = "Deny"
      actions   = concat(local.calls, ["bedrock-agentcore:StopRuntimeSession", "bedrock-agentcore:GetAgentCard"])
      resources = [aws_bedrockagentcore_agent_runtime.desk.agent_runtime_arn]
      principals {
        type        = "*"
        identifiers = ["*"]
      }
      condition {
        test     = "ArnNotEquals"
        variable = "aws:PrincipalArn"
        values   = values(local.roles)
      }
    }
  }
}

resource "aws_bedrockagentcore_resource_policy" "desk" {
  count        = var.stage == "dev" ? 0 : 1
  resource_arn = aws_bedrockagentcore_agent_runtime.desk.agent_runtime_arn
  policy       = data.aws_iam_policy_document.desk.json
}
