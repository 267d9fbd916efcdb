#!/usr/bin/env bash
# FastAPI takes an empty text of a form for one that was not sent, and puts the default in its place.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check fastapi==0.165.0 httpx==0.28.1 httpx2==2.16.2 pydantic==2.14.4 python-multipart==0.0.32 starlette==1.10.0
venv/bin/pip list --disable-pip-version-check 2>pip.log | grep -E '^(fastapi|python-multipart) '
cat <<'TEXT'
What surprises: a browser sends a field that a person has emptied as an empty text, and JSON and queries take it as one. Of a
form FastAPI takes the default instead, so a note cannot be cleared and a field that is None when it is left alone is None
when it is emptied; a required text that may be empty is refused as missing. One space, or a list with an empty text, is kept.

TEXT

cat >show.py <<'CODE'
from typing import Annotated
from fastapi import Body, FastAPI, Form
from fastapi.testclient import TestClient

app = FastAPI()

@app.post("/form")
def by_form(note: Annotated[str, Form()] = "the default", tags: Annotated[list[str], Form()] = ["a"]):
    return {"note": note, "tags": tags}

@app.post("/json")
def by_json(note: Annotated[str, Body(embed=True)] = "the default"):
    return {"note": note}

@app.get("/query")
def by_query(note: str = "the default"):
    return {"note": note}

@app.post("/required")
def required(note: Annotated[str, Form()]):
    return {"note": note}

client = TestClient(app)
print("JSON, note empty:", client.post("/json", json={"note": ""}).text)
print("query, note empty:", client.get("/query?note=").text)
print("form, note and tags empty:", client.post("/form", data={"note": "", "tags": ""}).text)
print("form, note a space:", client.post("/form", data={"note": " "}).text)
print("multipart form, note empty:", client.post("/form", files={"note": (None, "")}).text)
refused = client.post("/required", data={"note": ""})
print("form, required note empty:", refused.status_code, refused.json()["detail"][0]["msg"])
CODE

cat >expected.txt <<'TEXT'
JSON, note empty: {"note":""}
query, note empty: {"note":""}
form, note and tags empty: {"note":"the default","tags":[""]}
form, note a space: {"note":" ","tags":["a"]}
multipart form, note empty: {"note":"the default","tags":["a"]}
form, required note empty: 422 Field required
TEXT
venv/bin/python show.py | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
