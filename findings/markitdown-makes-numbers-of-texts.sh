#!/usr/bin/env bash
# markitdown writes the text 00123 of an Excel file as 123.0, yes as 1.0 and the words None and N/A as NaN.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check markitdown[xlsx]==0.1.9 openpyxl==3.1.5 pandas==3.1.1
venv/bin/pip list --disable-pip-version-check 2>pip.log | grep -E '^(markitdown|openpyxl|pandas) '
cat <<'TEXT'
What surprises: a sheet is made text for a model or a search by way of pandas. An empty cell anywhere in a column of whole
numbers makes all of them decimals, so order 1001 is found as 1001.0 alone; a postcode that Excel holds as text loses its
zeros, true and false become 1.0 and 0.0, and a person called None or a cell with N/A is as empty as an empty one. The same
table as a CSV file is kept as it is.

TEXT

cat >show.py <<'CODE'
import csv
from markitdown import MarkItDown
from openpyxl import Workbook

rows = [
    ["Order", "Customer", "Postcode", "Paid"],
    [1001, "N/A", "00123", True],
    [None, "None", "01234", None],
    [1003, "Ann", None, False],
]
book = Workbook()
for row in rows:
    book.active.append(row)
book.save("orders.xlsx")
with open("orders.csv", "w", newline="") as file:
    csv.writer(file).writerows(rows)
for name in ("orders.xlsx", "orders.csv"):
    print(name)
    for line in MarkItDown().convert(name).text_content.strip().splitlines():
        print("  " + line)
CODE

cat >expected.txt <<'TEXT'
orders.xlsx
  ## Sheet
  | Order | Customer | Postcode | Paid |
  | --- | --- | --- | --- |
  | 1001.0 | NaN | 123.0 | 1.0 |
  | NaN | NaN | 1234.0 | NaN |
  | 1003.0 | Ann | NaN | 0.0 |
orders.csv
  | Order | Customer | Postcode | Paid |
  | --- | --- | --- | --- |
  | 1001 | N/A | 00123 | True |
  |  | None | 01234 |  |
  | 1003 | Ann |  | False |
TEXT
venv/bin/python -W ignore show.py | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
