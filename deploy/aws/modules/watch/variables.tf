variable "name" {
  description = "Name of the installation."
  type        = string
}

variable "region" {
  description = "Region of the installation."
  type        = string
}

variable "cluster" {
  description = "The cluster of ECS."
  type        = string
}

variable "metric_names" {
  description = "Load balancer and target group as metrics name them."
  type        = object({ load_balancer = string, target_group = string })
}

variable "database" {
  description = "The database as metrics name it."
  type        = string
}

variable "kafka_mode" {
  description = "none, provisioned or serverless."
  type        = string
}

variable "watch_key_arn" {
  description = "Key that encrypts alarms."
  type        = string
}

variable "emails" {
  description = "Who is told."
  type        = list(string)
}
