# Values arrive as ephemeral variables and leave as write-only arguments: neither plan nor state holds them.

locals {
  database_url = "postgresql://${var.database.user}:${coalesce(var.database_password, "unset")}@${var.database.host}:5432/${var.database.name}?sslmode=verify-full"
}

# Without it all stored credentials are lost: what deletes it can be undone for 30 days.
resource "aws_secretsmanager_secret" "patchbay" {
  name                    = "${var.name}/patchbay-secret"
  description             = "PATCHBAY_SECRET: signs sessions and encrypts credentials"
  kms_key_id              = var.secrets_key_arn
  recovery_window_in_days = 30
}

resource "aws_secretsmanager_secret_version" "patchbay" {
  secret_id                = aws_secretsmanager_secret.patchbay.id
  secret_string_wo         = var.patchbay_secret
  secret_string_wo_version = 1
}

resource "aws_secretsmanager_secret" "database" {
  name                    = "${var.name}/database-url"
  description             = "DATABASE_URL, with the password"
  kms_key_id              = var.secrets_key_arn
  recovery_window_in_days = 7
}

resource "aws_secretsmanager_secret_version" "database" {
  secret_id                = aws_secretsmanager_secret.database.id
  secret_string_wo         = local.database_url
  secret_string_wo_version = var.database_password_version
}
