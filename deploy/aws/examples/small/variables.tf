variable "region" {
  description = "Region of AWS."
  type        = string
}

variable "account_id" {
  description = "The AWS account."
  type        = string
}

variable "domain" {
  description = "Host name under which people reach Patchbay."
  type        = string
}

variable "certificate_arn" {
  description = "Certificate of ACM for the domain."
  type        = string
}

variable "image_tag" {
  description = "Tag under which the images were pushed."
  type        = string
}

variable "database_ca_file" {
  description = "PEM file with the authorities of RDS in the region."
  type        = string
}

variable "alarm_emails" {
  description = "Who gets alarms and budget notices."
  type        = list(string)
}

variable "run_migrations" {
  description = "Let apply run the migrations."
  type        = bool
  default     = true
}

variable "patchbay_secret" {
  description = "PATCHBAY_SECRET, for the first apply only."
  type        = string
  default     = null
  ephemeral   = true
  sensitive   = true
}

variable "database_password" {
  description = "The database's password, for the first apply only."
  type        = string
  default     = null
  ephemeral   = true
  sensitive   = true
}
