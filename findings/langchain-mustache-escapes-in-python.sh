#!/usr/bin/env bash
# A mustache prompt of LangChain gives the model HTML entities in Python, and the text itself in JavaScript.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact @langchain/core@1.4.0
npm ls --depth=0 | tail -n +2
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check langchain-core==1.8.3
venv/bin/pip list --disable-pip-version-check 2>pip.log | grep langchain-core
cat <<'TEXT'
What surprises: one prompt, kept in one place for services in both languages, is two. What is put into {{ }} is escaped for
HTML in Python, so a model is asked about a &lt; b, a quoted name or a line of code with &quot; in it, and may answer so; three
braces are needed for the text as it is. A list is the text of a Python list there, and its items with commas in JavaScript.

TEXT

cat >show.mjs <<'CODE'
import { ChatPromptTemplate } from "@langchain/core/prompts";

const values = { code: 'if (a < b && c > 1) print("x")', list: [1, 2] };
for (const template of ["{{code}}", "{{{code}}}", "{{list}}"]) {
  const prompt = ChatPromptTemplate.fromMessages([["human", template]], { templateFormat: "mustache" });
  const [message] = await prompt.formatMessages(values);
  console.log(`JavaScript, ${template}: ${message.content}`);
}
CODE

cat >expected.txt <<'TEXT'
JavaScript, {{code}}: if (a < b && c > 1) print("x")
JavaScript, {{{code}}}: if (a < b && c > 1) print("x")
JavaScript, {{list}}: 1,2
Python, {{code}}: if (a &lt; b &amp;&amp; c &gt; 1) print(&quot;x&quot;)
Python, {{{code}}}: if (a < b && c > 1) print("x")
Python, {{list}}: [1, 2]
TEXT
cat >show.py <<'CODE'
from langchain_core.prompts import ChatPromptTemplate

values = {"code": 'if (a < b && c > 1) print("x")', "list": [1, 2]}
for template in ("{{code}}", "{{{code}}}", "{{list}}"):
    prompt = ChatPromptTemplate.from_messages([("human", template)], template_format="mustache")
    print(f"Python, {template}: {prompt.format_messages(**values)[0].content}")
CODE

{ node show.mjs; venv/bin/python show.py; } | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
