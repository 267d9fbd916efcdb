/** Two people, two processes: who has a pipeline open, and what was saved elsewhere. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { topics } from "../../lib/messages.ts";
import type { DraftEvent } from "../../lib/views/api-views.ts";
import { openBroker } from "../../platform/broker/open.ts";
import { createCaller } from "../../server/api/caller.ts";
import { type DraftWatcher, openDraftWatcher } from "../../server/pipelines/draft-changes.ts";
import { greeting, openTestServer, type Tenant, type TestServer } from "./test-server.ts";

let testServer: TestServer;
let ada: Tenant;
let other: DraftWatcher;
const cleanUp = new AsyncDisposableStack();

beforeAll(async () => {
  testServer = cleanUp.use(await openTestServer());
  ada = await testServer.tenant("ada");
  const { env, db, log } = testServer.app;
  const broker = await openBroker({ kafkaBrokers: [], databaseUrl: env.DATABASE_URL, clientId: "other", log });
  cleanUp.defer(() => broker.close());
  other = await openDraftWatcher({ pool: db.pool, broker, log }, { every: 200, forgetAfter: 600 });
  cleanUp.defer(() => other.close());
});
afterAll(() => cleanUp.disposeAsync());

/** Ada's page, in the test server's own process. */
function open(id: string, tab: string) {
  const stop = new AbortController();
  const seen: DraftEvent[] = [];
  const caller = createCaller({ app: testServer.app, actor: ada.actor, ip: "test" }, { signal: stop.signal });
  const done = (async () => {
    for await (const event of await caller.pipelines.watch({ id, tab })) seen.push(event);
  })();
  const close = async () => {
    stop.abort();
    await done;
  };
  return { seen, close };
}

const editorsOf = (seen: readonly DraftEvent[]) =>
  seen.findLast((event) => event.type === "editors")?.editors.map(({ tab, name }) => `${name} ${tab}`);

test("a page is notified of the current revision, and of every save after it", async () => {
  const { id } = await ada.api.pipelines.create({ graph: greeting });
  const page = open(id, "tab-one-1");
  await expect.poll(() => page.seen).toContainEqual({ type: "saved", revision: 1 });
  await ada.api.pipelines.save({ id, revision: 1, graph: { nodes: {} } });
  await expect.poll(() => page.seen).toContainEqual({ type: "saved", revision: 2 });
  await page.close();
});

test("a page is notified of another name and of a new version, in whatever process that came", async () => {
  const { id } = await ada.api.pipelines.create({ graph: greeting });
  const page = open(id, "tab-label-1");
  await expect.poll(() => page.seen).toContainEqual({ type: "saved", revision: 1 });
  const received = () => page.seen.filter(({ type }) => type === "labelled").length;
  expect(received()).toBe(0);
  await ada.api.pipelines.rename({ id, name: "Another name" });
  await expect.poll(received).toBe(1);
  await ada.api.pipelines.publish({ id });
  await expect.poll(received).toBe(2);
  other.labelled(id);
  await expect.poll(received).toBe(3);
  await page.close();
});

test("people in different processes see each other come and go", async () => {
  const { id } = await ada.api.pipelines.create({ graph: greeting });
  const page = open(id, "tab-here-1");
  const stop = new AbortController();
  const there: string[][] = [];
  const watch = other.watch({ pipelineId: id, editor: { tab: "tab-there", userId: ada.userId } }, stop.signal);
  const watching = (async () => {
    for await (const sign of watch) if (sign.type === "editors") there.push(sign.editors.map(({ tab }) => tab).sort());
  })();
  await expect.poll(() => there.at(-1)).toEqual(["tab-here-1", "tab-there"]);
  await expect.poll(() => editorsOf(page.seen)?.sort()).toEqual(["ada tab-here-1", "ada tab-there"]);
  await page.close();
  await expect.poll(() => there.at(-1)).toEqual(["tab-there"]);
  stop.abort();
  await watching;
});

test("what travels between processes is ids and a number, no name and nothing of the pipeline", async () => {
  const received: unknown[] = [];
  const listening = await testServer.app.broker.listen({
    topics: [topics.drafts],
    handle: (messages) => received.push(...messages.map(({ value }) => value)),
  });
  const { id } = await ada.api.pipelines.create({ graph: greeting });
  const page = open(id, "tab-look-1");
  await expect.poll(() => editorsOf(page.seen)).toEqual(["ada tab-look-1"]);
  await ada.api.pipelines.save({ id, revision: 1, graph: greeting });
  await expect.poll(() => received).toContainEqual({ kind: "saved", pipelineId: id, revision: 2 });
  await page.close();
  await expect.poll(() => received).toContainEqual({ kind: "gone", pipelineId: id, tab: "tab-look-1" });
  for (const change of received) expect(Object.values(change ?? {}).join(" ")).not.toMatch(/Hello|ada@|template/);
  await listening.close();
});

test("a tab whose process died is forgotten, and a save whose notification was lost is found", async () => {
  const { id } = await ada.api.pipelines.create({ graph: greeting });
  const stop = new AbortController();
  const signs: string[] = [];
  const watching = (async () => {
    for await (const sign of other.watch({ pipelineId: id }, stop.signal)) {
      if (sign.type === "saved") signs.push(`saved ${sign.revision}`);
      if (sign.type === "editors") signs.push(sign.editors.map(({ tab }) => tab).join());
    }
  })();
  await expect.poll(() => signs).toContain("saved 1");
  const value = { kind: "here", pipelineId: id, tab: "tab-dead", userId: ada.userId, since: new Date().toISOString() };
  await testServer.app.broker.publish([{ topic: "patchbay.drafts", key: id, value }]);
  await expect.poll(() => signs).toContain("tab-dead");
  await expect.poll(() => signs.at(-1)).toBe("");
  await testServer.app.db.prisma.pipeline.update({ where: { id }, data: { revision: 7 } });
  await expect.poll(() => signs).toContain("saved 7");
  stop.abort();
  await watching;
});
