/** One call's own QuickJS, in WebAssembly memory that no other call has seen. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import variant from "@jitl/quickjs-wasmfile-release-sync";
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
} from "quickjs-emscripten-core";
import { prelude } from "./prelude.ts";
import { type Answer, type Ask, limits } from "./protocol.ts";
import { stripTypes } from "./strip-types.ts";

export type Instance = { run(ask: Ask): Answer };

/** Compiled once; an instance of it takes less than a millisecond. */
const wasmModule = new WebAssembly.Module(
  readFileSync(fileURLToPath(import.meta.resolve("@jitl/quickjs-wasmfile-release-sync/wasm"))),
);
const stackBytes = 200_000;

export async function makeInstance(): Promise<Instance> {
  const quickjs = await newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmModule }));
  const runtime = quickjs.newRuntime();
  runtime.setMemoryLimit(limits.memoryMb * 1024 * 1024);
  runtime.setMaxStackSize(stackBytes);
  return { run: (ask) => run(runtime, runtime.newContext(), ask) };
}

type Failure = Extract<Answer, { error: unknown }>;

function run(runtime: QuickJSRuntime, context: QuickJSContext, ask: Ask): Answer {
  const deadline = performance.now() + ask.timeMs;
  const isOver = () => performance.now() > deadline;
  runtime.setInterruptHandler(isOver);
  const lines = keepLines();
  const answer = () => {
    const source = ask.language === "TypeScript" ? stripTypes(wrap(ask.code)) : wrap(ask.code);
    if (typeof source === "object") return source;
    return call(runtime, context, { source, ask, print: lines.add, isOver });
  };
  const overTime: Omit<Failure, "console"> = {
    error: { message: `It takes longer than ${ask.timeMs / 1000} seconds` },
    isOverTime: true,
  };
  try {
    const result = answer();
    return { ...("error" in result && isOver() ? overTime : result), console: lines.text() };
  } catch (thrown) {
    // WebAssembly has stopped: nothing of this instance is used again.
    const error = { message: thrown instanceof RangeError ? "It nests too deeply" : `It crashed (${String(thrown)})` };
    return { ...(isOver() ? overTime : { error }), console: lines.text() };
  }
}

const wrap = (code: string) => `(async function main(inputs) {\n${code}\n})`;
const linesBefore = 1;
type Call = { source: string; ask: Ask; print: (line: string) => void; isOver: () => boolean };
type Outcome = Omit<Failure, "console"> | { output: string | undefined };

function call(runtime: QuickJSRuntime, context: QuickJSContext, { source, ask, print, isOver }: Call): Outcome {
  const printer = context.newFunction("print", (line) => print(context.getString(line)));
  const start = context.unwrapResult(
    context.callFunction(
      context.unwrapResult(context.evalCode(`(${prelude.toString()})`, "prelude")),
      context.undefined,
      printer,
      context.newString(ask.mark),
    ),
  );
  const main = context.evalCode(source, "code");
  if (main.error) return failed(context, main.error);
  const started = context.callFunction(start, context.undefined, main.value, context.newString(ask.inputs));
  if (started.error) return failed(context, started.error);
  while (runtime.hasPendingJob() && !isOver()) {
    const { error } = runtime.executePendingJobs(1000);
    if (error) return failed(context, error);
  }
  const state = context.getPromiseState(started.value);
  if (state.type === "pending") return { error: { message: "It waits for something that never comes" } };
  if (state.type === "rejected") return failed(context, state.error);
  return read(context.getString(state.value));
}

/** What the prelude said, which the user's code may have meddled with. */
function read(json: string): Outcome {
  const said: unknown = JSON.parse(json);
  if (typeof said !== "object" || said === null) return { error: { message: "It gave no answer" } };
  if ("error" in said) return { error: located(String(said.error), "stack" in said ? String(said.stack) : "") };
  const output = "output" in said && typeof said.output === "string" ? said.output : undefined;
  if (output === undefined || output.length <= limits.outputChars) return { output };
  return { error: { message: `It returned more than ${limits.outputChars.toLocaleString("en")} characters` } };
}

function failed(context: QuickJSContext, error: QuickJSHandle): Outcome {
  const thrown: unknown = context.dump(error);
  // What the code throws is caught in the prelude; this is QuickJS without the memory for an error.
  if (thrown === null) return { error: located("InternalError: out of memory", "") };
  if (typeof thrown !== "object" || thrown === null) return { error: { message: String(thrown) } };
  const { name = "", message = "", stack = "" } = { ...thrown } as Record<string, unknown>;
  return { error: located(`${name}: ${message}`, String(stack)) };
}

/** With the place in the user's code that is nearest to where it was thrown. */
function located(message: string, stack: string): Failure["error"] {
  const isFull = /^InternalError: out of memory/.test(message);
  const said = isFull ? `It needs more than ${limits.memoryMb} MB of memory` : message;
  const [, line, column] = /\bcode:(\d+):(\d+)/.exec(stack) ?? [];
  if (line === undefined || Number(line) <= linesBefore) return { message: said };
  return { message: said, line: Number(line) - linesBefore, column: Number(column) };
}

function keepLines(): { add(line: string): void; text(): string } {
  const kept: string[] = [];
  let size = 0;
  return {
    add(line) {
      if (size > limits.consoleChars) return;
      size += line.length + 1;
      kept.push(size > limits.consoleChars ? "… (the console holds no more)" : line);
    },
    text: () => kept.join("\n"),
  };
}
