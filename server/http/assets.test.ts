import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import fastify, { type FastifyInstance } from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compressAssets } from "../../scripts/start/compress.ts";
import { openAssets } from "./assets.ts";

const script = `export const names = ${JSON.stringify(Array.from({ length: 200 }, (_, index) => `name ${index}`))};`;
let folder = "";
let app: FastifyInstance;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "patchbay-assets-"));
  await writeFile(join(folder, "a1b2.js"), script);
  await writeFile(join(folder, "font.woff2"), "as it is");
  await compressAssets(folder);
  await writeFile(join(folder, "later.js"), "was not compressed");
  app = fastify();
  const send = await openAssets(app, folder);
  app.route({
    method: ["GET", "HEAD"],
    url: "/*",
    handler: async ({ url }, reply) => send(url, reply) ?? reply.code(404).send("a page"),
  });
});

afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

const url = "/_next/static/a1b2.js";
const ask = (encodings: string, more: Record<string, string> = {}) =>
  app.inject({ url, headers: { "accept-encoding": encodings, ...more } });

test("a script goes out in Brotli, in gzip or as it is, as the browser takes it", async () => {
  const [brotli, gzip, plain] = await Promise.all([ask("gzip, deflate, br"), ask("gzip"), ask("identity")]);
  expect(brotli.headers["content-encoding"]).toBe("br");
  expect(brotliDecompressSync(brotli.rawPayload).toString()).toBe(script);
  expect(gzip.headers["content-encoding"]).toBe("gzip");
  expect(gunzipSync(gzip.rawPayload).toString()).toBe(script);
  expect(plain.headers["content-encoding"]).toBeUndefined();
  expect(plain.payload).toBe(script);
  for (const { headers, statusCode } of [brotli, gzip, plain]) {
    expect(statusCode).toBe(200);
    expect(headers["content-type"]).toMatch(/^(text|application)\/javascript/);
    expect(headers.vary).toMatch(/accept-encoding/i);
  }
  expect(brotli.rawPayload.length).toBeLessThan(gzip.rawPayload.length);
});

test("an encoding that is refused by its weight is not used", async () => {
  expect((await ask("br;q=0, gzip")).headers["content-encoding"]).toBe("gzip");
});

test("browsers keep it for a year, and each encoding has its own tag", async () => {
  const brotli = await ask("br");
  expect(brotli.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
  const tags = [brotli, await ask("gzip"), await ask("identity")].map(({ headers }) => headers.etag);
  expect(new Set(tags).size).toBe(3);
  const again = await ask("br", { "if-none-match": String(brotli.headers.etag) });
  expect(again.statusCode).toBe(304);
  expect(again.payload).toBe("");
});

test("HEAD tells the same without the file", async () => {
  const head = await app.inject({ url, method: "HEAD", headers: { "accept-encoding": "br" } });
  expect(head.headers).toMatchObject({ "content-encoding": "br", "content-length": expect.stringMatching(/^\d+$/) });
  expect(head.payload).toBe("");
});

test("what the build did not compress is left to the pages, and so is what lies outside of it", async () => {
  for (const other of ["font.woff2", "later.js", "none.js", "../assets.ts", "%2e%2e/secret", "a1b2.js.br", ""]) {
    expect((await app.inject(`/_next/static/${other}`)).statusCode, other).toBe(404);
  }
  expect((await app.inject("/a1b2.js")).statusCode).toBe(404);
});
