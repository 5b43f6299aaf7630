variable "vpc_id" { type = string }
variable "subnets" { type = list(string) }

resource "aws_vpc_endpoint" "agentcore" {
  vpc_id            = var.vpc_id
  service_name      = "com.amazonaws.eu-west-1.bedrock-agentcore"
  vpc_endpoint_type = "Interface"
  subnet_ids        = var.subnets
  policy            = file("${path.module}/agents.json")
}

resource "aws_organizations_policy" "agents" {
  name = "agents"
  type = "SERVICE_CONTROL_POLICY"
  content = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "NoShells"
      Effect    = "Deny"
      Action    = ["bedrock-agentcore:InvokeAgentRuntimeCommand", "bedrock-agentcore:InvokeAgentRuntimeCommandShell"]
      Resource  = "*"
      Condition = { ArnNotLike = { "aws:PrincipalArn" = "arn:aws:iam::*:role/platform/*" } }
    }]
  })
}
