terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7"
    }
  }

  # Keep the state where others find it; uncomment and name a bucket of yours.
  # backend "s3" {
  #   bucket       = "example-terraform-state"
  #   key          = "patchbay.tfstate"
  #   region       = "eu-central-1"
  #   encrypt      = true
  #   use_lockfile = true
  # }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = { Application = "patchbay", ManagedBy = "terraform" }
  }
}
