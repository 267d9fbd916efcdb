variable "name" {
  description = "Prefix of all names, and the name of the installation in metrics."
  type        = string
  default     = "patchbay"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,18}[a-z0-9]$", var.name))
    error_message = "The name should have 3 to 20 lower-case letters, digits and hyphens, and begin with a letter."
  }
}

variable "region" {
  description = "Region of AWS, for example eu-central-1. The provider must be configured with the same."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}-[a-z]+-[1-9]$", var.region))
    error_message = "The region should look like eu-central-1. Other partitions (China, GovCloud) are not supported."
  }
}

variable "account_id" {
  description = "The AWS account, twelve digits."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "The account should have twelve digits."
  }
}

variable "availability_zones" {
  description = "Two or three zones of the region."
  type        = list(string)

  validation {
    condition     = length(var.availability_zones) >= 2 && length(var.availability_zones) <= 3 && length(distinct(var.availability_zones)) == length(var.availability_zones)
    error_message = "Name two or three different zones."
  }

  validation {
    condition     = alltrue([for zone in var.availability_zones : startswith(zone, var.region)])
    error_message = "The zones should be of the region."
  }
}

variable "domain" {
  description = "Host name under which people reach Patchbay. It goes into links; point it at the output alb_dns_name."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9.-]*[a-z0-9])?\\.[a-z]{2,}$", var.domain))
    error_message = "The domain should be a host name such as patchbay.example.com, without https://."
  }
}

variable "certificate_arn" {
  description = "Certificate of ACM for the domain, in the same region."
  type        = string

  validation {
    condition     = can(regex("^arn:aws:acm:[a-z0-9-]+:[0-9]{12}:certificate/", var.certificate_arn))
    error_message = "The certificate should be the ARN of one in ACM."
  }
}

variable "image_tag" {
  description = "Tag under which the three images were pushed. A new tag is an upgrade."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$", var.image_tag)) && var.image_tag != "latest"
    error_message = "The tag should name one build, such as 0.1.0, and not be latest."
  }
}

variable "architecture" {
  description = "What the images were built for: X86_64 or ARM64."
  type        = string
  default     = "X86_64"

  validation {
    condition     = contains(["X86_64", "ARM64"], var.architecture)
    error_message = "The architecture should be X86_64 or ARM64."
  }
}

variable "models" {
  description = "all when the worker's image has the weights of the built-in language model (--build-arg MODELS=all), else none."
  type        = string
  default     = "none"

  validation {
    condition     = contains(["all", "none"], var.models)
    error_message = "The models should be all or none."
  }
}

variable "patchbay_secret" {
  description = "PATCHBAY_SECRET, for the first apply only: TF_VAR_patchbay_secret=$(openssl rand -hex 32). It goes to Secrets Manager and not into the state."
  type        = string
  default     = null
  ephemeral   = true
  sensitive   = true

  validation {
    condition     = var.patchbay_secret == null || length(coalesce(var.patchbay_secret, "-")) >= 32
    error_message = "PATCHBAY_SECRET should have at least 32 characters: openssl rand -hex 32."
  }
}

variable "database_password" {
  description = "The database's password, for the first apply and when database_password_version changes: TF_VAR_database_password=$(openssl rand -hex 24)."
  type        = string
  default     = null
  ephemeral   = true
  sensitive   = true

  validation {
    condition     = var.database_password == null || can(regex("^[A-Za-z0-9]{24,128}$", var.database_password))
    error_message = "The password should have 24 to 128 letters and digits: openssl rand -hex 24."
  }
}

variable "database_password_version" {
  description = "Raise it to change the database's password to database_password."
  type        = number
  default     = 1

  validation {
    condition     = var.database_password_version >= 1 && floor(var.database_password_version) == var.database_password_version
    error_message = "The version should be a whole number from 1."
  }
}

variable "database_ca" {
  description = "The authorities of RDS in the region, as PEM: file(\"eu-central-1-bundle.pem\"), from https://truststore.pki.rds.amazonaws.com/REGION/REGION-bundle.pem."
  type        = string

  validation {
    condition     = startswith(trimspace(var.database_ca), "-----BEGIN CERTIFICATE-----") && length(var.database_ca) < 24000
    error_message = "The authorities should be the text of the region's PEM file. The file of all regions is too large for a task."
  }
}

