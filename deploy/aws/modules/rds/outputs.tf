output "host" {
  description = "Host name of the database."
  value       = aws_db_instance.this.address
}

output "identifier" {
  description = "Name in the metrics of RDS."
  value       = aws_db_instance.this.identifier
}
