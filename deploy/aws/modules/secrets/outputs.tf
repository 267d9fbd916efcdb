output "arns" {
  description = "Secrets by the setting that they fill."
  value = {
    PATCHBAY_SECRET = aws_secretsmanager_secret_version.patchbay.arn
    DATABASE_URL    = aws_secretsmanager_secret_version.database.arn
  }
}
