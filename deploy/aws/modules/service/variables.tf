variable "name" {
  description = "Prefix of all names."
  type        = string
}

variable "region" {
  description = "Region of the installation."
  type        = string
}

variable "part" {
  description = "web, worker or migrate."
  type        = string
}

variable "image" {
  description = "Image with its tag."
  type        = string
}

variable "architecture" {
  description = "X86_64 or ARM64, as the image was built."
  type        = string
}

variable "cpu" {
  description = "CPU units of the task."
  type        = number
}

variable "memory" {
  description = "MiB of the task."
  type        = number
}

variable "ports" {
  description = "Ports on which the container listens; the first is what a load balancer uses."
  type        = list(number)
}

variable "health_port" {
  description = "Port on which /healthz answers; null for a task that runs once."
  type        = number
}

variable "stop_timeout" {
  description = "Seconds from SIGTERM to SIGKILL."
  type        = number
}

variable "settings" {
  description = "Settings of Patchbay (docs/configuration.md) that are no secret."
  type        = map(string)
}

variable "secrets" {
  description = "Settings whose values are secrets, with the secret's ARN."
  type        = map(string)
}

variable "execution_role_arn" {
  description = "Role with which ECS starts the task."
  type        = string
}

variable "task_role_arn" {
  description = "Role of the task."
  type        = string
}

variable "watch_key_arn" {
  description = "Key that encrypts logs."
  type        = string
}

variable "log_days" {
  description = "How long logs are kept."
  type        = number
}

variable "cluster" {
  description = "The cluster."
  type        = string
}

variable "service" {
  description = "How it is kept running; null for a task that runs once."
  type = object({
    count             = number
    on_demand         = number
    spot_weight       = number
    subnet_ids        = list(string)
    security_group_id = string
    target_group_arn  = optional(string)
    wait              = bool
  })
  default = null
}
