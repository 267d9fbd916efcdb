import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { runCode } from "../../nodes/code/run-code.ts";
import { startSandbox } from "../../nodes/code/sandbox/start-sandbox.ts";
import { patienceMs } from "../helpers/patience.ts";

// Code that tries to get out. Nothing of it may reach a file, the environment, a port or another call; each attempt is given
// the canaries by name, so that it need not look for them.

const folder = mkdtempSync(join(tmpdir(), "patchbay-canary-"));
const file = join(folder, "canary.txt");
const secret = `canary-${crypto.randomUUID()}`;
let knocks = 0;
const server = createServer((_request, response) => {
  knocks += 1;
  response.end(secret);
});
let address = "";

beforeAll(async () => {
  writeFileSync(file, secret);
  process.env.PATCHBAY_CANARY = secret;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => {
  delete process.env.PATCHBAY_CANARY;
  rmSync(folder, { recursive: true });
  server.close();
});

const never = new AbortController().signal;
test("a sandbox that was killed takes no other call", async () => {
  const sandbox = await startSandbox();
  sandbox.kill();
  expect(sandbox.hasEnded(), "although its end has not been told yet").toBe(true);
});

const run = (code: string, language: "JavaScript" | "TypeScript" = "JavaScript") =>
  runCode({ code, language, inputs: { file, address, name: "PATCHBAY_CANARY" }, seconds: 2 }, never);

/** Ends in `seen`: whatever it got hold of, as text. */
const attempts: readonly string[] = [
  // What Node would give.
  "seen = process.env[inputs.name]",
  "seen = globalThis.process.mainModule.require('fs').readFileSync(inputs.file, 'utf8')",
  "seen = require('node:fs').readFileSync(inputs.file, 'utf8')",
  "seen = (await import('node:fs')).readFileSync(inputs.file, 'utf8')",
  "seen = (await import(inputs.file)).default",
  "seen = await (await fetch(inputs.address)).text()",
  "seen = new XMLHttpRequest().open('GET', inputs.address)",
  "new WebSocket(inputs.address.replace('http', 'ws'))",
  "new Worker('data:text/javascript,1')",
  "seen = new WebAssembly.Module(new Uint8Array())",
  // Constructor chains.
  "seen = inputs.constructor.constructor('return process')().env[inputs.name]",
  "seen = this.constructor.constructor('return process')().env[inputs.name]",
  "seen = console.log.constructor('return process')().env[inputs.name]",
  "seen = (async () => {}).constructor('return process')().then((p) => p.env[inputs.name])",
  "seen = (function* () {}).constructor('yield process')().next().value.env[inputs.name]",
  "seen = Object.getPrototypeOf(console.log).constructor('return this')().process.env",
  "seen = new Function('return process')().env[inputs.name]",
  "seen = (0, eval)('process').env[inputs.name]",
  "seen = Reflect.construct(Function, ['return process'])().env[inputs.name]",
  "seen = arguments.callee.caller.constructor('return process')().env[inputs.name]",
  // The wrapper and what stands before the code.
  "}); seen = process.env[inputs.name]; (async () => {",
  "return {}; }), globalThis.process.exit(); (async () => {",
  "console.log.call.call(console.log, { toString() { return process.env } })",
  "console.log(new Proxy({}, { get: (_t, key) => { throw key }, ownKeys: () => { throw 1 } }))",
  "Error.prepareStackTrace = (_e, frames) => frames; seen = new Error().stack[0].getThis().process.env",
  "const e = new Error(); e.name = { toString() { throw e } }; throw e",
  "throw new Proxy(new Error('x'), { get() { throw process } })",
  "Promise.prototype.then = function () { return this }; seen = 1",
  "Promise.resolve = () => ({ then(f) { f('{}') } }); seen = 1",
  'JSON.stringify = () => \'{"output":"{\\\\"seen\\\\":1}"}\'; JSON.parse = () => process; seen = 1',
  "Object.prototype.output = '{}'; Object.prototype.error = 'x'; Array.prototype.length = -1; seen = 1",
  "Object.prototype.toJSON = function () { return process }; seen = 1",
  "Object.defineProperty(Object.prototype, 'then', { get() { throw 1 } }); seen = 1",
  "Symbol.prototype[Symbol.toPrimitive] = () => process; String.prototype.startsWith = () => true; seen = 1",
  "BigInt.prototype.toJSON = () => ({ constructor: 1 }); seen = 1n",
  "return { seen: { then(resolve) { resolve(process) } } }",
  "return { ['__proto__']: { polluted: 1 }, constructor: { prototype: { polluted: 1 } }, seen: 1 }",
  'return JSON.parse(\'{"__proto__": {"polluted": 1}}\')',
  "const g = function* () { yield* g() }; [...g()]",
  // What Node answers for the engine.
  "seen = Intl.NumberFormat.constructor('return process')().env[inputs.name]",
  "seen = new Intl.Collator('en').compare.constructor('return process')().env[inputs.name]",
  "JSON.stringify = () => '[\"intl\",\"constructor\"]'; seen = new Intl.NumberFormat('en').format(1)",
  "JSON.parse = () => ({ value: process }); seen = structuredClone.constructor('return process')().env[inputs.name]",
  "seen = new Intl.NumberFormat({ toString() { return process } }).format({ big: 'x' })",
  "seen = (1).toLocaleString('en', { get style() { return process.env[inputs.name] } })",
  "Array.prototype.map = function () { return this }; seen = new Intl.ListFormat('en').format([inputs.file])",
  "seen = new URL('file://' + inputs.file).searchParams.get('x')",
  "crypto.getRandomValues(new Uint8Array(2 ** 26))",
  "await crypto.subtle.digest('md5', new Uint8Array(1))",
  // Memory, time and the engine itself.
  "new Array(2 ** 32 - 1).fill(new Uint8Array(1e8))",
  "new ArrayBuffer(2 ** 40)",
  "'x'.repeat(2 ** 29).repeat(2 ** 10)",
  "const a = []; a.length = 2 ** 32 - 1; a.sort()",
  "2n ** (2n ** 40n)",
  "/(x+x+)+y/.test('x'.repeat(60))",
  "let o = {}; for (let i = 0; i < 1e6; i++) o = { o }; seen = o",
  "JSON.parse('['.repeat(1e6))",
  "eval('('.repeat(1e6))",
  "Atomics.wait(new Int32Array(new SharedArrayBuffer(8)), 0, 0)",
  "const b = new ArrayBuffer(8, { maxByteLength: 2 ** 31 }); b.resize(2 ** 31 - 1)",
  "const t = new Uint8Array(8); Object.defineProperty(t, 'length', { value: 1e9 }); t.fill(1, 0, 1e9)",
  "const r = new FinalizationRegistry(() => { seen = process }); r.register({}, 1); seen = 1",
];

describe("code that tries to get out of its sandbox", () => {
  test.each(attempts)("%s", async (attempt) => {
    const code = `let seen;\n${attempt};\nreturn { seen: String(await seen) };`;
    const said = await run(code).then(JSON.stringify, ({ code: kind, userMessage }) => `${kind} ${userMessage}`);
    expect(said).not.toContain(secret);
    expect(said).not.toMatch(/^(internal|unavailable)/);
    expect(knocks).toBe(0);
    expect(Object("").polluted ?? Object("").output ?? Object("").toJSON).toBeUndefined();
    expect(readFileSync(file, "utf8")).toBe(secret);
    expect(readdirSync(folder)).toEqual(["canary.txt"]);
  });

  test("what one call leaves, the next does not find", async () => {
    await run("globalThis.left = 1; Object.prototype.left = 1; Array.prototype.map = null; return {}");
    const { output } = await run("return { left: typeof left, of: typeof ({}).left, map: typeof [].map }");
    expect(output).toEqual({ left: "undefined", of: "undefined", map: "function" });
  });

  test("types are taken out by a parser, which runs nothing", async () => {
    const { output } = await run("const x = inputs as typeof process;\nreturn { x: typeof x } as any;", "TypeScript");
    expect(output).toEqual({ x: "object" });
  });
});

test("the canaries sing: a request is counted, and says the secret", async () => {
  expect(await (await fetch(address)).text()).toBe(secret);
  expect(knocks).toBe(1);
  knocks = 0;
});

describe.runIf(process.platform === "linux")("the process of a sandbox", () => {
  test("has no environment, and where the system lets us, a network of its own in which nothing is", async () => {
    const before = children();
    const sandbox = await startSandbox();
    try {
      const pid = children().find((one) => !before.includes(one));
      expect(readFileSync(`/proc/${pid}/environ`, "utf8")).not.toContain(secret);
      const names = readFileSync(`/proc/${pid}/environ`, "utf8")
        .split("\0")
        .map((line) => line.split("=")[0]);
      expect(names.filter((name) => name && !name.startsWith("NODE_CHANNEL"))).toEqual(["NODE_ENV", "TZ"]);
      const own = readlinkSync("/proc/self/ns/net");
      if (readlinkSync(`/proc/${pid}/ns/net`) === own) return;
      const devices = readFileSync(`/proc/${pid}/net/dev`, "utf8").trim().split("\n").slice(2);
      expect(devices.map((line) => line.trim().split(":")[0])).toEqual(["lo"]);
    } finally {
      sandbox.kill();
    }
  });

  test("ends with the worker, also under code that lets nothing else run", async () => {
    const parent = fork(new URL("../helpers/peers/coding-process.ts", import.meta.url), {
      execArgv: ["--no-warnings"],
    });
    const [{ pid }] = await once(parent, "message");
    expect(isThere(pid)).toBe(true);
    parent.kill("SIGKILL");
    await vi.waitFor(() => expect(isThere(pid)).toBe(false), { timeout: patienceMs });
  });
});

function children(): string[] {
  return readdirSync("/proc/self/task").flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, "utf8").split(" ").filter(Boolean),
  );
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
