# Keys of the installation. Secrets have one of their own, so that who may read files or logs may not read them.

locals {
  # Without this statement the account itself could not manage the key; AWS's own default policy is the same.
  account = {
    Sid       = "Account"
    Effect    = "Allow"
    Principal = { AWS = "arn:aws:iam::${var.account_id}:root" }
    Action    = "kms:*"
    Resource  = "*"
  }
  logs = {
    Sid       = "Logs"
    Effect    = "Allow"
    Principal = { Service = "logs.${var.region}.amazonaws.com" }
    Action    = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:DescribeKey"]
    Resource  = "*"
    Condition = { ArnLike = { "kms:EncryptionContext:aws:logs:arn" = "arn:aws:logs:${var.region}:${var.account_id}:log-group:/${var.name}/*" } }
  }
  alarms = {
    Sid       = "Alarms"
    Effect    = "Allow"
    Principal = { Service = ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"] }
    Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
    Resource  = "*"
    Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
  }
}

# PATCHBAY_SECRET, from which Patchbay derives its key-encrypting key, and the other secrets.
resource "aws_kms_key" "secrets" {
  description             = "${var.name}: secrets"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = jsonencode({ Version = "2012-10-17", Statement = [local.account] })
  tags                    = { Name = "${var.name}-secrets" }
}

# Database, Kafka, files and images.
resource "aws_kms_key" "data" {
  description             = "${var.name}: data"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = jsonencode({ Version = "2012-10-17", Statement = [local.account] })
  tags                    = { Name = "${var.name}-data" }
}

resource "aws_kms_key" "watch" {
  description             = "${var.name}: logs and alarms"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = jsonencode({ Version = "2012-10-17", Statement = [local.account, local.logs, local.alarms] })
  tags                    = { Name = "${var.name}-watch" }
}

resource "aws_kms_alias" "this" {
  for_each      = { secrets = aws_kms_key.secrets.key_id, data = aws_kms_key.data.key_id, watch = aws_kms_key.watch.key_id }
  name          = "alias/${var.name}-${each.key}"
  target_key_id = each.value
}
