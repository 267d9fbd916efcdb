import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "../../platform/ids.ts";
import { createCaller } from "../../server/api/caller.ts";
import { errorData } from "../../server/api/shared/error-shape.ts";
import { greeting, openTestServer, type Tenant, type TestServer } from "./test-server.ts";

let testServer: TestServer;
let ada: Tenant;
beforeAll(async () => {
  testServer = await openTestServer();
  ada = await testServer.tenant("ada");
});
afterAll(() => testServer[Symbol.asyncDispose]());

/** A run that waits for a decision, as its worker leaves it: parked, with no time at which it is due. */
async function waiting({ expiresAt = null as Date | null } = {}) {
  const { id: pipelineId } = await ada.api.pipelines.create({ name: "Publish", graph: greeting });
  const { id: runId } = await ada.api.runs.start({ pipelineId, inputs: { name: "x" } });
  const { pool, prisma } = testServer.app.db;
  await pool.query(`UPDATE "Queue" SET state = 'waiting', "dueAt" = 'infinity' WHERE "runId" = $1`, [runId]);
  const at = { runId, nodeId: "each/ask", iteration: "3" };
  await prisma.step.create({ data: { ...at, status: "waiting", input: { value: { draft: "Hello" } } } });
  const id = newId();
  const ask = { title: "Publish it?", message: "**Look** closely.", workspaceId: ada.workspaceId, expiresAt };
  await prisma.approval.create({ data: { id, ...at, ...ask } });
  return { id, runId, pipelineId };
}

async function queueOf(runId: string) {
  const text = `SELECT "dueAt" <= now() AS "isDue", wakes FROM "Queue" WHERE "runId" = $1`;
  return (await testServer.app.db.pool.query(text, [runId])).rows[0];
}

const rest = (method: string, path: string, body?: object) => testServer.rest(method, path, { key: ada.key, body });

describe("an approval", () => {
  test("is listed while it waits, with what is to be decided", async () => {
    const { id, runId, pipelineId } = await waiting();
    const { items } = await ada.api.approvals.list({ runId });
    expect(items).toMatchObject([
      {
        id,
        runId,
        pipelineId,
        pipelineName: "Publish",
        nodeId: "each/ask",
        iteration: "3",
        title: "Publish it?",
        message: "**Look** closely.",
        value: { draft: "Hello" },
        status: "waiting",
        decidedBy: null,
        url: null,
      },
    ]);
  });

  test("is decided by a member: the run is due at once, and the second to decide is told so", async () => {
    const { id, runId } = await waiting();
    expect(await queueOf(runId)).toMatchObject({ isDue: false, wakes: 0 });
    await ada.api.approvals.decide({ id, approve: true, comment: " Well done. " });
    expect(await queueOf(runId)).toMatchObject({ isDue: true, wakes: 1 });
    expect(await ada.api.approvals.get({ id })).toMatchObject({
      status: "approved",
      comment: "Well done.",
      decidedBy: "ada",
    });
    const again = await ada.api.approvals.decide({ id, approve: false }).catch(errorData);
    expect(again).toMatchObject({ code: "conflict", userMessage: "This has already been decided." });
    expect((await ada.api.approvals.list({ runId })).items).toEqual([]);
    expect((await ada.api.approvals.list({ runId, all: true })).items).toMatchObject([{ id, status: "approved" }]);
  });

  test("is decided once, however many decide at the same moment", async () => {
    const { id, runId } = await waiting();
    const answers = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) => ada.api.approvals.decide({ id, approve: index % 2 === 0 })),
    );
    expect(answers.filter((answer) => answer.status === "fulfilled")).toHaveLength(1);
    expect(await queueOf(runId)).toMatchObject({ wakes: 1 });
  });

  test("is decided over REST with a key", async () => {
    const { id, runId } = await waiting();
    const listed = await rest("GET", `/approvals?runId=${runId}`);
    expect(listed).toMatchObject({ status: 200, body: { items: [{ id }] } });
    expect(await rest("POST", `/approvals/${id}/decide`, { approve: false })).toMatchObject({ status: 200 });
    expect(await rest("GET", `/approvals/${id}`)).toMatchObject({ body: { status: "refused", decidedBy: "API" } });
    expect(await rest("POST", `/approvals/${id}/decide`, { approve: true })).toMatchObject({ status: 409 });
  });

  test("that is too late, or whose run is over, cannot be decided", async () => {
    const late = await waiting({ expiresAt: new Date(Date.now() - 1000) });
    expect(await ada.api.approvals.get({ id: late.id })).toMatchObject({ status: "expired" });
    expect(await ada.api.approvals.decide({ id: late.id, approve: true }).catch(errorData)).toMatchObject({
      userMessage: "The time to decide is over.",
    });
    const over = await waiting();
    await testServer.app.db.pool.query(`DELETE FROM "Queue" WHERE "runId" = $1`, [over.runId]);
    expect(await ada.api.approvals.get({ id: over.id })).toMatchObject({ status: "cancelled" });
    const refused = await ada.api.approvals.decide({ id: over.id, approve: true }).catch(errorData);
    expect(refused).toMatchObject({ code: "conflict", userMessage: expect.stringContaining("run has ended") });
  });
});

describe("the link of an approval", () => {
  const anonymous = () => createCaller({ app: testServer.app, actor: { kind: "anonymous" }, ip: "test" });

  test("does not exist until it is requested, and is the same each time", async () => {
    const { id } = await waiting();
    const { url } = await ada.api.approvals.link({ id });
    expect(await ada.api.approvals.link({ id })).toEqual({ url });
    expect(url).toMatch(/\/a\/approve_[\w-]{43}$/);
    expect(await ada.api.approvals.get({ id })).toMatchObject({ url });
    const other = await waiting();
    const token = (await ada.api.approvals.link({ id: other.id })).url.split("/").at(-1) ?? "";
    await testServer.app.db.pool.query(`UPDATE "Approval" SET "tokenHash" = NULL WHERE id = $1`, [other.id]);
    expect(await anonymous().approvals.open({ token }).catch(errorData)).toMatchObject({ code: "not_found" });
  });

  test("shows the question and takes an answer, and tells nothing else", async () => {
    const { id, runId, pipelineId } = await waiting();
    const { url } = await ada.api.approvals.link({ id });
    const token = url.split("/").at(-1) ?? "";
    const shown = await anonymous().approvals.open({ token });
    expect(shown).toMatchObject({ title: "Publish it?", value: { draft: "Hello" }, status: "waiting" });
    for (const secret of [id, runId, pipelineId, ada.workspaceId, 'Publish"']) {
      expect(JSON.stringify(shown)).not.toContain(secret);
    }
    const decided = await anonymous().approvals.answer({ token, approve: false, comment: "Too long." });
    expect(decided).toMatchObject({ status: "refused", comment: "Too long." });
    expect(await anonymous().approvals.answer({ token, approve: true }).catch(errorData)).toMatchObject({
      code: "conflict",
    });
    expect(await ada.api.approvals.get({ id })).toMatchObject({ decidedBy: "the link" });
    expect(await queueOf(runId)).toMatchObject({ isDue: true });
  });

  test("is not for viewers", async () => {
    const { id } = await waiting();
    await ada.api.approvals.link({ id });
    const actor = { ...ada.actor, role: "viewer" as const };
    const viewer = createCaller({ app: testServer.app, actor, ip: "test" });
    expect(await viewer.approvals.get({ id })).toMatchObject({ url: null });
    expect(await viewer.approvals.decide({ id, approve: true }).catch(errorData)).toMatchObject({ code: "forbidden" });
  });
});
