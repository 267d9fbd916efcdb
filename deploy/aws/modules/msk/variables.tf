variable "name" {
  description = "Prefix of all names."
  type        = string
}

variable "mode" {
  description = "provisioned or serverless."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets of the brokers, one broker in each."
  type        = list(string)
}

variable "security_group_id" {
  description = "Who may connect."
  type        = string
}

variable "data_key_arn" {
  description = "Key that encrypts storage."
  type        = string
}

variable "watch_key_arn" {
  description = "Key that encrypts logs."
  type        = string
}

variable "kafka_version" {
  description = "Version of a provisioned cluster."
  type        = string
}

variable "instance_type" {
  description = "Size of a provisioned broker."
  type        = string
}

variable "storage_gb" {
  description = "Storage of a provisioned broker."
  type        = number
}

variable "log_days" {
  description = "How long logs are kept."
  type        = number
}
