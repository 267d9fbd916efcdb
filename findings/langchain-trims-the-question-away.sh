#!/usr/bin/env bash
# LangChain's trim_messages drops the question when it is too long, and the model is asked without one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact @langchain/core@1.4.0
npm ls --depth=0 | tail -n +2
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check langchain-core==1.8.3
venv/bin/pip list --disable-pip-version-check 2>pip.log | grep -E '^langchain-core '
cat <<'TEXT'
What surprises: it keeps the last messages that fit. When the last one, which is what the person has just asked, does not fit
by itself, nothing is kept but the system message, without an error, in Python and in JavaScript: a model that is asked with
that answers something, as if nothing had been said. With startOn, as the docs advise, JavaScript drops the system message too
and gives a list with undefined in it. allowPartial cuts a text of several lines, and drops one that is a single line.

TEXT

cat >show.mjs <<'CODE'
import { AIMessage, HumanMessage, SystemMessage, trimMessages } from "@langchain/core/messages";

const count = (messages) => messages.reduce((sum, { content }) => sum + content.split(/\s+/).length, 0);
const words = (number, joint = " ") => Array(number).fill("word").join(joint);
const told = (kept) => kept.map((message) => (message ? `${message.type} (${count([message])})` : "undefined")).join(", ");
const before = [new SystemMessage("Be kind"), new HumanMessage("Hello there"), new AIMessage("How can I help?")];
for (const [name, text] of [["20 words", words(20)], ["200 words", words(200)], ["200 lines", words(200, "\n")]]) {
  for (const [title, startOn] of [["", undefined], [", startOn human", "human"], [", allowPartial", undefined]]) {
    const rest = { includeSystem: true, startOn, allowPartial: title === ", allowPartial", tokenCounter: count };
    const kept = await trimMessages([...before, new HumanMessage(text)], { maxTokens: 50, strategy: "last", ...rest });
    console.log(`npm, a question of ${name}${title}: ${told(kept)}`);
  }
}
CODE
cat >show.py <<'CODE'
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, trim_messages

def count(messages):
    return sum(len(message.content.split()) for message in messages)

before = [SystemMessage("Be kind"), HumanMessage("Hello there"), AIMessage("How can I help?")]
questions = {"20 words": " ".join(["word"] * 20), "200 words": " ".join(["word"] * 200), "200 lines": "\n".join(["word"] * 200)}
for name, text in questions.items():
    for title, more in (("", {}), (", start_on human", {"start_on": "human"}), (", allow_partial", {"allow_partial": True})):
        kept = trim_messages([*before, HumanMessage(text)], max_tokens=50, strategy="last", include_system=True,
                             token_counter=count, **more)
        shown = ", ".join(f"{message.type} ({count([message])})" for message in kept)
        print(f"PyPI, a question of {name}{title}: {shown}")
CODE

cat >expected.txt <<'TEXT'
npm, a question of 20 words: system (2), human (2), ai (4), human (20)
npm, a question of 20 words, startOn human: system (2), human (2), ai (4), human (20)
npm, a question of 20 words, allowPartial: system (2), human (2), ai (4), human (20)
npm, a question of 200 words: system (2)
npm, a question of 200 words, startOn human: undefined
npm, a question of 200 words, allowPartial: system (2)
npm, a question of 200 lines: system (2)
npm, a question of 200 lines, startOn human: undefined
npm, a question of 200 lines, allowPartial: system (2), human (48)
PyPI, a question of 20 words: system (2), human (2), ai (4), human (20)
PyPI, a question of 20 words, start_on human: system (2), human (2), ai (4), human (20)
PyPI, a question of 20 words, allow_partial: system (2), human (2), ai (4), human (20)
PyPI, a question of 200 words: system (2)
PyPI, a question of 200 words, start_on human: system (2)
PyPI, a question of 200 words, allow_partial: system (2)
PyPI, a question of 200 lines: system (2)
PyPI, a question of 200 lines, start_on human: system (2)
PyPI, a question of 200 lines, allow_partial: system (2), human (49)
TEXT
{ node show.mjs && venv/bin/python show.py; } | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
