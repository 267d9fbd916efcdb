#!/usr/bin/env bash
# Looks at the plans of both examples with checkov, without an account:
#
#   deploy/aws/checks/checkov.sh
#
# It needs Terraform with the AWS provider (TF_CLI_CONFIG_FILE may name a mirror) and Python 3, and installs checkov into a
# temporary folder (290 MB). README.md says which findings stay, and why.
set -euo pipefail
module=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
checkov=${CHECKOV:-}
if [ -z "$checkov" ]; then
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install --quiet checkov==3.3.30
  checkov=$work/venv/bin/checkov
fi
cp -r "$module" "$work/aws"
export TF_IN_AUTOMATION=1 CHECKPOINT_DISABLE=1 AWS_EC2_METADATA_DISABLED=true
export TF_VAR_region=eu-central-1 TF_VAR_account_id=123456789012 TF_VAR_domain=patchbay.example.com
export TF_VAR_certificate_arn=arn:aws:acm:eu-central-1:123456789012:certificate/1 TF_VAR_image_tag=0.1.0
export TF_VAR_database_ca_file=ca.pem TF_VAR_alarm_emails='["ops@example.com"]'
TF_VAR_patchbay_secret=$(printf 'a%.0s' {1..40}) TF_VAR_database_password=$(printf 'b%.0s' {1..40})
export TF_VAR_patchbay_secret TF_VAR_database_password
for name in small production; do
  cd "$work/aws/examples/$name"
  printf -- '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n' >ca.pem
  cat >override.tf <<'TF'
provider "aws" {
  region                      = "eu-central-1"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}
TF
  timeout 600 terraform init -backend=false -input=false >/dev/null
  timeout 600 terraform plan -input=false -out=plan >/dev/null
  terraform show -json plan >plan.json
  echo "== $name"
  timeout 900 "$checkov" --file plan.json --skip-download --compact --quiet --soft-fail --output json >found.json
  python3 - found.json <<'PY'
import json, sys
found = json.load(open(sys.argv[1]))
found = found[0] if isinstance(found, list) else found
print(found["summary"]["passed"], "passed,", found["summary"]["failed"], "failed")
for one in sorted({(c["check_id"], c["check_name"], c["resource"]) for c in found["results"]["failed_checks"]}):
    print(" ", *one, sep="  ")
PY
done
