import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createCaller } from "../../../server/api/caller.ts";
import { errorData } from "../../../server/api/shared/error-shape.ts";
import type { Actor } from "../../../server/auth/authorize.ts";
import { openTestServer, type TestServer } from "../test-server.ts";

let testServer: TestServer;
beforeAll(async () => {
  testServer = await openTestServer();
});
afterAll(() => testServer[Symbol.asyncDispose]());

const first = "a long enough one";
const second = "another long one";

/** A procedure over HTTP, with the cookies of a session. */
async function call(cookie: string, path: string, input: object) {
  const headers = { "content-type": "application/json", origin: testServer.url, cookie };
  const answer = await fetch(`${testServer.url}/api/trpc/${path}`, {
    method: "POST",
    headers,
    body: JSON.stringify(input),
  });
  return { status: answer.status, body: await answer.json() };
}

async function isSignedIn(cookie: string): Promise<boolean> {
  return (await fetch(`${testServer.url}/api/trpc/account.get`, { headers: { cookie } })).status === 200;
}

/** The status of signing in on the page. */
async function signIn(email: string, password: string): Promise<number> {
  const headers = { "content-type": "application/json", origin: testServer.url };
  const body = JSON.stringify({ email, password });
  return (await fetch(`${testServer.url}/api/auth/sign-in/email`, { method: "POST", headers, body })).status;
}

/** The server of the tests is asked at 127.0.0.1, where there are no passkeys. */
const passkeys = { origin: expect.stringMatching(/^http:\/\/localhost:\d+$/) };

test("a user who came by a link sets an address and a password, and signs in with them", async () => {
  const ada = await testServer.tenant("ada");
  const cookie = await testServer.cookieOf(ada.email);
  expect(await ada.api.account.get()).toEqual({
    name: "ada",
    email: ada.email,
    hasPassword: false,
    hasTwoFactor: false,
    passkeys,
  });
  expect((await call(cookie, "account.update", { name: "Ada", email: "Ada@New.Example.com" })).status).toBe(200);
  expect((await call(cookie, "account.setPassword", { password: first })).status).toBe(200);
  expect(await ada.api.account.get()).toEqual({
    name: "Ada",
    email: "ada@new.example.com",
    hasPassword: true,
    hasTwoFactor: false,
    passkeys,
  });
  expect(await signIn("ada@new.example.com", first)).toBe(200);
  expect(await signIn(ada.email, first)).toBe(401);
});

test("a change needs the current password and ends all other sessions", async () => {
  const grace = await testServer.tenant("grace");
  const eve = await testServer.tenant("eve");
  const [here, elsewhere, stranger] = [
    await testServer.cookieOf(grace.email),
    await testServer.cookieOf(grace.email),
    await testServer.cookieOf(eve.email),
  ];
  await grace.api.account.setPassword({ password: first });
  expect(await isSignedIn(here)).toBe(false);
  const [mine, other] = [await testServer.cookieOf(grace.email), await testServer.cookieOf(grace.email)];
  for (const wrong of [{}, { currentPassword: "not the right one" }]) {
    const refused = await call(mine, "account.setPassword", { password: second, ...wrong });
    expect(refused).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining("current password is wrong") } },
    });
  }
  expect(await isSignedIn(other)).toBe(true);
  expect((await call(mine, "account.setPassword", { password: second, currentPassword: first })).status).toBe(200);
  expect([await isSignedIn(mine), await isSignedIn(other), await isSignedIn(elsewhere)]).toEqual([true, false, false]);
  expect(await isSignedIn(stranger)).toBe(true);
  expect(await signIn(grace.email, first)).toBe(401);
  expect(await signIn(grace.email, second)).toBe(200);
});

test("of two first passwords at once, one is set", async () => {
  const { api, userId } = await testServer.tenant("twice");
  const both = await Promise.allSettled([first, second].map((password) => api.account.setPassword({ password })));
  expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await testServer.app.db.prisma.account.count({ where: { userId } })).toBe(1);
});

describe("refused", () => {
  test("is an API key, and a client without a session", async () => {
    const { workspaceId, key } = await testServer.tenant("keys");
    const actor: Actor = { kind: "key", keyId: "k", workspaceId, role: "owner" };
    const byKey = createCaller({ app: testServer.app, actor, ip: "test" });
    const anonymous = createCaller({ app: testServer.app, actor: { kind: "anonymous" }, ip: "test" });
    for (const [api, code] of [[byKey, "forbidden"] as const, [anonymous, "not_signed_in"] as const]) {
      expect(await api.account.get().catch(errorData)).toMatchObject({ code });
      expect(await api.account.update({ name: "x" }).catch(errorData)).toMatchObject({ code });
      expect(await api.account.setPassword({ password: first }).catch(errorData)).toMatchObject({ code });
    }
    const headers = { authorization: `Bearer ${key}` };
    expect((await fetch(`${testServer.url}/api/trpc/account.get`, { headers })).status).toBe(403);
  });

  test("are a short password, a wrong address and one that is taken", async () => {
    const { api } = await testServer.tenant("short");
    const taken = await testServer.tenant("taken");
    expect(await api.account.setPassword({ password: "short" }).catch(errorData)).toMatchObject({ code: "bad_input" });
    expect(await api.account.update({ email: "nowhere" }).catch(errorData)).toMatchObject({ code: "bad_input" });
    const asOther = await api.account.update({ email: taken.email.toUpperCase() }).catch(errorData);
    expect(asOther).toMatchObject({ code: "conflict" });
  });

  test("is a guesser of the current password", async () => {
    const { api } = await testServer.tenant("guessed");
    await api.account.setPassword({ password: first });
    const guess = () => api.account.setPassword({ password: second, currentPassword: "a guess" }).catch(errorData);
    for (let tries = 0; tries < 9; tries += 1) expect(await guess()).toMatchObject({ code: "bad_input" });
    expect(await guess()).toMatchObject({ code: "too_many" });
  });

  test("are the sign-in library's own endpoints for the same", async () => {
    const { email } = await testServer.tenant("endpoints");
    const headers = {
      "content-type": "application/json",
      origin: testServer.url,
      cookie: await testServer.cookieOf(email),
    };
    for (const door of ["change-password", "update-user", "set-password", "change-email"]) {
      const answer = await fetch(`${testServer.url}/api/auth/${door}`, { method: "POST", headers, body: "{}" });
      expect(answer.status, door).toBe(404);
    }
  });
});
