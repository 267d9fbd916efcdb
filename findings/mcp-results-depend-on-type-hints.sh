#!/usr/bin/env bash
# What a model reads of an MCP tool depends on whether the Python function behind it has a return type.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact @langchain/core@1.4.0 @langchain/langgraph@1.7.3 @langchain/mcp-adapters@1.1.4 @modelcontextprotocol/sdk@1.32.2
npm ls --depth=0 | tail -n +2
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check mcp==2.3.0
venv/bin/pip list --disable-pip-version-check 2>pip.log | grep '^mcp '
cat <<'TEXT'
What surprises: four functions return the same text or the same object. Without a hint the model is given that value;
with one it is given a wrapper around it, as JSON in a text, in which the value is there twice. None is an empty list. A
ValueError with a message for the model arrives without that message, so the model cannot put its arguments right.

TEXT

cat >show.mjs <<'CODE'
import { MultiServerMCPClient } from "@langchain/mcp-adapters";

const shop = { transport: "stdio", command: "venv/bin/python", args: ["server.py"], stderr: "ignore" };
const client = new MultiServerMCPClient({ mcpServers: { shop } });
for (const tool of await client.getTools()) {
  const call = { type: "tool_call", id: "1", name: tool.name, args: {} };
  try {
    const { content } = await tool.invoke(call);
    console.log(`${tool.name}: ${JSON.stringify(content)}`);
  } catch (error) {
    console.log(`${tool.name}: ${error.name}: ${error.message}`);
  }
}
await client.close();
CODE

cat >expected.txt <<'TEXT'
text: "paid"
text_with_hint: "{\"type\":\"text\",\"text\":\"paid\",\"structuredContent\":{\"result\":\"paid\"}}"
order: "{\n  \"state\": \"paid\"\n}"
order_with_hint: "{\"type\":\"text\",\"text\":\"{\\n  \\\"state\\\": \\\"paid\\\"\\n}\",\"structuredContent\":{\"state\":\"paid\"}}"
nothing: []
refuses: ToolException: MCP tool 'refuses' on server 'shop' returned an error: Error executing tool refuses
TEXT
cat >server.py <<'CODE'
from mcp.server import MCPServer

server = MCPServer("shop")

@server.tool()
def text():
    return "paid"

@server.tool()
def text_with_hint() -> str:
    return "paid"

@server.tool()
def order():
    return {"state": "paid"}

@server.tool()
def order_with_hint() -> dict[str, str]:
    return {"state": "paid"}

@server.tool()
def nothing():
    return None

@server.tool()
def refuses() -> str:
    raise ValueError("an order number has seven digits")

server.run()
CODE

node show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
