/** npm run demo:interactions: plays interactions of invented readers with the shipped books, for the example that listens. */
import { playInteractions } from "./demo/play-interactions.ts";
import { readDemoOptions, usage } from "./demo/read-demo-options.ts";
import { UsageError } from "./verify/options.ts";
import { Problem } from "./verify/problem.ts";

const args = process.argv.slice(2);
if (args.includes("--help")) console.log(usage);
else process.exitCode = await play();

async function play(): Promise<number> {
  const stopped = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stopped.abort());
  try {
    const options = readDemoOptions(args, process.env);
    await playInteractions(options, { say: (line) => console.log(line), signal: stopped.signal });
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`${error.message}\n\n${usage}`);
      return 2;
    }
    if (!(error instanceof Problem)) throw error;
    console.error(`${error.message}\n→ ${error.advice}`);
    return 1;
  }
}
