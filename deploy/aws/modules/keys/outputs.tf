output "secrets_arn" {
  description = "Key of the secrets."
  value       = aws_kms_key.secrets.arn
}

output "data_arn" {
  description = "Key of database, Kafka, files and images."
  value       = aws_kms_key.data.arn
}

output "watch_arn" {
  description = "Key of logs and alarms."
  value       = aws_kms_key.watch.arn
}
