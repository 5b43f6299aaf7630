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
