output "name" {
  description = "The cluster, once it knows Fargate and Fargate Spot."
  value       = aws_ecs_cluster_capacity_providers.this.cluster_name
}

output "arn" {
  description = "The cluster."
  value       = aws_ecs_cluster.this.arn
}
