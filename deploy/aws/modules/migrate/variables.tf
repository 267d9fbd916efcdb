variable "enabled" {
  description = "Whether applying runs the migrations, which needs the AWS CLI on the machine that applies."
  type        = bool
}

variable "region" {
  description = "Region of the installation."
  type        = string
}

variable "cluster" {
  description = "The cluster."
  type        = string
}

variable "task_definition_arn" {
  description = "The task; a new revision runs it again."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets."
  type        = list(string)
}

variable "security_group_id" {
  description = "What the task may reach."
  type        = string
}
