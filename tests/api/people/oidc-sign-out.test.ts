/** Providers that say everything in the ID token: clocks that are off, and signing out by OpenID Connect Back-Channel Logout. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type PlainOidcPeer, plainOidcPeer } from "../../helpers/peers/plain-oidc-peer.ts";
import { openTestServer, type TestServer } from "../test-server.ts";
import { openClient } from "./oidc-client.ts";

const clientId = "patchbay";
let peer: PlainOidcPeer;
let server: TestServer;
beforeAll(async () => {
  peer = await plainOidcPeer(clientId);
  server = await openTestServer({
    TRUST_PROXY: "1",
    PATCHBAY_OIDC_ISSUER: peer.issuer,
    PATCHBAY_OIDC_CLIENT_ID: clientId,
    PATCHBAY_OIDC_CLIENT_SECRET: "a secret of the client, long enough",
    PATCHBAY_OIDC_NEWCOMERS: "viewer",
  });
});
afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  await peer?.[Symbol.asyncDispose]();
});

const client = () => openClient(server.url);
type Client = ReturnType<typeof client>;
const whoIs = async (browser: Client) => Object((await browser.get("/api/auth/get-session")).body).user?.email;
const ada = { sub: "ada", email: "ada@example.com", email_verified: true, name: "Ada" };

async function signIn(claims: object): Promise<Client> {
  peer.says({ ...claims });
  const browser = client();
  expect(await browser.signIn("")).toBe("/");
  return browser;
}

test.each([
  ["a minute ahead", { iat: 60, exp: 360 }],
  ["a minute behind", { iat: -60, exp: 240 }],
  ["half a minute behind, with a token that has just expired", { iat: -320, exp: -20 }],
  ["a little ahead, with a token that is valid from now on there", { iat: 20, nbf: 20, exp: 320 }],
])("people come in by a provider whose clock is %s", async (_, times) => {
  expect(await whoIs(await signIn({ ...ada, ...times }))).toBe("ada@example.com");
});

test.each([
  ["has expired a minute ago", { iat: -360, exp: -60 }],
  ["is valid a minute from now", { iat: 60, nbf: 60, exp: 360 }],
])("no one comes in with a token that %s", async (_, times) => {
  peer.says({ ...ada, ...times });
  const browser = client();
  expect(await browser.signIn("")).toMatch(/^\/sign-in\?error=/);
  expect(await whoIs(browser)).toBeUndefined();
});

const event = { "http://schemas.openid.net/event/backchannel-logout": {} };
/** What a provider sends to sign Ada out. */
function logoutOf(claims: Record<string, unknown> = {}) {
  const iat = Math.floor(Date.now() / 1000);
  const whole = { iss: peer.issuer, aud: clientId, iat, exp: iat + 120, jti: randomUUID(), sub: "ada", events: event };
  return { ...whole, ...claims };
}
async function signOut(token: string) {
  const body = new URLSearchParams({ logout_token: token });
  const answer = await fetch(`${server.url}/api/auth/oidc/backchannel-logout`, { method: "POST", body });
  return { status: answer.status, cache: answer.headers.get("cache-control"), body: await answer.text() };
}

test("the provider signs a person out, in every browser, and no one else; the audit log says so", async () => {
  const [one, two] = [await signIn(ada), await signIn(ada)];
  const bob = await signIn({ ...ada, sub: "bob", email: "bob@example.com", name: "Bob" });
  expect(await signOut(peer.sign(logoutOf(), { typ: "logout+jwt" }))).toEqual({
    status: 200,
    cache: "no-store",
    body: "",
  });
  expect(await whoIs(one)).toBeUndefined();
  expect(await whoIs(two)).toBeUndefined();
  expect(await whoIs(bob)).toBe("bob@example.com");
  const { workspaceId } = await server.app.db.prisma.membership.findFirstOrThrow({
    where: { user: { email: "ada@example.com" } },
  });
  const { items } = await server.app.audit.list(workspaceId, { limit: 50 });
  expect(items.filter(({ action }) => action === "account.signed out")).toMatchObject([
    { actor: { name: "ada@example.com" }, details: { way: "identity provider" } },
  ]);
  // Again, and for a person who was never here, there is nothing left to do.
  expect((await signOut(peer.sign(logoutOf()))).status).toBe(200);
  expect((await signOut(peer.sign(logoutOf({ sub: "stranger" })))).status).toBe(200);
});

test("a token that is not the provider's, not for us, old, or no logout token signs no one out", async () => {
  const browser = await signIn(ada);
  const old = Math.floor(Date.now() / 1000) - 1200;
  const [head = "", , signature = ""] = peer.sign(logoutOf({ sub: "bob" })).split(".");
  const forged = Buffer.from(JSON.stringify(logoutOf())).toString("base64url");
  const refused: Record<string, string> = {
    "another signature": `${head}.${forged}.${signature}`,
    "no signature": `${Buffer.from('{"alg":"none"}').toString("base64url")}.${forged}.`,
    "another client": peer.sign(logoutOf({ aud: "another" })),
    "another issuer": peer.sign(logoutOf({ iss: "https://login.example.com" })),
    "twenty minutes old": peer.sign(logoutOf({ iat: old, exp: old + 9000 })),
    "no time": peer.sign(logoutOf({ iat: undefined })),
    "no event": peer.sign(logoutOf({ events: { other: {} } })),
    "an ID token": peer.sign(logoutOf({ nonce: "n" })),
    "a session and no person": peer.sign(logoutOf({ sub: undefined, sid: "1" })),
    "no token": "x",
    "an empty one": "",
  };
  for (const [what, token] of Object.entries(refused)) {
    expect(await signOut(token), what).toMatchObject({ status: 400, body: expect.stringContaining("invalid_request") });
  }
  expect(await whoIs(browser)).toBe("ada@example.com");
});
