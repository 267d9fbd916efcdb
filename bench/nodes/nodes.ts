/** Node types whose own work takes time: a call of the code node's sandbox, as a step makes it, and what starting one costs. */
import { runCode } from "../../nodes/code/run-code.ts";
import { startSandbox } from "../../nodes/code/sandbox/start-sandbox.ts";
import { inMs, summarise } from "../statistics.ts";

const warmUp = 50;
const calls = 500;
const starts = 10;

const order = { lines: Array.from({ length: 100 }, (_, index) => ({ id: index, price: index / 4, count: 2 })) };
const scripts = {
  "return a value": { code: "return { result: inputs.value }", inputs: { value: 1 } },
  "sum 100 lines": {
    code: "return { result: inputs.value.lines.reduce((sum, { price, count }) => sum + price * count, 0) }",
    inputs: { value: order },
  },
} as const;

export async function benchNodes(): Promise<Record<string, unknown>[]> {
  const never = new AbortController().signal;
  const rows: Record<string, unknown>[] = [];
  for (const [name, script] of Object.entries(scripts)) {
    for (const language of ["JavaScript", "TypeScript"] as const) {
      const times: number[] = [];
      for (let call = 0; call < warmUp + calls; call += 1) {
        const began = performance.now();
        await runCode({ ...script, language, seconds: 5 }, never);
        if (call >= warmUp) times.push(performance.now() - began);
      }
      rows.push({ bench: `code, warm: ${name}, ${language}`, ...inMs(summarise(times)) });
    }
  }
  const cold: number[] = [];
  for (let start = 0; start < starts; start += 1) {
    const began = performance.now();
    const sandbox = await startSandbox();
    cold.push(performance.now() - began);
    sandbox.kill();
  }
  rows.push({ bench: "code: start a sandbox", ...inMs(summarise(cold)) });
  return rows;
}
