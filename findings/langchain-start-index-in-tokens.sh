#!/usr/bin/env bash
# With add_start_index, LangChain's splitter gives -1 or another place's index when it counts in tokens.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check langchain-text-splitters==1.1.3
venv/bin/pip list --disable-pip-version-check 2>pip.log | grep -E '^langchain-text-splitters '
cat <<'TEXT'
What surprises: add_start_index says where each chunk begins, so that a page can show what was cited. The place is looked for
from where the chunk before ends, less the overlap; the overlap is in what the splitter counts, words or tokens, and taken for
characters. With tokens every second chunk has -1, which in Python is a valid index, the last sign; a chunk whose words come
again later gets the later place, and one behind it an earlier. Counted in characters all are right.

TEXT

cat >show.py <<'CODE'
from langchain_text_splitters import RecursiveCharacterTextSplitter

words = " ".join(f"w{number:02}" for number in range(24))
refrain = "Mix it. Stir it well. Bake it. " * 2 + "Now wait. " + "Mix it. Stir it well. Bake it. " * 2

def words_of(text):
    return len(text.split())

def show(name, text, size, overlap, length):
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=size, chunk_overlap=overlap, length_function=length, add_start_index=True, separators=[" "])
    chunks = splitter.create_documents([text])
    begins = [chunk.metadata["start_index"] for chunk in chunks]
    right = [text.startswith(chunk.page_content, begin) for chunk, begin in zip(chunks, begins)]
    print(f"{name}: {begins}, begins there {sum(right)} of {len(chunks)}, in order {begins == sorted(begins)}")

show("no word twice, in characters", words, 32, 12, len)
show("no word twice, in words, no overlap", words, 8, 0, words_of)
show("no word twice, in words, overlap 3", words, 8, 3, words_of)
show("a refrain, in characters", refrain, 32, 12, len)
show("a refrain, in words, overlap 3", refrain, 8, 3, words_of)
CODE

cat >expected.txt <<'TEXT'
no word twice, in characters: [0, 20, 40, 60, 80], begins there 5 of 5, in order True
no word twice, in words, no overlap: [0, 32, 64], begins there 3 of 3, in order True
no word twice, in words, overlap 3: [0, -1, 40, -1, 80], begins there 3 of 5, in order False
a refrain, in characters: [0, 22, 44, 66, 85, 107], begins there 6 of 6, in order True
a refrain, in words, overlap 3: [0, 94, -1, 66, -1, 39], begins there 4 of 6, in order False
TEXT
venv/bin/python show.py | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
