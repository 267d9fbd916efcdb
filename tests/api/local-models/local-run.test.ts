/** A local model from its upload to a run in a worker. */
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { weightsPath } from "../../../nodes/models/weights/weights.ts";
import { localModelPath } from "../../../platform/local-models.ts";
import { haveTestWeights, weightsHome } from "../../helpers/weights.ts";
import { openTestServer } from "../test-server.ts";

test.skipIf(!(await haveTestWeights()))(
  "a pipeline asks a local model on workers of other machines, which fetch the file",
  async () => {
    await using cleanUp = new AsyncDisposableStack();
    const server = cleanUp.use(await openTestServer());
    const ada = await server.tenant("ada");
    const uploaded = await fetch(`${server.url}/api/v1/local-models/uploads?name=Own.gguf&context=1024`, {
      method: "POST",
      headers: { authorization: `Bearer ${ada.key}`, "content-type": "application/octet-stream" },
      body: new Uint8Array(await readFile(weightsPath(weightsHome))),
    });
    expect(uploaded.status).toBe(201);
    const [model] = await ada.api.localModels.list();
    if (!model) throw new Error("nothing was stored");
    const homes = await Promise.all(["a", "b"].map((name) => mkdtemp(join(tmpdir(), `machine-${name}-`))));
    cleanUp.defer(async () => {
      for (const home of homes) await rm(home, { recursive: true, force: true });
    });
    for (const PATCHBAY_HOME of homes) await server.work({ PATCHBAY_HOME });

    const ask = { model: { provider: "local", model: "own" }, temperature: 0, maxTokens: 16, onIncomplete: "continue" };
    const { id } = await ada.api.pipelines.create({
      graph: {
        nodes: {
          in: { type: "input", version: 1, config: { fields: [{ name: "prompt", kind: "text" }] } },
          ask: { type: "chat-model", version: 1, config: ask },
          out: { type: "output", version: 1, config: { fields: [{ name: "reply", kind: "text" }] } },
        },
        edges: [
          { id: "a", from: { node: "in", port: "prompt" }, to: { node: "ask", port: "prompt" } },
          { id: "b", from: { node: "ask", port: "reply" }, to: { node: "out", port: "reply" } },
        ],
      },
    });
    await ada.api.pipelines.publish({ id });
    const { key } = ada;
    const run = async () => {
      const { body } = await server.rest("POST", `/pipelines/${id}/runs`, { key, body: { inputs: { prompt: "Hi." } } });
      const read = async () => (await server.rest("GET", `/runs/${body.id}`, { key })).body;
      await expect.poll(async () => (await read()).status, { timeout: 200_000 }).toMatch(/succeeded|failed/);
      return await read();
    };
    const isEverywhere = async () =>
      (await Promise.all(homes.map((home) => stat(localModelPath(home, model.id)).catch(() => undefined)))).every(
        Boolean,
      );
    // Which worker takes a run is left to chance.
    for (let count = 0; count < 20 && !(await isEverywhere()); count += 1) {
      expect(await run()).toMatchObject({
        ...{ status: "succeeded", costUsd: 0, output: { reply: expect.stringMatching(/\w/) } },
      });
    }
    expect(await isEverywhere()).toBe(true);
  },
);
