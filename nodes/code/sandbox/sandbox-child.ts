/**
 * The process in which users' code runs, one call at a time; sandboxes.ts starts it. It has no environment, may read nothing
 * but its own code, and starts no processes. Beside the code a thread watches that its worker is still there: native loops of
 * QuickJS let nothing else run.
 */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { type Instance, makeInstance } from "./instance.ts";
import { type Ask, limits, type Ready } from "./protocol.ts";

const pageBytes = 65_536;
const mostPages = (limits.memoryMb * 2 * 1024 * 1024) / pageBytes;

// QuickJS counts what it allocates; what WebAssembly takes for it has a limit here.
const grow = WebAssembly.Memory.prototype.grow;
WebAssembly.Memory.prototype.grow = function growWithin(pages) {
  if (this.buffer.byteLength / pageBytes + pages > mostPages) throw new RangeError("The memory is full.");
  return grow.call(this, pages);
};

process.on("disconnect", () => process.exit());
// The number of its worker is the one argument.
const watch = new Worker(new URL("./parent-thread.ts", import.meta.url), {
  env: {},
  workerData: Number(process.argv[2]),
});
const isWatched = once(watch, "message");

// The next call finds an instance that is ready.
let next: Promise<Instance> = makeInstance();
process.on("message", async (ask: Ask) => {
  const instance = await next;
  process.send?.(instance.run(ask));
  next = makeInstance();
});
await Promise.all([next, isWatched]);
watch.unref();
process.send?.({ ready: true } satisfies Ready);
