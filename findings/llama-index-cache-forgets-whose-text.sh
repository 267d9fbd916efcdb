#!/usr/bin/env bash
# LlamaIndex's ingestion cache gives a document the nodes of another one that has the same text.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check llama-index-core==0.14.25
venv/bin/pip list --disable-pip-version-check 2>pip.log | grep -E '^llama-index-core '
cat <<'TEXT'
What surprises: an ingestion pipeline keeps what its steps made, and looks it up by the text of the documents alone. Of two
documents with one text, such as the same terms in two contracts, the second gets the nodes of the first, with the first one's
id, node ids and hidden metadata, also with another tenant in it. In a vector store the second has no node of its own; when
the first is deleted, both are gone. Without the cache, or in a single run, each has its own.

TEXT

cat >show.py <<'CODE'
from llama_index.core import Document
from llama_index.core.ingestion import IngestionPipeline
from llama_index.core.node_parser import SentenceSplitter

def document(id, tenant):
    hidden = ["tenant"]
    return Document(text="The usual terms apply.", id_=id, metadata={"tenant": tenant},
                    excluded_embed_metadata_keys=hidden, excluded_llm_metadata_keys=hidden, text_template="{content}")

documents = [document("contract-1", "Ann"), document("contract-2", "Ben")]

def show(name, nodes):
    for asked, node in nodes:
        print(f"{name}: {asked} gives a node of {node.ref_doc_id}, tenant {node.metadata['tenant']}")

def pipeline(**options):
    return IngestionPipeline(transformations=[SentenceSplitter(tokenizer=str.split)], **options)

one = pipeline()
ingested = [(each.id_, node) for each in documents for node in one.run(documents=[each])]
show("one after the other", ingested)
print("node ids:", "the same" if len({node.id_ for _, node in ingested}) == 1 else "different")
show("in one run", [(node.ref_doc_id, node) for node in pipeline().run(documents=documents)])
plain = pipeline(disable_cache=True)
show("without the cache", [(each.id_, node) for each in documents for node in plain.run(documents=[each])])
CODE

cat >expected.txt <<'TEXT'
one after the other: contract-1 gives a node of contract-1, tenant Ann
one after the other: contract-2 gives a node of contract-1, tenant Ann
node ids: the same
in one run: contract-1 gives a node of contract-1, tenant Ann
in one run: contract-2 gives a node of contract-2, tenant Ben
without the cache: contract-1 gives a node of contract-1, tenant Ann
without the cache: contract-2 gives a node of contract-2, tenant Ben
TEXT
venv/bin/python show.py | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
