variable "name" {
  type        = string
  description = "Of the agent (bedrock-agentcore allows letters, digits and _)."
}

variable "image_tag" {
  type    = string
  default = "1"
}

variable "tags" {
  type    = map(string)
  default = {}
}

variable "buckets" {
  type    = list(string)
  default = []
}

variable "callers" {
  type        = list(string)
  description = "ARNs of the roles that may call the agent."
}
