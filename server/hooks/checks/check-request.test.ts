import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { WebhookSettings } from "../../../lib/hooks/webhook-settings.ts";
import { checkBearer, checkSignature } from "./check-request.ts";

const now = Date.parse("2026-11-29T12:00:00Z");
const body = Buffer.from("Hello, World!");
/** To which a request was sent. */
const address = "https://patchbay.example/api/hooks/t";
const settings = (given: object) => WebhookSettings.parse(given);
const hmac = (algorithm: string, text: string | Uint8Array, encoding: "hex" | "base64" = "hex") =>
  createHmac(algorithm, "s").update(text).digest(encoding);

test("GitHub's own example of a signature fits, and no other", () => {
  // From https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
  const secret = "It's a Secret to Everybody";
  const signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
  const check = (value: string | undefined, bytes = body) =>
    checkSignature(settings({ check: "GitHub" }), secret, {
      headers: { "x-hub-signature-256": value },
      body: bytes,
      address,
      now,
    });
  check(signature);
  expect(() => check(signature, Buffer.from("Hello, World?"))).toThrow("Its signature does not fit.");
  expect(() => check(signature.replace("7", "8"))).toThrow("does not fit");
  expect(() => check(signature.slice(0, -2))).toThrow("does not fit");
  expect(() => check(signature.slice(7))).toThrow("does not begin with sha256=");
  expect(() => check("sha256=")).toThrow("does not fit");
  expect(() => check(undefined)).toThrow("the header X-Hub-Signature-256 is missing");
});

test("a signature of Stripe holds for its time only, and any of several may fit", () => {
  const at = now / 1000;
  const v1 = hmac("sha256", `${at}.Hello, World!`);
  const check = (header: string | undefined, given: object = {}) =>
    checkSignature(settings({ check: "Stripe", ...given }), "s", {
      headers: { "stripe-signature": header },
      body,
      address,
      now,
    });
  check(`t=${at},v1=${v1},v0=${"0".repeat(64)}`);
  check(`t=${at},v1=${"0".repeat(64)},v1=${v1}`);
  expect(() => check(`t=${at + 1},v1=${v1}`)).toThrow("does not fit");
  expect(() => check(`t=${at},v0=${v1}`)).toThrow("does not fit");
  expect(() => check(`v1=${v1}`)).toThrow("has no time");
  expect(() => check(undefined)).toThrow("the header Stripe-Signature is missing");
  const old = at - 400;
  const oldHeader = `t=${old},v1=${hmac("sha256", `${old}.Hello, World!`)}`;
  expect(() => check(oldHeader)).toThrow("older than 300 seconds");
  check(oldHeader, { tolerance: 500 });
});

test("an own signature has a header, an algorithm, an encoding and a prefix", () => {
  const own = {
    check: "own signature",
    signatureHeader: "X-Sig",
    algorithm: "sha512",
    encoding: "base64",
    prefix: "v2 ",
  };
  const check = (header: string) =>
    checkSignature(settings(own), "s", { headers: { "x-sig": header }, body, address, now });
  check(`v2 ${hmac("sha512", body, "base64")}`);
  expect(() => check(`v2 ${hmac("sha256", body, "base64")}`)).toThrow("does not fit");
  expect(() => check(`v2 ${hmac("sha512", body, "hex")}`)).toThrow("does not fit");
  expect(() => check(hmac("sha512", body, "base64"))).toThrow("does not begin with v2");
});

test("while a secret is changed, one of several own signatures has to fit, and the algorithm may stand before it", () => {
  const own = (given: object) => settings({ check: "own signature", signatureHeader: "X-Sig", ...given });
  const check = (header: string, given: object = {}) =>
    checkSignature(own(given), "s", { headers: { "x-sig": header }, body, address, now });
  const [right, wrong] = [hmac("sha256", body), "0".repeat(64)];
  check(right.toUpperCase());
  check(`${wrong}, ${right}`);
  check(`sha256=${right}`);
  check(`sha256=${wrong},sha256=${right}`, { prefix: "sha256=" });
  check(createHmac("sha256", "s").update(body).digest("base64url"), { encoding: "base64" });
  for (const header of [wrong, `${wrong},${wrong}`, `sha1=${right}`, ",", ""]) {
    expect(() => check(header), header).toThrow("does not fit");
  }
});

