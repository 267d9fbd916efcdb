import { type ChildProcess, execFile, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import type { Answer as AnswerType, Ask } from "./protocol.ts";

export type Sandbox = {
  /** Undefined when the process has ended instead of answering. */
  ask(ask: Ask): Promise<AnswerType | undefined>;
  kill(): void;
  hasEnded(): boolean;
  calls(): number;
};

const Place = z.object({ message: z.string(), line: z.number().exactOptional(), column: z.number().exactOptional() });
/** As the process may have been taken over, what it says is looked at as what people send. */
const Answer = z.union([
  z.object({ console: z.string(), error: Place, isOverTime: z.boolean().exactOptional() }),
  z.object({ console: z.string(), output: z.string().optional() }),
]);

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const script = here("./sandbox-child.ts");
/** Its own code, and where Node looks on the way to the two packages. */
const readable = [
  here("./"),
  here("../../../package.json"),
  here("../../package.json"),
  here("../package.json"),
  ...["quickjs-emscripten-core", "@jitl/quickjs-wasmfile-release-sync", "@jitl/quickjs-ffi-types"].map((name) =>
    here(`../../../node_modules/${name}/`),
  ),
];
const flags = [
  "--no-warnings",
  "--permission",
  "--allow-worker",
  ...readable.map((path) => `--allow-fs-read=${path}`),
  "--no-addons",
  "--disallow-code-generation-from-strings",
  "--max-old-space-size=192",
];

/** Starts a process that is ready for a call. Throws `unavailable` when it cannot be started. */
export async function startSandbox(): Promise<Sandbox> {
  const child = await spawnChild();
  let settle: ((answer: AnswerType | undefined) => void) | undefined;
  let calls = 0;
  let ended = false;
  const isReady = Promise.withResolvers<void>();
  const end = () => {
    ended = true;
    isReady.reject(new PatchbayError("unavailable", "The sandbox for code could not be started. Try again."));
    settle?.(undefined);
  };
  child.on("exit", end);
  child.on("error", end);
  child.on("message", (message: unknown) => {
    if (z.object({ ready: z.literal(true) }).safeParse(message).success) return isReady.resolve();
    settle?.(Answer.safeParse(message).data);
  });
  await isReady.promise;
  keepUs(child, false);
  return {
    async ask(ask) {
      calls += 1;
      keepUs(child, true);
      const { promise, resolve } = Promise.withResolvers<AnswerType | undefined>();
      settle = resolve;
      if (ended) resolve(undefined);
      else child.send(ask, (error) => error && resolve(undefined));
      return await promise.finally(() => {
        settle = undefined;
        keepUs(child, false);
      });
    },
    kill() {
      // It may have answered, and its end is told later; no other call may be given to it.
      ended = true;
      child.kill("SIGKILL");
    },
    hasEnded: () => ended,
    calls: () => calls,
  };
}

async function spawnChild(): Promise<ChildProcess> {
  const [command = "", ...wrapped] = [
    ...(await withoutNetwork()),
    process.execPath,
    ...flags,
    script,
    String(process.pid),
  ];
  // It needs nothing of ours: no secrets, no settings. Its clock is the same on every machine.
  return spawn(command, wrapped, {
    env: { NODE_ENV: "production", TZ: "UTC" },
    cwd: "/",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
}

let network: Promise<string[]> | undefined;

/** Where Linux lets us, the process gets a network of its own, in which there is nothing. */
function withoutNetwork(): Promise<string[]> {
  const unshare = ["--net", "--map-root-user", "--"];
  network ??= new Promise((resolve) => {
    if (process.platform !== "linux") return resolve([]);
    execFile("unshare", [...unshare, process.execPath, "--version"], (error) =>
      resolve(error ? [] : ["unshare", ...unshare]),
    );
  });
  return network;
}

/** Whether our process stays for this one. */
function keepUs(child: ChildProcess, keep: boolean): void {
  if (keep) {
    child.ref();
    child.channel?.ref();
  } else {
    child.unref();
    child.channel?.unref();
  }
}
