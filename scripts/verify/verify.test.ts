import { once } from "node:events";
import { createServer } from "node:http";
import { afterEach, expect, test, vi } from "vitest";
import type { z } from "zod";
import { type Api, openApi } from "./api.ts";
import { type Check, runChecks } from "./check.ts";
import { throughAddress } from "./checks/editor.ts";
import { run } from "./checks/run.ts";
import { web } from "./checks/services.ts";
import { gapsIn, readEvents } from "./events.ts";
import { readOptions } from "./options.ts";
import { LeftOut, Problem, withAdvice } from "./problem.ts";
import { linesOf, summaryOf } from "./report.ts";

const url = "http://127.0.0.1:9";
const options = {
  ...{ url, key: undefined, isJson: false, signIn: undefined, mail: undefined },
  ...{ wantsBrowser: true, wantsModel: true },
};
const context = { api: openApi({ url, key: undefined }), options, made: {} };
const good: Check = { name: "good", needs: [], run: async () => ({ detail: "fine" }) };
const bad: Check = {
  name: "bad",
  needs: [],
  async run() {
    throw new Problem("It is broken.", "Mend it.");
  },
};

test("options come from the command line first, then from the environment", () => {
  const env = { PATCHBAY_URL: "https://one.example/", PATCHBAY_API_KEY: "k" };
  expect(readOptions([], env)).toMatchObject({ url: "https://one.example", key: "k", isJson: false });
  expect(readOptions(["--url", "http://two.example", "--json"], env)).toMatchObject({ url: "http://two.example" });
  expect(readOptions([], { PORT: "3100" }).url).toBe("http://localhost:3100");
  expect(() => readOptions(["--url", "somewhere"], {})).toThrow("is not an address");
  expect(() => readOptions(["--fast"], {})).toThrow("--fast");
  expect(() => readOptions(["--email", "a@b.c"], {})).toThrow("PATCHBAY_VERIFY_PASSWORD");
});

test("a check is left out when what it needs is not in order, and a warning is in order", async () => {
  const warned: Check = {
    name: "warned",
    needs: ["good"],
    run: async () => ({ detail: "slow", warnings: [{ problem: "Slow.", advice: "Wait." }] }),
  };
  const lone: Check = {
    name: "lone",
    needs: [],
    async run() {
      throw new LeftOut("nothing to look at");
    },
  };
  const checks = [
    good,
    warned,
    bad,
    lone,
    { ...good, name: "a", needs: ["warned"] },
    { ...good, name: "b", needs: ["bad"] },
  ];
  const outcomes = await runChecks(context, { checks });
  expect(outcomes.map(({ name, status }) => `${name}: ${status}`)).toEqual([
    ...["good: ok", "warned: warning", "bad: failed", "lone: left out", "a: ok", "b: left out"],
  ]);
  expect(outcomes.flatMap(linesOf)).toContain("    → Mend it.");
  expect(summaryOf(outcomes)).toBe("3 in order, 1 failed, 1 with a warning, 2 left out");
});

test("what was made is deleted in reverse order after all checks, and what stays behind is named", async () => {
  const undone: string[] = [];
  const maker = (name: string, fails = false): Check => ({
    name,
    needs: [],
    async run({ cleanUp }) {
      cleanUp(`The thing ${name}`, async () => {
        undone.push(name);
        if (fails) throw new Error("No answer.");
      });
      return { detail: "made" };
    },
  });
  const outcomes = await runChecks(context, { checks: [maker("a"), maker("b", true), bad] });
  expect(undone).toEqual(["b", "a"]);
  expect(outcomes.at(-1)).toMatchObject({
    status: "warning",
    complaints: [{ problem: "The thing b could not be deleted again. No answer." }],
  });
});

test("events are read however the bytes are cut, and gaps are named", async () => {
  const text = ": open\n\nid: 1\nevent: run.queued\ndata: {}\n\n: ping\n\nid: 3\nevent: run.started\ndata: {}\n\n";
  const cut = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const byte of new TextEncoder().encode(text)) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  const events: unknown[] = [];
  for await (const event of readEvents(cut)) events.push(event);
  expect(events).toEqual([
    { id: 1, type: "run.queued" },
    { id: 3, type: "run.started" },
  ]);
  expect(gapsIn([1, 3].map((id) => ({ id, type: "step.started" })))).toEqual(["3 where 2 was due"]);
  expect(gapsIn([])).toEqual([]);
});

