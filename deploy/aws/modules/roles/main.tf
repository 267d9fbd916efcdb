# Two roles for each kind of task: what ECS does to start it, and what Patchbay itself may do. Each names its resources.

locals {
  trust = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
    }]
  })
  # Kafka's resources are named after the cluster: arn:…:topic/CLUSTER/UUID/TOPIC.
  kafka_statements = var.kafka_arn == null ? [] : [
    {
      Sid      = "Kafka"
      Effect   = "Allow"
      Action   = ["kafka-cluster:Connect", "kafka-cluster:DescribeCluster", "kafka-cluster:WriteDataIdempotently"]
      Resource = [var.kafka_arn]
    },
    {
      Sid    = "KafkaTopics"
      Effect = "Allow"
      Action = [
        "kafka-cluster:CreateTopic", "kafka-cluster:DescribeTopic", "kafka-cluster:DescribeTopicDynamicConfiguration",
        "kafka-cluster:DeleteTopic", "kafka-cluster:ReadData", "kafka-cluster:WriteData",
      ]
      Resource = ["${replace(var.kafka_arn, ":cluster/", ":topic/")}/patchbay.*"]
    },
    {
      Sid      = "KafkaGroups"
      Effect   = "Allow"
      Action   = ["kafka-cluster:AlterGroup", "kafka-cluster:DescribeGroup", "kafka-cluster:DeleteGroup"]
      Resource = ["${replace(var.kafka_arn, ":cluster/", ":group/")}/patchbay.*"]
    },
    {
      Sid      = "KafkaTransactions"
      Effect   = "Allow"
      Action   = ["kafka-cluster:DescribeTransactionalId", "kafka-cluster:AlterTransactionalId"]
      Resource = ["${replace(var.kafka_arn, ":cluster/", ":transactional-id/")}/patchbay.*"]
    },
  ]
  file_statements = [
    {
      Sid      = "Files"
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"]
      Resource = ["${var.files_arn}/${var.files_prefix}/*"]
    },
    # No condition on the prefix: who reads an object names none, and one that is gone would be answered with 403.
    {
      Sid      = "FileList"
      Effect   = "Allow"
      Action   = ["s3:ListBucket"]
      Resource = [var.files_arn]
    },
    {
      Sid       = "FileKey"
      Effect    = "Allow"
      Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
      Resource  = [var.data_key_arn]
      Condition = { StringEquals = { "kms:ViaService" = "s3.${var.region}.amazonaws.com" } }
    },
  ]
}

resource "aws_iam_role" "execution" {
  for_each           = var.parts
  name               = "${var.name}-${each.key}-execution"
  assume_role_policy = local.trust
}

resource "aws_iam_role_policy" "execution" {
  for_each = var.parts
  name     = "start"
  role     = aws_iam_role.execution[each.key].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # Knows no resources.
        Sid      = "SignInToEcr"
        Effect   = "Allow"
        Action   = ["ecr:GetAuthorizationToken"]
        Resource = "*"
      },
      {
        Sid      = "Pull"
        Effect   = "Allow"
        Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        Resource = [each.value.repository_arn]
      },
      {
        Sid      = "Log"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = ["arn:aws:logs:${var.region}:${var.account_id}:log-group:/${var.name}/${each.key}:*"]
      },
      {
        Sid      = "Secrets"
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = each.value.secret_arns
      },
      {
        Sid       = "SecretsKey"
        Effect    = "Allow"
        Action    = ["kms:Decrypt"]
        Resource  = [var.secrets_key_arn]
        Condition = { StringEquals = { "kms:ViaService" = "secretsmanager.${var.region}.amazonaws.com" } }
      },
    ]
  })
}

resource "aws_iam_role" "task" {
  for_each           = var.parts
  name               = "${var.name}-${each.key}-task"
  assume_role_policy = local.trust
}

# Migrations speak to the database alone, which no role of AWS is asked for.
resource "aws_iam_role_policy" "task" {
  for_each = { for part, of in var.parts : part => of if of.uses_aws }
  name     = "work"
  role     = aws_iam_role.task[each.key].id
  policy   = jsonencode({ Version = "2012-10-17", Statement = concat(local.file_statements, local.kafka_statements) })
}
