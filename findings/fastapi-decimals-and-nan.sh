#!/usr/bin/env bash
# FastAPI rounds a Decimal sent as a number, and NaN is null, an error or no JSON by what stands around it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check fastapi==0.165.0 httpx==0.28.1 httpx2==2.16.2 pydantic==2.14.4 starlette==1.10.0
venv/bin/pip list --disable-pip-version-check 2>pip.log | grep -E '^(fastapi|pydantic|starlette) '
cat <<'TEXT'
What surprises: a field of the type Decimal takes a number or a string, as its schema says, and always answers a string.
A number passes through a float on its way, so a large amount loses digits and a price its last zero; only the string is
exact. One NaN in an answer is null with a return type, a status 500 without one, and with pydantic's own setting for
such numbers a 200 that no JSON parser has to accept.

TEXT

cat >show.py <<'CODE'
import json
from decimal import Decimal
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel, ConfigDict

app = FastAPI()

class Payment(BaseModel):
    amount: Decimal

class Score(BaseModel):
    value: float

class ScoreWithConstants(BaseModel):
    model_config = ConfigDict(ser_json_inf_nan="constants")
    value: float

@app.post("/pay")
def pay(payment: Payment) -> Payment:
    return payment

@app.get("/return type")
def typed() -> Score:
    return Score(value=float("nan"))

@app.get("/no return type")
def untyped():
    return {"value": float("nan")}

@app.get("/ser_json_inf_nan")
def constants() -> ScoreWithConstants:
    return ScoreWithConstants(value=float("nan"))

client = TestClient(app, raise_server_exceptions=False)
schemas = app.openapi()["components"]["schemas"]
kinds = [kind["type"] for kind in schemas["Payment-Input"]["properties"]["amount"]["anyOf"]]
print(f"amount takes {' or '.join(kinds)}, answers {schemas['Payment-Output']['properties']['amount']['type']}")
for amount in ("12345678901234567.89", '"12345678901234567.89"', "1.10", '"1.10"'):
    response = client.post("/pay", content=f'{{"amount": {amount}}}', headers={"content-type": "application/json"})
    print(f"amount {amount}: {response.text}")
for way in ("return type", "no return type", "ser_json_inf_nan"):
    response = client.get(f"/{way}")
    print(f"NaN, {way}: {response.status_code} {response.text}")
CODE

cat >expected.txt <<'TEXT'
amount takes number or string, answers string
amount 12345678901234567.89: {"amount":"12345678901234568"}
amount "12345678901234567.89": {"amount":"12345678901234567.89"}
amount 1.10: {"amount":"1.1"}
amount "1.10": {"amount":"1.10"}
NaN, return type: 200 {"value":null}
NaN, no return type: 500 Internal Server Error
NaN, ser_json_inf_nan: 200 {"value":NaN}
TEXT
venv/bin/python show.py | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
