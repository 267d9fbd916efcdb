/** Webhooks over HTTP: requests as the programs of others send them. */
import { createHmac, hash } from "node:crypto";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type Tenant, type TestServer } from "../test-server.ts";
import { echo, hooksOf, json, send } from "./hooks.ts";

let testServer: TestServer;
let ada: Tenant;
let hooks: ReturnType<typeof hooksOf>;
const cleanUp = new AsyncDisposableStack();

beforeAll(async () => {
  testServer = cleanUp.use(await openTestServer());
  ada = await testServer.tenant("ada");
  hooks = hooksOf(testServer, ada);
});
afterAll(() => cleanUp.disposeAsync());

const form = "application/x-www-form-urlencoded";
const typed = (type: string, body: string | Buffer<ArrayBuffer>, more: Record<string, string> = {}) => ({
  headers: { "content-type": type, ...more },
  body,
});

/** What the outputs of the node hold, or what was answered in place of a run. */
async function eventOf(url: string, init: RequestInit) {
  const answered = await send(url, init);
  if (answered.status !== 202) return `${answered.status} ${answered.body?.message ?? answered.text}`;
  const run = await testServer.app.db.prisma.run.findUniqueOrThrow({ where: { id: answered.body.runId } });
  return run.input as { body: unknown; query: unknown; headers: Record<string, string>; file?: { id: string } };
}

const headersIn = (event: Awaited<ReturnType<typeof eventOf>>) => (typeof event === "string" ? {} : event.headers);
const bodyOf = (event: Awaited<ReturnType<typeof eventOf>>) => (typeof event === "string" ? event : event.body);

test("a body is read in the encoding that its type names, and a form in an old one that none names", async () => {
  const { url } = await hooks.open(echo({}));
  const latin = (text: string) => Buffer.from(text, "latin1");
  const body = async (init: RequestInit) => bodyOf(await eventOf(url, init));
  expect(await body(typed("text/plain; charset=iso-8859-1", latin("Grüße")))).toBe("Grüße");
  expect(await body(typed('text/plain; charset="UTF-16LE"', Buffer.from("Grüße", "utf16le")))).toBe("Grüße");
  expect(await body(typed("application/json;charset=ISO-8859-1", latin('{"a":"ü"}')))).toEqual({ a: "ü" });
  expect(await body(typed("text/json", '{"a":1}'))).toEqual({ a: 1 });
  expect(await body(typed("Application/JSON ; Charset=UTF-8", '\ufeff{"a":1}'))).toEqual({ a: 1 });
  expect(await body(typed("text/plain", latin("Grüße")))).toBe(
    "400 The body is not valid UTF-8, and its Content-Type names no other encoding. Send it as UTF-8, or have the node read it as a file.",
  );
  expect(await body(typed(`${form}; charset=Shift_JIS`, "name=%93%FA%96%7B"))).toEqual({ name: "日本" });
  expect(await body(typed(form, "a=%E4%F6+x&b=%A4"))).toEqual({ a: "äö x", b: "¤" });
  expect(await body(typed(form, "a=%C3%A4&a[]=1&b[]=1&b[]=2&user[name]=x&=none&c"))).toEqual({
    ...{ a: "ä", "a[]": ["1"], "b[]": ["1", "2"], "user[name]": "x", "": "none", c: "" },
  });
  expect(await body(typed("application/json", '{"__proto__":1}'))).toBe(
    "400 The body has an object with the name “__proto__”, or “prototype” in “constructor”. Use another name.",
  );
  expect(await body(typed("application/json", "\r\n"))).toBeNull();
  expect(await body(typed("application/json", '{"a":1,"a":2,"b":0.10}'))).toEqual({ a: 2, b: 0.1 });
  const event = await eventOf(`${url}?town=M%FCnchen&ids[]=7&constructor=Ferrari`, json({}));
  expect(await body(json({ slash: true }))).toEqual(await eventOf(`${url}/`, json({ slash: true })).then(bodyOf));
  expect(event).toMatchObject({ query: { town: "München", "ids[]": ["7"], constructor: "Ferrari" } });
});

