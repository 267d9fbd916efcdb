/** All procedures of the router: a new one is in these tests by itself. */
import { callTRPCProcedure, TRPCError } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { permissionTable } from "../../lib/access/permissions.ts";
import { appRouter } from "../../server/api/router.ts";
import { errorData } from "../../server/api/shared/error-shape.ts";
import type { Actor } from "../../server/auth/authorize.ts";
import { openPolicies } from "../../server/auth/policies.ts";
import { procedureDef } from "../../server/http/rest/rest.ts";
import { openTestServer, type Tenant, type TestServer } from "../api/test-server.ts";
import { patienceMs } from "../helpers/patience.ts";
import { furnish, type Sample, samplesOf, type Things } from "./samples.ts";

const paths = Object.keys(appRouter._def.procedures);
let testServer: TestServer;
let ada: Tenant;
let eve: Tenant;
let things: Things;
let samples: Map<string, Sample>;

beforeAll(async () => {
  testServer = await openTestServer();
  [ada, eve] = [await testServer.tenant("ada"), await testServer.tenant("eve")];
  things = await furnish(testServer, ada);
  samples = new Map(Object.entries(samplesOf(things)));
});
afterAll(() => testServer[Symbol.asyncDispose]());

/** Calls a procedure by its path; the first event stands for a subscription. Answers the code of the error, if any. */
async function attempt(actor: Actor, path: string, input: unknown): Promise<{ code?: string; answer?: unknown }> {
  const { type } = defOf(path);
  try {
    const answer: unknown = await callTRPCProcedure({
      router: appRouter,
      path,
      type,
      getRawInput: async () => input,
      ctx: { app: testServer.app, actor, ip: "test" },
      signal: AbortSignal.timeout(patienceMs),
      batchIndex: 0,
    });
    if (!isIterable(answer)) return { answer };
    for await (const event of answer) return { answer: event };
    return {};
  } catch (error) {
    if (error instanceof TRPCError && error.code === "INTERNAL_SERVER_ERROR" && !(error.cause instanceof Error))
      throw error;
    return { code: errorData(error).code };
  }
}

