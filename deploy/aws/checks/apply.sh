#!/usr/bin/env bash
# Applies an example on an emulator of AWS (moto), plans it again, and says what a second apply would change:
#
#   deploy/aws/checks/apply.sh [small|production]
#
# It needs Terraform with the AWS provider (TF_CLI_CONFIG_FILE may name a mirror), openssl and Python 3, and installs moto into
# a temporary folder. It shows the order of resources and what they hand each other: nothing of rights, quotas and sizes.
set -euo pipefail
name=${1:-small}
checks=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
port=${PORT:-4977}
trap 'kill "${emulator:-}" 2>/dev/null; rm -rf "$work"' EXIT
python=${PYTHON:-}
if [ -z "$python" ]; then
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install --quiet 'moto[server]==5.2.5'
  python=$work/venv/bin/python
fi
cp -r "$checks/.." "$work/aws"
export TF_IN_AUTOMATION=1 CHECKPOINT_DISABLE=1 AWS_EC2_METADATA_DISABLED=true
export AWS_ENDPOINT_URL=http://127.0.0.1:$port AWS_ACCESS_KEY_ID=none AWS_SECRET_ACCESS_KEY=none
# Where the policies of AWS itself are there too.
MOTO_IAM_LOAD_MANAGED_POLICIES=true "$python" "$checks/emulator.py" "$port" 2>"$work/emulator.log" &
emulator=$!
until "$python" -c "import socket; socket.create_connection(('127.0.0.1', $port))" 2>/dev/null; do
  kill -0 "$emulator" || { cat "$work/emulator.log"; exit 1; }
  sleep 1
done
# A listener waits for its certificate.
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=patchbay.example.com -days 2 \
  -keyout "$work/key.pem" -out "$work/ca.pem" 2>/dev/null
TF_VAR_certificate_arn=$("$python" - "$work" <<'PY'
import boto3, sys
read = lambda name: open(f"{sys.argv[1]}/{name}", "rb").read()
acm = boto3.client("acm", region_name="eu-central-1")
print(acm.import_certificate(Certificate=read("ca.pem"), PrivateKey=read("key.pem"))["CertificateArn"])
PY
)
export TF_VAR_certificate_arn TF_VAR_region=eu-central-1 TF_VAR_account_id=123456789012 TF_VAR_image_tag=0.1.0
export TF_VAR_domain=patchbay.example.com TF_VAR_database_ca_file=$work/ca.pem TF_VAR_alarm_emails='["ops@example.com"]'
export TF_VAR_run_migrations=false
TF_VAR_patchbay_secret=$(printf 'a%.0s' {1..40}) TF_VAR_database_password=$(printf 'b%.0s' {1..40})
export TF_VAR_patchbay_secret TF_VAR_database_password
cd "$work/aws/examples/$name"
cat >override.tf <<'TF'
provider "aws" {
  region                      = "eu-central-1"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  s3_use_path_style           = true
}

# A service that was just made is never steady there.
module "patchbay" {
  wait_for_services = false
}
TF
timeout 600 terraform init -backend=false -input=false >/dev/null
timeout 1800 terraform apply -input=false -auto-approve -no-color >"$work/apply.log" || {
  grep -A8 "^Error" "$work/apply.log" || true
  cat "$work/emulator.log"
  exit 1
}
grep "^Apply complete" "$work/apply.log"
timeout 600 terraform plan -input=false -no-color >"$work/plan.log"
grep -E "^  # |^Plan:|^No changes" "$work/plan.log"
