output "task_definition_arn" {
  description = "The task's revision."
  value       = aws_ecs_task_definition.this.arn
}

output "service_name" {
  description = "The service; null for a task that runs once."
  value       = one(aws_ecs_service.this[*].name)
}
