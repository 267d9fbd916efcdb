/** What npm run verify says of mail servers: a real Patchbay, a real worker and real mail servers on loopback. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeMailer } from "../../../platform/mail/mailer.ts";
import { openApi } from "../../../scripts/verify/api.ts";
import { runChecks } from "../../../scripts/verify/check.ts";
import { mail } from "../../../scripts/verify/checks/mail.ts";
import type { Options } from "../../../scripts/verify/options.ts";
import { localhostCertificate } from "../../helpers/peers/localhost-certificate.ts";
import { startMailPeer } from "../../helpers/peers/mail-peer.ts";
import { openTestServer, type Tenant, type TestServer } from "../test-server.ts";

let testServer: TestServer;

beforeAll(async () => {
  testServer = await openTestServer({ PATCHBAY_PRIVATE_HOSTS: "localhost" });
  // The certificate of the tests is of no authority that Node knows.
  Object.assign(testServer.app, { mailer: makeMailer({ privateHosts: ["localhost"], ca: localhostCertificate.cert }) });
  await testServer.work();
});
afterAll(() => testServer[Symbol.asyncDispose]());

type Server = { baseUrl: string; secret?: string };

async function verified(tenant: Tenant, server: Server | undefined, mailTo?: Options["mail"]) {
  if (server) {
    await tenant.api.credentials.create({ name: "Post", provider: "smtp", secret: "", ...server });
  }
  const { url } = testServer;
  const options = {
    ...{ url, key: tenant.key, isJson: false, signIn: undefined, mail: mailTo },
    ...{ wantsBrowser: false, wantsModel: false },
  };
  const api = openApi({ url, key: tenant.key });
  const made = { cookie: await testServer.cookieOf(tenant.email) };
  const outcomes = await runChecks({ api, options, made }, { checks: [{ ...mail, needs: [] }] });
  expect(
    outcomes.map(({ name }) => name),
    "nothing stays behind",
  ).toEqual(["mail"]);
  const [outcome] = outcomes;
  return { ...outcome, advice: outcome?.complaints[0]?.advice };
}

test("a mail server that takes the user is in order, and gets a mail when it is asked for", async () => {
  await using peer = await startMailPeer({ secure: true });
  const ada = await testServer.tenant("ada");
  const baseUrl = `smtps://ada@localhost:${peer.port}`;
  expect(await verified(ada, { baseUrl, secret: "right" })).toMatchObject({
    status: "ok",
    detail: `localhost:${peer.port}: signed in, nothing sent`,
  });
  expect(peer.mails).toEqual([]);

  await using plain = await startMailPeer({ disabledCommands: ["STARTTLS"] });
  const bea = await testServer.tenant("bea");
  const wish = { from: "ops@example.com", to: "you@example.com" };
  const sent = await verified(bea, { baseUrl: `smtp://localhost:${plain.port}?tls=off` }, wish);
  expect(sent).toMatchObject({ status: "ok", detail: expect.stringContaining("a mail to you@example.com was taken") });
  expect(plain.mails).toMatchObject([{ from: "ops@example.com", to: ["you@example.com"] }]);
});

test("a wrong password is told, and what to do", async () => {
  await using peer = await startMailPeer({ secure: true });
  const cyd = await testServer.tenant("cyd");
  const found = await verified(cyd, { baseUrl: `smtps://ada@localhost:${peer.port}`, secret: "wrong" });
  expect(found).toMatchObject({ status: "failed", advice: expect.stringContaining("Enter user and password") });
  expect(found.detail).toContain("The mail server “Post” (localhost");
});

test("a mail server that is away is told", async () => {
  const gone = await startMailPeer();
  await gone[Symbol.asyncDispose]();
  const dan = await testServer.tenant("dan");
  const found = await verified(dan, { baseUrl: `smtp://localhost:${gone.port}?tls=off` });
  expect(found).toMatchObject({
    status: "failed",
    detail: expect.stringContaining("cannot be reached"),
    advice: expect.stringContaining("that the mail server runs"),
  });
});

test.each([
  ["sender", { from: "stranger@example.com", to: "you@example.com" }, "Use a sender"],
  ["recipient", { from: "ops@example.com", to: "gone@example.com" }, "Check the recipient"],
])("a %s that the server refuses is told", async (who, wish, advice) => {
  const refusal = Object.assign(new Error("Not your address"), { responseCode: 550 });
  await using peer = await startMailPeer({
    disabledCommands: ["STARTTLS"],
    onMailFrom: ({ address }, _session, done) => done(address.startsWith("stranger") ? refusal : null),
  });
  const eve = await testServer.tenant(`eve of a ${who}`.replaceAll(" ", "-"));
  const found = await verified(eve, { baseUrl: `smtp://localhost:${peer.port}?tls=off` }, wish);
  expect(found).toMatchObject({ status: "failed", advice: expect.stringContaining(advice) });
});

test("a workspace without a mail server has nothing to look at", async () => {
  const fay = await testServer.tenant("fay");
  expect(await verified(fay, undefined)).toMatchObject({
    status: "left out",
    detail: "the workspace has no mail server",
  });
});
