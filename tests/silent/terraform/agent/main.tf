terraform {
  required_version = ">= 1.6"
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 6.20" }
  }
}

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}
data "aws_partition" "current" {}

locals {
  account = data.aws_caller_identity.current.account_id
  region  = data.aws_region.current.region
  prefix  = "arn:${data.aws_partition.current.partition}:bedrock-agentcore:${local.region}:${local.account}"
  tags    = merge(var.tags, { component = "agent" })
}

resource "aws_ecr_repository" "agent" {
  name                 = var.name
  image_tag_mutability = "IMMUTABLE"
  tags                 = local.tags
}

resource "aws_cloudwatch_log_group" "agent" {
  name              = "/aws/bedrock-agentcore/runtimes/${var.name}"
  retention_in_days = 30
}

resource "aws_iam_role" "execution" {
  name               = "${var.name}-execution"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["bedrock-agentcore.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["${local.prefix}:*"]
    }
  }
}

data "aws_iam_policy_document" "execution" {
  statement {
    sid       = "Metrics"
    actions   = ["cloudwatch:PutMetricData"]
    resources = ["*"]
    condition {
      test     = "StringEquals"
      variable = "cloudwatch:namespace"
      values   = ["bedrock-agentcore"]
    }
  }
  statement {
    sid       = "Tokens"
    actions   = ["bedrock-agentcore:GetWorkloadAccessToken", "bedrock-agentcore:GetWorkloadAccessTokenForJWT"]
    resources = ["${local.prefix}:workload-identity-directory/default", "${local.prefix}:workload-identity-directory/default/workload-identity/${var.name}-*"]
  }
  statement {
    sid       = "Memory"
    actions   = ["bedrock-agentcore:CreateEvent", "bedrock-agentcore:RetrieveMemoryRecords"]
    resources = [aws_bedrockagentcore_memory.this.arn]
  }
  statement {
    sid       = "Image"
    actions   = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    resources = [aws_ecr_repository.agent.arn]
  }
  dynamic "statement" {
    for_each = var.buckets
    content {
      actions   = ["s3:ListBucket"]
      resources = [statement.value]
      condition {
        test     = "StringLike"
        variable = "s3:prefix"
        values   = ["${var.name}/*"]
      }
    }
  }
}

resource "aws_iam_role_policy" "execution" {
  role   = aws_iam_role.execution.id
  policy = data.aws_iam_policy_document.execution.json
}

resource "aws_bedrockagentcore_memory" "this" {
  name                  = var.name
  event_expiry_duration = 30
}

resource "aws_bedrockagentcore_agent_runtime" "this" {
  agent_runtime_name = var.name
  role_arn           = aws_iam_role.execution.arn
  agent_runtime_artifact {
    container_configuration {
      container_uri = "${aws_ecr_repository.agent.repository_url}:${var.image_tag}"
    }
  }
  network_configuration {
    network_mode = "PUBLIC"
  }
}

resource "aws_bedrockagentcore_agent_runtime_endpoint" "live" {
  name             = "live"
  agent_runtime_id = aws_bedrockagentcore_agent_runtime.this.agent_runtime_id
}
