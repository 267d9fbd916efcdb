/**
 * The API under a schema fuzzer: requests made from the OpenAPI document, fitting and not fitting, with every check that
 * it has. Needs Python; `npm test` puts the fuzzer into a virtual environment and passes its Python on.
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { patienceMs } from "../../helpers/patience.ts";
import { furnish } from "../../security/samples.ts";
import { openTestServer } from "../test-server.ts";

const python = process.env.TEST_FUZZER;
/** How long (ms) the fuzzer may take in all. It ends by itself, long before, after a fixed number of requests. */
const limitMs = 4 * patienceMs;

test.skipIf(!python)("no request that is made from the document, or against it, finds the two at odds", async () => {
  await using testServer = await openTestServer();
  const ada = await testServer.tenant("ada");
  await testServer.work();
  await furnish(testServer, ada);
  const { code, said } = await fuzzUntilDone(`${testServer.url}/api/v1`, ada.key);
  expect(said).toContain("Operations:");
  expect(code, said).toBe(0);
});

/** The fuzzer itself (Hypothesis 6.170) can run out of stack while it makes JSON inside JSON: another seed makes other JSON. */
async function fuzzUntilDone(url: string, key: string): Promise<{ code: number; said: string }> {
  const signal = AbortSignal.timeout(limitMs);
  let ended = { code: 1, said: "" };
  for (const seed of ["1", "2", "3"]) {
    ended = await fuzz({ url, key, seed, signal });
    if (!ended.said.includes("RecursionError") || ended.said.includes("= FAILURES =")) break;
  }
  return ended;
}

type Ask = { url: string; key: string; seed: string; signal: AbortSignal };

async function fuzz({ url, key, seed, signal }: Ask): Promise<{ code: number; said: string }> {
  const folder = await mkdtemp(join(tmpdir(), "patchbay-fuzz-"));
  const config = resolve("tests/fuzz/schemathesis.toml");
  const args = ["-m", "schemathesis.cli", "--config-file", config, "run", `${url}/openapi.json`, "--url", url];
  args.push("--header", `Authorization: Bearer ${key}`, "--checks", "all", "--max-examples", "25");
  args.push("--seed", seed, "--generation-deterministic", "--request-timeout", "60", "--no-color");
  const env = { ...process.env, NO_PROXY: "localhost", PYTHONIOENCODING: "utf-8" };
  const ended = await new Promise<{ code: number; said: string }>((done) => {
    const options = { cwd: folder, env, signal, maxBuffer: 100_000_000 };
    execFile(python ?? "", args, options, (error, stdout, stderr) =>
      done({ code: error ? 1 : 0, said: `${stdout}\n${stderr}${signal.aborted ? "\nIt took too long." : ""}` }),
    );
  });
  await rm(folder, { recursive: true, force: true });
  return ended;
}
