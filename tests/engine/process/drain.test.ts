/** A web process behind a proxy that is told to stop: requests are answered until the proxy has noticed it. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { freePort } from "../../../scripts/services/free-port.ts";
import { greeting, openTestServer } from "../../api/test-server.ts";

const entry = fileURLToPath(new URL("../../../bench/web-process.ts", import.meta.url));

async function webProcess(settings: Record<string, string>) {
  const port = await freePort();
  const env = { ...process.env, ...settings, PORT: String(port) };
  const child = fork(entry, [], { execArgv: ["--no-warnings"], env, stdio: ["ignore", "ignore", "ignore", "ipc"] });
  await once(child, "message");
  return {
    url: `http://127.0.0.1:${port}`,
    child,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

type Ask = { url: string; agent: Agent; key?: string; body?: object };

async function ask({ url, agent, key, body }: Ask) {
  const headers = { "content-type": "application/json", ...(key ? { authorization: `Bearer ${key}` } : {}) };
  const asked = request(url, { agent, headers, method: body ? "POST" : "GET" });
  asked.end(body ? JSON.stringify(body) : "");
  const [answer] = await once(asked, "response");
  const said = await text(answer);
  return { status: answer.statusCode, connection: answer.headers.connection, body: JSON.parse(said) };
}

test("it says so by /readyz, answers everything, ends each connection with its response, and exits in order", async () => {
  await using server = await openTestServer();
  const { DATABASE_URL, PATCHBAY_SECRET, PATCHBAY_HOME } = server.env;
  const settings = { DATABASE_URL, PATCHBAY_SECRET, PATCHBAY_HOME, PATCHBAY_MODELS: "none" };
  await using web = await webProcess({ ...settings, TRUST_PROXY: "1", PATCHBAY_DRAIN_SECONDS: "10" });
  const ada = await server.tenant("ada");
  await server.work();
  const { id } = await ada.api.pipelines.create({ graph: greeting });
  const agent = new Agent({ keepAlive: true });
  const start = (path = "") => {
    const url = `${web.url}/api/v1/pipelines/${id}/runs${path}`;
    return ask({ url, agent, key: ada.key, body: { inputs: { name: "Ada" } } });
  };
  const readyz = () => ask({ url: `${web.url}/readyz`, agent: new Agent() });
  expect(await start()).toMatchObject({ status: 202, connection: "keep-alive" });
  expect(await readyz()).toMatchObject({ status: 200, body: { ok: true, closing: false } });

  const ended = once(web.child, "exit");
  web.child.kill("SIGTERM");
  await expect.poll(async () => (await readyz()).status).toBe(503);
  expect((await readyz()).body).toMatchObject({ ok: false, closing: true, database: true });
  const waited = await start("?wait=30");
  expect(waited, "on the connection that was open, to its end").toMatchObject({ status: 200, connection: "close" });
  expect(waited.body).toMatchObject({ status: "succeeded", output: { greeting: "Hello Ada" } });
  expect(await start(), "on a new one").toMatchObject({ status: 202, connection: "close" });
  expect(await ended).toEqual([0, null]);
  agent.destroy();
});

test("who waits for the end of a run when the process closes is answered how far it is, and where", async () => {
  await using server = await openTestServer();
  const { DATABASE_URL, PATCHBAY_SECRET, PATCHBAY_HOME } = server.env;
  const settings = { DATABASE_URL, PATCHBAY_SECRET, PATCHBAY_HOME, PATCHBAY_MODELS: "none" };
  await using web = await webProcess({ ...settings, TRUST_PROXY: "", PATCHBAY_DRAIN_SECONDS: "" });
  const ada = await server.tenant("ada");
  const { id } = await ada.api.pipelines.create({ graph: greeting });
  const url = `${web.url}/api/v1/pipelines/${id}/runs?wait=300`;
  const waiting = ask({ url, agent: new Agent(), key: ada.key, body: { inputs: { name: "Ada" } } });
  await expect.poll(() => server.app.db.prisma.run.count()).toBe(1);
  const ended = once(web.child, "exit");
  web.child.kill("SIGTERM");
  const [run] = await server.app.db.prisma.run.findMany();
  expect(await waiting).toMatchObject({ status: 202, connection: "close", body: { id: run?.id, status: "queued" } });
  expect(await ended).toEqual([0, null]);
});

test("without a proxy it closes at once", async () => {
  await using server = await openTestServer();
  const { DATABASE_URL, PATCHBAY_SECRET, PATCHBAY_HOME } = server.env;
  const settings = { DATABASE_URL, PATCHBAY_SECRET, PATCHBAY_HOME, PATCHBAY_MODELS: "none" };
  await using web = await webProcess({ ...settings, TRUST_PROXY: "", PATCHBAY_DRAIN_SECONDS: "" });
  expect(server.env.PATCHBAY_DRAIN_SECONDS).toBe(0);
  const ended = once(web.child, "exit");
  web.child.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
});
