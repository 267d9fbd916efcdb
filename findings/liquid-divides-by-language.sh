#!/usr/bin/env bash
# One Liquid template writes another price in JavaScript than in Python: 1999 cents are 19.99 or 19.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact liquidjs@10.30.1
npm ls --depth=0 | tail -n +2
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check python-liquid==2.3.6
venv/bin/pip list --disable-pip-version-check 2>pip.log | grep -E '^python-liquid '
cat <<'TEXT'
What surprises: Liquid is a language with a description, and a template is data that goes from one system to another. LiquidJS
divides whole numbers with a fraction, python-liquid as Liquid in Ruby does, without, and downwards, so -7 by 2 is -4. Halves
are rounded up in the one and to the even number in the other; 1.0 is written as 1 or 1.0, and the empty ends of a text that is
split count or do not. No error tells which one is meant.

TEXT

cat >templates.json <<'CODE'
[
  "{{ 1999 | divided_by: 100 }}",
  "{{ 1999 | divided_by: 100.0 }}",
  "{{ -7 | divided_by: 2 }}",
  "{{ 2.5 | round }}",
  "{{ 2 | times: 1.5 }}",
  "{{ 0.1 | plus: 0.2 }}",
  "{{ 'a,b,,' | split: ',' | size }}"
]
CODE
cat >show.mjs <<'CODE'
import { readFileSync, writeFileSync } from "node:fs";
import { Liquid } from "liquidjs";

const templates = JSON.parse(readFileSync("templates.json", "utf8"));
writeFileSync("javascript.json", JSON.stringify(templates.map((template) => new Liquid().parseAndRenderSync(template))));
CODE
cat >show.py <<'CODE'
import json
from liquid import Template

for template, javascript in zip(json.load(open("templates.json")), json.load(open("javascript.json"))):
    print(f"{template}: JavaScript {javascript}, Python {Template(template).render()}")
CODE

cat >expected.txt <<'TEXT'
{{ 1999 | divided_by: 100 }}: JavaScript 19.99, Python 19
{{ 1999 | divided_by: 100.0 }}: JavaScript 19.99, Python 19.99
{{ -7 | divided_by: 2 }}: JavaScript -3.5, Python -4
{{ 2.5 | round }}: JavaScript 3, Python 2
{{ 2 | times: 1.5 }}: JavaScript 3, Python 3.0
{{ 0.1 | plus: 0.2 }}: JavaScript 0.30000000000000004, Python 0.3
{{ 'a,b,,' | split: ',' | size }}: JavaScript 2, Python 4
TEXT
{ node show.mjs && venv/bin/python show.py; } | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
