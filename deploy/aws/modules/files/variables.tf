variable "name" {
  description = "Prefix of all names."
  type        = string
}

variable "account_id" {
  description = "Makes the bucket's name unique."
  type        = string
}

variable "data_key_arn" {
  description = "Key that encrypts files."
  type        = string
}

variable "backup_days" {
  description = "For how many days deleted files can be brought back."
  type        = number
}
