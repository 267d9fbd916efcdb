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
