# Three zones, a standby of the database, Kafka with a broker in each zone, workers on Spot beside two that stay.

module "patchbay" {
  source             = "../.."
  name               = "patchbay"
  region             = var.region
  account_id         = var.account_id
  availability_zones = ["${var.region}a", "${var.region}b", "${var.region}c"]
  domain             = var.domain
  certificate_arn    = var.certificate_arn
  image_tag          = var.image_tag
  architecture       = "ARM64"
  patchbay_secret    = var.patchbay_secret
  database_password  = var.database_password
  database_ca        = file(var.database_ca_file)
  database           = { instance_class = "db.m7g.xlarge", storage_gb = 400, multi_az = true, backup_days = 35 }
  kafka              = { mode = "provisioned", instance_type = "kafka.m7g.large", storage_gb = 100 }
  web                = { cpu = 2048, memory = 4096, min = 3, max = 9 }
  worker             = { cpu = 2048, memory = 4096, min = 4, max = 40, on_demand = 2 }
  alarm_emails       = var.alarm_emails
  monthly_budget_usd = 3000
  run_migrations     = var.run_migrations
}
