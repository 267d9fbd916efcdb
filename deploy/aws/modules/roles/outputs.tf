output "execution_arns" {
  description = "Roles with which ECS starts tasks, by part."
  value       = { for part, role in aws_iam_role.execution : part => role.arn }
}

output "task_arns" {
  description = "Roles of the tasks, by part."
  value       = { for part, role in aws_iam_role.task : part => role.arn }
}
