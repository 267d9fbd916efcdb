import { describe, expect, test } from "vitest";
import type { Values } from "../../../lib/run.ts";
import type { Json } from "../../../lib/values/json.ts";
import { makeMailer } from "../../../platform/mail/mailer.ts";
import { noServices, runExample, runNode } from "../../../tests/helpers/node.ts";
import { localhostCertificate } from "../../../tests/helpers/peers/localhost-certificate.ts";
import { startMailPeer } from "../../../tests/helpers/peers/mail-peer.ts";
import { readAddresses } from "./mail-addresses.ts";
import { sendEmail } from "./send-email.ts";

type Peer = Awaited<ReturnType<typeof startMailPeer>>;
type Login = { security?: "tls" | "starttls" | "off"; user?: string; secret?: string; ca?: string; hosts?: string[] };

/** The services of a worker whose one credential is for the peer. */
function services(
  { port }: Pick<Peer, "port">,
  { security = "off", user, secret = "", ca, hosts = ["localhost"] }: Login = {},
) {
  const scheme = security === "tls" ? "smtps" : "smtp";
  const login = user === undefined ? "" : `${user}@`;
  const baseUrl = `${scheme}://${login}localhost:${port}${security === "off" ? "?tls=off" : ""}`;
  const mailer = makeMailer({ privateHosts: hosts, ca });
  return {
    mail: {
      send: (_id: string, mail: Parameters<typeof mailer.send>[1], signal: AbortSignal) =>
        mailer.send({ baseUrl, secret }, mail, signal),
    },
  };
}

const settings = { credential: "mail", from: "Reports <reports@example.com>" };
const inputs = { to: "ada@example.com", subject: "Hello", text: "Dear Ada" };
const send = (peer: Pick<Peer, "port">, config: Record<string, Json> = {}, given: Values = {}, login: Login = {}) =>
  runNode(sendEmail, {
    config: { ...settings, ...config },
    inputs: { ...inputs, ...given },
    services: services(peer, login),
    key: "run-1.node",
  });

test("computes the example of its docs, with a recipient that the server refuses", async () => {
  await using peer = await startMailPeer();
  await runExample(sendEmail, { services: services(peer) });
  expect(peer.mails).toMatchObject([{ from: "reports@example.com", to: ["ada@example.com"] }]);
});

test("text, HTML, names of any letters and everyone who gets it", async () => {
  await using peer = await startMailPeer();
  const config = { to: '"Lovelace, Ada" <ada@example.com>; {{ to }}', cc: "{{ cc }}", bcc: "secret@example.com" };
  const given = { to: "Zoë <zoe@example.com>", cc: "c@example.com", subject: "Größe 42", html: "<b>Dear Ada</b>" };
  const { outputs } = await send(peer, { ...config, replyTo: "answers@example.com" }, given);
  expect(outputs).toEqual({
    messageId: "<run-1.node@example.com>",
    accepted: ["ada@example.com", "zoe@example.com", "c@example.com", "secret@example.com"],
    refused: [],
  });
  const [{ source } = { source: "" }] = peer.mails;
  expect(source).toMatch(/^Message-ID: <run-1\.node@example\.com>\r$/m);
  expect(source).toMatch(/^To: "Lovelace, Ada" <ada@example\.com>,/m);
  expect(source).toMatch(/^Reply-To: answers@example\.com\r$/m);
  expect(source).toMatch(/^Subject: =\?UTF-8\?Q\?Gr=C3=B6=C3=9Fe_42\?=\r$/m);
  expect(source).toContain("Content-Type: text/html");
  expect(source).toContain("<b>Dear Ada</b>");
  expect(source).not.toContain("secret@");
});

