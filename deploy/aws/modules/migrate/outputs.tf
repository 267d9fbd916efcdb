output "done" {
  description = "Known when the migrations have been applied."
  value       = var.enabled ? terraform_data.this[0].id : ""
}
