variable "name" {
  description = "Prefix of all names."
  type        = string
}

variable "region" {
  description = "Region of the installation."
  type        = string
}

variable "account_id" {
  description = "The AWS account."
  type        = string
}

variable "parts" {
  description = "Kinds of tasks: the image's repository, the secrets each gets, and whether it calls AWS itself."
  type        = map(object({ repository_arn = string, secret_arns = list(string), uses_aws = bool }))
}

variable "secrets_key_arn" {
  description = "Key of the secrets."
  type        = string
}

variable "data_key_arn" {
  description = "Key of the files."
  type        = string
}

variable "files_arn" {
  description = "Bucket of the files."
  type        = string
}

variable "files_prefix" {
  description = "Prefix of the files in it."
  type        = string
}

variable "kafka_arn" {
  description = "Kafka's cluster; null when messages go over Postgres."
  type        = string
}
