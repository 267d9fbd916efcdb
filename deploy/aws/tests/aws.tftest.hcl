# Against a provider that makes things up: nothing here calls AWS.

mock_provider "aws" {
  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-central-1:123456789012:key/11111111-1111-1111-1111-111111111111" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/mock" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-central-1:123456789012:log-group:/mock" }
  }
  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::mock", bucket = "mock" }
  }
  mock_resource "aws_lb" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/mock/1111111111111111" }
  }
  mock_resource "aws_lb_target_group" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/mock/1111111111111111" }
  }
  mock_resource "aws_lb_listener" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/app/mock/1111111111111111/1111111111111111" }
  }
  mock_resource "aws_ecs_task_definition" {
    defaults = { arn = "arn:aws:ecs:eu-central-1:123456789012:task-definition/mock:1" }
  }
  mock_resource "aws_ecr_repository" {
    defaults = {
      arn            = "arn:aws:ecr:eu-central-1:123456789012:repository/mock"
      repository_url = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/mock"
    }
  }
  mock_resource "aws_secretsmanager_secret" {
    defaults = { id = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:mock" }
  }
  mock_resource "aws_secretsmanager_secret_version" {
    defaults = { arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:mock" }
  }
  mock_resource "aws_msk_cluster" {
    defaults = {
      arn                        = "arn:aws:kafka:eu-central-1:123456789012:cluster/patchbay/22222222-2222-2222-2222-222222222222-2"
      bootstrap_brokers_sasl_iam = "b-1.mock.kafka.eu-central-1.amazonaws.com:9098"
    }
  }
  mock_resource "aws_msk_configuration" {
    defaults = { arn = "arn:aws:kafka:eu-central-1:123456789012:configuration/mock/1", latest_revision = 1 }
  }
  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-central-1:123456789012:mock" }
  }
  mock_resource "aws_db_instance" {
    defaults = { address = "patchbay.mock.eu-central-1.rds.amazonaws.com" }
  }
  mock_resource "aws_msk_serverless_cluster" {
    defaults = {
      arn                        = "arn:aws:kafka:eu-central-1:123456789012:cluster/patchbay/33333333-3333-3333-3333-333333333333-s1"
      bootstrap_brokers_sasl_iam = "boot-1.mock.kafka-serverless.eu-central-1.amazonaws.com:9098"
    }
  }
}

variables {
  name               = "patchbay"
  region             = "eu-central-1"
  account_id         = "123456789012"
  availability_zones = ["eu-central-1a", "eu-central-1b", "eu-central-1c"]
  domain             = "patchbay.example.com"
  certificate_arn    = "arn:aws:acm:eu-central-1:123456789012:certificate/1"
  image_tag          = "0.1.0"
  patchbay_secret    = "0123456789abcdef0123456789abcdef"
  database_password  = "0123456789abcdef01234567"
  database_ca        = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
  alarm_emails       = ["ops@example.com"]
  monthly_budget_usd = 1000
  run_migrations     = false
}

run "provisioned" {
  command = apply

  assert {
    condition     = output.kafka_brokers == "b-1.mock.kafka.eu-central-1.amazonaws.com:9098"
    error_message = "Web and workers should get the addresses that take IAM."
  }
  assert {
    condition     = output.url == "https://patchbay.example.com"
    error_message = "The address should be the domain's."
  }
  assert {
    condition     = length(output.migrate.subnets) == 3
    error_message = "There should be a private subnet in each zone."
  }
  assert {
    condition     = sort(keys(output.repositories)) == tolist(["migrate", "web", "worker"])
    error_message = "There should be a repository for each target of the Dockerfile."
  }
}

run "over_postgres" {
  command = plan

  variables {
    kafka = { mode = "none" }
  }

  assert {
    condition     = output.kafka_brokers == null
    error_message = "Without Kafka there are no addresses of it."
  }
}

run "serverless" {
  command = plan

  variables {
    kafka = { mode = "serverless" }
  }

  assert {
    condition     = length(module.msk) == 1
    error_message = "There should be a cluster."
  }
}

run "tag_that_moves" {
  command = plan
  variables {
    image_tag = "latest"
  }
  expect_failures = [var.image_tag]
}

run "size_that_fargate_does_not_have" {
  command = plan
  variables {
    worker = { cpu = 1024, memory = 1024 }
  }
  expect_failures = [var.worker]
}

run "too_little_time_to_stop" {
  command = plan
  variables {
    stop_timeout = 10
  }
  expect_failures = [var.stop_timeout]
}

run "drain_longer_than_the_time_to_stop" {
  command = plan
  variables {
    settings = { PATCHBAY_DRAIN_SECONDS = "60" }
  }
  expect_failures = [var.stop_timeout]
}

run "secret_among_the_settings" {
  command = plan
  variables {
    settings = { PATCHBAY_SECRET = "x" }
  }
  expect_failures = [var.settings]
}

run "secret_of_another_service_among_the_settings" {
  command = plan
  variables {
    settings = { PINECONE_API_KEY = "x" }
  }
  expect_failures = [var.settings]
}

run "port_of_the_image_among_the_settings" {
  command = plan
  variables {
    settings = { WORKER_METRICS_PORT = "9000" }
  }
  expect_failures = [var.settings]
}

run "zone_of_another_region" {
  command = plan
  variables {
    availability_zones = ["eu-west-1a", "eu-west-1b"]
  }
  expect_failures = [var.availability_zones]
}

run "weak_secret" {
  command = plan
  variables {
    patchbay_secret = "short"
  }
  expect_failures = [var.patchbay_secret]
}
