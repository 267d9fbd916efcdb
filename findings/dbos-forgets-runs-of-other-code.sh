#!/usr/bin/env bash
# A DBOS workflow that a crash interrupted never goes on when any other workflow's code was changed meanwhile.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check dbos==3.4.0
venv/bin/pip list --disable-pip-version-check 2>pip.log | grep -E '^dbos '
cat <<'TEXT'
What surprises: at its start a process recovers the workflows of its own version only, and the version is a hash of the source
of all workflows. After a deploy in which one word of a newsletter was changed, an order that was paid and not sent stays
PENDING for ever, without an error. A changed step is no new version: its new code runs in the old workflow.

TEXT

cat >flows.py <<'CODE'
import os, time
from dbos import DBOS

@DBOS.step()
def pay(): return "paid"

@DBOS.workflow()
def order():
    pay()
    while os.environ.get("CRASHES"): time.sleep(0.1)
    return "sent"

@DBOS.workflow()
def newsletter(): return "Dear all"
CODE
cat >show.py <<'CODE'
import os, sys, time
from dbos import DBOS, SetWorkflowID

DBOS(config={"name": "shop", "system_database_url": "sqlite:///shop.sqlite", "log_level": "CRITICAL", "run_admin_server": False})
import flows
DBOS.launch()
if os.environ.get("CRASHES"):
    with SetWorkflowID("order-1"): DBOS.start_workflow(flows.order)
    while len(DBOS.list_workflow_steps("order-1")) == 0: time.sleep(0.05)
    os._exit(0)
# Long enough: where the order goes on, it has ended within a second or two.
until = time.monotonic() + 15
status = ""
while status != "SUCCESS" and time.monotonic() < until:
    time.sleep(0.2)
    status = DBOS.get_workflow_status("order-1").status
print(f"{sys.argv[1]}: the order is {status}", flush=True)
os._exit(0)
CODE

cat >expected.txt <<'TEXT'
nothing changed: the order is SUCCESS
a step of the order changed: the order is SUCCESS
the newsletter changed: the order is PENDING
TEXT
deploy() {
  rm -f shop.sqlite*
  cp flows.py before.py
  CRASHES=1 venv/bin/python show.py start
  sed -i "$2" flows.py
  venv/bin/python show.py "$1"
  cp before.py flows.py
}
{ deploy "nothing changed" "" && deploy "a step of the order changed" 's/"paid"/"paid now"/' && deploy "the newsletter changed" 's/Dear all/Hello all/'; } | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
