# Patchbay on AWS: README.md shows how the parts hang together.

locals {
  web_port      = 3000
  worker_port   = 9464
  database_name = "patchbay"
  database_user = "patchbay"
  files_prefix  = "patchbay"
  has_kafka     = var.kafka.mode != "none"
  kafka_arn     = local.has_kafka ? module.msk[0].arn : null
  images        = { for part, url in module.ecr.urls : part => "${url}:${var.image_tag}" }
  secrets       = merge(module.secrets.arns, var.extra_secrets)

  database_settings = {
    DATABASE_CA = var.database_ca
  }
  kafka_settings = local.has_kafka ? {
    KAFKA_BROKERS        = module.msk[0].bootstrap_brokers
    KAFKA_TLS            = "1"
    KAFKA_SASL_MECHANISM = "aws-msk-iam"
  } : {}
  settings = merge(
    local.database_settings,
    local.kafka_settings,
    {
      AWS_REGION          = var.region
      PATCHBAY_URL        = "https://${var.domain}"
      PATCHBAY_MODELS     = var.models
      PATCHBAY_CLOUDWATCH = var.name
      TRUST_PROXY         = "1"
    },
    var.settings,
  )
}

module "keys" {
  source     = "./modules/keys"
  name       = var.name
  region     = var.region
  account_id = var.account_id
}

module "network" {
  source              = "./modules/network"
  name                = var.name
  region              = var.region
  cidr                = var.cidr
  availability_zones  = var.availability_zones
  nat_per_zone        = var.nat_per_zone
  interface_endpoints = var.interface_endpoints
  watch_key_arn       = module.keys.watch_arn
  log_days            = var.log_days
}

module "firewall" {
  source         = "./modules/firewall"
  name           = var.name
  vpc_id         = module.network.vpc_id
  web_port       = local.web_port
  allowed_cidrs  = var.allowed_cidrs
  outbound_ports = var.outbound_ports
}

module "ecr" {
  source       = "./modules/ecr"
  name         = var.name
  data_key_arn = module.keys.data_arn
  images_kept  = 30
}

module "files" {
  source       = "./modules/files"
  name         = var.name
  account_id   = var.account_id
  data_key_arn = module.keys.data_arn
  backup_days  = var.database.backup_days
}

module "rds" {
  source              = "./modules/rds"
  name                = var.name
  subnet_ids          = module.network.data_subnet_ids
  security_group_id   = module.firewall.group_ids["database"]
  data_key_arn        = module.keys.data_arn
  postgres_version    = var.database.postgres_version
  instance_class      = var.database.instance_class
  storage_gb          = var.database.storage_gb
  multi_az            = var.database.multi_az
  backup_days         = var.database.backup_days
  deletion_protection = var.deletion_protection
  database_name       = local.database_name
  user                = local.database_user
  password            = var.database_password
  password_version    = var.database_password_version
}

module "msk" {
  source            = "./modules/msk"
  count             = local.has_kafka ? 1 : 0
  name              = var.name
  mode              = var.kafka.mode
  subnet_ids        = module.network.data_subnet_ids
  security_group_id = module.firewall.group_ids["kafka"]
  data_key_arn      = module.keys.data_arn
  watch_key_arn     = module.keys.watch_arn
  kafka_version     = var.kafka.version
  instance_type     = var.kafka.instance_type
  storage_gb        = var.kafka.storage_gb
  log_days          = var.log_days
}

module "secrets" {
  source                    = "./modules/secrets"
  name                      = var.name
  secrets_key_arn           = module.keys.secrets_arn
  patchbay_secret           = var.patchbay_secret
  database                  = { host = module.rds.host, user = local.database_user, name = local.database_name }
  database_password         = var.database_password
  database_password_version = var.database_password_version
}

module "roles" {
  source          = "./modules/roles"
  name            = var.name
  region          = var.region
  account_id      = var.account_id
  secrets_key_arn = module.keys.secrets_arn
  data_key_arn    = module.keys.data_arn
  files_arn       = module.files.arn
  files_prefix    = local.files_prefix
  kafka_arn       = local.kafka_arn
  parts = {
    web     = { repository_arn = module.ecr.arns["web"], secret_arns = values(local.secrets), uses_aws = true }
    worker  = { repository_arn = module.ecr.arns["worker"], secret_arns = values(local.secrets), uses_aws = true }
    migrate = { repository_arn = module.ecr.arns["migrate"], secret_arns = [module.secrets.arns["DATABASE_URL"]], uses_aws = false }
  }
}

