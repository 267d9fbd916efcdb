/** The audit log: every change of an account's or a workspace's things is in it, without secrets, for owners alone. */
import { readFile, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { trimAudit } from "../../platform/audit/trim-audit.ts";
import { EnvError } from "../../platform/env.ts";
import { appRouter } from "../../server/api/router.ts";
import { assertExport, openAuditLog } from "../../server/audit/audit-log.ts";
import { auditRules } from "../../server/audit/audit-rules.ts";
import { procedureDef } from "../../server/http/rest/rest.ts";
import { openTestServer, type TestServer } from "../api/test-server.ts";

let server: TestServer;
const file = join("/tmp", `patchbay-audit-${process.pid}.jsonl`);
const cleanUp = new AsyncDisposableStack();

beforeAll(async () => {
  server = cleanUp.use(await openTestServer({ PATCHBAY_AUDIT_LOG: file }));
});
afterAll(() => cleanUp.disposeAsync());

test("every mutation of the API has a line that records it or says why not, and no line is of nothing", () => {
  const mutations = Object.entries(appRouter._def.procedures).flatMap(([path, procedure]) =>
    procedureDef(procedure).type === "mutation" ? [path] : [],
  );
  expect(Object.keys(auditRules).sort()).toEqual(mutations.sort());
});

test("who did what to what, when and from where is told to owners, page by page, and to no one else", async () => {
  const ada = await server.tenant("ada");
  const { api } = ada;
  const secret = "sk-the-secret-of-ada";
  const { id: credentialId } = await api.credentials.create({
    ...{ name: "Lab", provider: "ollama", baseUrl: "http://localhost:11434", secret },
  });
  const { id } = await api.pipelines.create({ name: "Reviews" });
  await api.usage.setPipelineBudget({ id, budget: { usd: 2 } });
  const made = await api.apiKeys.create({ name: "deploy" });
  await expect(api.pipelines.delete({ id: "not-there" })).rejects.toThrow();
  await api.credentials.delete({ id: credentialId });
  const byKey = await server.rest("DELETE", `/pipelines/${id}`, { key: made.key });
  expect(byKey.status).toBe(200);

  const { items } = await api.audit.list({});
  expect(items.map(({ action, target }) => [action, target.name])).toEqual([
    ["pipeline.deleted", "Reviews"],
    ["credential.deleted", "Lab"],
    ["key.created", "deploy"],
    ["budget.pipeline set", "Reviews"],
    ["pipeline.created", "Reviews"],
    ["credential.created", "Lab"],
  ]);
  expect(items[0]?.actor).toEqual({ kind: "key", id: made.id, name: "deploy" });
  expect(items[0]?.ip).toMatch(/127\.0\.0\.1$/);
  expect(items[3]).toMatchObject({ actor: { kind: "user", name: ada.email }, details: { budget: { usd: 2 } } });
  const exported = (await readFile(file, "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const own = exported.filter(({ workspaceId }) => workspaceId === ada.workspaceId);
  expect(own.map(({ action }) => action)).toEqual(items.map(({ action }) => action).reverse());
  for (const text of [JSON.stringify(items), JSON.stringify(exported)]) {
    expect(text).not.toContain(secret);
    expect(text).not.toContain(made.key);
  }

  const first = await server.rest("GET", "/audit?limit=4", { key: ada.key });
  const second = await server.rest("GET", `/audit?limit=4&cursor=${first.body.nextCursor}`, { key: ada.key });
  expect([...first.body.items, ...second.body.items]).toEqual(items);
  expect(second.body.nextCursor).toBe(undefined);
  const filtered = await server.rest("GET", "/audit?kind=credential&actor=ADA", { key: ada.key });
  expect(filtered.body.items).toHaveLength(2);

  const eve = await server.tenant("eve");
  expect((await eve.api.audit.list({})).items).toEqual([]);
  const ed = await server.tenant("ed", "editor");
  expect((await server.rest("GET", "/audit", { key: ed.key })).status).toBe(403);

  const { pool } = server.app.db;
  await pool.query(`UPDATE "AuditEntry" SET at = now() - interval '40 days' WHERE id = $1`, [items[5]?.id]);
  expect(await trimAudit(pool, 30, 100)).toBe(1);
  expect((await api.audit.list({})).items).toHaveLength(5);
});

test("sign-ins are recorded, those that fail too", async () => {
  const kim = await server.tenant("kim");
  await kim.api.account.setPassword({ password: "long enough now" });
  const signIn = (password: string) =>
    fetch(`${server.url}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: server.url },
      body: JSON.stringify({ email: kim.email, password }),
    });
  expect((await signIn("not her password")).status).toBe(401);
  expect((await signIn("long enough now")).status).toBe(200);
  await server.cookieOf(kim.email);
  const { items } = await kim.api.audit.list({ kind: "sign-in" });
  expect(items.map(({ action }) => action)).toEqual(["sign-in.succeeded", "sign-in.succeeded", "sign-in.failed"]);
});

test("the file of entries is its owner's alone, and may be moved away: the next entry begins a new one", async () => {
  const lee = await server.tenant("lee");
  await lee.api.apiKeys.create({ name: "before" });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await rename(file, `${file}.1`);
  await lee.api.apiKeys.create({ name: "after" });
  const [line = "", ...more] = (await readFile(file, "utf8")).trim().split("\n");
  expect(JSON.parse(line)).toMatchObject({ workspaceId: lee.workspaceId, target: { name: "after" } });
  expect(more).toEqual([]);
});

test("on the standard output each entry is a line of JSON that is told from those of the log", async () => {
  const { prisma } = server.app.db;
  const mo = await server.tenant("mo");
  const lines: string[] = [];
  using _ = vi.spyOn(process.stdout, "write").mockImplementation((line) => lines.push(String(line)) > 0);
  const log = { error: () => {} };
  await openAuditLog({ prisma, env: { PATCHBAY_AUDIT_LOG: "stdout" }, log }).record({
    ...{ workspaceId: mo.workspaceId, action: "key.created", kind: "key", ip: "127.0.0.1", details: { name: "a\nb" } },
    ...{ actor: { kind: "user", id: mo.userId, name: mo.email }, target: { id: "k", name: "two\nlines" } },
  });
  const own = lines.filter((line) => line.includes(mo.workspaceId));
  expect(own).toHaveLength(1);
  expect(own[0]?.indexOf("\n")).toBe((own[0]?.length ?? 0) - 1);
  expect(JSON.parse(own[0] ?? "")).toMatchObject({ workspaceId: mo.workspaceId, target: { name: "two\nlines" } });
  expect(JSON.parse(own[0] ?? "")).not.toHaveProperty("level");
});

test("web does not start with a file for entries that it cannot write, and says which setting that is", async () => {
  await assertExport({ PATCHBAY_AUDIT_LOG: file });
  await assertExport({ PATCHBAY_AUDIT_LOG: "stdout" });
  await assertExport({ PATCHBAY_AUDIT_LOG: undefined });
  const nowhere = assertExport({ PATCHBAY_AUDIT_LOG: "/nowhere/at/all/audit.jsonl" });
  await expect(nowhere).rejects.toThrow(/^PATCHBAY_AUDIT_LOG should be stdout, or a file .*: ENOENT/);
  await expect(nowhere).rejects.toBeInstanceOf(EnvError);
});
