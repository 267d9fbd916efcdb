"""Lists the tools at URL and calls the first with ARGUMENTS, and prints what came of it as JSON. MODE: auto or legacy."""

import asyncio
import json
import os

import httpx2
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client


async def main() -> None:
    headers = {"Authorization": f"Bearer {os.environ['KEY']}"}
    async with httpx2.AsyncClient(headers=headers, timeout=60) as http:
        transport = streamable_http_client(os.environ["URL"], http_client=http)
        async with Client(transport, mode=os.environ["MODE"]) as client:
            tools = (await client.list_tools()).tools
            answer = await client.call_tool(tools[0].name, json.loads(os.environ["ARGUMENTS"]))
            said = answer.model_dump(mode="json")
            print(json.dumps({"tools": [tool.name for tool in tools], "answer": said}))


asyncio.run(main())
