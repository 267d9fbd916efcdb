/** Identity providers that are unusual and right: what they leave out, how they sign, keys that change and clocks that are off. */
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { freePort } from "../../../scripts/services/free-port.ts";
import { type OidcPeer, oidcPeer } from "../../helpers/peers/oidc-peer.ts";
import { openTestServer, type TestServer } from "../test-server.ts";
import { openClient } from "./oidc-client.ts";

let peer: OidcPeer;
let server: TestServer;
let now = 0;
/** What was read of a provider counts for a while. Time does not go back from test to test. */
function later(ms: number): void {
  now = Math.max(now, Date.now()) + ms;
  vi.setSystemTime(now);
}

beforeAll(async () => {
  const port = await freePort();
  peer = await oidcPeer({ url: `http://localhost:${port}` });
  server = await openTestServer({
    PORT: String(port),
    TRUST_PROXY: "1",
    PATCHBAY_OIDC_ISSUER: peer.issuer,
    PATCHBAY_OIDC_CLIENT_ID: peer.clientId,
    PATCHBAY_OIDC_CLIENT_SECRET: peer.clientSecret,
    PATCHBAY_OIDC_SCOPES: "openid email profile groups",
    PATCHBAY_OIDC_TRUST_EMAIL: "1",
    PATCHBAY_OIDC_NEWCOMERS: "viewer",
    PATCHBAY_OIDC_ROLES: "makers=editor",
  });
});
beforeEach(() => peer.people.clear());
afterAll(async () => {
  vi.useRealTimers();
  await server?.[Symbol.asyncDispose]();
  await peer?.[Symbol.asyncDispose]();
});

const client = () => openClient(server.url);

/** Who someone with this login is here. */
async function comeIn(login: string) {
  const browser = client();
  expect(await browser.signIn(login)).toBe("/");
  return Object((await browser.get("/api/auth/get-session")).body).user;
}
const roleOf = async (userId: string) => (await server.app.db.prisma.membership.findFirst({ where: { userId } }))?.role;

test("one group as a text gives its role, and a person without a name is called by the address", async () => {
  peer.people.set("mo", { email: "Mo@example.com", groups: "makers" });
  const mo = await comeIn("mo");
  expect(mo).toMatchObject({ email: "mo@example.com", name: "Mo@example.com", emailVerified: true });
  expect(await roleOf(mo.id)).toBe("editor");
});

test("where addresses are trusted, one that the provider says is not verified is refused all the same", async () => {
  peer.people.set("eve", { email: "eve@example.com", email_verified: false });
  expect(await client().signIn("eve")).toContain("error=oidc_email_unverified");
});

test("a subject may have 255 characters, and two that differ in the last one are two people", async () => {
  const subject = "s".repeat(254);
  peer.people.set(`${subject}1`, { email: "one@example.com" });
  peer.people.set(`${subject}2`, { email: "two@example.com" });
  const one = await comeIn(`${subject}1`);
  const two = await comeIn(`${subject}2`);
  expect(one.id).not.toBe(two.id);
  const { accountId } = await server.app.db.prisma.account.findFirstOrThrow({ where: { userId: one.id } });
  expect(accountId).toBe(`${subject}1`);
});

test("a provider may sign with RSA, an elliptic curve or EdDSA, and change from one to another while web runs", async () => {
  peer.people.set("ada", { email: "ada@example.com", name: "Ada" });
  const seen: string[] = [];
  for (const signing of ["RS256", "ES256", "EdDSA", "RS256"] as const) {
    peer.renewKey(signing);
    later(60_000);
    seen.push((await comeIn("ada")).email);
  }
  expect(seen).toEqual(Array(4).fill("ada@example.com"));
});

test("a key that is exchanged for another of its kind is fetched when a token names it", async () => {
  peer.people.set("bea", { email: "bea@example.com" });
  await comeIn("bea");
  peer.renewKey("RS256");
  later(31_000);
  expect(await comeIn("bea")).toMatchObject({ email: "bea@example.com" });
});