module "alb" {
  source              = "./modules/alb"
  name                = var.name
  account_id          = var.account_id
  vpc_id              = module.network.vpc_id
  subnet_ids          = module.network.public_subnet_ids
  security_group_id   = module.firewall.group_ids["alb"]
  certificate_arn     = var.certificate_arn
  web_port            = local.web_port
  use_web_acl         = var.web_acl_arn != null
  web_acl_arn         = var.web_acl_arn
  deletion_protection = var.deletion_protection
  log_days            = var.log_days
}

module "cluster" {
  source = "./modules/cluster"
  name   = var.name
}

module "migrate_task" {
  source             = "./modules/service"
  name               = var.name
  region             = var.region
  part               = "migrate"
  image              = local.images["migrate"]
  architecture       = var.architecture
  cpu                = 256
  memory             = 512
  ports              = []
  health_port        = null
  stop_timeout       = var.stop_timeout
  settings           = local.database_settings
  secrets            = { DATABASE_URL = module.secrets.arns["DATABASE_URL"] }
  execution_role_arn = module.roles.execution_arns["migrate"]
  task_role_arn      = module.roles.task_arns["migrate"]
  watch_key_arn      = module.keys.watch_arn
  log_days           = var.log_days
  cluster            = module.cluster.name
}

module "migrate" {
  source              = "./modules/migrate"
  enabled             = var.run_migrations
  region              = var.region
  cluster             = module.cluster.name
  task_definition_arn = module.migrate_task.task_definition_arn
  subnet_ids          = module.network.private_subnet_ids
  security_group_id   = module.firewall.group_ids["worker"]
  depends_on          = [module.network, module.firewall, module.roles, module.secrets]
}

module "web" {
  source             = "./modules/service"
  name               = var.name
  region             = var.region
  part               = "web"
  image              = local.images["web"]
  architecture       = var.architecture
  cpu                = var.web.cpu
  memory             = var.web.memory
  ports              = [local.web_port]
  health_port        = local.web_port
  stop_timeout       = var.stop_timeout
  settings           = local.settings
  secrets            = local.secrets
  execution_role_arn = module.roles.execution_arns["web"]
  task_role_arn      = module.roles.task_arns["web"]
  watch_key_arn      = module.keys.watch_arn
  log_days           = var.log_days
  cluster            = module.cluster.name
  service = {
    count             = var.web.min
    on_demand         = 0
    spot_weight       = 0
    subnet_ids        = module.network.private_subnet_ids
    security_group_id = module.firewall.group_ids["web"]
    target_group_arn  = module.alb.target_group_arn
    wait              = var.wait_for_services
  }
  # After the migrations; and a task that starts before its rights or routes are there would fail.
  depends_on = [module.migrate, module.network, module.firewall, module.roles]
}

module "worker" {
  source             = "./modules/service"
  name               = var.name
  region             = var.region
  part               = "worker"
  image              = local.images["worker"]
  architecture       = var.architecture
  cpu                = var.worker.cpu
  memory             = var.worker.memory
  ports              = [local.worker_port]
  health_port        = local.worker_port
  stop_timeout       = var.stop_timeout
  settings           = local.settings
  secrets            = local.secrets
  execution_role_arn = module.roles.execution_arns["worker"]
  task_role_arn      = module.roles.task_arns["worker"]
  watch_key_arn      = module.keys.watch_arn
  log_days           = var.log_days
  cluster            = module.cluster.name
  service = {
    count             = var.worker.min
    on_demand         = var.worker.on_demand
    spot_weight       = var.worker.use_spot ? 1 : 0
    subnet_ids        = module.network.private_subnet_ids
    security_group_id = module.firewall.group_ids["worker"]
    wait              = var.wait_for_services
  }
  depends_on = [module.migrate, module.network, module.firewall, module.roles]
}

module "scale_web" {
  source         = "./modules/scaling"
  name           = var.name
  cluster        = module.cluster.name
  service        = module.web.service_name
  min            = var.web.min
  max            = var.web.max
  cpu_target     = 60
  metric_targets = {}
}

module "scale_worker" {
  source     = "./modules/scaling"
  name       = var.name
  cluster    = module.cluster.name
  service    = module.worker.service_name
  min        = var.worker.min
  max        = var.worker.max
  cpu_target = 60
  metric_targets = {
    OldestDueSeconds = var.worker.wait_seconds
    TopicLag         = var.worker.topic_lag
  }
}

module "watch" {
  source        = "./modules/watch"
  name          = var.name
  region        = var.region
  cluster       = module.cluster.name
  metric_names  = module.alb.metric_names
  database      = module.rds.identifier
  kafka_mode    = var.kafka.mode
  watch_key_arn = module.keys.watch_arn
  emails        = var.alarm_emails
}

module "budget" {
  source      = "./modules/budget"
  name        = var.name
  monthly_usd = var.monthly_budget_usd
  emails      = var.alarm_emails
}
