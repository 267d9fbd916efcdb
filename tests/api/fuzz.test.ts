/**
 * The API under a schema fuzzer: requests made from the OpenAPI document, fitting and not fitting, with every check that
 * it has. Needs Python; `npm test` puts the fuzzer into a virtual environment and passes its Python on.
 */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { furnish, type Things } from "../security/samples.ts";
import { openTestServer } from "./test-server.ts";

const python = process.env.TEST_FUZZER;
/** How long the fuzzer may take in all. It ends by itself, long before, after a fixed number of requests. */
const limitMs = 170_000;

test.skipIf(!python)("no request that is made from the document, or against it, finds the two at odds", async () => {
  await using testServer = await openTestServer();
  const ada = await testServer.tenant("ada");
  await testServer.work();
  const things = await furnish(testServer, ada);
  const { code, said } = await fuzzUntilDone({ url: `${testServer.url}/api/v1`, key: ada.key, things });
  expect(said).toContain("Operations:");
  expect(code, said).toBe(0);
});

/** The fuzzer itself (Hypothesis 6.170) can run out of stack while it makes JSON inside JSON: another seed makes other JSON. */
async function fuzzUntilDone(at: Pick<Ask, "url" | "key" | "things">): Promise<{ code: number; said: string }> {
  const signal = AbortSignal.timeout(limitMs);
  let ended = { code: 1, said: "" };
  for (const seed of ["1", "2", "3"]) {
    ended = await fuzz({ ...at, seed, signal });
    if (!ended.said.includes("RecursionError") || ended.said.includes("= FAILURES =")) break;
  }
  return ended;
}

type Ask = { url: string; key: string; things: Things; seed: string; signal: AbortSignal };

/**
 * Where the fuzzer would only guess ids, it gets those of things that are there. What deletes keeps its guesses, or nothing
 * would be left for the others.
 */
function realIds({ pipelineId, runId, collectionId, documentId, approvalId }: Things): string {
  const ids: [operations: string, ids: Record<string, string>][] = [
    ["^pipelines-(?!delete$|create$|list$)", { id: pipelineId }],
    ["^runs-start$", { pipelineId }],
    ["^runs-(?!start$|list$)", { id: runId }],
    ["^approvals-(?!list$)", { id: approvalId }],
    ["^collections-(document|chunks|reindex)$", { id: collectionId, documentId }],
    ["^collections-(?!delete$|create$|list$|document$|chunks$|reindex$)", { id: collectionId }],
  ];
  return ids
    .map(([operations, given]) => {
      const parameters = Object.entries(given).map(([name, id]) => `"path.${name}" = ${JSON.stringify(id)}`);
      const which = `include-operation-id-regex = ${JSON.stringify(operations)}`;
      return `\n[[operations]]\n${which}\nparameters = { ${parameters.join(", ")} }\n`;
    })
    .join("");
}

async function fuzz({ url, key, things, seed, signal }: Ask): Promise<{ code: number; said: string }> {
  const folder = await mkdtemp(join(tmpdir(), "patchbay-fuzz-"));
  const config = join(folder, "schemathesis.toml");
  await writeFile(config, (await readFile(resolve("tests/fuzz/schemathesis.toml"), "utf8")) + realIds(things));
  const args = ["-m", "schemathesis.cli", "--config-file", config, "run", `${url}/openapi.json`, "--url", url];
  args.push("--header", `Authorization: Bearer ${key}`, "--checks", "all", "--max-examples", "40");
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
