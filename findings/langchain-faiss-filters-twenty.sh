#!/usr/bin/env bash
# LangChain's FAISS store looks at the nearest 20 and filters then, so a filter finds nothing though there is much.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check faiss-cpu==1.15.1 langchain-community==0.4.2 langchain-core==1.8.3
venv/bin/pip list --disable-pip-version-check 2>pip.log | grep -E '^(faiss-cpu|langchain-community|langchain-core) '
cat <<'TEXT'
What surprises: a search with a filter, such as a person's own documents, asks for four and gets none when the nearest twenty
belong to others, and some when a few of them do not; the answer is the same as if there were none. LangChain's store in memory
and Chroma look among what fits the filter. A larger fetch_k moves the edge: who has 1 % of a million texts needs thousands.

TEXT

cat >show.py <<'CODE'
import logging
from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import InMemoryVectorStore

class Numbers(Embeddings):
    """Puts the text "7" at 7 on a line."""
    def embed_documents(self, texts):
        return [self.embed_query(text) for text in texts]
    def embed_query(self, text):
        return [float(text) / 100, 1.0]

# 100 documents: the farther 70 are Ben's, and so are two of the nearest.
owners = ["Ben" if number in (18, 19) or number >= 30 else "Ann" for number in range(100)]
for nearer in ("two of the nearest 20 are Ben's", "none of the nearest 20 is Ben's"):
    documents = [Document(str(number), metadata={"owner": owner}) for number, owner in enumerate(owners)]
    count = owners.count("Ben")
    faiss = FAISS.from_documents(documents, Numbers())
    memory = InMemoryVectorStore.from_documents(documents, Numbers())
    found = faiss.similarity_search("0", k=4, filter={"owner": "Ben"})
    more = faiss.similarity_search("0", k=4, filter={"owner": "Ben"}, fetch_k=100)
    apart = memory.similarity_search("0", k=4, filter=lambda document: document.metadata["owner"] == "Ben")
    print(f"{nearer}, {count} of 100 in all: FAISS gives {len(found)}, with fetch_k=100 {len(more)}, in memory {len(apart)}")
    owners = ["Ann"] * 20 + owners[20:]
CODE

cat >expected.txt <<'TEXT'
two of the nearest 20 are Ben's, 72 of 100 in all: FAISS gives 2, with fetch_k=100 4, in memory 4
none of the nearest 20 is Ben's, 70 of 100 in all: FAISS gives 0, with fetch_k=100 4, in memory 4
TEXT
venv/bin/python -W ignore show.py | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
