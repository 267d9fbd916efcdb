/** What npm run verify says of workers that do not fit web: real processes on one database. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startChild } from "../../../scripts/start/processes/child.ts";
import { openApi } from "../../../scripts/verify/api.ts";
import { runChecks } from "../../../scripts/verify/check.ts";
import { clocks, disks, secret } from "../../../scripts/verify/checks/surroundings.ts";
import { workers } from "../../../scripts/verify/checks/workers.ts";
import { openTestServer } from "../test-server.ts";

test("a worker with another secret is named; one that accepts web's besides its own, while it is changed, is not", async () => {
  await using stack = new AsyncDisposableStack();
  const former = "the former secret of these tests which is long enough";
  const next = "the next secret of these tests which is long enough too";
  const web = stack.use(await openTestServer({ PATCHBAY_SECRET: next, PATCHBAY_OTHER_SECRETS: former }));
  const home = await mkdtemp(join(tmpdir(), "patchbay-verify-workers-"));
  stack.defer(() => rm(home, { recursive: true, force: true }));
  const ada = await web.tenant("ada");

  async function start(name: string, own: string, others: string) {
    const env: NodeJS.ProcessEnv = {
      PATH: process.env.PATH,
      NODE_ENV: "production",
      DATABASE_URL: web.env.DATABASE_URL,
      LOG_LEVEL: "warn",
      PATCHBAY_SECRET: own,
      PATCHBAY_OTHER_SECRETS: others,
      PATCHBAY_MODELS: "none",
      PATCHBAY_HOME: home,
    };
    const worker = startChild({ name, entry: "workers/main.ts", env, logFile: join(home, name) });
    stack.defer(() => worker.stop());
    await worker.ready;
  }
  async function verified() {
    const options = { url: web.url, key: ada.key, isJson: false, signIn: undefined, mail: undefined };
    const all = { ...options, wantsBrowser: false, wantsModel: false };
    const checks = [{ ...workers, needs: [] }, secret, clocks, disks];
    const found = await runChecks({ api: openApi({ url: web.url, key: ada.key }), options: all, made: {} }, { checks });
    return Object.fromEntries(found.map((one) => [one.name, one]));
  }

  await start("changing", former, next);
  // The second heartbeat tells how the clocks compare.
  await expect.poll(async () => (await verified()).clocks?.detail).toMatch(/^2 go as/);
  const good = await verified();
  expect(good.secret).toMatchObject({ status: "ok", detail: "web and the worker have the same" });
  expect(good.disks?.status).not.toBe("left out");

  await start("stranger", "a secret that no one else has, of forty letters", "");
  const bad = await verified();
  expect(bad.workers?.detail).toContain("2 alive");
  expect(bad.secret).toMatchObject({
    status: "failed",
    detail: expect.stringMatching(/^Another PATCHBAY_SECRET than that of web: [^,]+\.$/),
  });
});
