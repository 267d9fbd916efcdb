#!/usr/bin/env bash
# litellm reports tokens that no provider has counted when it streams, and 0 when it does not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check litellm==1.110.2
venv/bin/pip list --disable-pip-version-check 2>pip.log | grep -E '^litellm '
cat <<'TEXT'
What surprises: a compatible server that sends no usage is common. For a plain answer litellm then says 0 tokens, so it costs
nothing; for the same answer as a stream it counts with a tokenizer of another model, and reports that as the usage, in the
last piece and in what stream_chunk_builder() makes. Neither is marked as not counted. Where the server does count, its
numbers are given, so a bill has three kinds of numbers that look alike.

TEXT

cat >show.py <<'CODE'
import json, os, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
import litellm
litellm.suppress_debug_info = True

class Provider(BaseHTTPRequestHandler):
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        counted = {"usage": {"prompt_tokens": 900, "completion_tokens": 50, "total_tokens": 950}}
        usage = counted if self.path.startswith("/counting") else {}
        head = {"id": "1", "created": 1, "model": "m"}
        if asked.get("stream"):
            deltas = [({"role": "assistant", "content": "Hello "}, None), ({"content": "world"}, None), ({}, "stop")]
            pieces = [{**head, "choices": [{"index": 0, "delta": d, "finish_reason": end}]} for d, end in deltas]
            pieces += [{**head, "choices": [], **usage}] if usage else []
            body = "".join(f"data: {json.dumps({**piece, 'object': 'chat.completion.chunk'})}\n\n" for piece in pieces)
            body += "data: [DONE]\n\n"
        else:
            message = {"role": "assistant", "content": "Hello world"}
            choices = [{"index": 0, "message": message, "finish_reason": "stop"}]
            body = json.dumps({**head, "object": "chat.completion", "choices": choices, **usage})
        self.send_response(200)
        self.send_header("content-type", "text/event-stream" if asked.get("stream") else "application/json")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass

server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
threading.Thread(target=server.serve_forever, daemon=True).start()

def show(what, usage):
    print(f"{what}: {usage.prompt_tokens} tokens in, {usage.completion_tokens} out")

for name in ("counting server", "other server"):
    ask = dict(model="openai/m", api_base=f"http://127.0.0.1:{server.server_port}/{name.split()[0]}", api_key="none",
               messages=[{"role": "user", "content": "Say hello to the world"}])
    show(f"{name}, plain", litellm.completion(**ask).usage)
    pieces = list(litellm.completion(**ask, stream=True, stream_options={"include_usage": True}))
    show(f"{name}, last piece of the stream", [piece.usage for piece in pieces if getattr(piece, "usage", None)][-1])
    show(f"{name}, stream_chunk_builder", litellm.stream_chunk_builder(pieces).usage)
CODE

cat >expected.txt <<'TEXT'
counting server, plain: 900 tokens in, 50 out
counting server, last piece of the stream: 900 tokens in, 50 out
counting server, stream_chunk_builder: 900 tokens in, 50 out
other server, plain: 0 tokens in, 0 out
other server, last piece of the stream: 12 tokens in, 2 out
other server, stream_chunk_builder: 12 tokens in, 2 out
TEXT
venv/bin/python -W ignore show.py 2>errors.log | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
