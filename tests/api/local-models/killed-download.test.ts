import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openGgufReader } from "../../../nodes/models/local/read-gguf.ts";
import { weightsPath } from "../../../nodes/models/weights/weights.ts";
import { openDb } from "../../../platform/database/db.ts";
import { newId } from "../../../platform/ids.ts";
import { testDatabase } from "../../helpers/database.ts";
import { fileServer } from "../../helpers/peers/file-server.ts";
import { haveTestWeights, weightsHome } from "../../helpers/weights.ts";

test.skipIf(!(await haveTestWeights()))(
  "a download whose process was killed is gone on with by the next one",
  async () => {
    await using cleanUp = new AsyncDisposableStack();
    const hub = cleanUp.use(await fileServer(await readFile(weightsPath(weightsHome))));
    const database = cleanUp.use(await testDatabase());
    const home = await mkdtemp(join(tmpdir(), "killed-download-"));
    cleanUp.defer(() => rm(home, { recursive: true, force: true }));
    const db = openDb(database.url, { name: "test", max: 2 });
    cleanUp.defer(() => db.close());
    const start = () => {
      const peer = new URL("../../helpers/peers/model-fetcher.ts", import.meta.url);
      const settings = JSON.stringify({ url: database.url, home, host: hub.host });
      const child = fork(peer, [settings], { execArgv: ["--no-warnings"] });
      const end = async () => {
        child.kill("SIGKILL");
        if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      };
      cleanUp.defer(end);
      return end;
    };
    const workspaceId = newId();
    await db.prisma.workspace.create({ data: { id: workspaceId, name: "w", defaultModel: {} } });
    const id = newId();
    const given = { key: "m", name: "M", state: "downloading", context: 4096, url: hub.url };
    await db.prisma.localModel.create({ data: { id, workspaceId, ...given } });
    const row = () => db.prisma.localModel.findUniqueOrThrow({ where: { id } });
    const part = join(home, "models", "local", `${id}.part`);

    hub.behaviour.holdAfter = 20_000_000;
    const kill = start();
    await expect.poll(async () => (await stat(part).catch(() => undefined))?.size).toBe(20_000_000);
    expect(await row()).toMatchObject({ state: "downloading", etag: '"one"' });
    await kill();
    // Its claim runs out by itself in 20 s; the test does not wait for that.
    await db.prisma.localModel.update({ where: { id }, data: { claimedUntil: new Date(0) } });

    delete hub.behaviour.holdAfter;
    start();
    await expect.poll(async () => (await row()).state).toBe("ready");
    expect(hub.asked.map(({ range }) => range)).toEqual([undefined, "bytes=20000000-"]);
    expect(await readdir(join(home, "models", "local"))).toEqual([`${id}.gguf`]);
    const reader = openGgufReader();
    cleanUp.defer(() => reader.close());
    expect(await reader.read({ path: join(home, "models", "local", `${id}.gguf`), isWhole: true })).toHaveProperty(
      "facts",
    );
  },
);
