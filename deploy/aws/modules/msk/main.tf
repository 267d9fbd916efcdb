# Kafka that accepts IAM over TLS only. Patchbay makes its topics itself, with the cluster's own replication.

resource "aws_cloudwatch_log_group" "this" {
  count             = var.mode == "provisioned" ? 1 : 0
  name              = "/${var.name}/kafka"
  retention_in_days = var.log_days
  kms_key_id        = var.watch_key_arn
}

resource "aws_msk_configuration" "this" {
  count = var.mode == "provisioned" ? 1 : 0
  name  = var.name
  server_properties = join("\n", [
    "auto.create.topics.enable=false",
    "default.replication.factor=${min(3, length(var.subnet_ids))}",
    "min.insync.replicas=${length(var.subnet_ids) > 2 ? 2 : 1}",
    "num.partitions=3",
  ])

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_msk_cluster" "this" {
  count                  = var.mode == "provisioned" ? 1 : 0
  cluster_name           = var.name
  kafka_version          = var.kafka_version
  number_of_broker_nodes = length(var.subnet_ids)
  enhanced_monitoring    = "PER_BROKER"

  broker_node_group_info {
    instance_type   = var.instance_type
    client_subnets  = var.subnet_ids
    security_groups = [var.security_group_id]

    storage_info {
      ebs_storage_info {
        volume_size = var.storage_gb
      }
    }
  }

  client_authentication {
    unauthenticated = false

    sasl {
      iam = true
    }
  }

  encryption_info {
    encryption_at_rest_kms_key_arn = var.data_key_arn

    encryption_in_transit {
      client_broker = "TLS"
      in_cluster    = true
    }
  }

  configuration_info {
    arn      = aws_msk_configuration.this[0].arn
    revision = aws_msk_configuration.this[0].latest_revision
  }

  logging_info {
    broker_logs {
      cloudwatch_logs {
        enabled   = true
        log_group = aws_cloudwatch_log_group.this[0].name
      }
    }
  }
}

resource "aws_msk_serverless_cluster" "this" {
  count        = var.mode == "serverless" ? 1 : 0
  cluster_name = var.name

  vpc_config {
    subnet_ids         = var.subnet_ids
    security_group_ids = [var.security_group_id]
  }

  client_authentication {
    sasl {
      iam {
        enabled = true
      }
    }
  }
}
