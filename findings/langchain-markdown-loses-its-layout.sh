#!/usr/bin/env bash
# LangChain's splitter at Markdown headings takes away indentation, tabs and non-breaking spaces.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check langchain-text-splitters==1.1.3
venv/bin/pip list --disable-pip-version-check 2>pip.log | grep -E '^langchain-text-splitters '
cat <<'TEXT'
What surprises: each line is stripped, inside of code blocks as well, and signs that count as not printable are taken out. So
Python code is no code any more, a list in a list is one list, columns that a tab divides and a price with its thousands run
together, and words that a non-breaking space divides are one, which no search finds. The experimental splitter beside it
keeps all of them.

TEXT

cat >show.py <<'CODE'
from langchain_text_splitters import ExperimentalMarkdownSyntaxTextSplitter, MarkdownHeaderTextSplitter

text = """# Setup
```python
def ready(machine):
    if machine.hot:
        return False
    return True
```
- Doors
    - front
    - back
- Windows

Tea\t4\t50
Red\u00a0wine costs 1\u00a0299 EUR
"""
headings = [("#", "heading")]
for splitter in (MarkdownHeaderTextSplitter(headings), ExperimentalMarkdownSyntaxTextSplitter(headings)):
    print(type(splitter).__name__)
    for part in splitter.split_text(text):
        for line in part.page_content.splitlines():
            if line.strip():
                print("  " + line.replace("\t", "<tab>").replace("\u00a0", "<nbsp>"))
CODE

cat >expected.txt <<'TEXT'
MarkdownHeaderTextSplitter
  ```python
  def ready(machine):
  if machine.hot:
  return False
  return True
  ```
  - Doors
  - front
  - back
  - Windows  
  Tea450
  Redwine costs 1299 EUR
ExperimentalMarkdownSyntaxTextSplitter
  ```python
  def ready(machine):
      if machine.hot:
          return False
      return True
  ```
  - Doors
      - front
      - back
  - Windows
  Tea<tab>4<tab>50
  Red<nbsp>wine costs 1<nbsp>299 EUR
TEXT
venv/bin/python -W ignore show.py | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
