/** A model whose file is on no machine, such as after a restore: the first run that asks has it fetched again. */
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { weightsPath } from "../../../nodes/models/weights/weights.ts";
import { noObjectStores } from "../../../platform/files/object-store.ts";
import { localModelPath, localModelsFolder } from "../../../platform/local-models.ts";
import { openModelCopies } from "../../../workers/model-files/model-copies.ts";
import { fileServer } from "../../helpers/peers/file-server.ts";
import { haveTestWeights, weightsHome } from "../../helpers/weights.ts";
import { openTestServer } from "../test-server.ts";

async function bench() {
  const cleanUp = new AsyncDisposableStack();
  const weights = await readFile(weightsPath(weightsHome));
  const hub = cleanUp.use(await fileServer(weights));
  const server = cleanUp.use(await openTestServer({ PATCHBAY_PRIVATE_HOSTS: hub.host }));
  const ada = await server.tenant("ada");
  const { id, name } = await ada.api.localModels.add({ url: hub.url });
  const found = async () => (await ada.api.localModels.list()).find((model) => model.id === id);
  await expect.poll(async () => (await found())?.state, { timeout: 150_000 }).toBe("ready");
  const web = server.env.PATCHBAY_HOME;
  await rm(localModelPath(web, id));
  const { prisma } = server.app.db;
  const bring = async (home: string) => {
    const path = localModelPath(home, id);
    await openModelCopies({ prisma, stores: noObjectStores, home }).bring({ id, name, path }, undefined);
    return createHash("sha256")
      .update(await readFile(path))
      .digest("hex");
  };
  const otherMachine = async () => {
    const home = await mkdtemp(join(tmpdir(), "machine-"));
    cleanUp.defer(() => rm(home, { recursive: true, force: true }));
    return home;
  };
  const sha256 = createHash("sha256").update(weights).digest("hex");
  return { prisma, hub, web, found, bring, otherMachine, sha256, [Symbol.asyncDispose]: () => cleanUp.disposeAsync() };
}

const here = test.skipIf(!(await haveTestWeights()));

here(
  "a worker beside the web process takes the file that was fetched, and nothing is put into the storage",
  async () => {
    await using at = await bench();
    expect(await at.bring(at.web)).toBe(at.sha256);
    await expect.poll(async () => (await at.found())?.state).toBe("ready");
    expect(await readdir(localModelsFolder(at.web))).toEqual([`${(await at.found())?.id}.gguf`]);
    expect(await at.prisma.localModelPart.count()).toBe(0);
  },
);

here("a worker on another machine waits for it, and gets it from the storage", async () => {
  await using at = await bench();
  expect(await at.bring(await at.otherMachine())).toBe(at.sha256);
  expect(await at.found()).toMatchObject({ state: "ready", error: null });
});

here("when the address has it no more, the worker says so", async () => {
  await using at = await bench();
  at.hub.behaviour.status = 404;
  await expect(at.bring(await at.otherMachine())).rejects.toMatchObject({
    ...{ code: "unavailable", userMessage: expect.stringMatching(/could not be fetched again\. .*delete the model/s) },
  });
  expect(await at.found()).toMatchObject({ state: "failed" });
});