variable "database" {
  description = "Postgres: major version, size, GB of storage at first, a standby in another zone, and for how many days one can go back."
  type = object({
    postgres_version = optional(string, "17")
    instance_class   = optional(string, "db.m7g.large")
    storage_gb       = optional(number, 100)
    multi_az         = optional(bool, true)
    backup_days      = optional(number, 14)
  })
  default = {}

  validation {
    condition     = contains(["15", "16", "17"], var.database.postgres_version)
    error_message = "The version of Postgres should be 15, 16 or 17."
  }

  validation {
    condition     = startswith(var.database.instance_class, "db.") && var.database.storage_gb >= 20 && var.database.storage_gb <= 16000
    error_message = "The instance should be a db. class and the storage 20 to 16000 GB."
  }

  validation {
    condition     = var.database.backup_days >= 1 && var.database.backup_days <= 35
    error_message = "Backups can be kept for 1 to 35 days."
  }
}

variable "kafka" {
  description = "Kafka: none (messages go over Postgres), provisioned (one broker in each zone) or serverless; and the version, size and GB of provisioned brokers."
  type = object({
    mode          = optional(string, "provisioned")
    version       = optional(string, "3.8.x")
    instance_type = optional(string, "kafka.m7g.large")
    storage_gb    = optional(number, 100)
  })
  default = {}

  validation {
    condition     = contains(["none", "provisioned", "serverless"], var.kafka.mode)
    error_message = "The mode should be none, provisioned or serverless."
  }

  validation {
    condition     = startswith(var.kafka.instance_type, "kafka.") && var.kafka.storage_gb >= 1 && var.kafka.storage_gb <= 16384
    error_message = "The instance should be a kafka. type and the storage 1 to 16384 GB."
  }
}

variable "web" {
  description = "Web tasks: CPU units, MiB of memory, fewest and most tasks."
  type = object({
    cpu    = optional(number, 1024)
    memory = optional(number, 2048)
    min    = optional(number, 2)
    max    = optional(number, 6)
  })
  default = {}

  validation {
    condition = anytrue([
      for cpu, memory in { 512 = [1024, 4096], 1024 = [2048, 8192], 2048 = [4096, 16384], 4096 = [8192, 30720], 8192 = [16384, 61440] } :
      var.web.cpu == tonumber(cpu) && var.web.memory >= memory[0] && var.web.memory <= memory[1] && var.web.memory % 1024 == 0
    ])
    error_message = "Fargate takes 512 CPU units with 1 to 4 GiB, 1024 with 2 to 8, 2048 with 4 to 16, 4096 with 8 to 30, 8192 with 16 to 60, in whole GiB."
  }

  validation {
    condition     = var.web.min >= 1 && var.web.max >= var.web.min
    error_message = "There should be at least one web task, and the most not less than the fewest."
  }
}

variable "worker" {
  description = "Worker tasks: CPU units, MiB of memory, fewest and most tasks, how many of them are not Spot, and what makes more of them start: seconds that the oldest run waits, and events that triggers have not read."
  type = object({
    cpu          = optional(number, 1024)
    memory       = optional(number, 2048)
    min          = optional(number, 2)
    max          = optional(number, 10)
    use_spot     = optional(bool, true)
    on_demand    = optional(number, 1)
    wait_seconds = optional(number, 5)
    topic_lag    = optional(number, 1000)
  })
  default = {}

  validation {
    condition = anytrue([
      for cpu, memory in { 512 = [1024, 4096], 1024 = [2048, 8192], 2048 = [4096, 16384], 4096 = [8192, 30720], 8192 = [16384, 61440] } :
      var.worker.cpu == tonumber(cpu) && var.worker.memory >= memory[0] && var.worker.memory <= memory[1] && var.worker.memory % 1024 == 0
    ])
    error_message = "Fargate takes 512 CPU units with 1 to 4 GiB, 1024 with 2 to 8, 2048 with 4 to 16, 4096 with 8 to 30, 8192 with 16 to 60, in whole GiB."
  }

  validation {
    condition     = var.worker.min >= 1 && var.worker.max >= var.worker.min && var.worker.on_demand >= 0
    error_message = "There should be at least one worker, and the most not less than the fewest."
  }

  validation {
    condition     = var.worker.wait_seconds > 0 && var.worker.topic_lag > 0
    error_message = "What makes more workers start should be above 0."
  }
}

variable "stop_timeout" {
  description = "Seconds that a task gets to stop. A worker drains for up to 10 seconds, and Fargate allows 120."
  type        = number
  default     = 30

  validation {
    condition     = var.stop_timeout >= 15 && var.stop_timeout <= 120
    error_message = "A task should get 15 to 120 seconds to stop."
  }

  validation {
    condition     = try(tonumber(var.settings["PATCHBAY_DRAIN_SECONDS"]), 0) + 10 <= var.stop_timeout
    error_message = "stop_timeout should be 10 seconds above PATCHBAY_DRAIN_SECONDS: web would be killed while it drains."
  }
}

