variable "name" {
  description = "Name of the budget."
  type        = string
}

variable "monthly_usd" {
  description = "What the account may cost a month."
  type        = number
}

variable "emails" {
  description = "Who is told."
  type        = list(string)
}
