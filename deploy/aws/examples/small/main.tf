# For a team that tries Patchbay: one of each, no standby, messages over Postgres. It survives the end of a task, and not
# that of a zone.

module "patchbay" {
  source              = "../.."
  name                = "patchbay-small"
  region              = var.region
  account_id          = var.account_id
  availability_zones  = ["${var.region}a", "${var.region}b"]
  domain              = var.domain
  certificate_arn     = var.certificate_arn
  image_tag           = var.image_tag
  architecture        = "ARM64"
  patchbay_secret     = var.patchbay_secret
  database_password   = var.database_password
  database_ca         = file(var.database_ca_file)
  database            = { instance_class = "db.t4g.small", storage_gb = 20, multi_az = false, backup_days = 7 }
  kafka               = { mode = "none" }
  web                 = { cpu = 512, memory = 1024, min = 1, max = 2 }
  worker              = { cpu = 1024, memory = 2048, min = 1, max = 3, on_demand = 1 }
  nat_per_zone        = false
  interface_endpoints = false
  alarm_emails        = var.alarm_emails
  monthly_budget_usd  = 200
  log_days            = 30
  run_migrations      = var.run_migrations
}
