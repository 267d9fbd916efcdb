/** Signing in with an identity provider, on a real one (npm oidc-provider). */
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { freePort } from "../../../scripts/services/free-port.ts";
import { createCaller } from "../../../server/api/caller.ts";
import { createInvitation } from "../../../server/auth/invitations.ts";
import { ensureOwner } from "../../../server/auth/owner.ts";
import { type OidcPeer, oidcPeer } from "../../helpers/peers/oidc-peer.ts";
import { openTestServer, type TestServer } from "../test-server.ts";
import { openClient } from "./oidc-client.ts";

let peer: OidcPeer;
const open: TestServer[] = [];
let port: number;
let server: TestServer;
let home: string;

/** A Patchbay at the address that the provider knows. */
async function openServer(settings: Record<string, string> = {}): Promise<void> {
  await open.pop()?.[Symbol.asyncDispose]();
  server = await openTestServer({
    PORT: String(port),
    PATCHBAY_OIDC_ISSUER: peer.issuer,
    PATCHBAY_OIDC_CLIENT_ID: peer.clientId,
    PATCHBAY_OIDC_CLIENT_SECRET: peer.clientSecret,
    PATCHBAY_OIDC_SCOPES: "openid email profile groups",
    ...settings,
  });
  open.push(server);
  home = (await ensureOwner(server.app.db.prisma)).workspaceId;
}

beforeAll(async () => {
  port = await freePort();
  peer = await oidcPeer({ url: `http://localhost:${port}` });
});
beforeEach(() => peer.people.clear());
afterAll(async () => {
  await open.pop()?.[Symbol.asyncDispose]();
  await peer[Symbol.asyncDispose]();
});

const client = () => openClient(server.url);
const whoIs = async (one: ReturnType<typeof client>) => (await one.get("/api/auth/get-session")).body;
const roleOf = async (email: string) =>
  (await server.app.db.prisma.membership.findFirst({ where: { user: { email } } }))?.role;
async function auditOf(workspaceId: string) {
  const { items } = await server.app.audit.list(workspaceId, { limit: 50 });
  return items.map(({ action, actor, details }) => ({ action, who: actor.name, ...details }));
}

test("newcomers get the account and role of the settings, and are the same person next time", async () => {
  await openServer({ PATCHBAY_OIDC_NEWCOMERS: "viewer" });
  peer.people.set("ada", { email: "Ada@example.com", email_verified: true, name: "Ada" });
  const browser = client();
  const start = await browser.begin(undefined, { next: "/runs" });
  expect(Object.fromEntries(start.searchParams)).toMatchObject({
    response_type: "code",
    code_challenge_method: "S256",
    scope: "openid email profile groups",
    state: expect.stringMatching(/.{16,}/),
    nonce: expect.stringMatching(/.{16,}/),
  });
  expect(await browser.goOn(start, "ada")).toBe(`${server.url}/runs`);
  expect(await whoIs(browser)).toMatchObject({ user: { email: "ada@example.com", name: "Ada" } });
  expect(await roleOf("ada@example.com")).toBe("viewer");

  // The address changed there; the subject did not.
  peer.people.set("ada", { email: "ada.l@example.com", email_verified: true, name: "Ada" });
  const again = client();
  expect(await again.signIn("ada")).toBe("/");
  expect(await whoIs(again)).toMatchObject({ user: { email: "ada@example.com" } });
  expect(await server.app.db.prisma.user.count({ where: { name: "Ada" } })).toBe(1);
  const account = await server.app.db.prisma.account.findFirst({ where: { providerId: "oidc" } });
  expect(account).toMatchObject({ accountId: "ada", accessToken: null, refreshToken: null });
  expect(await auditOf(home)).toEqual([
    { action: "sign-in.succeeded", who: "ada@example.com", way: "identity provider" },
    { action: "sign-in.succeeded", who: "ada@example.com", way: "identity provider" },
    { action: "member.joined", who: "ada@example.com", role: "viewer", way: "identity provider" },
  ]);

  // Signing out leads on to the provider, which asks who it is the next time.
  const bye = await again.post("/api/auth/sign-out", { disableRedirect: true });
  const { url } = Object(await bye.json());
  const there = new URL(url);
  expect(there.origin).toBe(peer.issuer);
  expect(there.searchParams.get("post_logout_redirect_uri")).toBe(`${server.url}/sign-in`);
  expect(there.searchParams.get("id_token_hint")).toBeTruthy();
  expect(await whoIs(again)).toBeNull();
});

