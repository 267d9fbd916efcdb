output "url" {
  description = "The address of Patchbay, once the domain points at the load balancer."
  value       = "https://${var.domain}"
}

output "alb_dns_name" {
  description = "Name to point the domain at (CNAME or alias)."
  value       = module.alb.dns_name
}

output "alb_zone_id" {
  description = "Zone of that name, for an alias record in Route 53."
  value       = module.alb.zone_id
}

output "repositories" {
  description = "Where to push the images web, worker and migrate."
  value       = module.ecr.urls
}

output "cluster" {
  description = "The cluster of ECS."
  value       = module.cluster.name
}

output "kafka_brokers" {
  description = "Addresses of Kafka; null when messages go over Postgres."
  value       = local.has_kafka ? module.msk[0].bootstrap_brokers : null
}

output "database_host" {
  description = "Host name of Postgres."
  value       = module.rds.host
}

output "files_bucket" {
  description = "Bucket of the files."
  value       = module.files.bucket
}

output "secret_arns" {
  description = "Secrets by the setting that they fill."
  value       = module.secrets.arns
}

output "alarm_topic_arn" {
  description = "Where alarms are published."
  value       = module.watch.topic_arn
}

output "migrate" {
  description = "What to run the migrations with, when apply does not (README.md)."
  value = {
    task_definition = module.migrate_task.task_definition_arn
    subnets         = module.network.private_subnet_ids
    security_group  = module.firewall.group_ids["worker"]
  }
}
