#!/usr/bin/env bash
# The Ollama client for Python takes characters inside of a text for ends of lines, and its stream fails in the middle.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ollama==0.6.3 httpx==0.28.1
venv/bin/pip list --disable-pip-version-check 2>pip.log | grep -E '^(ollama|httpx) '
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact ollama@0.6.3
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: a stream has an object in each line, and JSON needs no escape for U+2028, U+2029 and U+0085. httpx divides where
Python's splitlines does, also at these, so an answer that quotes text from a word processor, a web page or an old code page
ends with an error of JSON behind what was shown already. The same answer without stream=True is whole, and for the client
in JavaScript both are.

TEXT

cat >show.py <<'CODE'
import json, subprocess, sys, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
import ollama

class Server(BaseHTTPRequestHandler):
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        piece = asked["messages"][0]["content"]
        parts = ["One ", piece, " two"] if asked.get("stream") else [f"One {piece} two"]
        objects = [{"message": {"role": "assistant", "content": part}, "done": False} for part in parts]
        objects[-1]["done"] = True
        self.send_response(200)
        self.send_header("content-type", "application/x-ndjson")
        self.end_headers()
        for one in objects:
            self.wfile.write(json.dumps(one, ensure_ascii=False).encode() + b"\n")

    def log_message(self, *_):
        pass

server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
host = f"http://127.0.0.1:{server.server_port}"
for name, piece in (("U+0041", "A"), ("U+2028", "\u2028"), ("U+2029", "\u2029"), ("U+0085", "\u0085")):
    asked = dict(model="m", messages=[{"role": "user", "content": piece}])
    whole = ollama.Client(host).chat(**asked).message.content
    text = ""
    try:
        for part in ollama.Client(host).chat(**asked, stream=True):
            text += part.message.content
        seen = "whole" if text == whole else f"only {text!r}"
    except ValueError as error:
        seen = f"{text!r}, then {type(error).__name__}"
    other = subprocess.run(["node", "show.mjs", host, piece], capture_output=True, text=True).stdout.strip("\n")
    print(f"{name}: {len(whole)} characters at once; as a stream {seen}; in JavaScript {'whole' if other == whole else other}")
CODE
cat >show.mjs <<'CODE'
import { Ollama } from "ollama";

const [host, content] = process.argv.slice(2);
let text = "";
const stream = await new Ollama({ host }).chat({ model: "m", messages: [{ role: "user", content }], stream: true });
for await (const { message } of stream) text += message.content;
console.log(text);
CODE

cat >expected.txt <<'TEXT'
U+0041: 9 characters at once; as a stream whole; in JavaScript whole
U+2028: 9 characters at once; as a stream 'One ', then JSONDecodeError; in JavaScript whole
U+2029: 9 characters at once; as a stream 'One ', then JSONDecodeError; in JavaScript whole
U+0085: 9 characters at once; as a stream 'One ', then JSONDecodeError; in JavaScript whole
TEXT
venv/bin/python show.py 2>errors.txt | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