test("a compressed body is unpacked, and is no way around the largest body", async () => {
  const { url } = await hooks.open(echo({ maxKilobytes: 10 }));
  const ask = (encoding: string, body: Buffer<ArrayBuffer>) =>
    eventOf(url, typed("application/json", body, { "content-encoding": encoding }));
  const text = '{"n":1}';
  for (const [encoding, body] of [
    ["gzip", gzipSync(text)],
    ["X-GZIP", gzipSync(text)],
    ["deflate", deflateSync(text)],
    ["deflate", deflateRawSync(text)],
    ["br", brotliCompressSync(text)],
    ["zstd", zstdCompressSync(text)],
    ["identity", Buffer.from(text)],
  ] as const) {
    const event = await ask(encoding, Buffer.from(body));
    expect(event, encoding).toMatchObject({ body: { n: 1 } });
    expect(JSON.stringify(event)).not.toContain("content-encoding");
  }
  expect(await ask("gzip", Buffer.from(gzipSync(JSON.stringify("x".repeat(10_000)))))).toBe(
    "413 The body is too large: this webhook takes 10 kB at most. Send less, or raise the limit in its settings.",
  );
  expect(await ask("gzip", Buffer.from(text))).toBe(
    "400 The body is not compressed as its Content-Encoding (gzip) says. Send it so, or without that header.",
  );
  expect(await ask("compress", Buffer.from(text))).toBe(
    "415 The body has the Content-Encoding “compress”. Send it with gzip, deflate, br or zstd, or as it is, without that header.",
  );
});

/** A form of parts, each of the lines of its head and its text. */
function multipart(boundary: string, parts: readonly [head: string, text: string][], around = ["", ""]) {
  const written = parts.map(([head, text]) => `--${boundary}\r\n${head}\r\n\r\n${text}\r\n`).join("");
  const [before = "", behind = ""] = around;
  const body = Buffer.from(`${before}${written}--${boundary}--${behind}`, "latin1");
  const isPlain = /^[\w-]+$/.test(boundary);
  return typed(`multipart/form-data; boundary=${isPlain ? boundary : `"${boundary}"`}`, body);
}

test("forms with files are read however they are written", async () => {
  const { url } = await hooks.open(echo({}));
  const field = (name: string) => `Content-Disposition: form-data; name="${name}"`;
  const utf8 = (text: string) => Buffer.from(text).toString("latin1");
  // Such short ones are sent by services that pass e-mails on.
  expect(await eventOf(url, multipart("xYzZY", [[field("from"), "a@b.c"]]))).toMatchObject({ body: { from: "a@b.c" } });
  expect(await eventOf(url, multipart("a b:c=d", [[field("x"), "1"]], ["Before.\r\n", "\r\nBehind."]))).toMatchObject({
    body: { x: "1" },
  });
  const texts = await eventOf(
    url,
    multipart("b", [
      ["Content-Disposition: form-data; name=plain", "x"],
      [`Content-Type: text/plain; charset=ISO-8859-1\r\n${field("latin")}`, "Grüße"],
      [`${field("utf8")}\r\nContent-Length: 7`, utf8("Grüße")],
      [`${field("meta")}\r\nContent-Type: application/json`, '{"a":1}'],
      [`${field("coded")}\r\nContent-Transfer-Encoding: base64`, "aGVsbG8="],
      [field("list[]"), "1"],
    ]),
  );
  expect(texts).toMatchObject({
    body: { plain: "x", latin: "Grüße", utf8: "Grüße", meta: '{"a":1}', coded: "hello", "list[]": ["1"] },
  });
  expect(texts).not.toHaveProperty("file");
  const files = await eventOf(
    url,
    multipart("b", [
      [`${field("none")}; filename=""\r\nContent-Type: application/octet-stream`, ""],
      [`${field("photo")}\r\nContent-Type: image/png`, "\x89PNG\xff\xfe"],
      [`${field("a")}; filename*=UTF-8''na%C3%AFve.txt`, "x"],
      [`${field("b")}; filename="${utf8("Übersicht.pdf")}"\r\nContent-Type: application/pdf`, "x"],
      [`${field("c")}; filename="C:\\dir\\c.txt"\r\nContent-Transfer-Encoding: base64`, "aGVsbG8="],
    ]),
  );
  expect(files).toMatchObject({
    body: {
      none: null,
      photo: { name: "photo", mime: "image/png", bytes: 6 },
      a: { name: "naïve.txt" },
      b: { name: "Übersicht.pdf", mime: "application/pdf" },
      c: { name: "c.txt", bytes: 5 },
    },
  });
  expect(await eventOf(url, multipart("b", [["Content-Disposition: form-data", "x"]]))).toBe(
    "400 A part of the form has no name. Send each with a name in its Content-Disposition.",
  );
  expect(await eventOf(url, typed("multipart/form-data", "x"))).toBe(
    "400 The body is not valid multipart/form-data. Send its parts between lines of the boundary that the Content-Type names.",
  );
  const cut = typed("multipart/form-data; boundary=b", `--b\r\n${field("a")}\r\n\r\nx\r\n`);
  expect(await eventOf(url, cut)).toMatch(/^400 The body is not valid multipart\/form-data\./);
});

