/** A process whose code node is at work for a minute; it says which process that runs in. For tests of what is left of it. */
import { readFileSync } from "node:fs";
import { runCode } from "../../../nodes/code/run-code.ts";

const childrenOf = () => readFileSync(`/proc/self/task/${process.pid}/children`, "utf8").trim();
const ask = (code: string) =>
  runCode({ code, language: "JavaScript", inputs: {}, seconds: 60 }, new AbortController().signal);

await ask("return {}");
void ask("[].includes.call({ length: 2 ** 53 - 1 }, 1)");
process.send?.({ pid: Number(childrenOf()) });
