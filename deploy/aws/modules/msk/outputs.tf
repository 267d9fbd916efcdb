output "arn" {
  description = "The cluster."
  value       = one(concat(aws_msk_cluster.this[*].arn, aws_msk_serverless_cluster.this[*].arn))
}

output "bootstrap_brokers" {
  description = "Addresses for KAFKA_BROKERS."
  value       = one(concat(aws_msk_cluster.this[*].bootstrap_brokers_sasl_iam, aws_msk_serverless_cluster.this[*].bootstrap_brokers_sasl_iam))
}