test("an address where nothing listens, and one where something else answers", async () => {
  const [nothing] = await runChecks(context, { checks: [web] });
  expect(nothing?.detail).toContain("does not answer");
  const server = createServer((_request, response) => response.end("<h1>Sign in to the proxy</h1>"));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  const port = address && typeof address === "object" ? address.port : 0;
  const api = openApi({ url: `http://127.0.0.1:${port}`, key: undefined });
  const [other] = await runChecks({ ...context, api }, { checks: [web] });
  expect(other?.complaints[0]?.problem).toContain("but not as Patchbay does");
  expect(other?.complaints[0]?.advice).toContain("sign-in page of a proxy");
  await new Promise((resolve) => server.close(resolve));
});

test("behind a proxy with a path the API answers, and it is said that pages do not", async () => {
  await using proxy = await startProxy("/patchbay");
  const url = `${proxy.url}/patchbay`;
  const api = openApi({ url, key: undefined });
  const [found] = await runChecks({ ...context, api, options: { ...context.options, url } }, { checks: [web] });
  expect(found).toMatchObject({ status: "warning", complaints: [{ problem: expect.stringContaining("(/patchbay)") }] });
  const atRoot = { ...context, api: openApi({ url: proxy.url, key: undefined }) };
  const [missed] = await runChecks({ ...atRoot, options: { ...context.options, url: proxy.url } }, { checks: [web] });
  expect(missed).toMatchObject({ status: "failed" });
});

test("a sign-in link is opened at the address that is verified, whatever address it was made for", () => {
  const link = "https://patchbay.example.com/api/auth/magic-link/verify?token=t&callbackURL=%2F";
  const path = "/api/auth/magic-link/verify?token=t&callbackURL=%2F";
  expect(throughAddress(link, "http://127.0.0.1:8443")).toBe(`http://127.0.0.1:8443${path}`);
});

/** Answers as web does behind a proxy that takes the path away. */
async function startProxy(path: string) {
  const server = createServer(({ url = "" }, response) => {
    const isThere = url === `${path}/healthz`;
    response.writeHead(isThere ? 200 : 404, { "content-type": "application/json" });
    response.end(JSON.stringify(isThere ? { ok: true } : { code: "not_found", message: "There is nothing here." }));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  const port = address && typeof address === "object" ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}

afterEach(() => void vi.restoreAllMocks());

/** An installation whose runs succeed at once, by a clock that goes on by so many ms with each look at it. */
function installation(clockMs: number) {
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => {
    now += clockMs;
    return now;
  });
  let runs = 0;
  const api: Api = {
    async call<T>(method: string, path: string, { schema }: { schema: z.ZodType<T> }) {
      if (method === "POST" && path.endsWith("/runs")) runs += 1;
      const said = { id: "1", status: "succeeded", output: { greeting: "Hello operator" }, error: null };
      return { value: schema.parse(said), status: 200, ms: 1 };
    },
    open: async () => new Response("id: 1\nevent: run.started\ndata: {}\n\nid: 2\nevent: run.succeeded\ndata: {}\n\n"),
  };
  return { api, runs: () => runs };
}

test.each([
  ["notified of: all is in order after one", 1, { runs: 1, warnings: [] }],
  ["only found by polling: that is said after three", 900, { runs: 3, warnings: ["KAFKA_BROKERS"] }],
])("runs that workers are %s", async (_, clockMs, { runs, warnings }) => {
  const { api, runs: begun } = installation(clockMs);
  const found = await run.run({ ...context, api, made: {}, cleanUp: () => {} });
  expect(begun()).toBe(runs);
  expect(found.warnings?.map(({ advice }) => advice)).toEqual(warnings.map((word) => expect.stringContaining(word)));
});

test.each([
  ["The storage of files (s3://b/p) refuses: SignatureDoesNotMatch.", "AWS_SECRET_ACCESS_KEY of web"],
  ["The storage of files (s3://b/p) refuses: CredentialsProviderError.", "the role"],
  ["The storage of files (s3://b/p) refuses: AccessDenied.", "s3:PutObject"],
  ["The storage of files (s3://b/p) refuses: NoSuchBucket.", "Make the bucket"],
  ["The storage of files does not answer. Try again in a moment.", "AWS_ENDPOINT_URL_S3"],
  ["Patchbay's database does not answer, or takes no changes, at the moment.", "disk of Postgres"],
  ["Something else.", "Look into the log."],
])("%s: the advice says what to do", (problem, advice) => {
  const found = withAdvice(new Problem(problem, "Look into the log."), "web");
  expect(found.message).toBe(problem);
  expect(found.advice).toContain(advice);
});
