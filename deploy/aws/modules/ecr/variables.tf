variable "name" {
  description = "Prefix of all names."
  type        = string
}

variable "data_key_arn" {
  description = "Key that encrypts images."
  type        = string
}

variable "images_kept" {
  description = "How many images of each kind are kept."
  type        = number
}
