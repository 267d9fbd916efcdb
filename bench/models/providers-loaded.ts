/** What a worker that has loaded every provider's protocol takes beside one that has loaded none: memory, and time. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";
import { round, summarise } from "../statistics.ts";

const starts = Number(process.env.BENCH_STARTS ?? 5);
const root = fileURLToPath(new URL("../..", import.meta.url));
const Told = z.object({ ms: z.number(), mb: z.number() });

const services = [
  ...["openai-compatible", "openai", "anthropic", "gemini", "azure-openai", "mistral"],
  ...["groq", "cohere", "bedrock", "vertex", "ollama"],
];
/** All node types and models, as a worker has them when it is ready; then every protocol. */
const idle = `await import("./nodes/index.ts"); await import("./nodes/models/models.ts"); await import("./workers/services.ts");`;
const all = `await import("./nodes/models/protocols/protocol.ts"); await import("./nodes/models/embeddings/embed-held.ts"); await import("./nodes/models/rerank/rerank-held.ts");
  ${services.map((name) => `await import("./nodes/models/protocols/${name}.ts");`).join("\n")}`;

export async function loadProviders(): Promise<Record<string, unknown>[]> {
  const rows = [];
  for (const [name, code] of [
    ["none loaded", idle],
    ["all loaded", `${idle}\n${all}`],
  ] as const) {
    const told = [];
    // The first start compiles, and is not counted.
    for (let start = -1; start < starts; start += 1) {
      const one = await load(code);
      if (start >= 0) told.push(one);
    }
    const figures = summarise(told.map(({ mb }) => mb));
    const times = summarise(told.map(({ ms }) => ms));
    rows.push({
      bench: `providers, ${name}`,
      "memory, p50 MB": round(figures.p50),
      "max MB": round(figures.max),
      "loaded after, p50 ms": Math.round(times.p50),
    });
  }
  return rows;
}

async function load(code: string): Promise<z.infer<typeof Told>> {
  const script = `const began = performance.now(); ${code}
    const ms = performance.now() - began; globalThis.gc?.();
    console.log(JSON.stringify({ ms, mb: process.memoryUsage().rss / 2 ** 20 })); process.exit(0);`;
  const args = ["--no-warnings", "--expose-gc", "--input-type=module", "--eval", script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
  return Told.parse(JSON.parse(stdout.trim().split("\n").at(-1) ?? ""));
}
