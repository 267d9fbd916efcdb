import { createServer } from "node:http";
import { describe, expect, test } from "vitest";
import { isPublicAddress, type Lookup, makeGuardedFetch } from "../../platform/guarded-fetch.ts";

const guarded = makeGuardedFetch({ privateHosts: [] });

describe("an address that is not public is not called", () => {
  test.each([
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f.0.0.1/",
    "http://0177.0.0.1/",
    "http://0.0.0.0/",
    "http://10.0.0.5/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://192.0.0.192/",
    "http://198.18.0.1/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:169.254.169.254]/",
    "http://[::ffff:7f00:1]/",
    "http://[fe80::1]/",
    "http://[fc00::1]/",
    "http://[fec0::1]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[2002:7f00:1::]/",
    "http://[ff02::1]/",
    "http://localhost/",
  ])("%s", async (url) => {
    await expect(guarded(url)).rejects.toMatchObject({ code: "forbidden" });
  });
});

test("other schemes are not called", async () => {
  for (const url of ["file:///etc/passwd", "data:text/plain,x", "ftp://example.com/"]) {
    await expect(guarded(url), url).rejects.toMatchObject({ code: "forbidden" });
  }
});

test("public addresses are public", () => {
  for (const address of ["1.1.1.1", "8.8.8.8", "2606:4700::1111"]) expect(isPublicAddress(address), address).toBe(true);
  expect(isPublicAddress("no address")).toBe(false);
});

test("a name is judged by every lookup anew, and by the address that is really used", async () => {
  await using server = await peer();
  let asked = 0;
  const lookup: Lookup = (_name, done) => {
    asked += 1;
    done(null, [{ address: "127.0.0.1", family: 4 }]);
  };
  const rebinding = makeGuardedFetch({ privateHosts: [], lookup });
  await expect(rebinding(`http://rebinding.example:${server.port}/`)).rejects.toMatchObject({ code: "forbidden" });
  expect(asked).toBe(1);
  expect(server.calls()).toBe(0);
});

test("of several addresses none is tried that is not public", async () => {
  await using server = await peer();
  const lookup: Lookup = (_name, done) =>
    done(null, [
      { address: "127.0.0.1", family: 4 },
      { address: "192.0.2.1", family: 4 },
    ]);
  const mixed = makeGuardedFetch({ privateHosts: [], lookup });
  await expect(mixed(`http://mixed.example:${server.port}/`)).rejects.toMatchObject({ code: "forbidden" });
  expect(server.calls()).toBe(0);
});

test("a listed private host is called, and its neighbours are not", async () => {
  await using server = await peer();
  await using other = await peer();
  const allowed = makeGuardedFetch({ privateHosts: [`localhost:${server.port}`, `127.0.0.1:${server.port}`] });
  expect(await (await allowed(`http://localhost:${server.port}/`)).text()).toBe("hello");
  expect(await (await allowed(`http://127.0.0.1:${server.port}/`)).text()).toBe("hello");
  await expect(allowed(`http://localhost:${other.port}/`)).rejects.toMatchObject({ code: "forbidden" });
});

test("a redirect is not followed", async () => {
  await using server = await peer();
  const allowed = makeGuardedFetch({ privateHosts: ["localhost"] });
  await expect(allowed(`http://localhost:${server.port}/redirect`)).rejects.toThrow();
  expect(server.calls()).toBe(1);
});

/** A server on loopback that counts who comes by. */
async function peer() {
  let calls = 0;
  const server = createServer((request, response) => {
    calls += 1;
    if (request.url === "/redirect") response.writeHead(302, { location: "http://169.254.169.254/" }).end();
    else response.end("hello");
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return {
    port: address.port,
    calls: () => calls,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test("a server that says nothing is given up after a while, or waited for as long as the caller likes", async () => {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  const server = createServer(async (_request, response) => {
    asked.resolve();
    await answer.promise;
    response.end("late");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/`;
  try {
    const patient = makeGuardedFetch({ privateHosts: ["127.0.0.1"], idleMs: 0 })(url);
    await asked.promise;
    await expect(makeGuardedFetch({ privateHosts: ["127.0.0.1"], idleMs: 50 })(url)).rejects.toMatchObject({
      cause: { code: "UND_ERR_HEADERS_TIMEOUT" },
    });
    answer.resolve();
    expect(await (await patient).text()).toBe("late");
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
