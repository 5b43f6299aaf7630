variable "targets" {
  type = map(object({
    kind     = string
    arn      = string
    endpoint = optional(string)
  }))
}

locals {
  tools    = { for name, target in var.targets : name => target if target.kind == "tools" }
  inferred = toset([for name, target in local.tools : name if try(trimspace(target.endpoint), "") == ""])
  runtimes = { for name, target in local.tools : name => target if contains(local.inferred, name) }
}

# The runtimes of a gateway's targets: which they are is known only to those who use the module.
resource "aws_iam_role_policy" "invoke" {
  count = length(local.runtimes) > 0 ? 1 : 0
  name  = "invoke-runtimes"
  role  = "tools-gateway"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Action = ["bedrock-agentcore:InvokeAgentRuntime"]
      Resource = concat(
        [for target in values(local.runtimes) : target.arn],
        [for target in values(local.runtimes) : "${target.arn}/runtime-endpoint/DEFAULT"],
      )
    }]
  })
}

# Either of the two, or both.
resource "aws_iam_role_policy" "call" {
  count = var.calls_agents || var.calls_tools ? 1 : 0
  name  = "call"
  role  = "caller"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["bedrock-agentcore:InvokeAgentRuntime", "bedrock-agentcore:InvokeGateway"]
      Resource = concat(var.calls_agents ? [var.agent_arn] : [], var.calls_tools ? [var.gateway_arn] : [])
    }]
  })
}
