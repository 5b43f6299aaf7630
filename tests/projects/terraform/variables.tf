variable "discovery_url" {
  type = string
}

variable "partners" {
  type    = list(string)
  default = []
}