test("what senders ask an address is answered, and starts no run", async () => {
  const { id, url, testUrl } = await hooks.open(echo({}));
  const said = async (address: string, init: RequestInit) => {
    const { status, text, headers } = await send(address, init);
    return [status, text, headers.get("content-type")];
  };
  const plain = "text/plain; charset=utf-8";
  for (const address of [url, testUrl]) {
    expect((await said(address, { method: "HEAD" })).slice(0, 2)).toEqual([200, ""]);
    const meta = `${address}?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=t`;
    expect(await said(meta, { method: "GET" })).toEqual([200, "1158201444", plain]);
    expect(await said(`${address}?challenge=abc%20d`, { method: "GET" })).toEqual([200, "abc d", plain]);
    expect(await said(`${address}?validationToken=${encodeURIComponent("Validation: Testing <b>")}`, {})).toEqual([
      ...[200, "Validation: Testing <b>", plain],
    ]);
    const slack = await send(address, json({ type: "url_verification", token: "t", challenge: "c" }));
    expect([slack.status, slack.body]).toEqual([200, { challenge: "c" }]);
    const grid = await send(
      address,
      json([{ eventType: "Microsoft.EventGrid.SubscriptionValidationEvent", data: { validationCode: "512d" } }]),
    );
    expect([grid.status, grid.body]).toEqual([200, { validationResponse: "512d" }]);
    const options = await send(address, {
      method: "OPTIONS",
      headers: { "webhook-request-origin": "eventgrid.azure.net", "webhook-request-rate": "120" },
    });
    expect(options.status).toBe(204);
    expect(Object.fromEntries(options.headers)).toMatchObject({
      ...{ allow: "POST, HEAD, OPTIONS", "webhook-allowed-origin": "eventgrid.azure.net", "webhook-allowed-rate": "*" },
    });
  }
  expect((await send(url, { method: "GET" })).status).toBe(405);
  expect((await hooks.call("GET", `/runs?pipelineId=${id}`)).body.items).toEqual([]);

  // A pipeline that answers by itself is asked.
  const waits = await hooks.open(echo({ answer: "wait for the output", waitSeconds: 1 }));
  expect((await send(waits.url, json({ type: "url_verification", challenge: "c" }))).body.runId).toBeDefined();
  const off = await hooks.open(echo({}), false);
  expect((await fetch(off.url, { method: "HEAD" })).status).toBe(409);
});

