variable "name" {
  description = "Prefix of all names."
  type        = string
}

variable "vpc_id" {
  description = "The network."
  type        = string
}

variable "web_port" {
  description = "Port of web."
  type        = number
}

variable "allowed_cidrs" {
  description = "Who may reach the load balancer."
  type        = set(string)
}

variable "outbound_ports" {
  description = "Ports outside that tasks may call."
  type        = set(number)
}
