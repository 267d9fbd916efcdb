import { expect, test } from "vitest";
import { type PineconeLoopback, pineconeLoopback } from "./loopback.ts";

const version = { "X-Pinecone-Api-Version": "2026-04" };
const vector = new Array(512).fill(0.1);

async function ask(
  { baseUrl, apiKey }: PineconeLoopback,
  path: string,
  options: { body?: unknown; headers?: object } = {},
) {
  const { body, headers = version } = options;
  const answer = await fetch(baseUrl + path, {
    method: body === undefined ? "GET" : "POST",
    headers: { "Api-Key": apiKey, ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return answer.json();
}

test("stores vectors by namespace and finds them with filters", async () => {
  await using pinecone = await pineconeLoopback();
  const vectors = ["a", "b"].map((id, index) => ({ id, values: vector.with(index, 5), metadata: { kind: id } }));
  expect(await ask(pinecone, "/vectors/upsert", { body: { vectors, namespace: "n" } })).toEqual({ upsertedCount: 2 });
  const query = { vector: vector.with(0, 5), topK: 1, namespace: "n" };
  expect(await ask(pinecone, "/query", { body: query })).toMatchObject({ matches: [{ id: "a" }] });
  const filtered = { ...query, filter: { kind: { $eq: "b" } }, includeMetadata: true };
  expect(await ask(pinecone, "/query", { body: filtered })).toMatchObject({
    matches: [{ id: "b", metadata: { kind: "b" } }],
  });
  expect(await ask(pinecone, "/query", { body: { ...query, namespace: "other" } })).toMatchObject({ matches: [] });
});

test.each([
  ["a misspelt field", "/query", { body: { vector, topk: 3, topK: 3 } }, /additional properties/],
  ["a missing field", "/query", { body: { vector } }, /topK/],
  ["a wrong type", "/query", { body: { vector: "x", topK: 3 } }, /must be array/],
  [
    "too many at once",
    "/vectors/upsert",
    { body: { vectors: new Array(1001).fill({ id: "a", values: vector }) } },
    /1000/,
  ],
  ["an unknown path", "/vectors/search", { body: {} }, /not in Pinecone's OpenAPI/],
  ["an unknown parameter", "/vectors/list?prefix=a&page=2", {}, /page is unknown/],
  ["a missing parameter", "/vectors/fetch", {}, /ids is missing/],
  ["no version", "/vectors/list", { headers: {} }, /version/i],
  ["another version", "/vectors/list", { headers: { "X-Pinecone-Api-Version": "2026-07" } }, /2026-07/],
])("%s is a fault, and a fault fails the test", async (_, path, options, message) => {
  const pinecone = await pineconeLoopback();
  await ask(pinecone, path, options);
  await expect(pinecone[Symbol.asyncDispose]()).rejects.toThrow(message);
});

test("an answer that Pinecone would not give is a fault too", async () => {
  const pinecone = await pineconeLoopback({
    indexes: [{ name: "odd", dimension: 512, metric: "cosine", host: "h", ready: "yes" as never }],
  });
  await ask(pinecone, "/indexes/odd");
  await expect(pinecone[Symbol.asyncDispose]()).rejects.toThrow(/answer.*ready must be boolean/);
});
