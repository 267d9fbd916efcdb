"""A small recommender in plain Python: which books readers liked together, and what the books are about.

A book is recommended for two reasons that are added up: readers who liked the same books liked it too (cosine of the
ratings of two books, each reader's mean taken off), and the line about it has words that a review has (cosine of TF-IDF).
"""

import csv
import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

WORD = re.compile(r"[a-z]{3,}")
STOP = set(
    "about after also and are but for from had has have her his into its like not one other she that the their them "
    "they this was were when who whom will with you your very more than love loved book books story novel".split()
)
#: How much the ratings count against the words, when a reader has named books.
RATING_WEIGHT = 0.6


@dataclass(frozen=True)
class Book:
    id: int
    title: str
    about: str
    author: str
    year: str


@dataclass(frozen=True)
class Match:
    book: Book
    score: float
    words: list[str]


def read_books(path: Path) -> list[Book]:
    """The books of a Markdown file: `## Title`, and a line that ends with “By Author, year.”"""
    books = []
    for part in re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.M)[1:]:
        title, _, text = part.partition("\n")
        about, _, by = text.strip().rpartition(" By ")
        author, _, year = by.rstrip(".").rpartition(", ")
        books.append(Book(len(books) + 1, title.strip(), about, author, year))
    return books


def read_ratings(path: Path) -> list[tuple[str, str, float]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["reader"], row["title"], float(row["stars"])) for row in csv.DictReader(file)]


def words_of(text: str) -> list[str]:
    """Words without their commonest endings, so that “storms” is found for “storm”."""
    found = (word for word in WORD.findall(text.lower()) if word not in STOP)
    return [re.sub(r"(ies|ing|ed|es|s)$", "", word) if len(word) > 4 else word for word in found]


class Recommender:
    def __init__(self, books: list[Book], ratings: list[tuple[str, str, float]]):
        self.books = books
        self.by_title = {book.title.lower(): book for book in books}
        self.ratings = list(ratings)
        self.fit()

    def fit(self) -> None:
        self._fit_words()
        self._fit_ratings()

    def rate(self, reader: str, title: str, stars: float) -> None:
        """Adds a rating, or replaces the reader's own, and fits anew."""
        self.ratings = [row for row in self.ratings if row[:2] != (reader, title)] + [(reader, title, stars)]
        self._fit_ratings()

    def _fit_words(self) -> None:
        counts = [Counter(words_of(f"{book.title} {book.about}")) for book in self.books]
        seen = Counter(word for count in counts for word in count)
        self.idf = {word: math.log(len(self.books) / n) + 1 for word, n in seen.items()}
        self.vectors = [self._vector(count) for count in counts]

    def _vector(self, count: Counter) -> dict[str, float]:
        weights = {word: n * self.idf[word] for word, n in count.items() if word in self.idf}
        length = math.sqrt(sum(weight**2 for weight in weights.values())) or 1
        return {word: weight / length for word, weight in weights.items()}

    def _fit_ratings(self) -> None:
        by_reader = defaultdict(list)
        for reader, title, stars in self.ratings:
            by_reader[reader].append((title.lower(), stars))
        self.columns = defaultdict(dict)
        for reader, rows in by_reader.items():
            mean = sum(stars for _, stars in rows) / len(rows)
            for title, stars in rows:
                self.columns[title][reader] = stars - mean

    def _liked_together(self, one: str, other: str) -> float:
        a, b = self.columns.get(one, {}), self.columns.get(other, {})
        shared = a.keys() & b.keys()
        product = sum(a[reader] * b[reader] for reader in shared)
        lengths = math.sqrt(sum(x**2 for x in a.values()) * sum(x**2 for x in b.values()))
        # Two books that few readers have in common say little.
        return product / lengths * len(shared) / (len(shared) + 3) if lengths else 0.0

    def recommend(self, review: str, liked: list[str], count: int) -> list[Match]:
        """Books by score, 0 to 1; those that were named are left out."""
        asked = self._vector(Counter(words_of(review)))
        known = [title.lower() for title in liked if title.lower() in self.by_title]
        weight = RATING_WEIGHT if known else 0.0
        matches = []
        for book, vector in zip(self.books, self.vectors):
            if book.title.lower() in known:
                continue
            shared = {word: asked[word] * vector[word] for word in asked.keys() & vector.keys()}
            together = sum(max(0.0, self._liked_together(title, book.title.lower())) for title in known)
            score = (1 - weight) * sum(shared.values()) + weight * together / max(1, len(known))
            words = sorted(shared, key=shared.get, reverse=True)[:3]
            matches.append(Match(book, round(score, 4), words))
        return sorted(matches, key=lambda match: (-match.score, match.book.id))[:count]
