import { afterAll, expect, test } from "vitest";
import { dot } from "../extractive/sentences.ts";
import { embeddingModel, openEmbedder } from "./embeddings.ts";

const embedder = openEmbedder(60_000);
afterAll(() => embedder.close());

test("sentences of one meaning are near each other, whatever their words", async () => {
  const [asked = [], near = [], far = []] = await embedder.embed([
    "I want my money back",
    "Please refund my order",
    "The weather is lovely in Lisbon",
  ]);
  expect(asked).toHaveLength(embeddingModel.dimensions);
  expect(dot(asked, asked)).toBeCloseTo(1, 5);
  expect(dot(asked, near)).toBeGreaterThan(dot(asked, far) + 0.2);
});

test("texts keep their order, repeated or remembered ones too", async () => {
  const one = await embedder.embed(["a cat", "a dog", "a cat"]);
  expect(one[0]).toEqual(one[2]);
  const two = await embedder.embed(["a dog", "a bird", "a cat"]);
  expect(two[0]).toEqual(one[1]);
  expect(two[2]).toEqual(one[0]);
  expect(await embedder.embed([])).toEqual([]);
});

test("a text without a word has a vector as well", async () => {
  const [empty = [], blank = []] = await embedder.embed(["", " \n "]);
  expect(empty).toHaveLength(embeddingModel.dimensions);
  expect(blank).toEqual(empty);
});

test("a stopped call ends before the part of it that is at work, and harms no other", async () => {
  const stop = new AbortController();
  const texts = Array.from({ length: 400 }, (_, index) => `A long sentence about the number ${index}. `.repeat(2));
  const stopped = embedder.embed(texts, stop.signal);
  const order: string[] = [];
  const ended = stopped.catch((error) => order.push(error.code));
  // Long enough to go where documents go. Its turn comes behind the first part of the long call, so by its answer the next
  // part is at work.
  await embedder.embed(["in between ".repeat(60)]);
  const other = embedder.embed(["still here ".repeat(60)]).then((vectors) => order.push(`${vectors.length} vector`));
  stop.abort();
  await Promise.all([ended, other]);
  expect(order).toEqual(["cancelled", "1 vector"]);
});

test("a search for a whole page, and a single short document, know their place", async () => {
  const order: string[] = [];
  const page = (name: string) => `A long paragraph about ${name}. `.repeat(30);
  const texts = Array.from({ length: 24 }, (_, index) => page(`number ${index}`));
  const documents = embedder.embed(texts, undefined, { use: "documents" }).then(() => order.push("documents"));
  const small = embedder.embed(["A short document."], undefined, { use: "documents" }).then(() => order.push("small"));
  const long = embedder.embed([page("a search")], undefined, { use: "question" }).then(() => order.push("question"));
  await Promise.all([documents, small, long]);
  expect(order[0]).toBe("question");
});

test("a question is answered while documents are embedded", async () => {
  const order: string[] = [];
  const texts = Array.from({ length: 16 }, (_, index) => `The long paragraph number ${index}. `.repeat(25));
  const documents = embedder.embed(texts).then(() => order.push("documents"));
  const questions = Array.from({ length: 5 }, (_, index) =>
    embedder.embed([`What does paragraph ${index} say?`]).then(() => order.push("question")),
  );
  await Promise.all([documents, ...questions]);
  expect(order).toEqual(["question", "question", "question", "question", "question", "documents"]);
});
