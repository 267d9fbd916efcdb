/** Authenticator apps as a second factor of passwords. */
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { codeOf } from "../../helpers/sign-in/authenticator.ts";
import { openTestServer, type Tenant, type TestServer } from "../test-server.ts";
import { openClient } from "./oidc-client.ts";

const password = "a long enough one";
let server: TestServer;
beforeAll(async () => {
  server = await openTestServer({ TRUST_PROXY: "1" });
});
afterAll(() => server[Symbol.asyncDispose]());

const client = () => openClient(server.url);
type Client = ReturnType<typeof client>;
const whoIs = async (one: Client) => (await one.get("/api/auth/get-session")).body;
const ask = async (one: Client, what: string, body: object) => {
  const answer = await one.post(`/api/auth/${what}`, body);
  return { status: answer.status, body: Object(await answer.json()) };
};

/** One that is of none of the half minutes about now. */
function wrongCode(app: { code(later?: number): string }, number: number): string {
  const right = [-2, -1, 0, 1, 2].map((later) => app.code(later));
  const wrong = Array.from({ length: 20 }, (_, index) => `${index}`.padStart(6, "0"));
  return wrong.filter((code) => !right.includes(code))[number] ?? "";
}

function openApp(uri: string) {
  const key = new URL(uri).searchParams.get("secret") ?? "";
  return { code: (later = 0) => codeOf(key, later) };
}

/** Someone with an app set up, whose code of this half minute is used; the next one's, which a server takes too, is not. */
async function withApp(name: string) {
  const person = await server.tenant(name);
  await person.api.account.setPassword({ password });
  const browser = client();
  await ask(browser, "sign-in/email", { email: person.email, password });
  const { body } = await ask(browser, "two-factor/enable", { password });
  const recovery: string[] = body.backupCodes;
  const app = openApp(body.totpURI);
  const confirmed = await ask(browser, "two-factor/verify-totp", { code: app.code() });
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
  const code = app.code(1);
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
    "account.password changed: undefined",
  ]);
  // A key has nothing to do with it.
  expect((await server.rest("GET", "/workspace", { key: person.key })).status).toBe(200);
});

test("a phone whose clock is half a minute off is let in; one that is a minute off is not", async () => {
  const { person, app } = await withApp("drifter");
  // The middle of a half minute, of which no code was used yet.
  vi.setSystemTime((Math.floor(Date.now() / 30_000) + 4.5) * 30_000);
  try {
    for (const [halfMinutes, status] of [
      [-2, 401],
      [2, 401],
      [-1, 200],
      [1, 200],
    ] as const) {
      const answer = await ask(await begin(person), "two-factor/verify-totp", { code: app.code(halfMinutes) });
      expect(answer.status, `${halfMinutes} half minutes`).toBe(status);
    }
  } finally {
    vi.useRealTimers();
  }
});

test("of two who send the same code at once, one comes in", async () => {
  const { person, app } = await withApp("twins");
  const both = [await begin(person), await begin(person)];
  const code = app.code(1);
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
  const renewed = await ask(browser, "two-factor/generate-backup-codes", { password, code: app.code(1) });
  expect(renewed.status).toBe(200);
  expect((await ask(again, "two-factor/verify-backup-code", { code: second })).status).toBe(401);
  expect((await ask(again, "two-factor/verify-backup-code", { code: renewed.body.backupCodes[0] })).status).toBe(200);
  expect(await ways(person.workspaceId)).toContain("account.recovery codes renewed: password");
});

