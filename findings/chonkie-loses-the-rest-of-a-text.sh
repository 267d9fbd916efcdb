#!/usr/bin/env bash
# chonkie cuts only the beginning of a text into chunks where the tokenizer's file says how much its model reads.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check chonkie==1.7.0 tokenizers==0.23.3
venv/bin/pip list --disable-pip-version-check 2>pip.log | grep -E '^(chonkie|tokenizers) '
cat <<'TEXT'
What surprises: the file of a tokenizer may hold the limit of its model and the length to which texts are filled up, as the
files of many embedding models do. encode() then gives that many tokens of every text, so counting with it never finds a
text too long, and a splitter that cuts by its tokens loses all that comes behind them: of 40 words chonkie's TokenChunker
keeps eight, and says nothing. Its SentenceChunker takes every sentence for one of eight tokens, and makes chunks too large.

TEXT

cat >show.py <<'CODE'
from chonkie import SentenceChunker, TokenChunker
from tokenizers import Tokenizer, models, pre_tokenizers

words = [f"w{number}" for number in range(20)]
vocabulary = {word: number for number, word in enumerate(["[PAD]", "[UNK]", *words])}
tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
tokenizer.save("whole.json")
tokenizer.enable_truncation(8)
tokenizer.enable_padding(length=8)
tokenizer.save("limited.json")

text = " ".join(words) + ". " + " ".join(words) + "."
for file in ("whole.json", "limited.json"):
    tokenizer = Tokenizer.from_file(file)
    few, many = (len(tokenizer.encode(each).ids) for each in ("w0 w1 w2", text))
    print(f"{file}: 3 words are {few} tokens, 2 sentences of 20 words {many}")
    for chunker in (TokenChunker(tokenizer, chunk_size=5), SentenceChunker(tokenizer, chunk_size=25)):
        chunks = [chunk.text.split() for chunk in chunker(text)]
        sizes = ", ".join(str(len(chunk)) for chunk in chunks)
        print(f"{file}: {type(chunker).__name__} gives chunks of {sizes} words")
CODE

cat >expected.txt <<'TEXT'
whole.json: 3 words are 3 tokens, 2 sentences of 20 words 42
whole.json: TokenChunker gives chunks of 5, 5, 5, 5, 5, 5, 5, 5, 2 words
whole.json: SentenceChunker gives chunks of 20, 20 words
limited.json: 3 words are 8 tokens, 2 sentences of 20 words 8
limited.json: TokenChunker gives chunks of 5, 3 words
limited.json: SentenceChunker gives chunks of 40 words
TEXT
venv/bin/python show.py | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
