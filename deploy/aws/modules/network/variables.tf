variable "name" {
  description = "Prefix of all names."
  type        = string
}

variable "region" {
  description = "Region of the installation."
  type        = string
}

variable "cidr" {
  description = "Addresses of the network."
  type        = string
}

variable "availability_zones" {
  description = "Zones with subnets, two to four."
  type        = list(string)
}

variable "nat_per_zone" {
  description = "A NAT gateway in each zone; otherwise one for all."
  type        = bool
}

variable "interface_endpoints" {
  description = "Reach ECR, CloudWatch Logs, Secrets Manager, KMS and STS inside the network; otherwise through NAT."
  type        = bool
}

variable "watch_key_arn" {
  description = "Key that encrypts logs."
  type        = string
}

variable "log_days" {
  description = "How long logs are kept."
  type        = number
}
