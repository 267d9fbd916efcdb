/** A local model from its upload to a run in a worker. */
import { readFile, rm } from "node:fs/promises";
import { expect, test } from "vitest";
import { weightsPath } from "../../../nodes/models/weights/weights.ts";
import { localModelPath } from "../../../platform/local-models.ts";
import { haveTestWeights, weightsHome } from "../../helpers/weights.ts";
import { openTestServer } from "../test-server.ts";

test.skipIf(!(await haveTestWeights()))(
  "a pipeline asks a local model, and is told when its file is gone",
  async () => {
    await using server = await openTestServer();
    const ada = await server.tenant("ada");
    const uploaded = await fetch(`${server.url}/api/v1/local-models/uploads?name=Own.gguf&context=1024`, {
      method: "POST",
      headers: { authorization: `Bearer ${ada.key}`, "content-type": "application/octet-stream" },
      body: new Uint8Array(await readFile(weightsPath(weightsHome))),
    });
    expect(uploaded.status).toBe(201);
    const [model] = await ada.api.localModels.list();
    if (!model) throw new Error("nothing was stored");
    await server.work();

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
    const run = (key: string) =>
      server.rest("POST", `/pipelines/${id}/runs?wait=120`, { key, body: { inputs: { prompt: "Say hello." } } });
    const { body: answered } = await run(ada.key);
    expect(answered).toMatchObject({
      ...{ status: "succeeded", costUsd: 0, output: { reply: expect.stringMatching(/\w/) } },
    });

    // Another worker's machine would not have it.
    await ada.api.localModels.update({ id: model.id, context: 512 });
    await rm(localModelPath(server.env.PATCHBAY_HOME, model.id));
    const { body: failed } = await run(ada.key);
    expect(failed).toMatchObject({ status: "failed" });
    expect(JSON.stringify(failed)).toMatch(/The file of “Own” is not on the worker's machine/);
  },
);
