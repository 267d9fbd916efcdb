variable "name" {
  description = "Prefix of all names."
  type        = string
}

variable "secrets_key_arn" {
  description = "Key that encrypts the secrets."
  type        = string
}

variable "patchbay_secret" {
  description = "PATCHBAY_SECRET, needed by the first apply."
  type        = string
  ephemeral   = true
  sensitive   = true
}

variable "database" {
  description = "Where the database is and as whom it is spoken to."
  type        = object({ host = string, user = string, name = string })
}

variable "database_password" {
  description = "The database's password, needed by the first apply and when its version changes."
  type        = string
  ephemeral   = true
  sensitive   = true
}

variable "database_password_version" {
  description = "Raised with each new password."
  type        = number
}
