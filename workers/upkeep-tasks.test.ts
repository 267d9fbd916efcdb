import { expect, test } from "vitest";
import { loadEnv } from "../platform/env.ts";
import { openObjectStores } from "../platform/files/object-store.ts";
import { newId } from "../platform/ids.ts";
import { testDatabase } from "../tests/helpers/database.ts";
import { upkeepTasks } from "./upkeep-tasks.ts";

test("entries of the audit log go after as many days as PATCHBAY_AUDIT_DAYS says, and every task can be run", async () => {
  await using db = await testDatabase();
  const secret = { DATABASE_URL: db.url, PATCHBAY_SECRET: "a secret of the tests, which is long enough" };
  const env = loadEnv({ ...secret, PATCHBAY_AUDIT_DAYS: "3" });
  const defaultModel = { provider: "built-in", model: "" };
  const { id: workspaceId } = await db.prisma.workspace.create({ data: { id: newId(), name: "Ada", defaultModel } });
  const actor = { actorKind: "user", actorId: "ada", actorName: "ada@example.com", ip: "" };
  for (const days of [2, 4]) {
    const at = new Date(Date.now() - days * 86_400_000);
    const about = { action: "account.changed", kind: "account", targetName: `${days} days ago` };
    await db.prisma.auditEntry.create({ data: { id: newId(), workspaceId, at, ...actor, ...about } });
  }
  const tasks = upkeepTasks({ pool: db.pool, stores: openObjectStores(env), env });
  const deleted = Object.fromEntries(
    await Promise.all(tasks.map(async ({ name, run }) => [name, await run(5000)] as const)),
  );
  expect(deleted.audit).toBe(1);
  expect(Object.entries(deleted).filter(([name, count]) => name !== "audit" && count !== 0)).toEqual([]);
  expect(await db.prisma.auditEntry.findMany({ select: { targetName: true } })).toEqual([{ targetName: "2 days ago" }]);
});
