/** Servers of embeddings that do not answer as they were asked: no text gets the vector of another one. */
import { expect, test } from "vitest";
import { type HttpPeer, httpPeer } from "../../../tests/helpers/peers/http-peer.ts";
import { sendJson } from "../../../tests/helpers/peers/models/script.ts";
import { embedTexts } from "./embed-texts.ts";

/** The length of a text stands for its meaning. */
const vectorOf = (text: string) => [text.length, 1];
const texts = ["a", "bb", "ccc", "dddd", "eeeee"];
type Row = { index?: number; embedding: unknown };
const rowsOf = (input: readonly string[]): Row[] => input.map((text, index) => ({ index, embedding: vectorOf(text) }));

/** What a server makes of the texts of one request: the rows of its answer, or a refusal. */
type Server = (input: string[]) => Row[] | { status: number; error: unknown };

async function openServer(server: Server): Promise<HttpPeer> {
  return await httpPeer(({ body }, response) => {
    const made = server(Object(body).input);
    if (Array.isArray(made))
      return sendJson(response, 200, { object: "list", data: made, usage: { prompt_tokens: 3 } });
    sendJson(response, made.status, { error: made.error });
  });
}

async function embed(server: Server, given: readonly string[] = texts) {
  await using peer = await openServer(server);
  const credential = { provider: "openai-compatible", baseUrl: peer.url, host: peer.host, secret: "k" };
  const ask = { credential, model: "m", texts: given, use: "documents" as const };
  const vectors = await embedTexts({ ...ask, signal: AbortSignal.timeout(10_000) });
  return { lengths: vectors.map(([x = 0, y = 1]) => Math.round(x / y)), requests: peer.requests.length };
}

const base64 = (vector: number[]) => Buffer.from(new Float32Array(vector).buffer).toString("base64");
const lengths = texts.map(({ length }) => length);

test.each<[string, Server]>([
  ["in another order", (input) => rowsOf(input).reverse()],
  [
    "as base64, though floats were asked for",
    (input) => rowsOf(input).map((row, at) => ({ ...row, embedding: base64(vectorOf(input[at]!)) })),
  ],
  ["without numbers", (input) => input.map((text) => ({ embedding: vectorOf(text) }))],
  ["each with the number 0", (input) => rowsOf(input).map((row) => ({ ...row, index: 0 }))],
  ["numbered from 1", (input) => rowsOf(input).map((row, at) => ({ ...row, index: input.length > 1 ? at + 1 : 0 }))],
  ["for the first text alone", (input) => rowsOf(input).slice(0, 1)],
  ["without the last", (input) => (input.length > 1 ? rowsOf(input).slice(1) : rowsOf(input))],
  [
    "with one too many",
    (input) => (input.length > 1 ? [...rowsOf(input), { index: input.length, embedding: [9, 1] }] : rowsOf(input)),
  ],
  [
    "with a null among many",
    (input) => (input.length > 1 ? [{ index: 0, embedding: [null, 1] }, ...rowsOf(input).slice(1)] : rowsOf(input)),
  ],
])("vectors that come %s each belong to their text", async (_case, server) => {
  expect((await embed(server)).lengths).toEqual(lengths);
});

const tooMuch =
  (status: number, error: unknown, most: number): Server =>
  (input) =>
    input.length > most ? { status, error } : rowsOf(input);
test.each<[string, Server]>([
  ["inputs", tooMuch(400, { message: "Too many inputs. The max number of inputs is 2." }, 2)],
  ["a batch", tooMuch(413, "batch size 5 > maximum allowed batch size 2", 2)],
  ["inputs of a request at Mistral", tooMuch(400, "Too many inputs in request, split into more batches.", 2)],
  ["tokens of a request", tooMuch(400, "Requested 400000 tokens, max 300000 tokens per request", 2)],
  [
    "tokens that llama.cpp takes at once",
    tooMuch(500, "input is too large to process. increase the physical batch size", 2),
  ],
  ["bytes", tooMuch(413, undefined, 2)],
  ["tokens of a minute in one request", tooMuch(429, "Request too large for m: Limit 6000, Requested 7000", 2)],
])("too many %s become several requests", async (_case, server) => {
  expect(await embed(server)).toEqual({ lengths, requests: 5 });
});

test.each<[string, string, Server]>([
  ["a vector with null in it", "answer_broken", () => [{ index: 0, embedding: [1, null] }]],
  ["a vector without numbers", "answer_broken", () => [{ index: 0, embedding: [] }]],
  ["base64 that is no floats", "answer_broken", () => [{ index: 0, embedding: "AAA=" }]],
  ["base64 with a number that is none", "answer_broken", () => [{ index: 0, embedding: base64([Number.NaN, 1]) }]],
  ["an error with status 200", "provider_busy", () => ({ status: 200, error: { code: 503, message: "overloaded" } })],
  ["a limit of requests", "provider_busy", () => ({ status: 429, error: "Too many requests" })],
])("%s is %s", async (_case, code, server) => {
  await expect(embed(server)).rejects.toMatchObject({ code });
});

test("vectors of two sizes are of no one model", async () => {
  const many = Array.from({ length: 100 }, (_, index) => "x".repeat(index + 1));
  const server: Server = (input) =>
    rowsOf(input).map((row) => (input.length < 50 ? { ...row, embedding: [1, 2, 3] } : row));
  await expect(embed(server, many)).rejects.toMatchObject({ code: "answer_broken" });
});