test("Standard Webhooks fit by the specification's own example, by Svix's names, and by the text of a secret", () => {
  const at = 1_614_265_330;
  const given = { check: "Standard Webhooks", tolerance: 300 };
  const text = Buffer.from('{"test": 2432232314}');
  const check = (headers: Record<string, string>, secret: string, nowAt = at) =>
    checkSignature(settings(given), secret, { headers, body: text, address, now: nowAt * 1000 });
  // From https://github.com/standard-webhooks/standard-webhooks
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const headers = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": String(at),
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  };
  check(headers, secret);
  check({ ...headers, "webhook-signature": `v1a,xyz v1,${"A".repeat(43)}= ${headers["webhook-signature"]}` }, secret);
  const svix = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.replace("webhook", "svix"), value]),
  );
  check(svix, secret.replace("whsec_", ""));
  const signed = createHmac("sha256", "a secret of its own")
    .update(`${headers["webhook-id"]}.${at}.`)
    .update(text)
    .digest("base64");
  check({ ...headers, "webhook-signature": `v1,${signed}` }, "a secret of its own");
  expect(() => check(headers, "whsec_other")).toThrow("does not fit");
  // A secret without any key in it is none that everyone could sign with.
  const empty = createHmac("sha256", "").update(`${headers["webhook-id"]}.${at}.`).update(text).digest("base64");
  expect(() => check({ ...headers, "webhook-signature": `v1,${empty}` }, "whsec_====")).toThrow("does not fit");
  expect(() => check(headers, secret, at + 301)).toThrow("older than 300 seconds");
  expect(() => check({ ...headers, "webhook-signature": "v1a,xyz" }, secret)).toThrow(
    "no signature that begins with v1,",
  );
  expect(() => check({ ...headers, "webhook-timestamp": "soon" }, secret)).toThrow("has no time");
});

test("Slack signs the time with the body, and the signature holds for its time only", () => {
  const at = now / 1000;
  const check = (signature: string, time = String(at)) =>
    checkSignature(settings({ check: "Slack" }), "s", {
      headers: { "x-slack-signature": signature, "x-slack-request-timestamp": time },
      ...{ body, address, now },
    });
  check(`v0=${hmac("sha256", `v0:${at}:Hello, World!`)}`);
  expect(() => check(`v0=${hmac("sha256", body)}`)).toThrow("does not fit");
  const old = at - 400;
  expect(() => check(`v0=${hmac("sha256", `v0:${old}:Hello, World!`)}`, String(old))).toThrow("older than 300 seconds");
});

test("Twilio signs the address as it was given and the fields of a form by their names", () => {
  // From https://www.twilio.com/docs/usage/webhooks/webhooks-security
  const asked = "https://mycompany.com/myapp.php?foo=1&bar=2";
  const fields = new URLSearchParams([
    ["To", "+18005551212"],
    ["From", "+14158675309"],
    ["Digits", "1234"],
    ["Caller", "+14158675309"],
    ["CallSid", "CA1234567890ABCDE"],
  ]);
  const form = { "content-type": "application/x-www-form-urlencoded; charset=UTF-8" };
  const check = (to: string, signature: string, text = fields.toString(), headers: object = form) =>
    checkSignature(settings({ check: "Twilio" }), "12345", {
      headers: { ...headers, "x-twilio-signature": signature },
      ...{ body: Buffer.from(text), address: to, now },
    });
  const signature = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";
  check(asked, signature);
  check(asked.replace(".com/", ".com:443/"), signature);
  check(asked.replace(".com/", ".com:8443/"), signature);
  const sha1 = (text: string) => createHmac("sha1", "12345").update(text).digest("base64");
  check(asked, sha1(asked), "");
  expect(() => check(asked, sha1(asked), "{}", { "content-type": "application/json" })).toThrow("bodySHA256");
  expect(() => check(asked, signature, `${fields}&x=1`)).toThrow("does not fit");
  expect(() => check(`${asked}3`, signature)).toThrow("does not fit");
  check(asked, sha1(`${asked}a1a2b+`), "b=%2B&a=2&a=1&a=2");
  const many = Array.from({ length: 1001 }, (_, index) => index).join("&");
  expect(() => check(asked, signature, many)).toThrow("may have 1000 values");
});

test("a bearer token is taken whole", () => {
  checkBearer("s3cret", { authorization: "Bearer s3cret" });
  checkBearer("s3cret", { authorization: "bearer  s3cret" });
  for (const authorization of [undefined, "", "s3cret", "Bearer", "Bearer s3cre", "Bearer s3cret2", "Basic s3cret"]) {
    expect(() => checkBearer("s3cret", { authorization })).toThrow("with its token only");
  }
});
