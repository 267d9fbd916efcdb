import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createCaller } from "../../server/api/caller.ts";
import { errorData } from "../../server/api/error-shape.ts";
import type { Actor } from "../../server/authorize.ts";
import { type House, openHouse } from "./house.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house[Symbol.asyncDispose]());

const first = "a long enough one";
const second = "another long one";

/** A procedure over HTTP, with the cookies of a session. */
async function call(cookie: string, path: string, input: object) {
  const headers = { "content-type": "application/json", origin: house.url, cookie };
  const answer = await fetch(`${house.url}/api/trpc/${path}`, { method: "POST", headers, body: JSON.stringify(input) });
  return { status: answer.status, body: await answer.json() };
}

async function isSignedIn(cookie: string): Promise<boolean> {
  return (await fetch(`${house.url}/api/trpc/account.get`, { headers: { cookie } })).status === 200;
}

/** The status of signing in on the page. */
async function signIn(email: string, password: string): Promise<number> {
  const headers = { "content-type": "application/json", origin: house.url };
  const body = JSON.stringify({ email, password });
  return (await fetch(`${house.url}/api/auth/sign-in/email`, { method: "POST", headers, body })).status;
}

test("anyone who came by a link sets an address and a password, and signs in with them", async () => {
  const ada = await house.tenant("ada");
  const cookie = await house.cookieOf(ada.email);
  expect(await ada.api.account.get()).toEqual({ name: "ada", email: ada.email, hasPassword: false });
  expect((await call(cookie, "account.update", { name: "Ada", email: "Ada@New.Example.com" })).status).toBe(200);
  expect((await call(cookie, "account.setPassword", { password: first })).status).toBe(200);
  expect(await ada.api.account.get()).toEqual({ name: "Ada", email: "ada@new.example.com", hasPassword: true });
  expect(await signIn("ada@new.example.com", first)).toBe(200);
  expect(await signIn(ada.email, first)).toBe(401);
});

test("a change needs the current password and ends all other sessions", async () => {
  const grace = await house.tenant("grace");
  const eve = await house.tenant("eve");
  const [here, elsewhere, stranger] = [
    await house.cookieOf(grace.email),
    await house.cookieOf(grace.email),
    await house.cookieOf(eve.email),
  ];
  await grace.api.account.setPassword({ password: first });
  expect(await isSignedIn(here)).toBe(false);
  const [mine, other] = [await house.cookieOf(grace.email), await house.cookieOf(grace.email)];
  for (const wrong of [{}, { currentPassword: "not the right one" }]) {
    const refused = await call(mine, "account.setPassword", { password: second, ...wrong });
    expect(refused).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining("current password is not right") } },
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
  const { api, userId } = await house.tenant("twice");
  const both = await Promise.allSettled([first, second].map((password) => api.account.setPassword({ password })));
  expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await house.app.db.prisma.account.count({ where: { userId } })).toBe(1);
});

describe("refused", () => {
  test("is an API key, and anyone who has not signed in", async () => {
    const { workspaceId, key } = await house.tenant("keys");
    const actor: Actor = { kind: "key", keyId: "k", workspaceId, role: "owner" };
    const byKey = createCaller({ app: house.app, actor, ip: "test" });
    const anonymously = createCaller({ app: house.app, actor: { kind: "anonymous" }, ip: "test" });
    for (const [api, code] of [[byKey, "forbidden"] as const, [anonymously, "not_signed_in"] as const]) {
      expect(await api.account.get().catch(errorData)).toMatchObject({ code });
      expect(await api.account.update({ name: "x" }).catch(errorData)).toMatchObject({ code });
      expect(await api.account.setPassword({ password: first }).catch(errorData)).toMatchObject({ code });
    }
    const headers = { authorization: `Bearer ${key}` };
    expect((await fetch(`${house.url}/api/trpc/account.get`, { headers })).status).toBe(403);
  });

  test("are a short password, a wrong address and one that someone has", async () => {
    const { api } = await house.tenant("short");
    const taken = await house.tenant("taken");
    expect(await api.account.setPassword({ password: "short" }).catch(errorData)).toMatchObject({ code: "bad_input" });
    expect(await api.account.update({ email: "nowhere" }).catch(errorData)).toMatchObject({ code: "bad_input" });
    const asOther = await api.account.update({ email: taken.email.toUpperCase() }).catch(errorData);
    expect(asOther).toMatchObject({ code: "conflict" });
  });

  test("is a guesser of the current password", async () => {
    const { api } = await house.tenant("guessed");
    await api.account.setPassword({ password: first });
    const guess = () => api.account.setPassword({ password: second, currentPassword: "a guess" }).catch(errorData);
    for (let tries = 0; tries < 9; tries += 1) expect(await guess()).toMatchObject({ code: "bad_input" });
    expect(await guess()).toMatchObject({ code: "too_many" });
  });

  test("are the sign-in library's own doors to the same", async () => {
    const { email } = await house.tenant("doors");
    const headers = { "content-type": "application/json", origin: house.url, cookie: await house.cookieOf(email) };
    for (const door of ["change-password", "update-user", "set-password", "change-email"]) {
      const answer = await fetch(`${house.url}/api/auth/${door}`, { method: "POST", headers, body: "{}" });
      expect(answer.status, door).toBe(404);
    }
  });
});
