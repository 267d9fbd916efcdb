#!/usr/bin/env bash
# A text that happens to be JSON is refused, or becomes an object, where an MCP tool's parameter is not exactly a str.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check mcp==2.3.0
venv/bin/pip list --disable-pip-version-check 2>pip.log | grep -E '^mcp '
cat <<'TEXT'
What surprises: the SDK's server parses each text argument as JSON before it looks at its type, unless the hint is str itself.
A tool that saves a note takes "[1, 2]" when its parameter is a str and refuses it when that is str | None, though its schema
says that a string is right; a text that says null is None. Without a hint, the schema says "string" and the function is given
a list. So an agent's tool works for weeks, until a user's text is a piece of JSON.

TEXT

cat >show.py <<'CODE'
import asyncio, json, logging
from mcp import Client
from mcp.server import MCPServer

logging.disable(logging.CRITICAL)
server = MCPServer("notes")

@server.tool()
def exact(text: str) -> str:
    return type(text).__name__

@server.tool()
def optional(text: str | None = None) -> str:
    return type(text).__name__

@server.tool()
def unhinted(text) -> str:
    return type(text).__name__

async def main():
    async with Client(server) as client:
        for tool in (await client.list_tools()).tools:
            schema = tool.input_schema["properties"]["text"]
            takes = " or ".join(kind["type"] for kind in schema.get("anyOf", [schema]))
            for text in ("Dear Ann", "[1, 2]", '{"paid": true}', "null", "4711"):
                result = await client.call_tool(tool.name, {"text": text})
                got = "refused" if result.is_error else f"the function gets a {result.content[0].text}"
                print(f"{tool.name} (schema: {takes}), the string {json.dumps(text)}: {got}")

asyncio.run(main())
CODE

cat >expected.txt <<'TEXT'
exact (schema: string), the string "Dear Ann": the function gets a str
exact (schema: string), the string "[1, 2]": the function gets a str
exact (schema: string), the string "{\"paid\": true}": the function gets a str
exact (schema: string), the string "null": the function gets a str
exact (schema: string), the string "4711": the function gets a str
optional (schema: string or null), the string "Dear Ann": the function gets a str
optional (schema: string or null), the string "[1, 2]": refused
optional (schema: string or null), the string "{\"paid\": true}": refused
optional (schema: string or null), the string "null": the function gets a NoneType
optional (schema: string or null), the string "4711": the function gets a str
unhinted (schema: string), the string "Dear Ann": the function gets a str
unhinted (schema: string), the string "[1, 2]": the function gets a list
unhinted (schema: string), the string "{\"paid\": true}": the function gets a dict
unhinted (schema: string), the string "null": the function gets a NoneType
unhinted (schema: string), the string "4711": the function gets a str
TEXT
venv/bin/python show.py | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
