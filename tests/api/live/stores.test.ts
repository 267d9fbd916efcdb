import { expect, test } from "vitest";
import { graphOf } from "../../engine/fixtures.ts";
import { openTestServer } from "../test-server.ts";

test("what a run keeps in a store can be read, listed and deleted over REST", async () => {
  await using server = await openTestServer();
  const { key, api } = await server.tenant("ada");
  await server.work();
  const graph = graphOf(
    {
      in: [
        "input",
        {
          fields: [
            { name: "user", kind: "text" },
            { name: "value", kind: "json" },
          ],
        },
      ],
      keep: ["state", { store: "profiles", key: "user/{{ user }}", operation: "merge", ttlSeconds: 3600 }],
      out: ["output", { fields: [{ name: "version", kind: "number" }] }],
    },
    ["in.user > keep.user", "in.value > keep.value", "keep.version > out.version"],
  );
  const { id } = await api.pipelines.create({ name: "Keep", graph });
  const keep = (value: object) =>
    server.rest("POST", `/pipelines/${id}/runs?wait=60`, { key, body: { inputs: { user: "ada", value } } });
  expect(await keep({ name: "Ada" })).toMatchObject({ body: { status: "succeeded", output: { version: 1 } } });
  expect(await keep({ likes: ["Dracula"] })).toMatchObject({ body: { output: { version: 2 } } });

  const entry = await server.rest("GET", "/stores/profiles/user%2Fada", { key });
  expect(entry.body).toMatchObject({
    ...{ store: "profiles", key: "user/ada", version: 2 },
    value: { name: "Ada", likes: ["Dracula"] },
  });
  const keptSeconds = (Date.parse(entry.body.expiresAt) - Date.parse(entry.body.updatedAt)) / 1000;
  expect(keptSeconds).toBeCloseTo(3600, 1);
  expect((await server.rest("GET", "/stores", { key })).body).toMatchObject([{ name: "profiles", entries: 1 }]);
  const list = await server.rest("GET", "/stores/profiles?prefix=user&limit=10", { key });
  expect(list.body).toMatchObject({ entries: [{ key: "user/ada", preview: '{"name":"Ada","likes":["Dracula"]}' }] });

  const { key: viewer } = await server.tenant("eve");
  expect(await server.rest("GET", "/stores/profiles/user%2Fada", { key: viewer })).toMatchObject({ status: 404 });
  expect(await server.rest("DELETE", "/stores/profiles/user%2Fada", { key })).toMatchObject({ body: { ok: true } });
  expect(await server.rest("GET", "/stores/profiles/user%2Fada", { key })).toMatchObject({
    status: 404,
    body: { code: "not_found", message: "The store “profiles” has nothing under this key." },
  });
  expect(await server.rest("DELETE", "/stores/profiles", { key })).toMatchObject({ status: 200 });
  expect(await server.rest("DELETE", "/stores/profiles", { key })).toMatchObject({ status: 404 });
});
