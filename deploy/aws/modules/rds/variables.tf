variable "name" {
  description = "Prefix of all names."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets without a way to the internet."
  type        = list(string)
}

variable "security_group_id" {
  description = "Who may connect."
  type        = string
}

variable "data_key_arn" {
  description = "Key that encrypts storage, backups and performance data."
  type        = string
}

variable "postgres_version" {
  description = "Major version."
  type        = string
}

variable "instance_class" {
  description = "Size of the instance."
  type        = string
}

variable "storage_gb" {
  description = "Storage at first; it grows by itself up to four times this."
  type        = number
}

variable "multi_az" {
  description = "A standby in another zone."
  type        = bool
}

variable "backup_days" {
  description = "For how many days one can go back."
  type        = number
}

variable "deletion_protection" {
  description = "Refuse to delete the database."
  type        = bool
}

variable "database_name" {
  description = "Name of the database."
  type        = string
}

variable "user" {
  description = "Patchbay's user."
  type        = string
}

variable "password" {
  description = "Its password."
  type        = string
  ephemeral   = true
  sensitive   = true
}

variable "password_version" {
  description = "Raised with each new password."
  type        = number
}