test("files are attached, with their names made harmless", async () => {
  await using peer = await startMailPeer();
  const file = { id: "f", name: "../a\r\nX-Bad: 1.csv", mime: "text/csv", bytes: 3 };
  const read = async () => ({ file, data: new TextEncoder().encode("a,b") });
  await runNode(sendEmail, {
    config: settings,
    inputs: { ...inputs, attachments: [file] },
    services: { ...services(peer), files: { ...noServices.files, read } },
  });
  const [{ source } = { source: "" }] = peer.mails;
  expect(source).toMatch(/filename="?\.\._a__X-Bad: 1\.csv/);
  expect(source).not.toMatch(/^X-Bad/m);
  expect(source).toContain(Buffer.from("a,b").toString("base64"));
  const large = { ...inputs, attachments: [{ ...file, bytes: 10_000_001 }] };
  await expect(runNode(sendEmail, { config: settings, inputs: large, services: services(peer) })).rejects.toMatchObject(
    {
      code: "too_large",
    },
  );
});

describe("no header can be smuggled in", () => {
  test.each<[string, Record<string, Json>, Values]>([
    ["subject", {}, { subject: "Hello\r\nBcc: evil@example.com" }],
    ["subject, bare LF", {}, { subject: "Hello\nBcc: evil@example.com" }],
    ["subject, Unicode line", {}, { subject: "Hello\u2028Bcc: evil@example.com" }],
    ["to", {}, { to: "ada@example.com\r\nBcc: evil" }],
    ["to, in the name", {}, { to: '"Ada\r\nBcc: evil@example.com" <ada@example.com>' }],
    ["to, in brackets", {}, { to: "Ada <ada@example.com>\r\nRCPT TO:<evil@example.com>" }],
    ["to, in the address", {}, { to: "Ada <ada@example.com> SIZE=1\r\nDATA" }],
    ["from", { from: "Reports <reports@example.com\r\nBcc: evil@example.com>" }, {}],
    ["reply to", { replyTo: "{{ r }}" }, { r: "a@example.com\rX: 1" }],
  ])("by %s", async (_name, config, given) => {
    await using peer = await startMailPeer();
    await expect(send(peer, config, given)).rejects.toMatchObject({ code: "bad_input" });
    expect(peer.mails).toEqual([]);
  });
});

test("a text that looks like SMTP stays text", async () => {
  await using peer = await startMailPeer();
  const text = "one\r\n.\r\nMAIL FROM:<evil@example.com>\r\nRCPT TO:<x@example.com>\r\nDATA\r\ntwo\r\n.\r\n";
  await send(peer, {}, { text });
  expect(peer.mails).toHaveLength(1);
  expect(peer.mails[0]?.source).toContain("MAIL FROM:<evil@example.com>");
});

test.each<[string, Record<string, Json>, Values, RegExp]>([
  ["no server", { credential: "" }, {}, /No mail server is chosen/],
  ["no sender", { from: "" }, {}, /“From” takes one address/],
  ["two senders", { from: "a@example.com, b@example.com" }, {}, /“From” takes one address/],
  ["no recipient", {}, { to: " " }, /There is no recipient/],
  ["a name alone", {}, { to: "Ada" }, /To: “Ada” is not an email address/],
])("says what is wrong: %s", async (_name, config, given, userMessage) => {
  await expect(send({ port: 1 }, config, given)).rejects.toMatchObject({ code: "bad_input", userMessage });
});

test("when the server takes none of the recipients, the step fails and names them", async () => {
  await using peer = await startMailPeer();
  const userMessage = /gone1@example\.com \(550 No such user\), gone2@example\.com/;
  const sent = send(peer, {}, { to: "gone1@example.com, gone2@example.com" });
  await expect(sent).rejects.toMatchObject({ code: "provider_refused", userMessage });
});

test("a server that greylists is asked again: its first refusal may be retried", async () => {
  await using peer = await startMailPeer();
  const sent = () => send(peer, {}, { to: "later@example.com" });
  await expect(sent()).rejects.toMatchObject({
    code: "provider_busy",
    userMessage: /does not take it now: 450 .*Greylisted/,
  });
  await sent();
  expect(peer.mails).toMatchObject([{ to: ["later@example.com"] }]);
});

describe("the connection", () => {
  const login = { user: "ada", secret: "right" };
  const ca = localhostCertificate.cert;

  test("is encrypted before the password is said, over TLS and over STARTTLS", async () => {
    await using tls = await startMailPeer({ secure: true });
    await send(tls, {}, {}, { ...login, security: "tls", ca });
    expect(tls.mails).toMatchObject([{ user: "ada" }]);
    await using starttls = await startMailPeer();
    await send(starttls, {}, {}, { ...login, security: "starttls", ca });
    expect(starttls.mails).toMatchObject([{ user: "ada" }]);
  });

  test("is refused without encryption, with a certificate that is not trusted, and with a wrong password", async () => {
    await using peer = await startMailPeer({ secure: true });
    await using open = await startMailPeer({ disabledCommands: ["STARTTLS"] });
    const cases = [
      [open, { ...login, security: "off" }, "bad_input", /not sent without encryption/],
      [open, { ...login, security: "starttls" }, "unavailable", /could not be spoken to safely/],
      [peer, { ...login, security: "tls" }, "unavailable", /could not be spoken to safely/],
      [
        peer,
        { ...login, secret: "wrong", security: "tls", ca },
        "provider_refused",
        /refuses the user or the password/,
      ],
    ] as const;
    for (const [server, how, code, userMessage] of cases) {
      await expect(send(server, {}, {}, how)).rejects.toMatchObject({ code, userMessage });
    }
    expect([...peer.mails, ...open.mails]).toEqual([]);
  });

  test("is not made to a private host that is not listed, or to nothing", async () => {
    await using peer = await startMailPeer();
    await expect(send(peer, {}, {}, { hosts: [] })).rejects.toMatchObject({
      code: "forbidden",
      userMessage: /“localhost” is not a public address.*PATCHBAY_PRIVATE_HOSTS/,
    });
    expect(peer.mails).toEqual([]);
    await expect(send({ port: 1 })).rejects.toMatchObject({ code: "unavailable", userMessage: /cannot be reached/ });
  });

  test("is tested by logging in, and sends nothing", async () => {
    await using peer = await startMailPeer({ secure: true });
    const mailer = makeMailer({ privateHosts: ["localhost"], ca });
    const baseUrl = `smtps://ada@localhost:${peer.port}`;
    const { signal } = new AbortController();
    expect(await mailer.test({ baseUrl, secret: "right" }, signal)).toMatch(/takes ada and its password/);
    await expect(mailer.test({ baseUrl, secret: "wrong" }, signal)).rejects.toMatchObject({ code: "provider_refused" });
    expect(peer.mails).toEqual([]);
  });
});

test("addresses are read as people write them", () => {
  const text = 'ada@example.com, Bob <bob@example.com>;"Müller, \\"C\\"" <c+x@mail.bücher.example>';
  expect(readAddresses(text, "To")).toEqual([
    { name: "", address: "ada@example.com" },
    { name: "Bob", address: "bob@example.com" },
    { name: 'Müller, "C"', address: "c+x@mail.bücher.example" },
  ]);
  for (const wrong of ["a@b@c", "a b@example.com", "@example.com", "a@", "<a@example.com", "a@example..com", "a@-"]) {
    expect(() => readAddresses(wrong, "To"), wrong).toThrow(/not an email address/);
  }
});
