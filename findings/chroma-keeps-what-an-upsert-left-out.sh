#!/usr/bin/env bash
# Chroma's upsert leaves the metadata and the text of the former record where the new one has none, and add changes nothing.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check chromadb==1.5.9
venv/bin/pip list --disable-pip-version-check 2>pip.log | grep -E '^chromadb '
cat <<'TEXT'
What surprises: an upsert of a whole record does not replace it. Keys of the metadata that the new record lacks stay, so a page
that is no draft any more is still found as one, or is hidden by a filter for ever; the vector is new and the text the
old one where only the vector is given. add() with an id that is there is ignored without an error.

TEXT

cat >show.py <<'CODE'
import chromadb

pages = chromadb.EphemeralClient().create_collection("pages", embedding_function=None)

def show(when):
    record = pages.get(ids=["a"], include=["documents", "embeddings", "metadatas"])
    vector = [float(number) for number in record["embeddings"][0]]
    print(f"{when}: {record['documents'][0]}, {vector}, {dict(sorted(record['metadatas'][0].items()))}")

pages.upsert(ids=["a"], embeddings=[[1, 0]], documents=["old text"], metadatas=[{"draft": True, "page": 1}])
show("first")
pages.upsert(ids=["a"], embeddings=[[0, 1]], documents=["new text"], metadatas=[{"page": 2}])
show("upsert of all without draft")
pages.upsert(ids=["a"], embeddings=[[0.5, 0.5]], metadatas=[{"page": 3}])
show("upsert without a text")
pages.add(ids=["a"], embeddings=[[1, 1]], documents=["added text"], metadatas=[{"page": 4}])
show("add")
print("found by draft:", pages.get(where={"draft": True})["ids"])
CODE

cat >expected.txt <<'TEXT'
first: old text, [1.0, 0.0], {'draft': True, 'page': 1}
upsert of all without draft: new text, [0.0, 1.0], {'draft': True, 'page': 2}
upsert without a text: new text, [0.5, 0.5], {'draft': True, 'page': 3}
add: new text, [0.5, 0.5], {'draft': True, 'page': 3}
found by draft: ['a']
TEXT
venv/bin/python show.py | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
