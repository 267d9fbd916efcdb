# A task of one of Patchbay's images, and unless it runs only once (migrate), the service that keeps it running.

locals {
  is_service = var.service != null
  health = var.health_port == null ? {} : {
    healthCheck = {
      command     = ["CMD", "node", "scripts/image/healthy.mjs", tostring(var.health_port)]
      interval    = 10
      timeout     = 5
      retries     = 3
      startPeriod = 60
    }
  }
  container = {
    name                   = var.part
    image                  = var.image
    essential              = true
    readonlyRootFilesystem = true
    user                   = "1000:1000"
    linuxParameters        = { capabilities = { drop = ["ALL"] } }
    # Above what Patchbay takes to stop, which is ten seconds.
    stopTimeout  = var.stop_timeout
    mountPoints  = [{ sourceVolume = "tmp", containerPath = "/tmp", readOnly = false }]
    portMappings = [for port in var.ports : { containerPort = port, hostPort = port, protocol = "tcp" }]
    environment  = [for name in sort(keys(var.settings)) : { name = name, value = var.settings[name] }]
    secrets      = [for name in sort(keys(var.secrets)) : { name = name, valueFrom = var.secrets[name] }]
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.this.name
        awslogs-region        = var.region
        awslogs-stream-prefix = var.part
        # Lines are let go rather than that a run waits for its log.
        mode            = "non-blocking"
        max-buffer-size = "8m"
      }
    }
  }
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/${var.name}/${var.part}"
  retention_in_days = var.log_days
  kms_key_id        = var.watch_key_arn
}

resource "aws_ecs_task_definition" "this" {
  family                   = "${var.name}-${var.part}"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory
  execution_role_arn       = var.execution_role_arn
  task_role_arn            = var.task_role_arn
  # The former revision stays, to go back to.
  skip_destroy          = true
  container_definitions = jsonencode([merge(local.container, local.health)])

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.architecture
  }

  # Empty, and gone with the task: nothing is kept on a task's disk.
  volume {
    name = "tmp"
  }
}

resource "aws_ecs_service" "this" {
  count                              = local.is_service ? 1 : 0
  name                               = var.part
  cluster                            = var.cluster
  task_definition                    = aws_ecs_task_definition.this.arn
  desired_count                      = var.service.count
  platform_version                   = "1.4.0"
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  health_check_grace_period_seconds  = var.service.target_group_arn == null ? null : 60
  availability_zone_rebalancing      = "ENABLED"
  enable_execute_command             = false
  propagate_tags                     = "SERVICE"
  wait_for_steady_state              = var.service.wait

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  capacity_provider_strategy {
    capacity_provider = "FARGATE"
    base              = var.service.on_demand
    weight            = var.service.spot_weight == 0 ? 1 : 0
  }

  dynamic "capacity_provider_strategy" {
    for_each = var.service.spot_weight == 0 ? [] : [var.service.spot_weight]

    content {
      capacity_provider = "FARGATE_SPOT"
      weight            = capacity_provider_strategy.value
    }
  }

  network_configuration {
    subnets          = var.service.subnet_ids
    security_groups  = [var.service.security_group_id]
    assign_public_ip = false
  }

  dynamic "load_balancer" {
    for_each = var.service.target_group_arn == null ? [] : [var.service.target_group_arn]

    content {
      target_group_arn = load_balancer.value
      container_name   = var.part
      container_port   = var.ports[0]
    }
  }

  lifecycle {
    # Scaling decides it.
    ignore_changes = [desired_count]
  }
}