test("the requests of Slack, Shopify, Twilio and senders of Standard Webhooks are checked, and what comes twice is one run", async () => {
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const { id: credential } = await ada.api.credentials.create({
    ...{ name: "Hook", provider: "secret", baseUrl: "", secret },
  });
  const hmac = (text: string, algorithm = "sha256", key: string | Buffer = secret) =>
    createHmac(algorithm, key).update(text).digest();
  const time = String(Math.floor(Date.now() / 1000));
  const twice = async (check: string, sign: (url: string) => { path?: string; init: ReturnType<typeof typed> }) => {
    const { url } = await hooks.open(echo({ check, credential }));
    const { path = "", init } = sign(url);
    const [first, second] = [await send(`${url}${path}`, init), await send(`${url}${path}`, init)];
    expect([first.status, second.status], `${check} ${first.text}`).toEqual([202, 202]);
    expect(second.body, check).toEqual({ runId: first.body.runId, isRepeated: true });
    const kept = Object.keys(headersIn(await eventOf(`${url}${path}`, init)));
    expect(kept, check).toContain("content-type");
    expect(kept.join(), check).not.toMatch(/sign|hmac/);
    const wrong = await send(`${url}${path}`, { ...init, body: `${init.body} ` });
    expect([wrong.status, wrong.body.code], check).toEqual([403, "forbidden"]);
    const bare = await send(url, json({}));
    expect(bare.body.message, check).toMatch(
      /^The request was refused\. It is not signed: the header [\w-]+ is missing\.$/,
    );
    // A signed id counts, whatever else is written beside it.
    const other = { ...init.headers, "x-github-delivery": "other", "webhook-id": "other", "idempotency-key": "other" };
    return (await send(`${url}${path}`, { ...init, headers: other })).body.isRepeated === true;
  };
  const event = JSON.stringify({ type: "event_callback", event_id: "Ev1" });
  const slack = await twice("Slack", () => ({
    init: typed("application/json", event, {
      "x-slack-request-timestamp": time,
      "x-slack-signature": `v0=${hmac(`v0:${time}:${event}`).toString("hex").toUpperCase()}`,
    }),
  }));
  await twice("Shopify", () => ({
    init: typed("application/json", event, {
      ...{ "x-shopify-hmac-sha256": hmac(event).toString("base64"), "x-shopify-topic": "orders/create" },
      "x-shopify-event-id": "e1",
    }),
  }));
  const bytes = Buffer.from(secret.slice("whsec_".length), "base64");
  const standard = await twice("Standard Webhooks", () => ({
    init: typed("application/json", event, {
      ...{ "svix-id": "msg_1", "svix-timestamp": time },
      "svix-signature": `v1,${"A".repeat(43)}= v1,${hmac(`msg_1.${time}.${event}`, "sha256", bytes).toString("base64")}`,
    }),
  }));
  expect([slack, standard], "overheard, and sent under another id").toEqual([true, true]);
  // The address as people are given it; the form's fields stand behind it in the order of their names.
  const given = (url: string) => `${testServer.env.PATCHBAY_URL}${new URL(url).pathname}`;
  await twice("Twilio", (url) => ({
    path: "?a=1",
    init: typed(form, "To=%2B1&Body=Hello+you", {
      "x-twilio-signature": hmac(`${given(url)}?a=1BodyHello youTo+1`, "sha1").toString("base64"),
      "i-twilio-idempotency-token": "t1",
    }),
  }));
  await twice("Twilio", (url) => {
    const path = `?bodySHA256=${hash("sha256", event)}`;
    const signature = hmac(`${given(url)}${path}`, "sha1").toString("base64");
    const headers = { "x-twilio-signature": signature, "i-twilio-idempotency-token": "t2" };
    return { path, init: typed("application/json", event, headers) };
  });
  const topics = await hooks.open(echo({}));
  const of = (topic: string) => json({}, { "x-shopify-topic": topic, "x-shopify-event-id": "e1" });
  const [made, changed] = [await send(topics.url, of("orders/create")), await send(topics.url, of("orders/updated"))];
  expect(changed.body.runId).not.toBe(made.body.runId);
});
