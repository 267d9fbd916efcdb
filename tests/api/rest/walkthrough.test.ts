/** Runs docs/api-walkthrough.md, command by command, as a reader would. */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { Graph } from "../../../lib/graph/graph.ts";
import { recommendABook } from "../../../server/examples/recommend-a-book.ts";
import { testLimitMs } from "../../helpers/patience.ts";
import { openTestServer } from "../test-server.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const page = await readFile(`${root}/docs/api-walkthrough.md`, "utf8");
const blocks = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => code);

test("the walkthrough builds and runs the example through REST alone", async () => {
  await using testServer = await openTestServer();
  const reader = await testServer.tenant("reader");
  await testServer.work();
  const script = ["set -euo pipefail", ...blocks.map((code, index) => `printf '\\n### ${index}\\n'\n${code}`)].join(
    "\n",
  );
  const env = { ...process.env, PATCHBAY_URL: testServer.url, PATCHBAY_API_KEY: reader.key };
  const { stdout } = await promisify(execFile)("bash", ["-c", script], { cwd: root, env, timeout: testLimitMs });
  const said = stdout.split(/^\n?### \d+\n/m).slice(1);
  const after = (part: string) => said[blocks.findIndex((code) => code.includes(part))] ?? "";

  expect(after("/readyz")).toContain('"ok":true');
  expect(after("haunted house")).toContain('"score"');
  expect(after("?wait=60")).toMatch(/^succeeded\n\*\*.+\*\*\n.+ By .+/);
  expect(after(".steps.map").trim().split("\n")).toHaveLength(8);
  expect(after("--no-buffer")).toContain("event: run.succeeded");
  expect(after("--no-buffer")).toContain("id: 4\n");
  expect(await testServer.app.db.prisma.pipeline.count()).toBe(0);
  expect(await testServer.app.db.prisma.collection.count()).toBe(0);
});

test("the graph of the walkthrough is the graph of the seeded example", () => {
  const [, text = ""] = /<<'JSON'\n([\s\S]*?)^JSON$/m.exec(page) ?? [];
  const { nodes, edges } = Graph.parse(JSON.parse(text).graph);
  const example = Graph.parse(recommendABook.graph({ handbook: "", books: "COLLECTION_ID", "judge-a-review": {} }));
  expect(nodes).toEqual(example.nodes);
  expect(edges).toEqual(example.edges);
});
