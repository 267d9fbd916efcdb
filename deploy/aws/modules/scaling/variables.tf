variable "name" {
  description = "Name of the installation, which is the dimension of Patchbay's metrics."
  type        = string
}

variable "cluster" {
  description = "The cluster."
  type        = string
}

variable "service" {
  description = "The service."
  type        = string
}

variable "min" {
  description = "Fewest tasks."
  type        = number
}

variable "max" {
  description = "Most tasks."
  type        = number
}

variable "cpu_target" {
  description = "Per cent of CPU that tasks should use."
  type        = number
}

variable "metric_targets" {
  description = "Metrics of Patchbay with the value that they should not pass."
  type        = map(number)
}
