#!/usr/bin/env bash
# LlamaIndex takes a document that was deleted from an index for unchanged, and does not put it back.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check llama-index-core==0.14.25
venv/bin/pip list --disable-pip-version-check 2>pip.log | grep -E '^llama-index-core '
cat <<'TEXT'
What surprises: delete_ref_doc() takes a document's nodes out and keeps the hash by which refresh_ref_docs() knows what is
unchanged. A document that was deleted and comes back as it was, such as a file that was moved away and restored, is skipped:
the answer says that nothing had to be done, and a search does not find it. When it comes back changed, the refresh of all
documents ends with a KeyError. With delete_from_docstore=True both are put in.

TEXT

cat >show.py <<'CODE'
from llama_index.core import Document, MockEmbedding, VectorStoreIndex
from llama_index.core.node_parser import SentenceSplitter

handbook = Document(text="Press the red button twice.", id_="handbook")
changed = Document(text="Press the red button once.", id_="handbook")

def found_in(index):
    return [node.text for node in index.as_retriever().retrieve("How do I start it?")]

def refresh(what, index, document):
    try:
        print(f"- {what}: refreshed {index.refresh_ref_docs([document])[0]}, found {found_in(index)}")
    except Exception as error:
        print(f"- {what}: {type(error).__name__}, found {found_in(index)}")

for options in ({}, {"delete_from_docstore": True}):
    print(f"delete_ref_doc with {options or 'nothing more'}")
    index = VectorStoreIndex([], embed_model=MockEmbedding(embed_dim=2), transformations=[SentenceSplitter(tokenizer=str.split)])
    refresh("put in", index, handbook)
    index.delete_ref_doc("handbook", **options)
    print(f"- deleted: found {found_in(index)}")
    refresh("the same again", index, handbook)
    refresh("a changed one", index, changed)
CODE

cat >expected.txt <<'TEXT'
delete_ref_doc with nothing more
- put in: refreshed True, found ['Press the red button twice.']
- deleted: found []
- the same again: refreshed False, found []
- a changed one: KeyError, found []
delete_ref_doc with {'delete_from_docstore': True}
- put in: refreshed True, found ['Press the red button twice.']
- deleted: found []
- the same again: refreshed True, found ['Press the red button twice.']
- a changed one: refreshed True, found ['Press the red button once.']
TEXT
venv/bin/python show.py | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
