#!/usr/bin/env bash
# LanceDB and pyarrow make a table of rows with the fields of the first row, and leave out what later rows have besides.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check lancedb==0.40.0 pyarrow==26.0.1
venv/bin/pip list --disable-pip-version-check 2>pip.log | grep -E '^(lancedb|pyarrow) '
cat <<'TEXT'
What surprises: chunks of documents rarely have the same metadata. create_table() takes its columns from the first row alone;
an author that only the second one has is gone, without an error, and a filter by it fails from then on. In a field with an
object the fields of all rows are kept, and the same row is refused when it is added to the table that left its author out.

TEXT

cat >show.py <<'CODE'
import lancedb
import pyarrow

first = {"id": 1, "vector": [1.0, 0.0], "text": "one"}
second = {"id": 2, "vector": [0.0, 1.0], "text": "two", "author": "Ann"}
database = lancedb.connect("data")

def columns(table):
    return " ".join(table.schema.names)

def attempt(work):
    try:
        return work()
    except Exception as error:
        return str(error).splitlines()[0]

print("pyarrow, first row without author:", columns(pyarrow.Table.from_pylist([first, second])))
plain = database.create_table("plain", [first, second])
print("lancedb, first row without author:", columns(plain))
print("lancedb, first row with author:", columns(database.create_table("turned", [second, first])))
print("added afterwards:", attempt(lambda: plain.add([{**second, "id": 3}])))
nested = [{"id": 1, "vector": [1.0, 0.0], "meta": {"page": 1}}, {"id": 2, "vector": [0.0, 1.0], "meta": {"author": "Ann"}}]
print("in an object:", database.create_table("nested", nested).to_arrow().column("meta").to_pylist())
CODE

cat >expected.txt <<'TEXT'
pyarrow, first row without author: id vector text
lancedb, first row without author: id vector text
lancedb, first row with author: id vector text author
added afterwards: Invalid input, field 'author' does not exist in table schema
in an object: [{'page': 1, 'author': None}, {'page': None, 'author': 'Ann'}]
TEXT
venv/bin/python show.py | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
