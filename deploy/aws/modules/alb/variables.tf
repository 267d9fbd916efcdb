variable "name" {
  description = "Prefix of all names."
  type        = string
}

variable "account_id" {
  description = "Makes the bucket's name unique."
  type        = string
}

variable "vpc_id" {
  description = "The network."
  type        = string
}

variable "subnet_ids" {
  description = "Public subnets."
  type        = list(string)
}

variable "security_group_id" {
  description = "Who may connect."
  type        = string
}

variable "certificate_arn" {
  description = "Certificate of ACM for the address."
  type        = string
}

variable "web_port" {
  description = "Port of web."
  type        = number
}

variable "use_web_acl" {
  description = "Whether there is a web ACL."
  type        = bool
}

variable "web_acl_arn" {
  description = "Web ACL of AWS WAF in front of the load balancer."
  type        = string
}

variable "deletion_protection" {
  description = "Refuse to delete the load balancer."
  type        = bool
}

variable "log_days" {
  description = "How long access logs are kept."
  type        = number
}
