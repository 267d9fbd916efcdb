#!/usr/bin/env bash
# LanceDB and tantivy find no word of 40 signs or more: no commit, no checksum, no key.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check lancedb==0.40.0 pyarrow==26.0.1 tantivy==0.27.0
venv/bin/pip list --disable-pip-version-check 2>pip.log | grep -E '^(lancedb|pyarrow|tantivy) '
cat <<'TEXT'
What surprises: a word of more than 39 bytes is left out of the index and of the question, without a word about it. The whole
id of a commit has 40, a SHA-256 has 64: each is in the text, letter by letter, and a search for it finds nothing, while its
first 39 signs as a word of their own are found. A question with such an id and another word is answered by the other alone,
with whatever texts have it.

TEXT

cat >show.py <<'CODE'
import lancedb, tantivy
from lancedb.index import FTS

commit = "da39a3ee5e6b4b0d3255bfef95601890afd80709"
checksum = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
texts = [f"fixed by {commit}", f"fixed by {commit[:39]}", f"digest {checksum}", "fixed by nothing at all"]

schema = tantivy.SchemaBuilder().add_text_field("text", stored=True).build()
index = tantivy.Index(schema)
writer = index.writer(heap_size=15_000_000, num_threads=1)
for text in texts:
    writer.add_document(tantivy.Document(text=text))
writer.commit()
index.reload()
table = lancedb.connect("data").create_table("texts", [{"text": text} for text in texts])
table.create_index("text", config=FTS())

def by_tantivy(query):
    found = index.searcher().search(index.parse_query(query, ["text"])).hits
    return [texts.index(index.searcher().doc(address)["text"][0]) + 1 for _, address in found]

def by_lancedb(query):
    return [texts.index(row["text"]) + 1 for row in table.search(query, query_type="fts").limit(10).to_list()]

for name, query in (("a commit of 40", commit), ("39 signs of it", commit[:39]), ("a SHA-256", checksum), ("fixed and the commit", f"fixed {commit}")):
    print(f"{name}: tantivy finds {sorted(by_tantivy(query))}, LanceDB {sorted(by_lancedb(query))}")
CODE

cat >expected.txt <<'TEXT'
a commit of 40: tantivy finds [], LanceDB []
39 signs of it: tantivy finds [2], LanceDB [2]
a SHA-256: tantivy finds [], LanceDB []
fixed and the commit: tantivy finds [1, 2, 4], LanceDB [1, 2, 4]
TEXT
venv/bin/python show.py 2>errors.log | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
