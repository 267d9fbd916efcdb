#!/usr/bin/env bash
# LangGraph's RetryPolicy gives a timeout and a rate limit up at once by default, and asks three times with a wrong key.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check langgraph==1.2.24 openai==3.57.0 httpx==0.28.1 requests==2.34.2
venv/bin/pip list --disable-pip-version-check 2>pip.log | grep -E '^(langgraph|openai|httpx|requests) '
cat <<'TEXT'
What surprises: who gives a node RetryPolicy() wants again what passes by itself. But the class of the error decides: a
TimeoutError is an OSError and is given up, as is a 429 of httpx. What is of no known class is tried again, so a wrong key of
the OpenAI client is sent three times, as is a request that the provider refused; and every error of requests is, a 401 too,
because its Response counts as false when it is an error, and then its status is not looked at.

TEXT

cat >show.py <<'CODE'
import httpx, openai, requests
from langgraph.graph import START, StateGraph
from langgraph.types import RetryPolicy

def of_httpx(status):
    request = httpx.Request("POST", "http://model.example/")
    return httpx.HTTPStatusError("", request=request, response=httpx.Response(status, request=request))

def of_requests(status):
    response = requests.Response()
    response.status_code = status
    return requests.HTTPError(response=response)

def of_openai(kind, status):
    response = httpx.Response(status, request=httpx.Request("POST", "http://model.example/"))
    return kind("", response=response, body=None)

errors = {
    "TimeoutError": TimeoutError(),
    "ConnectionError": ConnectionError(),
    "429 of httpx": of_httpx(429),
    "503 of httpx": of_httpx(503),
    "429 of requests": of_requests(429),
    "401 of requests": of_requests(401),
    "429 of openai": of_openai(openai.RateLimitError, 429),
    "401 of openai": of_openai(openai.AuthenticationError, 401),
    "400 of openai": of_openai(openai.BadRequestError, 400),
}
for name, error in errors.items():
    tries = 0
    def node(state):
        global tries
        tries += 1
        raise error
    graph = StateGraph(dict)
    graph.add_node("node", node, retry_policy=RetryPolicy(initial_interval=0.01))
    graph.add_edge(START, "node")
    try:
        graph.compile().invoke({"a": 1})
    except type(error):
        print(f"{name}: {tries} {'try' if tries == 1 else 'tries'}")
CODE

cat >expected.txt <<'TEXT'
TimeoutError: 1 try
ConnectionError: 3 tries
429 of httpx: 1 try
503 of httpx: 3 tries
429 of requests: 3 tries
401 of requests: 3 tries
429 of openai: 3 tries
401 of openai: 3 tries
400 of openai: 3 tries
TEXT
venv/bin/python show.py 2>errors.txt | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