variable "settings" {
  description = "More settings of Patchbay (docs/configuration.md) for web and workers. They win over those set here."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for name in keys(var.settings) : can(regex("^[A-Z][A-Z0-9_]*$", name))])
    error_message = "Settings should be upper-case names."
  }

  # They would stand in the task definition and in the state.
  validation {
    condition     = length(setintersection(keys(var.settings), ["DATABASE_URL", "KAFKA_OAUTH_CLIENT_SECRET", "KAFKA_SASL_PASSWORD", "KAFKA_TLS_KEY", "PATCHBAY_API_KEY", "PATCHBAY_METRICS_TOKEN", "PATCHBAY_OIDC_CLIENT_SECRET", "PATCHBAY_OTHER_SECRETS", "PATCHBAY_SECRET", "PINECONE_API_KEY"])) == 0
    error_message = "What is secret belongs into extra_secrets."
  }

  validation {
    condition     = length(setintersection(keys(var.settings), ["HOST", "PATCHBAY_DEV", "PATCHBAY_HOME", "PORT", "WORKERS", "WORKER_METRICS_HOST", "WORKER_METRICS_PORT"])) == 0
    error_message = "Addresses, ports and folders are the images' own."
  }
}

variable "extra_secrets" {
  description = "Settings whose values are secrets of yours in Secrets Manager, with the secret's ARN, for example PATCHBAY_METRICS_TOKEN."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for arn in values(var.extra_secrets) : startswith(arn, "arn:aws:secretsmanager:")])
    error_message = "Each should be the ARN of a secret."
  }
}

variable "cidr" {
  description = "Addresses of the network: a /16 to /20."
  type        = string
  default     = "10.20.0.0/16"

  validation {
    condition     = can(cidrhost(var.cidr, 0)) && can(regex("/(16|17|18|19|20)$", var.cidr))
    error_message = "The network should be a /16 to /20, such as 10.20.0.0/16."
  }
}

variable "allowed_cidrs" {
  description = "Who may reach the load balancer."
  type        = set(string)
  default     = ["0.0.0.0/0"]

  validation {
    condition     = alltrue([for cidr in var.allowed_cidrs : can(cidrhost(cidr, 0))])
    error_message = "Each should be a range of addresses such as 203.0.113.0/24."
  }
}

variable "outbound_ports" {
  description = "Ports outside that tasks may call: HTTPS, and those of other services that nodes use, such as 587 for mail."
  type        = set(number)
  default     = [443]

  validation {
    condition     = contains(var.outbound_ports, 443) && alltrue([for port in var.outbound_ports : port >= 1 && port <= 65535])
    error_message = "443 is needed for AWS itself; the others should be ports."
  }
}

variable "nat_per_zone" {
  description = "A NAT gateway in each zone, so that the end of one zone leaves the others their way out. Otherwise one for all."
  type        = bool
  default     = true
}

variable "interface_endpoints" {
  description = "Endpoints inside the network for ECR, CloudWatch Logs, Secrets Manager, KMS and STS. Otherwise they are reached through NAT."
  type        = bool
  default     = true
}

variable "web_acl_arn" {
  description = "A web ACL of AWS WAF for the load balancer."
  type        = string
  default     = null
}

variable "alarm_emails" {
  description = "Who gets alarms and budget notices. Each address must confirm the subscription."
  type        = list(string)

  validation {
    condition     = length(var.alarm_emails) > 0 && length(var.alarm_emails) <= 10 && alltrue([for email in var.alarm_emails : can(regex("^[^@ ]+@[^@ ]+$", email))])
    error_message = "Name one to ten addresses."
  }
}

variable "monthly_budget_usd" {
  description = "What the account should cost a month at most; notices come at 80 per cent, and when the forecast is above."
  type        = number

  validation {
    condition     = var.monthly_budget_usd > 0
    error_message = "The budget should be above 0."
  }
}

variable "log_days" {
  description = "How long logs are kept."
  type        = number
  default     = 365

  validation {
    condition     = contains([30, 60, 90, 120, 150, 180, 365, 400, 545, 731], var.log_days)
    error_message = "CloudWatch keeps logs for 30, 60, 90, 120, 150, 180, 365, 400, 545 or 731 days."
  }
}

variable "deletion_protection" {
  description = "Refuse to delete database and load balancer."
  type        = bool
  default     = true
}

variable "run_migrations" {
  description = "Let apply run the migrations before the services get their image, with the AWS CLI of this machine. Otherwise do it yourself (README.md)."
  type        = bool
  default     = true
}

variable "wait_for_services" {
  description = "Let apply wait until the services run as they should, and fail when the circuit breaker rolled them back."
  type        = bool
  default     = true
}
