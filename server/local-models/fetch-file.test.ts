import { expect, test } from "vitest";
import { fetchFile } from "./fetch-file.ts";

const file = (body: string, headers: Record<string, string>, status = 200) =>
  fetchFile(
    { fetch: async () => new Response(body, { status, headers }), privateHosts: [] },
    { url: "https://hub.example/m.gguf", from: 0, etag: null, signal: new AbortController().signal },
  );

test.each([
  ["a length", { "content-length": "4", etag: '"one"' }, { bytes: 4, etag: '"one"' }],
  ["no length", { etag: '"one"' }, { bytes: null, etag: '"one"' }],
  [
    "the length of a package",
    { "content-length": "2", "content-encoding": "gzip", etag: '"one"' },
    { bytes: null, etag: null },
  ],
  ["a weak tag", { "content-length": "4", etag: 'W/"one"' }, { bytes: 4, etag: null }],
])("of a server that tells %s", async (_what, headers, expected) => {
  expect(await file("GGUF", headers)).toMatchObject({ from: 0, ...expected });
});

test("a part says where it begins, and not always how long the whole is", async () => {
  const part = (range: string) => file("UF", { "content-range": range, etag: '"one"' }, 206);
  expect(await part("bytes 2-3/4")).toMatchObject({ from: 2, bytes: 4 });
  expect(await part("bytes 2-3/*")).toMatchObject({ from: 2, bytes: null });
});

test("an empty file is named", async () => {
  await expect(file("", { "content-length": "0" })).rejects.toThrow(/is empty. Check the address/);
});
