/** Node-RED, installed for this measurement alone, with the five nodes of the pipeline bench as a flow behind an address. */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { Pool } from "undici";
import { freePort } from "../../scripts/services/free-port.ts";

export const nodeRedVersion = "5.0.7";

export type NodeRed = AsyncDisposable & {
  pids: Record<string, number>;
  /** Answers how many milliseconds a request took. */
  post(): Promise<number>;
};

const startMs = 60_000;
const expressions = [
  "payload.order.items[price > 10]",
  "$sum(payload.price)",
  '{ "answer": "Total " & $string(payload) }',
];

export async function openNodeRed(inputs: object): Promise<NodeRed> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "node-red-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, "package.json"), "{}");
  await promisify(execFile)("npm", ["install", "--no-audit", "--no-fund", `node-red@${nodeRedVersion}`], {
    cwd: folder,
  });
  const port = await freePort();
  await writeFile(join(folder, "flows.json"), JSON.stringify(flow()));
  const settings = {
    uiPort: port,
    uiHost: "127.0.0.1",
    flowFile: "flows.json",
    logging: { console: { level: "off" } },
  };
  await writeFile(join(folder, "settings.cjs"), `module.exports = ${JSON.stringify(settings)};`);
  const args = ["node_modules/node-red/red.js", "--userDir", folder, "--settings", join(folder, "settings.cjs")];
  const env: NodeJS.ProcessEnv = { ...process.env, NODE_ENV: "production" };
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: "ignore" });
  stack.defer(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill();
    await once(child, "exit");
  });
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: 50 });
  stack.defer(() => pool.close());
  const post = makePost(pool, inputs);
  for (const until = Date.now() + startMs; ; await sleep(200)) {
    const error = await post().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (error === undefined) break;
    if (Date.now() > until || child.exitCode !== null) throw new Error("Node-RED did not start", { cause: error });
  }
  const owned = stack.move();
  return {
    post,
    pids: { nodeRed: child.pid ?? 0, load: process.pid },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function makePost(pool: Pool, inputs: object): NodeRed["post"] {
  const headers = { "content-type": "application/json" };
  const request = { method: "POST", path: "/run", headers, body: JSON.stringify(inputs) } as const;
  return async () => {
    const began = performance.now();
    const { body } = await pool.request(request);
    const text = await body.text();
    const took = performance.now() - began;
    if (!text.includes('"answer":"Total 42"')) throw new Error(`Node-RED answered: ${text.slice(0, 300)}`);
    return took;
  };
}

/** HTTP in, three change nodes with the bench's expressions, HTTP response. */
function flow(): object[] {
  const place = { z: "tab", x: 0, y: 0 };
  const changes = expressions.map((to, index) => ({
    ...{ id: `change${index}`, type: "change", ...place },
    rules: [{ t: "set", p: "payload", pt: "msg", to, tot: "jsonata" }],
    wires: [[index === expressions.length - 1 ? "answer" : `change${index + 1}`]],
  }));
  return [
    { id: "tab", type: "tab", label: "Bench" },
    { id: "ask", type: "http in", url: "/run", method: "post", ...place, wires: [["change0"]] },
    ...changes,
    { id: "answer", type: "http response", ...place, wires: [] },
  ];
}
