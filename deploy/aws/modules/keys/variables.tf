variable "name" {
  description = "Prefix of all names."
  type        = string
}

variable "region" {
  description = "Region of the installation."
  type        = string
}

variable "account_id" {
  description = "The AWS account that owns the keys."
  type        = string
}
