/** Authenticator apps as a second factor of passwords. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { codeOf } from "../helpers/authenticator.ts";
import { openClient } from "./oidc-client.ts";
import { openTestServer, type Tenant, type TestServer } from "./test-server.ts";

const password = "a long enough one";
let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const client = () => openClient(server.url);
type Client = ReturnType<typeof client>;
const whoIs = async (one: Client) => (await one.get("/api/auth/get-session")).body;
const ask = async (one: Client, what: string, body: object) => {
  const answer = await one.post(`/api/auth/${what}`, body);
  return { status: answer.status, body: Object(await answer.json()) };
};

function openApp(uri: string) {
  const key = new URL(uri).searchParams.get("secret") ?? "";
  return { code: (later = 0) => codeOf(key, later) };
}

/** Someone with an app set up, the code before this half minute's being used. */
async function withApp(name: string) {
  const person = await server.tenant(name);
  await person.api.account.setPassword({ password });
  const browser = client();
  await ask(browser, "sign-in/email", { email: person.email, password });
  const { body } = await ask(browser, "two-factor/enable", { password });
  const recovery: string[] = body.backupCodes;
  const app = openApp(body.totpURI);
  const confirmed = await ask(browser, "two-factor/verify-totp", { code: app.code(-1) });
  expect(confirmed.status, JSON.stringify(confirmed.body)).toBe(200);
  return { person, browser, app, recovery };
}

const begin = async (person: Tenant) => {
  const browser = client();
  expect((await ask(browser, "sign-in/email", { email: person.email, password })).body).toMatchObject({
    twoFactorRedirect: true,
  });
  return browser;
};
const ways = async (workspaceId: string) =>
  (await server.app.audit.list(workspaceId, { limit: 50 })).items.map(
    ({ action, details }) => `${action}: ${details.way}`,
  );

test("a password alone is not enough any more; a code of the app opens, and each code once", async () => {
  const { person, browser: settings, app } = await withApp("ada");
  expect(await person.api.account.get()).toMatchObject({ hasTwoFactor: true });
  expect(await whoIs(settings)).toMatchObject({ user: { email: person.email } });

  const browser = await begin(person);
  expect(await whoIs(browser)).toBeNull();
  expect((await browser.get("/api/trpc/account.get")).status).toBe(401);
  expect((await ask(browser, "two-factor/verify-totp", { code: "000000" })).status).toBe(401);
  const code = app.code();
  expect((await ask(browser, "two-factor/verify-totp", { code, trustDevice: true })).status).toBe(200);
  expect(await whoIs(browser)).toMatchObject({ user: { email: person.email } });

  const replay = await begin(person);
  const refused = await ask(replay, "two-factor/verify-totp", { code });
  expect(refused).toMatchObject({ status: 401, body: { message: expect.stringContaining("has been used") } });
  expect(await whoIs(replay)).toBeNull();
  expect(await ways(person.workspaceId)).toEqual([
    "sign-in.failed: password and code",
    "sign-in.succeeded: password and code",
    "sign-in.failed: password and code",
    "account.two-factor turned on: password",
    "sign-in.succeeded: password",
  ]);
  // A key has nothing to do with it.
  expect((await server.rest("GET", "/workspace", { key: person.key })).status).toBe(200);
});

test("of two who send the same code at once, one comes in", async () => {
  const { person, app } = await withApp("twins");
  const both = [await begin(person), await begin(person)];
  const code = app.code();
  const answers = await Promise.all(both.map((one) => ask(one, "two-factor/verify-totp", { code })));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
});

test("a recovery code works once, and new ones take the place of the old", async () => {
  const { person, browser, app, recovery } = await withApp("grace");
  expect(recovery).toHaveLength(10);
  const [first = "", second = ""] = recovery;
  const lost = await begin(person);
  expect((await ask(lost, "two-factor/verify-backup-code", { code: first })).status).toBe(200);
  const again = await begin(person);
  expect((await ask(again, "two-factor/verify-backup-code", { code: first })).status).toBe(401);
  expect((await ask(browser, "two-factor/generate-backup-codes", { password })).status).toBe(401);
  const renewed = await ask(browser, "two-factor/generate-backup-codes", { password, code: app.code() });
  expect(renewed.status).toBe(200);
  expect((await ask(again, "two-factor/verify-backup-code", { code: second })).status).toBe(401);
  expect((await ask(again, "two-factor/verify-backup-code", { code: renewed.body.backupCodes[0] })).status).toBe(200);
  expect(await ways(person.workspaceId)).toContain("account.recovery codes renewed: password");
});

