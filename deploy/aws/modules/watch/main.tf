# Alarms and a dashboard. Patchbay's own metrics come from web (setting PATCHBAY_CLOUDWATCH); a missing one is an alarm too,
# because web publishes them as long as it works.

locals {
  patchbay = { Installation = var.name }
  alb      = { LoadBalancer = var.metric_names.load_balancer }
  target   = merge(local.alb, { TargetGroup = var.metric_names.target_group })
  database = { DBInstanceIdentifier = var.database }
  alarms = merge({
    runs-wait = {
      description = "Runs wait for a worker. docs/runbook.md: RunsWait"
      namespace   = "Patchbay", metric = "OldestDueSeconds", statistic = "Maximum", dimensions = local.patchbay
      comparison  = "GreaterThanThreshold", threshold = 60, minutes = 3, missing = "breaching"
    }
    no-worker = {
      description = "No worker is alive. docs/runbook.md: NoWorker"
      namespace   = "Patchbay", metric = "WorkersAlive", statistic = "Maximum", dimensions = local.patchbay
      comparison  = "LessThanThreshold", threshold = 1, minutes = 3, missing = "breaching"
    }
    web-errors = {
      description = "Web answers with errors. docs/runbook.md: WebFails"
      namespace   = "AWS/ApplicationELB", metric = "HTTPCode_Target_5XX_Count", statistic = "Sum", dimensions = local.target
      comparison  = "GreaterThanThreshold", threshold = 20, minutes = 5, missing = "notBreaching"
    }
    no-web = {
      description = "The load balancer has no web task that is ready. docs/runbook.md: DatabaseAway"
      namespace   = "AWS/ApplicationELB", metric = "HealthyHostCount", statistic = "Minimum", dimensions = local.target
      comparison  = "LessThanThreshold", threshold = 1, minutes = 2, missing = "breaching"
    }
    database-cpu = {
      description = "The database's CPU is busy."
      namespace   = "AWS/RDS", metric = "CPUUtilization", statistic = "Average", dimensions = local.database
      comparison  = "GreaterThanThreshold", threshold = 85, minutes = 15, missing = "missing"
    }
    database-storage = {
      description = "The database has less than 5 GB of storage left."
      namespace   = "AWS/RDS", metric = "FreeStorageSpace", statistic = "Minimum", dimensions = local.database
      comparison  = "LessThanThreshold", threshold = 5000000000, minutes = 5, missing = "missing"
    }
    database-memory = {
      description = "The database has less than 128 MB of memory left."
      namespace   = "AWS/RDS", metric = "FreeableMemory", statistic = "Minimum", dimensions = local.database
      comparison  = "LessThanThreshold", threshold = 128000000, minutes = 10, missing = "missing"
    }
    }, var.kafka_mode != "provisioned" ? {} : {
    kafka-controller = {
      description = "Kafka has no active controller."
      namespace   = "AWS/Kafka", metric = "ActiveControllerCount", statistic = "Average", dimensions = { "Cluster Name" = var.name }
      comparison  = "LessThanOrEqualToThreshold", threshold = 0, minutes = 5, missing = "missing"
    }
  })
  panels = [
    { title = "Oldest run that waits (s)", stat = "Maximum", metrics = [["Patchbay", "OldestDueSeconds", "Installation", var.name]] },
    { title = "Unfinished runs", stat = "Maximum", metrics = [for state in ["QueuedRuns", "RunningRuns", "WaitingRuns"] : ["Patchbay", state, "Installation", var.name]] },
    { title = "Events that triggers have not read", stat = "Maximum", metrics = [["Patchbay", "TopicLag", "Installation", var.name]] },
    { title = "Workers alive", stat = "Maximum", metrics = [["Patchbay", "WorkersAlive", "Installation", var.name]] },
    { title = "CPU of the tasks (%)", stat = "Average", metrics = [for service in ["web", "worker"] : ["AWS/ECS", "CPUUtilization", "ClusterName", var.cluster, "ServiceName", service]] },
    { title = "Memory of the tasks (%)", stat = "Average", metrics = [for service in ["web", "worker"] : ["AWS/ECS", "MemoryUtilization", "ClusterName", var.cluster, "ServiceName", service]] },
    { title = "Requests and errors", stat = "Sum", metrics = [for metric in ["RequestCount", "HTTPCode_Target_5XX_Count"] : ["AWS/ApplicationELB", metric, "LoadBalancer", var.metric_names.load_balancer]] },
    { title = "Time of web's answers (s)", stat = "p99", metrics = [["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", var.metric_names.load_balancer]] },
    { title = "CPU of the database (%)", stat = "Average", metrics = [["AWS/RDS", "CPUUtilization", "DBInstanceIdentifier", var.database]] },
    { title = "Write latency of the database (s)", stat = "Average", metrics = [["AWS/RDS", "WriteLatency", "DBInstanceIdentifier", var.database]] },
  ]
}

resource "aws_sns_topic" "alarms" {
  name              = "${var.name}-alarms"
  kms_master_key_id = var.watch_key_arn
}

resource "aws_sns_topic_subscription" "email" {
  for_each  = toset(var.emails)
  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = each.key
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each            = local.alarms
  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  statistic           = each.value.statistic
  dimensions          = each.value.dimensions
  comparison_operator = each.value.comparison
  threshold           = each.value.threshold
  period              = 60
  evaluation_periods  = each.value.minutes
  treat_missing_data  = each.value.missing
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.name
  dashboard_body = jsonencode({
    widgets = [for index, panel in local.panels : {
      type       = "metric"
      x          = (index % 2) * 12
      y          = floor(index / 2) * 6
      width      = 12
      height     = 6
      properties = { title = panel.title, region = var.region, stat = panel.stat, period = 60, view = "timeSeries", metrics = panel.metrics }
    }]
  })
}
