#!/usr/bin/env bash
# Ajv and TypeBox refuse 0.07 as a multiple of 0.01, which Zod, pydantic and @cfworker/json-schema take.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact @cfworker/json-schema@4.1.6 @sinclair/typebox@0.34.52 ajv@8.20.0 zod@4.6.7
npm ls --depth=0 | tail -n +2
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check jsonschema==4.26.0 pydantic==2.14.4
venv/bin/pip list --disable-pip-version-check 2>pip.log | grep -E '^(jsonschema|pydantic) '
cat <<'TEXT'
What surprises: a schema for money says multipleOf 0.01. Ajv divides and asks for a whole number, so it refuses one in
seven prices up to 100, such as 0.07 and 0.29, and so does jsonschema in Python; TypeBox refuses nearly all of them. What a form made with Zod has taken is refused by the service behind it, by the digits of the price.

TEXT

cat >show.mjs <<'CODE'
import { writeFileSync } from "node:fs";
import { Validator } from "@cfworker/json-schema";
import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { Ajv } from "ajv";
import * as z from "zod";

const schema = { type: "number", multipleOf: 0.01 };
const prices = Array.from({ length: 10_000 }, (_, index) => Number(((index + 1) / 100).toFixed(2)));
const ajv = new Ajv().compile(schema);
const cfworker = new Validator(schema);
const zod = z.fromJSONSchema(schema);
const takes = {
  "ajv (npm)": (price) => ajv(price),
  "TypeBox (npm)": (price) => Value.Check(Type.Number(schema), price),
  "@cfworker/json-schema (npm)": (price) => cfworker.validate(price).valid,
  "zod (npm)": (price) => zod.safeParse(price).success,
};
for (const [name, check] of Object.entries(takes)) {
  const refused = prices.filter((price) => !check(price));
  const first = refused.length === 0 ? "" : `, first ${refused.slice(0, 4).join(", ")}`;
  console.log(`${name}: refuses ${refused.length} of 10,000${first}; 0.075 ${check(0.075) ? "taken" : "refused"}`);
}
writeFileSync("prices.json", JSON.stringify(prices));
CODE
cat >show.py <<'CODE'
import json
from jsonschema import Draft202012Validator
from pydantic import Field, TypeAdapter, ValidationError
from typing import Annotated

prices = json.load(open("prices.json"))
validator = Draft202012Validator({"type": "number", "multipleOf": 0.01})
adapter = TypeAdapter(Annotated[float, Field(multiple_of=0.01)])

def by_pydantic(price):
    try: return adapter.validate_python(price) is not None
    except ValidationError: return False

for name, check in (("jsonschema (PyPI)", validator.is_valid), ("pydantic (PyPI)", by_pydantic)):
    refused = [price for price in prices if not check(price)]
    first = f", first {', '.join(map(str, refused[:4]))}" if refused else ""
    print(f"{name}: refuses {len(refused)} of 10,000{first}; 0.075 {'taken' if check(0.075) else 'refused'}")
CODE

cat >expected.txt <<'TEXT'
ajv (npm): refuses 1363 of 10,000, first 0.07, 0.14, 0.28, 0.29; 0.075 refused
TypeBox (npm): refuses 9986 of 10,000, first 0.03, 0.05, 0.06, 0.07; 0.075 refused
@cfworker/json-schema (npm): refuses 0 of 10,000; 0.075 refused
zod (npm): refuses 0 of 10,000; 0.075 refused
jsonschema (PyPI): refuses 1363 of 10,000, first 0.07, 0.14, 0.28, 0.29; 0.075 refused
pydantic (PyPI): refuses 0 of 10,000; 0.075 refused
TEXT
{ node show.mjs && venv/bin/python show.py; } | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
