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
import { askHost, compareTexts } from "./host.ts";
import { preludeSource, sourceOnUse } from "./prelude.ts";
import { type Answer, type Ask, limits } from "./protocol.ts";
import { type Script, stripTypes } from "./strip-types.ts";

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
  const context = runtime.newContext();
  let lines: Lines | undefined;
  const start = openPrelude(context, (line) => lines?.add(line));
  return {
    run(ask) {
      lines = keepLines();
      return run({ runtime, context, start, lines }, ask);
    },
  };
}

type Engine = { runtime: QuickJSRuntime; context: QuickJSContext; start: QuickJSHandle; lines: Lines };

type Failure = Extract<Answer, { error: unknown }>;

function run(engine: Engine, ask: Ask): Answer {
  const { runtime, lines } = engine;
  const deadline = performance.now() + ask.timeMs;
  const isOver = () => performance.now() > deadline;
  runtime.setInterruptHandler(isOver);
  const answer = () => {
    const written = wrap(ask.code);
    const script = ask.language === "TypeScript" ? stripTypes(written) : { code: written, placeOf: (at: Place) => at };
    if ("error" in script) return script;
    return call(engine, { script, ask, isOver });
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
type Place = Parameters<Script["placeOf"]>[0];
type Call = { script: Script; ask: Ask; isOver: () => boolean };
type Outcome = Omit<Failure, "console"> | { output: string | undefined };

function call({ runtime, context, start }: Engine, { script, ask, isOver }: Call): Outcome {
  const main = context.evalCode(script.code, "code");
  if (main.error) return unread(failed(context, script, main.error), ask.code);
  const given = [main.value, context.newString(ask.inputs), context.newString(ask.mark)];
  const started = context.callFunction(start, context.undefined, ...given);
  if (started.error) return failed(context, script, started.error);
  while (runtime.hasPendingJob() && !isOver()) {
    const { error } = runtime.executePendingJobs(1000);
    if (error) return failed(context, script, error);
  }
  const state = context.getPromiseState(started.value);
  if (state.type === "pending") return { error: { message: "It waits for something that never comes" } };
  if (state.type === "rejected") return failed(context, script, state.error);
  return read(context.getString(state.value), script);
}

/** What is still open at the end is found behind it, at a bracket that is not the user's. */
function unread(outcome: Omit<Failure, "console">, code: string): Outcome {
  const { line = 0 } = outcome.error;
  if (line <= code.split(/\r\n|[\n\r\u2028\u2029]/).length) return outcome;
  return { error: { message: "SyntaxError: the code ends too soon: a bracket, a quote or a comment is still open" } };
}

/** Texts go in and out as JSON: the engine ends others at their first NUL. */
function openPrelude(context: QuickJSContext, print: (line: string) => void): QuickJSHandle {
  const evaluate = (source: string) => context.unwrapResult(context.evalCode(source, "prelude"));
  const printer = context.newFunction("print", (line) => print(String(JSON.parse(context.getString(line)))));
  const ask = context.newFunction("ask", (question) => context.newString(askHost(context.getString(question))));
  const load = context.newFunction("load", (name) => evaluate(sourceOnUse(context.getString(name)) ?? "undefined"));
  const compare = context.newFunction("compare", (settings, one, other) => {
    const [by, left, right] = [context.getString(settings), context.getString(one), context.getString(other)];
    return context.newNumber(compareTexts(by, left, right));
  });
  const open = evaluate(preludeSource);
  return context.unwrapResult(context.callFunction(open, context.undefined, printer, ask, load, compare));
}

/** What the prelude said, which the user's code may have meddled with. */
function read(json: string, script: Script): Outcome {
  const said: unknown = JSON.parse(json);
  if (typeof said !== "object" || said === null) return { error: { message: "It gave no answer" } };
  if ("error" in said) {
    return { error: located(script, String(said.error), "stack" in said ? String(said.stack) : "") };
  }
  const output = "output" in said && typeof said.output === "string" ? said.output : undefined;
  if (output === undefined || output.length <= limits.outputChars) return { output };
  return { error: { message: `It returned more than ${limits.outputChars.toLocaleString("en")} characters` } };
}

function failed(context: QuickJSContext, script: Script, error: QuickJSHandle): Omit<Failure, "console"> {
  const thrown: unknown = context.dump(error);
  // What the code throws is caught in the prelude; this is QuickJS without the memory for an error.
  if (thrown === null) return { error: located(script, "InternalError: out of memory", "") };
  if (typeof thrown !== "object" || thrown === null) return { error: { message: String(thrown) } };
  const { name = "", message = "", stack = "" } = { ...thrown } as Record<string, unknown>;
  return { error: located(script, `${name}: ${message}`, String(stack)) };
}

/** With the place in the user's code that is nearest to where it was thrown. */
function located({ placeOf }: Script, message: string, stack: string): Failure["error"] {
  const isFull = /^InternalError: out of memory/.test(message);
  const said = isFull ? `It needs more than ${limits.memoryMb} MB of memory` : message;
  const [, line, column] = /\bcode:(\d+):(\d+)/.exec(stack) ?? [];
  const at = line === undefined ? undefined : placeOf({ line: Number(line), column: Number(column) });
  if (!at || at.line <= linesBefore) return { message: said };
  return { message: said, line: at.line - linesBefore, column: at.column };
}

type Lines = { add(line: string): void; text(): string };

function keepLines(): Lines {
  const kept: string[] = [];
  let size = 0;
  return {
    add(line) {
      const left = limits.consoleChars - size;
      if (left < 0) return;
      size += line.length + 1;
      if (size <= limits.consoleChars) kept.push(line);
      else kept.push(`${line.slice(0, left)}… (the console holds no more)`);
    },
    text: () => kept.join("\n"),
  };
}