test("turning it off needs the password and a code", async () => {
  const { person, browser, app, recovery } = await withApp("bob");
  expect((await ask(browser, "two-factor/disable", { password })).status).toBe(401);
  expect((await ask(browser, "two-factor/disable", { password, code: "000000" })).status).toBe(401);
  expect((await ask(browser, "two-factor/disable", { password: "another one", code: app.code(1) })).status).toBe(400);
  expect(await person.api.account.get()).toMatchObject({ hasTwoFactor: true });
  expect((await ask(browser, "two-factor/disable", { password, code: recovery[0] })).status).toBe(200);
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

test("guessing ends: five codes a challenge, ten in a row for the person, so many a minute for an address", async () => {
  const { person, app, recovery } = await withApp("eve");
  for (let challenge = 0; challenge < 2; challenge += 1) {
    const browser = await begin(person);
    for (let tries = 0; tries < 5; tries += 1) {
      const wrong = await ask(browser, "two-factor/verify-totp", { code: wrongCode(app, challenge * 5 + tries) });
      expect(wrong).toMatchObject({ status: 401, body: { message: expect.stringContaining("not correct") } });
    }
    if (challenge === 0) {
      expect((await ask(browser, "two-factor/verify-totp", { code: app.code(1) })).body).toMatchObject({
        code: "TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE",
      });
      expect((await ask(browser, "two-factor/verify-totp", { code: app.code(1) })).body).toMatchObject({
        code: "INVALID_TWO_FACTOR_COOKIE",
      });
    }
    expect(await whoIs(browser)).toBeNull();
  }
  const locked = await begin(person);
  expect((await ask(locked, "two-factor/verify-totp", { code: app.code(1) })).status).toBe(429);
  expect((await ask(locked, "two-factor/verify-backup-code", { code: recovery[0] })).status).toBe(429);
  const { prisma } = server.app.db;
  await prisma.twoFactor.updateMany({ where: { userId: person.userId }, data: { lockedUntil: new Date() } });
  // What was refused in the meantime has used nothing.
  expect((await ask(locked, "two-factor/verify-totp", { code: app.code(1) })).status).toBe(200);
  const stranger = client();
  const statuses: number[] = [];
  for (let tries = 0; tries < 21; tries += 1) {
    statuses.push((await ask(stranger, "two-factor/verify-totp", { code: "000000" })).status);
  }
  expect(statuses.at(-1)).toBe(429);
});

test("an open session may not guess: ten tries, in which a wrong code stays a wrong one", async () => {
  const { person, browser, app } = await withApp("mallory");
  const wrong = wrongCode(app, 0);
  const answers: { status: number; body: { message?: string } }[] = [];
  for (let tries = 0; tries < 10; tries += 1) {
    answers.push(await ask(browser, "two-factor/disable", { password, code: wrong }));
  }
  // The first of ten was the one that set the app up.
  expect(answers.map(({ status }) => status)).toEqual([...Array(9).fill(401), 429]);
  expect(answers[8]?.body.message).toContain("not correct");
  expect(await person.api.account.get()).toMatchObject({ hasTwoFactor: true });
});

test("of one recovery code sent twice at once, one comes in", async () => {
  const { person, recovery } = await withApp("thrift");
  const both = [await begin(person), await begin(person)];
  const answers = await Promise.all(
    both.map((one) => ask(one, "two-factor/verify-backup-code", { code: recovery[0] })),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  const sessions = await Promise.all(both.map(whoIs));
  expect(sessions.filter((session) => session !== null)).toHaveLength(1);
});

test("only a code of the app sets it up, spaces and all, and one key a person", async () => {
  const person = await server.tenant("careful");
  await person.api.account.setPassword({ password });
  const browser = client();
  await ask(browser, "sign-in/email", { email: person.email, password });
  expect((await ask(browser, "two-factor/enable", { password: "another one" })).status).toBe(400);
  const { prisma } = server.app.db;
  expect(await prisma.twoFactor.count({ where: { userId: person.userId } })).toBe(0);
  const twice = await Promise.all([1, 2].map(() => ask(browser, "two-factor/enable", { password })));
  expect(twice.map(({ status }) => status)).toEqual([200, 200]);
  const { body } = await ask(browser, "two-factor/enable", { password });
  expect(await prisma.twoFactor.count({ where: { userId: person.userId } })).toBe(1);
  const byRecovery = await ask(browser, "two-factor/verify-totp", { code: body.backupCodes[0] });
  expect(byRecovery).toMatchObject({ status: 401, body: { message: expect.stringContaining("six digits") } });
  expect((await ask(browser, "two-factor/verify-backup-code", { code: body.backupCodes[0] })).status).toBe(404);
  expect(await ways(person.workspaceId)).not.toContain("account.two-factor turned on: password");
  const code = openApp(body.totpURI).code();
  expect((await ask(browser, "two-factor/verify-totp", { code: `${code.slice(0, 3)} ${code.slice(3)}` })).status).toBe(
    200,
  );
  expect(await ways(person.workspaceId)).toContain("account.two-factor turned on: password");
});

test("the key and the recovery codes are stored encrypted, and what the plugin could do besides is closed", async () => {
  await withApp("stored");
  const rows = await server.app.db.prisma.twoFactor.findMany();
  expect(rows.length).toBeGreaterThan(0);
  for (const { secret, backupCodes } of rows) {
    // better-auth gives what it encrypts in hex, with the nonce and the tag.
    expect(secret).toMatch(/^[0-9a-f]{100,}$/);
    expect(backupCodes).toMatch(/^[0-9a-f]{200,}$/);
  }
  for (const path of ["send-otp", "verify-otp", "get-totp-uri", "view-backup-codes"]) {
    expect((await ask(client(), `two-factor/${path}`, {}).catch(() => ({ status: 404 }))).status, path).toBe(404);
  }
});
