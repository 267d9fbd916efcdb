# Who may speak to whom, in one place: the internet to the load balancer, that to web, tasks to the database, to Kafka and
# to the addresses of models and services outside. Everything else is refused.

locals {
  groups = {
    alb      = "Load balancer"
    web      = "Web tasks"
    worker   = "Worker and migrate tasks"
    database = "Postgres"
    kafka    = "Kafka"
  }
  tasks = toset(["web", "worker"])
  # Kafka's port for IAM.
  kafka_port = 9098
  outside    = { for pair in setproduct(local.tasks, var.outbound_ports) : "${pair[0]}-${pair[1]}" => { group = pair[0], port = pair[1] } }
}

resource "aws_security_group" "this" {
  for_each    = local.groups
  name        = "${var.name}-${each.key}"
  description = each.value
  vpc_id      = var.vpc_id
  tags        = { Name = "${var.name}-${each.key}" }
}

resource "aws_vpc_security_group_ingress_rule" "internet" {
  for_each          = { for pair in setproduct(var.allowed_cidrs, [80, 443]) : "${pair[0]}-${pair[1]}" => { cidr = pair[0], port = pair[1] } }
  security_group_id = aws_security_group.this["alb"].id
  description       = "People and programs; port 80 only answers with the address on 443"
  cidr_ipv4         = each.value.cidr
  ip_protocol       = "tcp"
  from_port         = each.value.port
  to_port           = each.value.port
}

resource "aws_vpc_security_group_egress_rule" "alb_to_web" {
  security_group_id            = aws_security_group.this["alb"].id
  description                  = "Requests to web"
  referenced_security_group_id = aws_security_group.this["web"].id
  ip_protocol                  = "tcp"
  from_port                    = var.web_port
  to_port                      = var.web_port
}

resource "aws_vpc_security_group_ingress_rule" "web_from_alb" {
  security_group_id            = aws_security_group.this["web"].id
  description                  = "Requests from the load balancer"
  referenced_security_group_id = aws_security_group.this["alb"].id
  ip_protocol                  = "tcp"
  from_port                    = var.web_port
  to_port                      = var.web_port
}

resource "aws_vpc_security_group_egress_rule" "outside" {
  for_each          = local.outside
  security_group_id = aws_security_group.this[each.value.group].id
  description       = "Models, services that nodes call, and AWS"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = each.value.port
  to_port           = each.value.port
}

resource "aws_vpc_security_group_egress_rule" "to_database" {
  for_each                     = local.tasks
  security_group_id            = aws_security_group.this[each.key].id
  description                  = "Postgres"
  referenced_security_group_id = aws_security_group.this["database"].id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}

resource "aws_vpc_security_group_ingress_rule" "database" {
  for_each                     = local.tasks
  security_group_id            = aws_security_group.this["database"].id
  description                  = "Postgres from ${each.key}"
  referenced_security_group_id = aws_security_group.this[each.key].id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}

resource "aws_vpc_security_group_egress_rule" "to_kafka" {
  for_each                     = local.tasks
  security_group_id            = aws_security_group.this[each.key].id
  description                  = "Kafka"
  referenced_security_group_id = aws_security_group.this["kafka"].id
  ip_protocol                  = "tcp"
  from_port                    = local.kafka_port
  to_port                      = local.kafka_port
}

resource "aws_vpc_security_group_ingress_rule" "kafka" {
  for_each                     = local.tasks
  security_group_id            = aws_security_group.this["kafka"].id
  description                  = "Kafka from ${each.key}"
  referenced_security_group_id = aws_security_group.this[each.key].id
  ip_protocol                  = "tcp"
  from_port                    = local.kafka_port
  to_port                      = local.kafka_port
}
