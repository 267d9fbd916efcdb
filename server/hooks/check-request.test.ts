import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { WebhookSettings } from "../../lib/hooks/webhook-settings.ts";
import { checkBearer, checkSignature } from "./check-request.ts";

const now = Date.parse("2026-11-29T12:00:00Z");
const body = Buffer.from("Hello, World!");
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
  const check = (header: string) => checkSignature(settings(own), "s", { headers: { "x-sig": header }, body, now });
  check(`v2 ${hmac("sha512", body, "base64")}`);
  expect(() => check(`v2 ${hmac("sha256", body, "base64")}`)).toThrow("does not fit");
  expect(() => check(`v2 ${hmac("sha512", body, "hex")}`)).toThrow("does not fit");
  expect(() => check(hmac("sha512", body, "base64"))).toThrow("does not begin with v2");
});

test("a bearer token is taken whole", () => {
  checkBearer("s3cret", { authorization: "Bearer s3cret" });
  checkBearer("s3cret", { authorization: "bearer  s3cret" });
  for (const authorization of [undefined, "", "s3cret", "Bearer", "Bearer s3cre", "Bearer s3cret2", "Basic s3cret"]) {
    expect(() => checkBearer("s3cret", { authorization })).toThrow("with its token only");
  }
});
