import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openTestServer } from "../test-server.ts";

test("web without a folder that takes files says so where a model is added, by address and as an upload", async () => {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "patchbay-no-folder-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  // Nothing can be made below a file, by no one.
  await writeFile(join(folder, "file"), "");
  const server = stack.use(await openTestServer({ PATCHBAY_HOME: join(folder, "file") }));
  const ada = await server.tenant("ada");
  const words = /data folder \(PATCHBAY_HOME\) takes no files.*Give web a volume there/;
  const added = ada.api.localModels.add({ url: "https://models.example.com/tiny.gguf" });
  await expect(added).rejects.toThrow(words);
  const headers = { authorization: `Bearer ${ada.key}`, "content-type": "application/octet-stream" };
  const upload = { method: "POST", headers, body: new Uint8Array([1]) };
  const answer = await fetch(`${server.url}/api/v1/local-models/uploads?name=tiny.gguf`, upload);
  expect({ status: answer.status, ...(await answer.json()) }).toMatchObject({
    ...{ status: 400, code: "bad_input" },
    message: expect.stringMatching(words),
  });
  expect(await ada.api.localModels.list()).toEqual([]);
});
