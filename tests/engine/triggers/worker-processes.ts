import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { TopicPart } from "./topic-fixtures.ts";

const entry = fileURLToPath(new URL("../worker-process.ts", import.meta.url));

/** A worker in a process of its own, which ends with the test. */
export async function startProcess(
  one: TopicPart,
  brokers: readonly string[],
  env: object = {},
): Promise<ChildProcess> {
  const child = fork(entry, [one.db.url, brokers.join(",")], {
    execArgv: ["--no-warnings"],
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  one.cleanUp.defer(() => kill(child));
  await Promise.race([once(child, "message"), once(child, "exit")]);
  return child;
}

export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}
