import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { openLog } from "../../platform/log.ts";

test("whatever could be a secret is redacted in the log", () => {
  let text = "";
  const sink = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  const log = openLog("info", "test", sink);
  const canary = "canary-7f3a";
  log.info({ authorization: canary, headers: { cookie: canary, "set-cookie": canary, authorization: canary } }, "a");
  log.info(
    { body: { password: canary, secret: canary, key: canary }, request: { headers: { "x-api-key": canary } } },
    "b",
  );
  log.info({ token: canary, signInLink: canary, credential: { apiKey: canary } }, "c");
  expect(text.split("\n").filter(Boolean)).toHaveLength(3);
  expect(text).not.toContain(canary);
});

test("a value that cannot be read costs its fields and no exception", () => {
  let text = "";
  const sink = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  const log = openLog("info", "test", sink);
  const refuses = () => {
    throw new Error("not for reading");
  };
  const circular: { self?: unknown } = {};
  circular.self = circular;
  const getter = Object.defineProperty({}, "value", { enumerable: true, get: refuses });
  const error = Object.defineProperty(new Error("a"), "message", { get: refuses });
  const values = [circular, getter, { toJSON: refuses }, new Proxy({}, { ownKeys: refuses }), { count: 1n }, error];
  for (const value of values) {
    log.info({ value }, "a line");
    log.child({ id: "1" }).warn({ err: value }, "a line");
  }
  const lines = text.split("\n").filter(Boolean);
  expect(lines).toHaveLength(2 * values.length);
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ msg: "a line" });
});
