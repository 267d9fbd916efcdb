/** A web process that is killed while it takes a delivery: the sender gets no answer and sends it once more. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../../../scripts/services/free-port.ts";
import { setReadOnly } from "../../helpers/database.ts";
import { openTestServer, type Tenant, type TestServer } from "../test-server.ts";
import { echo, hooksOf, json, send } from "./hooks.ts";

const webProcess = fileURLToPath(new URL("../../chaos/processes/web-process.ts", import.meta.url));
let testServer: TestServer;
let ada: Tenant;
let hooks: ReturnType<typeof hooksOf>;
const cleanUp = new AsyncDisposableStack();

beforeAll(async () => {
  testServer = cleanUp.use(await openTestServer());
  ada = await testServer.tenant("ada");
  hooks = hooksOf(testServer, ada);
  await testServer.work();
});
afterAll(() => cleanUp.disposeAsync());

/** Another web process beside that of the tests, which is killed at a labelled place. */
async function doomedServer(crashAt: string) {
  const port = await freePort();
  const { DATABASE_URL, PATCHBAY_SECRET, PATCHBAY_HOME } = testServer.env;
  const settings = { DATABASE_URL, PATCHBAY_SECRET, PATCHBAY_HOME, PATCHBAY_MODELS: "none" };
  const child = fork(webProcess, [], {
    execArgv: ["--no-warnings"],
    env: { ...process.env, ...settings, HOST: "127.0.0.1", PORT: String(port), PATCHBAY_CRASH_AT: crashAt },
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  cleanUp.defer(() => void child.kill("SIGKILL"));
  await once(child, "message");
  return { child, url: `http://127.0.0.1:${port}` };
}

test.each(["after-delivery", "after-insert"])(
  "killed at %s, the delivery becomes one run all the same",
  async (place) => {
    const { id, url } = await hooks.open(echo({}));
    const { child, url: doomed } = await doomedServer(`${place}:1:kill`);
    const ended = once(child, "exit");
    const delivery = (n: number) => json({ n }, { "x-github-delivery": place });
    await expect(send(doomed + new URL(url).pathname, delivery(1))).rejects.toThrow();
    expect((await ended)[1]).toBe("SIGKILL");
    const accepted = await send(url, delivery(2));
    expect(accepted.status).toBe(202);
    expect((await send(url, delivery(3))).body).toEqual({ runId: accepted.body.runId, isRepeated: true });
    const run = await hooks.runOf(accepted.body.runId);
    // The first request counts, which was on disk when the process ended.
    expect(run.output.the_body).toEqual({ n: 1 });
    const { body: runs } = await hooks.call("GET", `/runs?pipelineId=${id}`);
    expect(runs.items).toHaveLength(1);
    expect(await hooks.deliveriesOf(id)).toMatchObject([{ runId: accepted.body.runId, accepted: true }]);
  },
);

test("while the database takes no writes a delivery is answered with 503, and is accepted when it is sent again", async () => {
  const { id, url } = await hooks.open(echo({}));
  const delivery = json({ n: 1 }, { "webhook-id": "w" });
  await setReadOnly(testServer.env.DATABASE_URL, true);
  try {
    await expect.poll(async () => (await send(url, delivery)).status).toBe(503);
    const refused = await send(url, delivery);
    expect([refused.status, refused.body.code]).toEqual([503, "unavailable"]);
  } finally {
    await setReadOnly(testServer.env.DATABASE_URL, false);
  }
  await expect.poll(async () => (await send(url, delivery)).status).toBe(202);
  await send(url, delivery);
  expect((await hooks.call("GET", `/runs?pipelineId=${id}`)).body.items).toHaveLength(1);
});
