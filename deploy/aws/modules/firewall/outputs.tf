output "group_ids" {
  description = "Security groups by part: alb, web, worker, database, kafka."
  value       = { for part, group in aws_security_group.this : part => group.id }
}
