/** Passkeys by an authenticator in software, which can also be wrong. In a real browser: tests/e2e/pages/passkeys.spec.ts. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCaller } from "../../../server/api/caller.ts";
import { passkeyAddress } from "../../../server/auth/passkeys/passkey-address.ts";
import { codeOf } from "../../helpers/sign-in/authenticator.ts";
import { softAuthenticator } from "../../helpers/sign-in/soft-authenticator.ts";
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
const ask = async (one: Client, what: string, body: object = {}) => {
  const answer = await one.post(`/api/auth/${what}`, body);
  return { status: answer.status, body: Object(await answer.json()) };
};
const whoIs = async (one: Client) => (await one.get("/api/auth/get-session")).body;
const ways = async (workspaceId: string) =>
  (await server.app.audit.list(workspaceId, { limit: 50 })).items.map(
    ({ action, details }) => `${action}: ${details.way}`,
  );

/** Someone signed in with a password, whose device has a passkey of the account. */
async function withPasskey(name: string) {
  const person = await server.tenant(name);
  await person.api.account.setPassword({ password });
  const browser = client();
  await ask(browser, "sign-in/email", { email: person.email, password });
  const device = softAuthenticator(server.url);
  const { status, body } = await add(browser, device);
  expect(status, JSON.stringify(body)).toBe(200);
  return { person, browser, device, id: String(body.id) };
}

type Device = ReturnType<typeof softAuthenticator>;

async function add(browser: Client, device: Device, wrong?: Parameters<Device["create"]>[1]) {
  const asked = await ask(browser, "passkey/add-options", { password });
  expect(asked.status, JSON.stringify(asked.body)).toBe(200);
  return await ask(browser, "passkey/add", { name: "Phone", response: device.create(asked.body, wrong) });
}

async function enter(one: Client, device: Device, wrong?: Parameters<Device["get"]>[1]) {
  const { body: options } = await ask(one, "passkey/sign-in-options");
  return await ask(one, "passkey/sign-in", { response: device.get(options, wrong) });
}

test("a passkey signs in, and no longer once it is removed", async () => {
  const { person, device, id } = await withPasskey("ada");
  const one = client();
  expect((await enter(one, device)).status).toBe(200);
  expect(await whoIs(one)).toMatchObject({ user: { email: person.email } });
  expect(await person.api.account.passkeys()).toMatchObject([{ id, name: "Phone", lastUsedAt: expect.any(String) }]);
  await person.api.account.renamePasskey({ id, name: "Old phone" });
  await person.api.account.removePasskey({ id });
  expect(await server.app.db.prisma.passkey.count({ where: { userId: person.userId } })).toBe(0);
  const refused = client();
  expect(await enter(refused, device)).toMatchObject({ status: 401 });
  expect(await whoIs(refused)).toBeNull();
  expect(await ways(person.workspaceId)).toEqual([
    "account.passkey removed: undefined",
    "account.passkey renamed: undefined",
    "sign-in.succeeded: passkey",
    "account.passkey added: passkey",
    "sign-in.succeeded: password",
    "account.password changed: undefined",
  ]);
});

test("an answer counts once, for its own question, and not after its time", async () => {
  const { browser, device, person } = await withPasskey("replay");
  const { body: options } = await ask(client(), "passkey/sign-in-options");
  const response = device.get(options);
  expect((await ask(client(), "passkey/sign-in", { response })).status).toBe(200);
  expect((await ask(client(), "passkey/sign-in", { response })).status).toBe(401);
  // A question of adding is none of signing in.
  const { body: adding } = await ask(browser, "passkey/add-options", { password });
  const mixed = device.get({ challenge: adding.challenge, rpId: "localhost" });
  expect((await ask(client(), "passkey/sign-in", { response: mixed })).status).toBe(401);
  const { body: late } = await ask(client(), "passkey/sign-in-options");
  const where = { identifier: { startsWith: "passkey-" } };
  await server.app.db.prisma.verification.updateMany({ where, data: { expiresAt: new Date(Date.now() - 1) } });
  expect((await ask(client(), "passkey/sign-in", { response: device.get(late) })).status).toBe(401);
  expect(await ways(person.workspaceId)).toContain("sign-in.failed: passkey");
});

test.each([
  ["of another origin", { origin: "https://patchbay.example.com" }],
  ["for another site", { rpId: "example.com" }],
  ["without asking the person", { isVerified: false }],
  ["of a copy that counts from an earlier use", { count: 1 }],
])("an answer %s is refused", async (what, wrong) => {
  const { device } = await withPasskey(`wrong-${what.replaceAll(" ", "-")}`);
  expect((await enter(client(), device)).status).toBe(200);
  const one = client();
  expect((await enter(one, device, wrong)).status).toBe(401);
  expect(await whoIs(one)).toBeNull();
});

test.each([
  ["of another origin", { origin: "https://patchbay.example.com" }],
  ["for another site", { rpId: "example.com" }],
  ["that did not ask the person", { isVerified: false }],
])("a passkey %s is not added", async (what, wrong) => {
  const { browser } = await withPasskey(`bad-${what.replaceAll(" ", "-")}`);
  expect((await add(browser, softAuthenticator(server.url), wrong)).status).toBe(400);
});

