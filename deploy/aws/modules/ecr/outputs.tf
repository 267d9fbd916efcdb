output "urls" {
  description = "Addresses to push images to, by target."
  value       = { for target, repository in aws_ecr_repository.this : target => repository.repository_url }
}

output "arns" {
  description = "Repositories, by target."
  value       = { for target, repository in aws_ecr_repository.this : target => repository.arn }
}
