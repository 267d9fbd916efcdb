/** What npm run verify says of what stands between it and web: real runs, through proxies that do what some do. */
import { once } from "node:events";
import { createServer, request, type ServerResponse } from "node:http";
import { createServer as createHttp2Server, createSecureServer } from "node:http2";
import type { AddressInfo, Server } from "node:net";
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openApi } from "../../../scripts/verify/api.ts";
import { runChecks } from "../../../scripts/verify/check.ts";
import { address } from "../../../scripts/verify/checks/address.ts";
import { proxies } from "../../../scripts/verify/checks/proxies.ts";
import { web } from "../../../scripts/verify/checks/services.ts";
import { localhostCertificate } from "../../helpers/peers/localhost-certificate.ts";
import { openTestServer, type Tenant, type TestServer } from "../test-server.ts";

let server: TestServer;
let ada: Tenant;

beforeAll(async () => {
  server = await openTestServer({ PATCHBAY_URL: "http://localhost:1" });
  ada = await server.tenant("ada");
  await server.work();
});
afterAll(() => server[Symbol.asyncDispose]());

async function verified(url: string, check: typeof proxies) {
  const given = { url, key: ada.key, isJson: false, signIn: undefined, mail: undefined };
  const options = { ...given, wantsBrowser: false, wantsModel: false };
  const checks = [{ ...check, needs: [] }];
  const [found] = await runChecks({ api: openApi({ url, key: ada.key }), options, made: {} }, { checks });
  return { status: found?.status, problem: found?.complaints[0]?.problem, advice: found?.complaints[0]?.advice };
}

/** Passes requests on; `isHeld` keeps a response back until it is whole, `silentMs` ends a connection after so long a silence. */
async function openProxy({ isHeld = false, silentMs = 0 }) {
  const proxy = createServer((asked, answer) => {
    const { method, url, headers } = asked;
    const port = server.env.PORT;
    const passed = request({ host: "127.0.0.1", port, method, path: url, headers }, (given) => {
      answer.writeHead(given.statusCode ?? 502, given.headers);
      if (isHeld) void sendWhole(given, answer);
      else given.pipe(answer);
      given.on("close", () => given.complete || answer.destroy());
    });
    if (silentMs > 0) passed.setTimeout(silentMs, () => passed.destroy());
    passed.on("error", () => answer.destroy());
    answer.on("close", () => passed.destroy());
    asked.pipe(passed);
  });
  return await listening(proxy);
}

async function sendWhole(given: Readable, answer: ServerResponse): Promise<void> {
  answer.end(await buffer(given));
}

async function listening(listener: Server) {
  await once(listener.listen(0, "127.0.0.1"), "listening");
  const { port } = listener.address() as AddressInfo;
  return { port, [Symbol.asyncDispose]: async () => void listener.close() };
}

test("a proxy that holds events back, and one that ends silent connections, are told apart from one that is in order", async () => {
  await using good = await openProxy({});
  await using holding = await openProxy({ isHeld: true });
  await using cutting = await openProxy({ silentMs: 3000 });
  const of = ({ port }: { port: number }) => verified(`http://127.0.0.1:${port}`, proxies);
  const [whole, held, cut] = await Promise.all([of(good), of(holding), of(cutting)]);
  expect(whole).toEqual({ status: "ok" });
  expect(held.problem).toMatch(/^The first event of a run came only after \d+ s/);
  expect(held).toMatchObject({ status: "failed", advice: expect.stringContaining("proxy_buffering off") });
  expect(cut.problem).toMatch(/ended after \d+ s|failed after \d+ s/);
  expect(cut).toMatchObject({ status: "failed", advice: expect.stringContaining("310 s") });
}, 60_000);

test("an address for links at which Patchbay does not answer is told, and one that leads people to their own machine fails", async () => {
  const beside = await verified(server.url, address);
  expect(beside).toMatchObject({ status: "warning", advice: expect.stringContaining("PATCHBAY_URL") });
  expect(beside.problem).toContain("http://localhost:1, where Patchbay does not answer");
  const [context] = [openApi({ url: server.url, key: undefined })];
  const options = {
    url: "https://patchbay.example.com",
    key: undefined,
    isJson: false,
    signIn: undefined,
    mail: undefined,
  };
  const all = { api: context, options: { ...options, wantsBrowser: false, wantsModel: false }, made: {} };
  const [away] = await runChecks(all, { checks: [{ ...address, needs: [] }] });
  expect(away).toMatchObject({ status: "failed", detail: expect.stringContaining("to their own machine") });
});

test("an address that speaks otherwise is told with what to do", async () => {
  await using plain = await openProxy({});
  await using secure = await listening(createSecureServer({ ...localhostCertificate, allowHTTP1: false }));
  await using clear = await listening(createHttp2Server());
  const advice = async (url: string) => (await verified(url, web)).advice;
  expect(await advice(`https://127.0.0.1:${plain.port}`)).toContain("There is no TLS at this address");
  expect(await advice(`https://127.0.0.1:${secure.port}`)).toContain("ALPN h2,http/1.1");
  expect(await advice(`http://127.0.0.1:${clear.port}`)).toContain("does not speak HTTP/1.1");
});
