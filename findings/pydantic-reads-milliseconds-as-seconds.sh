#!/usr/bin/env bash
# pydantic takes a number for seconds or for milliseconds by its size, so times around 1970 in milliseconds are centuries off.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check fastapi==0.165.0 httpx==0.28.1 httpx2==2.16.2 pydantic==2.14.4 starlette==1.10.0
venv/bin/pip list --disable-pip-version-check 2>pip.log | grep -E '^(fastapi|pydantic) '
cat <<'TEXT'
What surprises: a browser sends a date of birth as Date.getTime(), and for years each one arrives right, because numbers beyond
20,000,000,000 count as milliseconds. Those of people born from May 1969 to August 1970 are smaller and count as seconds: they
are born in 1950 or in 2131, with status 200, in a field of the type datetime as in one of the type date.

TEXT

cat >show.py <<'CODE'
from datetime import date, datetime, timezone
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel

app = FastAPI()

class Person(BaseModel):
    born: datetime

class Day(BaseModel):
    born: date

@app.post("/datetime")
def with_datetime(person: Person) -> Person:
    return person

@app.post("/date")
def with_date(day: Day) -> Day:
    return day

client = TestClient(app)
for born in ("1969-04-30", "1969-12-25", "1970-03-01", "1970-08-20", "1970-08-21", "1990-01-01"):
    ms = int(datetime.fromisoformat(born).replace(tzinfo=timezone.utc).timestamp() * 1000)
    read = [client.post(f"/{kind}", json={"born": ms}).json()["born"][:10] for kind in ("datetime", "date")]
    print(f"{born} sent as {ms}: datetime {read[0]}, date {read[1]}")
CODE

cat >expected.txt <<'TEXT'
1969-04-30 sent as -21254400000: datetime 1969-04-30, date 1969-04-30
1969-12-25 sent as -604800000: datetime 1950-11-02, date 1950-11-02
1970-03-01 sent as 5097600000: datetime 2131-07-16, date 2131-07-16
1970-08-20 sent as 19958400000: datetime 2602-06-17, date 2602-06-17
1970-08-21 sent as 20044800000: datetime 1970-08-21, date 1970-08-21
1990-01-01 sent as 631152000000: datetime 1990-01-01, date 1990-01-01
TEXT
venv/bin/python show.py | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
