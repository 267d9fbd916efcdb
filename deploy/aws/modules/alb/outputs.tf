output "dns_name" {
  description = "Name to point the address at."
  value       = aws_lb.this.dns_name
}

output "zone_id" {
  description = "Zone of that name, for an alias record."
  value       = aws_lb.this.zone_id
}

output "target_group_arn" {
  description = "Where web registers. It is known once the listener uses it."
  value       = aws_lb_listener.https.default_action[0].target_group_arn
}

output "metric_names" {
  description = "Names in the metrics of the load balancer."
  value       = { load_balancer = aws_lb.this.arn_suffix, target_group = aws_lb_target_group.web.arn_suffix }
}