test("an address opens an existing account only when both sides have verified it", async () => {
  await openServer();
  const { prisma } = server.app.db;
  const grace = await server.tenant("grace");
  peer.people.set("mallory", { email: grace.email, email_verified: false });
  expect(await client().signIn("mallory")).toContain("/sign-in?error=account_not_linked");
  peer.people.set("silent", { email: grace.email });
  expect(await client().signIn("silent")).toContain("error=account_not_linked");

  // A local address that its user has chosen: the provider's owner of it must not end up in that account.
  await grace.api.account.update({ email: "ceo@example.com" });
  peer.people.set("ceo", { email: "ceo@example.com", email_verified: true });
  expect(await client().signIn("ceo")).toContain("error=account_not_linked");
  expect(await prisma.account.count({ where: { userId: grace.userId } })).toBe(0);
  expect(await auditOf(grace.workspaceId)).toContainEqual({
    action: "sign-in.failed",
    who: "ceo@example.com",
    way: "identity provider",
    reason: "account_not_linked",
  });

  const bob = await server.tenant("bob");
  peer.people.set("bob", { email: bob.email, email_verified: true });
  const browser = client();
  expect(await browser.signIn("bob")).toBe("/");
  expect(await whoIs(browser)).toMatchObject({ user: { id: bob.userId } });
});

test("an invitation vouches for an address only when it is one to the first workspace, whose owners run Patchbay", async () => {
  await openServer();
  const mallory = await server.tenant("mallory");
  const boss = { email: "boss@example.com", name: "Boss", password: "one that mallory knows" };
  const accept = async (of: string, url: string) => {
    const anonymous = createCaller({ app: server.app, actor: { kind: "anonymous" }, ip: "test" });
    await anonymous.invitations.accept({ ...boss, email: of, token: url.slice(url.lastIndexOf("/") + 1) });
  };
  const theirs = await mallory.api.invitations.create({ role: "editor", email: boss.email });
  await accept(boss.email, theirs.url);
  peer.people.set("boss", { email: boss.email, email_verified: true });
  expect(await client().signIn("boss")).toContain("error=account_not_linked");

  const { prisma } = server.app.db;
  const { userId } = await ensureOwner(prisma);
  const carol = { workspaceId: home, email: "carol@example.com", role: "owner" as const, createdBy: userId };
  await accept(carol.email, (await createInvitation(prisma, carol)).token);
  // The owner of a younger workspace does not move up when the first owner goes.
  await prisma.membership.deleteMany({ where: { userId } });
  expect(await ensureOwner(prisma)).toMatchObject({ workspaceId: home, email: carol.email });
  peer.people.set("carol", { email: "carol@example.com", email_verified: true });
  expect(await client().signIn("carol")).toBe("/");
});

