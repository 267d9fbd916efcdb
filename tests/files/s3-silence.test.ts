import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { expect, test, vi } from "vitest";
import { openS3Store } from "../../platform/files/s3-store.ts";

test("a store that takes a connection and says nothing counts as away, and holds nothing up for long", async () => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  const server = createServer((socket) => socket.on("error", () => {}).resume()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  const store = openS3Store("s3://bucket/files", { region: undefined, endpoint, silentMs: 100 });
  await expect(store.put("a", new Uint8Array([1]))).rejects.toMatchObject({ code: "unavailable" });
  await expect(store.get("a")).rejects.toMatchObject({ code: "unavailable" });
  await expect(store.delete(["a"])).rejects.toMatchObject({ code: "unavailable" });
  server.close();
  vi.unstubAllEnvs();
});

test.each([
  [503, "SlowDown", "unavailable"],
  [429, "TooManyRequests", "unavailable"],
  [400, "RequestTimeout", "unavailable"],
  [403, "AccessDenied", "internal"],
])("a store that answers %i %s is %s, which says whether it may be asked again", async (status, name, code) => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  const server = createHttpServer((request, response) => {
    request.resume();
    response.writeHead(status, { "content-type": "application/xml" });
    response.end(`<?xml version="1.0"?><Error><Code>${name}</Code><Message>No.</Message></Error>`);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const store = openS3Store("s3://bucket/files", { region: undefined, endpoint: `http://127.0.0.1:${port}` });
  await expect(store.put("a", new Uint8Array([1]))).rejects.toMatchObject({ code });
  server.closeAllConnections();
  server.close();
  vi.unstubAllEnvs();
});