test("turning it off needs the password and a code", async () => {
  const { person, browser, app } = await withApp("bob");
  expect((await ask(browser, "two-factor/disable", { password })).status).toBe(401);
  expect((await ask(browser, "two-factor/disable", { password, code: "000000" })).status).toBe(401);
  expect((await ask(browser, "two-factor/disable", { password: "another one", code: app.code() })).status).toBe(400);
  expect(await person.api.account.get()).toMatchObject({ hasTwoFactor: true });
  expect((await ask(browser, "two-factor/disable", { password, code: app.code(1) })).status).toBe(200);
  expect(await person.api.account.get()).toMatchObject({ hasTwoFactor: false });
  const plain = client();
  expect((await ask(plain, "sign-in/email", { email: person.email, password })).status).toBe(200);
  expect(await whoIs(plain)).toMatchObject({ user: { email: person.email } });
});

test("a workspace can ask for it: members with a password do nothing else before, keys and others go on", async () => {
  const { person, browser } = await withApp("owner");
  const { prisma } = server.app.db;
  await person.api.signInRules.set({ requiresTwoFactor: true });
  expect((await browser.get("/api/trpc/account.get")).status).toBe(200);
  const { workspaceId } = person;
  const late = await server.tenant("late");
  await prisma.membership.deleteMany({ where: { userId: late.userId } });
  await prisma.membership.create({ data: { userId: late.userId, workspaceId, role: "editor" } });
  const byLink = client();
  await byLink.ask(await server.app.auth.signInLink(late.email));
  expect((await byLink.get("/api/trpc/account.get")).status).toBe(200);
  await late.api.account.setPassword({ password });
  const one = client();
  await ask(one, "sign-in/email", { email: late.email, password });
  expect((await one.get("/api/trpc/account.get")).status).toBe(403);
  expect((await one.get("/api/trpc/pipelines.list")).status).toBe(403);
  expect((await one.get("/api/trpc/account.signInWays")).body).toMatchObject({
    result: { data: { needsTwoFactor: true } },
  });
  expect((await server.rest("GET", "/workspace", { key: person.key })).status).toBe(200);
  const { body } = await ask(one, "two-factor/enable", { password });
  expect((await one.get("/api/trpc/account.get")).status).toBe(403);
  const own = openApp(body.totpURI);
  expect((await ask(one, "two-factor/verify-totp", { code: own.code() })).status).toBe(200);
  expect((await one.get("/api/trpc/account.get")).status).toBe(200);
});

test("guessing ends: five codes a challenge, so many a minute", async () => {
  const { person, app } = await withApp("eve");
  const browser = await begin(person);
  for (let tries = 0; tries < 5; tries += 1) {
    expect((await ask(browser, "two-factor/verify-totp", { code: `00000${tries}` })).status).toBe(401);
  }
  expect((await ask(browser, "two-factor/verify-totp", { code: app.code() })).status).not.toBe(200);
  expect(await whoIs(browser)).toBeNull();
  const statuses: number[] = [];
  for (let tries = 0; tries < 20; tries += 1) {
    statuses.push((await ask(client(), "two-factor/verify-totp", { code: "000000" })).status);
  }
  expect(statuses.at(-1)).toBe(429);
});

test("the key and the recovery codes are stored encrypted, and what the plugin could do besides is closed", async () => {
  // The limit of the test above counts for this machine, so the row is read from there.
  const rows = await server.app.db.prisma.twoFactor.findMany();
  expect(rows.length).toBeGreaterThan(0);
  for (const { secret, backupCodes } of rows) {
    expect(secret).toMatch(/^[0-9a-f]{60,}$|^\$/);
    expect(backupCodes).not.toMatch(/[A-Za-z0-9]{5}-[A-Za-z0-9]{5}/);
  }
  for (const path of ["send-otp", "verify-otp", "get-totp-uri", "view-backup-codes"]) {
    expect((await ask(client(), `two-factor/${path}`, {}).catch(() => ({ status: 404 }))).status, path).toBe(404);
  }
});