test("people connect their own account, when the address is theirs on both sides", async () => {
  await openServer();
  const { prisma } = server.app.db;
  const ida = await server.tenant("ida");
  await ida.api.account.update({ email: "ida@new.example.com" });
  await ida.api.account.setPassword({ password: "a long enough one" });
  const browser = client();
  expect((await browser.post("/api/auth/link-social", {})).status).toBe(401);
  await browser.post("/api/auth/sign-in/email", { email: "ida@new.example.com", password: "a long enough one" });
  const connect = async (login: string) => await browser.goOn(await browser.begin("/api/auth/link-social"), login);

  peer.people.set("other", { email: "other@example.com", email_verified: true });
  expect(await connect("other")).toContain("/settings?tab=account&error=email_does_not_match");
  browser.forget(peer.issuer);
  peer.people.set("unsure", { email: "ida@new.example.com" });
  expect(await connect("unsure")).toContain("error=unable_to_link_account");
  browser.forget(peer.issuer);
  expect(await ida.api.account.get()).toMatchObject({ provider: { name: "single sign-on", isConnected: false } });
  peer.people.set("ida", { email: "ida@new.example.com", email_verified: true });
  expect(await connect("ida")).toBe(`${server.url}/settings?tab=account`);
  expect(await ida.api.account.get()).toMatchObject({ provider: { isConnected: true } });
  const elsewhere = client();
  expect(await elsewhere.signIn("ida")).toBe("/");
  expect(await whoIs(elsewhere)).toMatchObject({ user: { id: ida.userId } });
  expect(await prisma.account.count({ where: { providerId: "oidc", userId: ida.userId } })).toBe(1);
  expect(await auditOf(ida.workspaceId)).toContainEqual(
    expect.objectContaining({ action: "account.identity provider connected", who: "ida@new.example.com" }),
  );
});

test("without a setting for newcomers there is no account for them, and owners see who tried", async () => {
  await openServer();
  peer.people.set("eve", { email: "eve@example.com", email_verified: true });
  expect(await client().signIn("eve")).toContain("error=oidc_no_account");
  peer.people.set("none", { email_verified: true });
  expect(await client().signIn("none")).toContain("error=email_not_found");
  expect(await server.app.db.prisma.user.count({ where: { email: "eve@example.com" } })).toBe(0);
  expect(await auditOf(home)).toEqual([
    { action: "sign-in.failed", who: "eve@example.com", way: "identity provider", reason: "oidc_no_account" },
  ]);
});

test("domains and verified addresses are demanded, groups give the role and take it", async () => {
  await openServer({ PATCHBAY_OIDC_DOMAINS: "example.com", PATCHBAY_OIDC_ROLES: "admins=owner, makers=editor" });
  const { prisma } = server.app.db;
  const verified = { email_verified: true };
  peer.people.set("far", { email: "far@example.com.evil.org", ...verified, groups: ["admins"] });
  expect(await client().signIn("far")).toContain("error=oidc_domain");
  peer.people.set("bare", { email: "bare@example.com", ...verified, groups: ["others"] });
  expect(await client().signIn("bare")).toContain("error=oidc_no_role");
  peer.people.set("open", { email: "open@example.com", groups: ["makers"] });
  expect(await client().signIn("open")).toContain("error=oidc_email_unverified");

  peer.people.set("may", { email: "may@example.com", ...verified, groups: ["makers", "admins"] });
  expect(await client().signIn("may")).toBe("/");
  expect(await roleOf("may@example.com")).toBe("owner");
  peer.people.set("may", { email: "may@example.com", ...verified, groups: ["makers"] });
  expect(await client().signIn("may")).toBe("/");
  expect(await roleOf("may@example.com")).toBe("editor");
  expect(await auditOf(home)).toContainEqual(
    expect.objectContaining({ action: "member.role changed", who: "may@example.com", role: "editor" }),
  );
  peer.people.set("may", { email: "may@example.com", ...verified, groups: [] });
  expect(await client().signIn("may")).toContain("error=oidc_no_role");

  // Who was removed by an owner stays out.
  peer.people.set("may", { email: "may@example.com", ...verified, groups: ["makers"] });
  await prisma.membership.deleteMany({ where: { user: { email: "may@example.com" } } });
  expect(await client().signIn("may")).toBe("/");
  expect(await roleOf("may@example.com")).toBeUndefined();

  // The last owner stays one.
  const { userId } = await ensureOwner(prisma);
  await prisma.user.update({ where: { id: userId }, data: { email: "boss@example.com", emailVerified: true } });
  peer.people.set("boss", { email: "boss@example.com", ...verified, groups: ["makers"] });
  expect(await client().signIn("boss")).toBe("/");
  expect(await roleOf("boss@example.com")).toBe("owner");
});

