"""What FastAPI can publish, in one service: every kind of parameter, body and answer that a node has to understand."""

import base64
import os
from decimal import Decimal
from enum import Enum
from typing import Annotated, Literal

from fastapi import Cookie, Depends, FastAPI, File, Form, Header, HTTPException, Query, Response, UploadFile
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi.security import APIKeyHeader, HTTPBasic, HTTPBasicCredentials, HTTPBearer
from pydantic import BaseModel, Field

app = FastAPI(title="Everything", version="0.1")


class Mood(str, Enum):
    calm = "calm"
    wild = "wild"


class Tree(BaseModel):
    name: str
    children: list["Tree"] = []


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int = 9


class Dog(BaseModel):
    kind: Literal["dog"]
    tricks: list[str] = []


class Everything(BaseModel):
    title: str
    mood: Mood = Mood.calm
    note: str | None = None
    big: int = 0
    price: Decimal = Decimal("0")
    tags: list[str] = []
    tree: Tree | None = None
    pet: Annotated[Cat | Dog, Field(discriminator="kind")] = Dog(kind="dog")


@app.post("/echo")
def echo(body: Everything) -> Everything:
    return body


@app.get("/items/{item_id}")
def item(
    item_id: int,
    tags: Annotated[list[str], Query()] = [],
    flag: bool = False,
    x_kind: Annotated[str | None, Header()] = None,
    session: Annotated[str | None, Cookie()] = None,
) -> dict:
    return {"id": item_id, "tags": tags, "flag": flag, "kind": x_kind, "session": session}


@app.post("/form")
def form(name: Annotated[str, Form()], times: Annotated[int, Form()] = 1) -> dict:
    return {"said": [name] * times}


@app.post("/files")
async def files(image: UploadFile, more: list[UploadFile] = [], note: Annotated[str, Form()] = "") -> dict:
    sizes = [len(await each.read()) for each in [image, *more]]
    return {"name": image.filename, "mime": image.content_type, "sizes": sizes, "note": note}


@app.get("/text", response_class=PlainTextResponse)
def text() -> str:
    return "plain words"


@app.get("/picture", response_class=Response, responses={200: {"content": {"image/png": {}}}})
def picture() -> Response:
    one_pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    return Response(base64.b64decode(one_pixel), media_type="image/png")


@app.get("/problem")
def problem() -> JSONResponse:
    body = {"title": "Out of stock", "detail": "Only 2 are left.", "errors": [{"pointer": "#/count", "detail": "Ask for less"}]}
    return JSONResponse(body, status_code=409, media_type="application/problem+json")


@app.get("/with-bearer")
def with_bearer(token: Annotated[object, Depends(HTTPBearer())]) -> dict:
    if token.credentials != "right":
        raise HTTPException(401, f"The token {token.credentials} is wrong")
    return {"in": True}


@app.get("/with-key")
def with_key(key: Annotated[str, Depends(APIKeyHeader(name="X-Key"))]) -> dict:
    return {"in": key == "right"}


@app.get("/with-basic")
def with_basic(who: Annotated[HTTPBasicCredentials, Depends(HTTPBasic())]) -> dict:
    return {"in": who.password == "right", "user": who.username}


if __name__ == "__main__":
    import uvicorn

    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="warning")