test("adding one asks for the password, and for a code where there is a second factor", async () => {
  const { person, browser } = await withPasskey("proof");
  expect((await ask(browser, "passkey/add-options", { password: "not the right one" })).status).toBe(401);
  expect((await ask(client(), "passkey/add-options", { password })).status).toBe(401);
  const key = await turnOn(browser);
  expect((await ask(browser, "passkey/add-options", { password })).status).toBe(401);
  expect((await ask(browser, "passkey/add-options", { password, code: codeOf(key, 1) })).status).toBe(200);
  expect(await ways(person.workspaceId)).not.toContain("sign-in.failed: password and code");
});

test("as a second step it opens only the account whose password was given", async () => {
  const { person, browser, device } = await withPasskey("second");
  const other = await withPasskey("other");
  await turnOn(browser);
  const begin = async () => {
    const one = client();
    expect((await ask(one, "sign-in/email", { email: person.email, password })).body).toMatchObject({
      twoFactorRedirect: true,
    });
    return one;
  };
  const step = async (one: Client, by: Device) => {
    const { body: options } = await ask(one, "passkey/sign-in-options");
    return await ask(one, "passkey/sign-in", { response: by.get(options), afterPassword: true });
  };
  const wrong = await begin();
  expect((await step(wrong, other.device)).status).toBe(401);
  expect(await whoIs(wrong)).toBeNull();
  expect((await step(client(), device)).status).toBe(401);
  const one = await begin();
  expect((await step(one, device)).status).toBe(200);
  expect(await whoIs(one)).toMatchObject({ user: { email: person.email } });
  expect(await ways(person.workspaceId)).toContain("sign-in.succeeded: password and passkey");
});

test("a workspace that asks for a second factor asks those with a password and a passkey as well", async () => {
  const { person, device } = await withPasskey("ruled");
  await person.api.signInRules.set({ requiresTwoFactor: true });
  const one = client();
  expect((await enter(one, device)).status).toBe(200);
  expect((await one.get("/api/trpc/workspace.current")).status).toBe(403);
});

test("a passkey can be renamed and removed by its owner alone, and is gone with its account", async () => {
  const { person, id, device } = await withPasskey("mine");
  const eve: Tenant = await server.tenant("eve");
  await expect(eve.api.account.removePasskey({ id })).rejects.toThrow("no longer exists");
  await expect(eve.api.account.renamePasskey({ id, name: "hers" })).rejects.toThrow("no longer exists");
  await server.app.db.prisma.membership.deleteMany({ where: { userId: person.userId } });
  await server.app.db.prisma.user.delete({ where: { id: person.userId } });
  expect((await enter(client(), device)).status).toBe(401);
});

test("passkeys are for one address, which has to be a domain by https or this machine", () => {
  const of = (PATCHBAY_URL: string, PATCHBAY_PASSWORD_SIGN_IN = true) =>
    passkeyAddress({ PATCHBAY_URL, PATCHBAY_PASSWORD_SIGN_IN });
  expect(of("https://patch.example.com/")).toEqual({
    origin: "https://patch.example.com",
    rpId: "patch.example.com",
  });
  expect(of("http://localhost:3000")).toEqual({ origin: "http://localhost:3000", rpId: "localhost" });
  expect(of("http://patch.example.com")).toEqual({ absent: "http" });
  expect(of("https://192.0.2.7")).toEqual({ absent: "ip" });
  expect(of("http://[::1]:3000")).toEqual({ absent: "ip" });
  expect(of("https://patch.example.com", false)).toEqual({ absent: "provider" });
});

test("where only the identity provider decides, no passkey signs in or is added, and no invitation makes an account", async () => {
  await using strict = await openTestServer({
    PATCHBAY_PASSWORD_SIGN_IN: "0",
    PATCHBAY_OIDC_ISSUER: "http://localhost:9",
    PATCHBAY_OIDC_CLIENT_ID: "x",
  });
  const person = await strict.tenant("strict");
  expect(await person.api.account.get()).toMatchObject({ passkeys: { absent: "provider" } });
  const one = openClient(strict.url);
  for (const what of ["sign-in-options", "sign-in", "add-options", "add"]) {
    expect((await one.post(`/api/auth/passkey/${what}`, {})).status, what).toBe(404);
  }
  // An account with a password would open nothing either.
  const { url } = await person.api.invitations.create({ role: "viewer" });
  const token = url.slice(url.lastIndexOf("/") + 1);
  const stranger = createCaller({ app: strict.app, actor: { kind: "anonymous" }, ip: "test" });
  const form = { token, name: "Eve", email: "eve@example.com", password };
  await expect(stranger.invitations.accept(form)).rejects.toThrow("There are no passwords here.");
  expect(await strict.app.db.prisma.user.count({ where: { email: form.email } })).toBe(0);
});

/** Turns the second factor on, and gives the app's key. */
async function turnOn(browser: Client): Promise<string> {
  const { body } = await ask(browser, "two-factor/enable", { password });
  const key = new URL(String(body.totpURI)).searchParams.get("secret") ?? "";
  expect((await ask(browser, "two-factor/verify-totp", { code: codeOf(key) })).status).toBe(200);
  return key;
}
