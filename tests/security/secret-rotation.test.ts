/** PATCHBAY_SECRET is changed as docs/operating.md says: web processes of each step on one database, and the command itself. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { symmetricDecrypt, symmetricEncrypt } from "better-auth/crypto";
import { expect, test } from "vitest";
import { sealedEnvelope } from "../../platform/broker/envelope.ts";
import { newId } from "../../platform/ids.ts";
import { createCredential, readCredential } from "../../platform/vault/credentials.ts";
import { echo, hooksOf } from "../api/live/hooks.ts";
import { openTestServer, type TestServer } from "../api/test-server.ts";
import { testDatabase } from "../helpers/database.ts";

const former = "the former secret of these tests which is long enough";
const next = "the next secret of these tests which is long enough too";
const root = fileURLToPath(new URL("../..", import.meta.url));

const opened = async ({ app }: TestServer, workspaceId: string, id: string) =>
  (await readCredential({ prisma: app.db.prisma, vault: app.vault, fetch }, workspaceId, id))?.secret;
const userOf = async ({ url }: TestServer, cookie: string) => {
  const body = await (await fetch(`${url}/api/auth/get-session`, { headers: { cookie } })).json();
  return Object(body).user?.email;
};

test("a secret is changed step by step, and credentials, sessions, addresses and second factors go on", async () => {
  await using db = await testDatabase();
  const web = (secret: string, other = "") =>
    openTestServer({ DATABASE_URL: db.url, PATCHBAY_SECRET: secret, PATCHBAY_OTHER_SECRETS: other });
  await using before = await web(former);
  const ada = await before.tenant("ada");
  const made = { name: "c", provider: "bearer", baseUrl: "https://api.example.com", secret: "canary" } as const;
  const add = async ({ app }: TestServer, workspaceId: string) => {
    const deps = { prisma: app.db.prisma, vault: app.vault };
    return (await createCredential(deps, { workspaceId, createdBy: "x" }, made)).id;
  };
  const id = await add(before, ada.workspaceId);
  const cookie = await before.cookieOf(ada.email);
  const hooks = hooksOf(before, ada);
  const hook = await hooks.open(echo({}));
  const addressAt = (server: TestServer) =>
    hooksOf(server, ada).call("POST", `/pipelines/${hook.id}/triggers/hook/address`);
  const encrypted = await symmetricEncrypt({ key: former, data: "key of the app" });
  const factor = { id: newId(), userId: ada.userId, secret: encrypted, backupCodes: encrypted };
  await before.app.db.prisma.twoFactor.create({ data: factor });

  // Step 1 knows the new secret and uses the former one; step 2 the other way round. Both are there at once.
  await using first = await web(former, next);
  await using second = await web(next, former);
  const newer = await second.tenant("newer");
  const own = await add(second, newer.workspaceId);
  expect(await opened(first, newer.workspaceId, own), "the first step knows the new secret").toBe("canary");
  const newCookie = await second.cookieOf(ada.email);
  const forged = cookie.replace(
    /(session_token=[^.]+\.)(.)/,
    (_, start, letter) => start + (letter === "x" ? "y" : "x"),
  );
  expect(forged).not.toBe(cookie);
  for (const server of [first, second]) {
    expect(await opened(server, ada.workspaceId, id)).toBe("canary");
    expect(await userOf(server, cookie)).toBe(ada.email);
    expect(await userOf(server, newCookie)).toBe(ada.email);
    expect(new URL((await addressAt(server)).body.url).pathname).toBe(new URL(hook.url).pathname);
    expect(await userOf(server, forged)).toBe(undefined);
  }

  const env = { ...process.env, DATABASE_URL: db.url, PATCHBAY_SECRET: next, PATCHBAY_OTHER_SECRETS: former };
  const rewrap = async () =>
    (await promisify(execFile)(process.execPath, ["--no-warnings", "scripts/secret.ts", "rewrap"], { cwd: root, env }))
      .stdout;
  // Its key is under a secret that none of the settings names: the others are brought under the new one all the same.
  const foreign = { id: newId(), name: "w", defaultModel: {}, wrappedKey: "x", wrappedKeyId: "x" };
  await db.prisma.workspace.create({ data: foreign });
  const incomplete = await rewrap().catch((error: unknown) => Object(error));
  expect(incomplete).toMatchObject({ code: 1, stdout: "" });
  expect(incomplete.stderr).toContain("keys of workspaces 1, authenticator apps 1");
  expect(incomplete.stderr).toContain(foreign.id);
  expect(incomplete.stderr).not.toContain("    at ");
  await db.prisma.workspace.delete({ where: { id: foreign.id } });
  expect(await rewrap(), "what can be done was done").toContain("keys of workspaces 0, authenticator apps 0");

  await using after = await web(next);
  expect(await opened(after, ada.workspaceId, id)).toBe("canary");
  expect(await opened(second, ada.workspaceId, id), "a process of the step before goes on").toBe("canary");
  expect(await userOf(after, newCookie)).toBe(ada.email);
  expect(await userOf(after, cookie), "who did not sign in since does so again").toBe(undefined);
  const row = await db.prisma.twoFactor.findUniqueOrThrow({ where: { userId: ada.userId } });
  expect(await symmetricDecrypt({ key: next, data: row.secret })).toBe("key of the app");
  expect((await addressAt(after)).body, "an address is never shown that opens nothing").toMatchObject({
    code: "conflict",
    message: expect.stringContaining("goes on working"),
  });
  const delivery = { method: "POST", body: "{}", headers: { "content-type": "application/json" } };
  expect((await fetch(after.url + new URL(hook.url).pathname, delivery)).status).toBe(202);
});

test("what went over Kafka under either secret is read in between", () => {
  const old = sealedEnvelope(former, [next]);
  const young = sealedEnvelope(next, [former]);
  expect(young.open(old.close({ n: 1 }))).toEqual({ n: 1 });
  expect(old.open(young.close({ n: 1 }))).toEqual({ n: 1 });
  expect(sealedEnvelope(next).open(old.close({ n: 1 }))).toBe(undefined);
});