describe("every procedure", () => {
  test("has a policy from the closed list", () => {
    for (const path of paths) {
      const action = defOf(path).meta?.action ?? "none";
      expect(action in permissionTable || action in openPolicies, `${path}: ${action}`).toBe(true);
    }
  });

  test("has an answer here, so that none escapes these tests", () => {
    expect([...samples.keys()].sort()).toEqual([...paths].sort());
  });

  test("of members refuses clients without a session", async () => {
    for (const path of membersOnly()) {
      expect(await attempt({ kind: "anonymous" }, path, samples.get(path)?.input), path).toEqual({
        code: "not_signed_in",
      });
    }
  });

  test("of members refuses a person without a workspace", async () => {
    const guest: Actor = { kind: "guest", user: { id: "g", name: "G", email: "g@example.com" } };
    for (const path of membersOnly()) {
      expect(await attempt(guest, path, samples.get(path)?.input), path).toEqual({ code: "forbidden" });
    }
  });

  test("refuses an input with one key too many", async () => {
    for (const path of paths) {
      const sample = samples.get(path);
      if (!sample?.input) continue;
      for (const extra of [{ workspaceId: ada.workspaceId }, { createdBy: "x" }]) {
        expect(await attempt(eve.actor, path, { ...sample.input, ...extra }), path).toEqual({ code: "bad_input" });
      }
    }
  });

  test("tells a stranger that another tenant's things are not there", async () => {
    for (const path of paths) {
      const sample = samples.get(path);
      if (sample?.names) expect(await attempt(eve.actor, path, sample.input), path).toEqual({ code: "not_found" });
    }
  });

  test("tells a person of two workspaces that the things of one are not in the other", async () => {
    const second = await ada.api.workspaces.create({ name: "Second" });
    const elsewhere: Actor = {
      ...ada.actor,
      kind: "user",
      user: { id: ada.userId, name: ada.name, email: ada.email },
      role: "owner",
      workspaceId: second.id,
    };
    for (const path of paths) {
      // The one call that looks in all of a person's workspaces, and what is about the person themselves.
      if (path === "workspaces.find" || path.startsWith("account.")) continue;
      const sample = samples.get(path);
      // They stay the same person in both.
      const isThemselves = sample?.input?.userId === ada.userId;
      if (sample?.names && !isThemselves) {
        expect(await attempt(elsewhere, path, sample.input), path).toEqual({ code: "not_found" });
      }
    }
  });

  test("shows a stranger nothing of another tenant's", async () => {
    // Not the bare name: three letters of it may stand in any id.
    const secrets = [
      ...Object.values(things).filter((value) => typeof value === "string"),
      `Secret of ${ada.name}`,
      ada.email,
      ada.workspaceId,
    ];
    for (const path of paths) {
      const sample = samples.get(path);
      if (sample?.names !== false) continue;
      const { answer, code } = await attempt(eve.actor, path, sample.input);
      expect(code, path).toBeUndefined();
      const text = JSON.stringify(answer);
      for (const secret of secrets) expect(text, path).not.toContain(secret);
    }
  });

  test("leaves another tenant's things as they were", async () => {
    const pipeline = await ada.api.pipelines.get({ id: things.pipelineId });
    expect(pipeline).toMatchObject({ name: "Secret of ada", revision: things.revision, latestVersion: 1 });
    expect(await ada.api.collections.documents({ id: things.collectionId })).toHaveLength(1);
    expect(await ada.api.apiKeys.list()).toHaveLength(2);
  });

  test("that changes something is closed to a viewer", async () => {
    const viewer: Actor = {
      ...ada.actor,
      kind: "user",
      user: { id: "v", name: "V", email: "v@x.org" },
      role: "viewer",
      workspaceId: ada.workspaceId,
    };
    for (const path of membersOnly()) {
      // Their own account and workspaces are a viewer's too.
      if (defOf(path).type !== "mutation" || defOf(path).meta?.action === "account.manage") continue;
      expect(await attempt(viewer, path, samples.get(path)?.input), path).toEqual({ code: "forbidden" });
    }
  });

  test("about people, keys and credentials is closed to an API key", async () => {
    const key: Actor = { kind: "key", keyId: "k", workspaceId: ada.workspaceId, role: "owner" };
    for (const path of membersOnly()) {
      if (
        !/^(account|workspaces|apiKeys|serviceAccounts|invitations|credentials|share)\.|members|Member|setRole|workspace\.update/.test(
          path,
        )
      )
        continue;
      expect(await attempt(key, path, samples.get(path)?.input), path).toEqual({ code: "forbidden" });
    }
  });
});

test("a stale revision is refused and says what the server has", async () => {
  const { id } = await eve.api.pipelines.create({});
  await eve.api.pipelines.save({ id, revision: 1, graph: { nodes: { a: { type: "output", version: 1 } } } });
  const error = await eve.api.pipelines.save({ id, revision: 1, graph: { nodes: {} } }).catch((thrown) => thrown);
  expect(errorData(error)).toMatchObject({ code: "stale_revision", revision: 2, graph: { nodes: { a: {} } } });
});

test("the last owner of a workspace stays", async () => {
  const left = await ada.api.workspace.removeMember({ userId: ada.userId }).catch(errorData);
  expect(left).toMatchObject({ code: "conflict" });
  expect(await ada.api.workspace.setRole({ userId: ada.userId, role: "viewer" }).catch(errorData)).toMatchObject({
    code: "conflict",
  });
});

function defOf(path: string) {
  return procedureDef(Reflect.get(appRouter._def.procedures, path));
}

function membersOnly(): string[] {
  return paths.filter((path) => (defOf(path).meta?.action ?? "") in permissionTable);
}

function isIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}
