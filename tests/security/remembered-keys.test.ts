import fastify from "fastify";
import { expect, test } from "vitest";
import { openDb } from "../../platform/database/db.ts";
import { rememberKeys } from "../../server/http/rest/remembered-keys.ts";
import { openTestServer } from "../api/test-server.ts";

test("a key is not looked up once more when the database is away, and is before anything else is told", async () => {
  await using testServer = await openTestServer();
  const ada = await testServer.tenant("ada");
  const { key } = await ada.api.apiKeys.create({ name: "away" });
  const away = openDb("postgres://patchbay@127.0.0.1:1/none", { max: 1, name: "test" });
  const context = { ...testServer.app };
  const withKey = rememberKeys(context);
  const app = fastify();
  let fault: Error | undefined;
  app.get("/", (request) =>
    withKey(request, async () => {
      if (fault) throw fault;
      return "done";
    }).catch((error: Error) => error.message),
  );
  const ask = async () => (await app.inject({ url: "/", headers: { authorization: `Bearer ${key}` } })).body;
  expect(await ask()).toBe("done");
  context.db = away;
  fault = Object.assign(new Error("the database shuts down"), { code: "57P01" });
  expect(await ask()).toBe("the database shuts down");
  fault = new Error("a secret of the workspace");
  expect(await ask()).toContain("ECONNREFUSED");
  await Promise.all([app.close(), away.close()]);
});
