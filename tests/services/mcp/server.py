"""What Python servers of the Model Context Protocol offer: every kind of argument, result, hint and failure."""

import base64
import os
from datetime import date

from mcp.server import MCPServer
from mcp.server.mcpserver import Context, Image
from mcp.types import ToolAnnotations
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import PlainTextResponse

server = MCPServer("Office", version="3.1", instructions="Tools of an office.")
sent: list[str] = []
pixel = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


class Invoice(BaseModel):
    number: int
    paid: bool
    lines: list[str]


@server.tool(annotations=ToolAnnotations(readOnlyHint=True))
def invoice(number: int, due: date | None = None) -> Invoice:
    """Reads an invoice."""
    return Invoice(number=number, paid=due is None, lines=["paper", "ink"])


@server.tool()
def send(to: str, text: str) -> str:
    """Sends a message."""
    sent.append(to)
    return f"Sent to {to}: {text}"


@server.tool(annotations=ToolAnnotations(idempotentHint=True))
def label(number: int, name: str) -> None:
    """Gives an invoice a label."""


@server.tool()
def chart() -> Image:
    """Draws a chart."""
    return Image(data=pixel, format="png")


@server.tool()
def fail(why: str) -> str:
    """Fails."""
    raise ValueError(why)


class Choice(BaseModel):
    room: int


@server.tool()
async def count(to: int, ctx: Context) -> int:
    """Counts, and says how far it is."""
    for number in range(to):
        await ctx.report_progress(number + 1, to, "counting")
    await ctx.notify_tools_changed()
    return to


@server.tool()
async def choose(ctx: Context) -> str:
    """Asks a person."""
    answer = await ctx.elicit("Which room?", schema=Choice)
    return answer.action


@server.resource("office://hours")
def hours() -> str:
    """When the office is open."""
    return "Monday to Friday, 9 to 17"


@server.resource("office://people/{name}")
def person(name: str) -> str:
    """Who a person is."""
    return f"{name} sits in room 7"


@server.prompt()
def greeting(name: str) -> str:
    """Greets a person."""
    return f"Write a greeting to {name}"


@server.custom_route("/ready", methods=["GET"])
async def ready(_: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(sent)))


server.run("streamable-http", port=int(os.environ["PORT"]))