test("an answer counts once, in the browser that asked, and with the state it was asked with", async () => {
  await openServer({ PATCHBAY_OIDC_NEWCOMERS: "viewer" });
  peer.people.set("ada", { email: "ada@example.com", email_verified: true });
  const browser = client();
  const isBack = (address: string) => address.startsWith(`${server.url}/api/auth/callback`);
  const back = await browser.goOn(await browser.begin(), "ada", isBack);
  const atOther = await client().ask(back);
  expect(atOther.headers.get("location")).toMatch(/\/sign-in\?error=/);
  const other = new URL(back);
  other.searchParams.set("state", "A".repeat(32));
  expect((await browser.ask(other.href)).headers.get("location")).toMatch(/\/sign-in\?error=/);
  expect(await whoIs(browser)).toBeNull();

  const whole = client();
  const answer = await whole.goOn(await whole.begin(), "ada", isBack);
  expect((await whole.ask(answer)).headers.get("location")).toBe("/");
  expect(await whoIs(whole)).toMatchObject({ user: { email: "ada@example.com" } });
  expect((await whole.ask(answer)).headers.get("location")).toMatch(/\/sign-in\?error=/);
});

test("a page can ask for nothing but the provider of the settings, and leads only to this site", async () => {
  await openServer({ PATCHBAY_OIDC_NEWCOMERS: "viewer" });
  peer.people.set("ada", { email: "ada@example.com", email_verified: true });
  for (const next of ["https://evil.example", "//evil.example", "/\\evil.example", 7]) {
    expect(await client().signIn("ada", { next, callbackURL: "https://evil.example" })).toBe("/");
  }
  const forged = { provider: "oidc", idToken: { token: "e30.e30.x" }, scopes: ["admin"] };
  const start = await client().begin(undefined, forged);
  expect(start.searchParams.get("scope")).toBe("openid email profile groups");
  for (const path of ["list-accounts", "get-access-token", "account-info", "unlink-account", "refresh-token"]) {
    expect((await client().post(`/api/auth/${path}`, { providerId: "oidc" })).status, path).toBe(404);
  }
});

test("while the provider is away, a sentence says so and passwords work", async () => {
  await openServer();
  const ada = await server.tenant("ada");
  const anonymous = await fetch(`${server.url}/api/trpc/account.signInWays`);
  expect(await anonymous.json()).toMatchObject({ result: { data: { password: true, oidc: { isUp: true } } } });
  await ada.api.account.setPassword({ password: "a long enough one" });
  await peer.stop();
  try {
    await openServer();
    const browser = client();
    const refused = await browser.post("/api/auth/sign-in/social", {});
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ message: expect.stringContaining("does not answer at the moment") });
    const eve = await server.tenant("eve");
    await eve.api.account.setPassword({ password: "a long enough one" });
    expect(
      (await browser.post("/api/auth/sign-in/email", { email: eve.email, password: "a long enough one" })).status,
    ).toBe(200);
    expect((await browser.post("/api/auth/sign-out", {})).status).toBe(200);
  } finally {
    await peer.start();
  }
});

test("a page of HTML in place of an answer is a sentence on the sign-in page, and no one comes in", async () => {
  await openServer({ PATCHBAY_OIDC_NEWCOMERS: "viewer", TRUST_PROXY: "1" });
  peer.people.set("ada", { email: "ada@example.com", email_verified: true });
  for (const path of ["/jwks", "/token", "/me"]) {
    peer.broken.add(path);
    const browser = client();
    expect(await browser.signIn("ada"), path).toMatch(/^\/sign-in\?error=(unable_to_get|invalid_code|oidc_away)/);
    expect(await whoIs(browser)).toBeNull();
    peer.broken.clear();
  }
  expect(await client().signIn("ada")).toBe("/");
});

test("passwords can be turned off; the one-time link still works", async () => {
  await openServer({ PATCHBAY_PASSWORD_SIGN_IN: "0" });
  const ada = await server.tenant("ada");
  await ada.api.account.setPassword({ password: "a long enough one" });
  const refused = await client().post("/api/auth/sign-in/email", { email: ada.email, password: "a long enough one" });
  expect(refused.status).toBe(400);
  expect(await server.cookieOf(ada.email)).toContain("session");
});
