import { once } from "node:events";
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
