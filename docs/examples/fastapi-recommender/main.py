"""A book recommender as a service. FastAPI publishes what it can do at /openapi.json; Patchbay reads that."""

import os
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Literal

from fastapi import FastAPI, Header, HTTPException, Query, Request, Response
from pydantic import BaseModel, Field

from recommender import Recommender, read_books, read_ratings

HERE = Path(__file__).resolve().parent
BOOKS = Path(os.environ.get("BOOKS", HERE.parents[2] / "server" / "examples" / "books.md"))


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.recommender = Recommender(read_books(BOOKS), read_ratings(HERE / "ratings.csv"))
    app.state.answered = {}
    yield


app = FastAPI(title="Book recommender", version="1.0.0", lifespan=lifespan)


class Book(BaseModel):
    id: int
    title: str
    about: str
    author: str
    year: str


class Recommendation(Book):
    score: float = Field(description="0 to 1, higher is better")
    words: list[str] = Field(description="Words of the review that led to it")


class Ask(BaseModel):
    review: str = Field(min_length=1, max_length=5000, description="What the reader wrote about a book")
    likes: list[str] = Field(default=[], description="What the reader likes in a book, in a few words each")
    liked_books: list[str] = Field(default=[], description="Titles that the reader liked")
    count: int = Field(default=3, ge=1, le=20, description="How many books")


class Answer(BaseModel):
    books: list[Recommendation]
    best: Recommendation | None = Field(description="The first of them")


class Rating(BaseModel):
    reader: str = Field(min_length=1, max_length=100)
    title: str
    stars: float = Field(ge=1, le=5)


class Rated(BaseModel):
    ratings: int = Field(description="How many ratings there are now")


@app.post("/recommendations", tags=["Recommend"], summary="Recommend books for a review")
def recommend(ask: Ask, request: Request) -> Answer:
    text = " ".join([ask.review, *ask.likes])
    matches = request.app.state.recommender.recommend(text, ask.liked_books, ask.count)
    books = [Recommendation(**vars(each.book), score=each.score, words=each.words) for each in matches]
    return Answer(books=books, best=books[0] if books else None)


@app.get("/books", tags=["Books"], summary="List books, page by page")
def list_books(
    request: Request,
    response: Response,
    century: Annotated[Literal["18", "19", "20"] | None, Query(description="Of the year it came out")] = None,
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> list[Book]:
    books = [
        book
        for book in request.app.state.recommender.books
        if century is None or (book.year.isdigit() and (int(book.year) - 1) // 100 + 1 == int(century))
    ]
    if offset + limit < len(books):
        following = request.url.include_query_params(offset=offset + limit, limit=limit)
        response.headers["Link"] = f'<{following}>; rel="next"'
    return [Book(**vars(book)) for book in books[offset : offset + limit]]


@app.get("/books/{book_id}", tags=["Books"], summary="One book")
def read_book(book_id: int, request: Request) -> Book:
    for book in request.app.state.recommender.books:
        if book.id == book_id:
            return Book(**vars(book))
    raise HTTPException(404, f"There is no book {book_id}")


@app.post("/ratings", status_code=201, tags=["Ratings"], summary="Add a rating")
def rate(rating: Rating, request: Request, idempotency_key: Annotated[str | None, Header()] = None) -> Rated:
    """The same key adds the rating once and is answered the same again."""
    state = request.app.state
    if idempotency_key is not None and idempotency_key in state.answered:
        return state.answered[idempotency_key]
    if rating.title.lower() not in state.recommender.by_title:
        raise HTTPException(404, f"There is no book “{rating.title}”")
    state.recommender.rate(rating.reader, rating.title, rating.stars)
    answer = Rated(ratings=len(state.recommender.ratings))
    if idempotency_key is not None:
        state.answered[idempotency_key] = answer
    return answer


if __name__ == "__main__":
    import uvicorn

    uvicorn.run(app, host="127.0.0.1", port=int(os.environ.get("PORT", "8000")))
