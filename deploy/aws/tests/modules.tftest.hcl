# What a plan of the whole does not show yet, because it is made of names that only AWS gives: tasks and rights.

mock_provider "aws" {
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-central-1:123456789012:log-group:/mock" }
  }
}

run "task" {
  command = plan

  module {
    source = "./modules/service"
  }

  variables {
    name               = "patchbay"
    region             = "eu-central-1"
    part               = "worker"
    image              = "example.com/worker:1"
    architecture       = "ARM64"
    cpu                = 1024
    memory             = 2048
    ports              = [9464]
    health_port        = 9464
    stop_timeout       = 30
    settings           = { PATCHBAY_URL = "https://patchbay.example.com" }
    secrets            = { PATCHBAY_SECRET = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:mock" }
    execution_role_arn = "arn:aws:iam::123456789012:role/start"
    task_role_arn      = "arn:aws:iam::123456789012:role/work"
    watch_key_arn      = "arn:aws:kms:eu-central-1:123456789012:key/1"
    log_days           = 30
    cluster            = "patchbay"
    service = {
      count             = 2
      on_demand         = 1
      spot_weight       = 1
      subnet_ids        = ["subnet-1"]
      security_group_id = "sg-1"
      wait              = false
    }
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].stopTimeout > 10
    error_message = "A worker drains for up to 10 seconds."
  }
  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].readonlyRootFilesystem
    error_message = "The image writes nothing to its file system."
  }
  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].user == "1000:1000"
    error_message = "The image runs as an ordinary user."
  }
  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].linuxParameters.capabilities.drop == ["ALL"]
    error_message = "The image needs no capabilities."
  }
  assert {
    condition     = contains(jsondecode(aws_ecs_task_definition.this.container_definitions)[0].healthCheck.command, "9464")
    error_message = "The health check asks the worker's port."
  }
  assert {
    condition     = !strcontains(jsonencode(jsondecode(aws_ecs_task_definition.this.container_definitions)[0].environment), "PATCHBAY_SECRET")
    error_message = "A secret is no plain setting."
  }
  assert {
    condition     = length(aws_ecs_service.this[0].capacity_provider_strategy) == 2
    error_message = "Workers run on Spot beside some that stay."
  }
}

run "rights" {
  command = plan

  module {
    source = "./modules/roles"
  }

  variables {
    name            = "patchbay"
    region          = "eu-central-1"
    account_id      = "123456789012"
    secrets_key_arn = "arn:aws:kms:eu-central-1:123456789012:key/1"
    data_key_arn    = "arn:aws:kms:eu-central-1:123456789012:key/2"
    files_arn       = "arn:aws:s3:::files"
    files_prefix    = "patchbay"
    kafka_arn       = "arn:aws:kafka:eu-central-1:123456789012:cluster/patchbay/22222222-2222-2222-2222-222222222222-2"
    parts = {
      worker  = { repository_arn = "arn:aws:ecr:eu-central-1:123456789012:repository/worker", secret_arns = ["arn:aws:secretsmanager:eu-central-1:123456789012:secret:a"], uses_aws = true }
      migrate = { repository_arn = "arn:aws:ecr:eu-central-1:123456789012:repository/migrate", secret_arns = ["arn:aws:secretsmanager:eu-central-1:123456789012:secret:b"], uses_aws = false }
    }
  }

  assert {
    condition     = keys(aws_iam_role_policy.task) == ["worker"]
    error_message = "Migrations need no right of AWS."
  }
  assert {
    condition     = alltrue([for statement in jsondecode(aws_iam_role_policy.task["worker"].policy).Statement : !contains(flatten([statement.Resource]), "*")])
    error_message = "Rights of a task should name their resources."
  }
  assert {
    condition = contains(
      flatten([for statement in jsondecode(aws_iam_role_policy.task["worker"].policy).Statement : statement.Resource]),
      "arn:aws:kafka:eu-central-1:123456789012:topic/patchbay/22222222-2222-2222-2222-222222222222-2/patchbay.*",
    )
    error_message = "Topics are named after the cluster, and Patchbay's begin with patchbay."
  }
  assert {
    condition     = alltrue([for statement in jsondecode(aws_iam_role_policy.execution["worker"].policy).Statement : statement.Action == ["ecr:GetAuthorizationToken"] || !contains(flatten([statement.Resource]), "*")])
    error_message = "Only the sign-in to ECR knows no resources."
  }
  assert {
    condition     = !strcontains(aws_iam_role_policy.execution["migrate"].policy, "secret:a")
    error_message = "A task reads its own secrets alone."
  }
}
