import { type ChildProcess, fork } from "node:child_process";
import type { Result } from "./bounded-thread.ts";
import type { FromHost, ToHost, Work } from "./host-protocol.ts";

export type Asked = { work: Work; question: unknown; settle(result: Result): void };

/** `leave` says that an answer is not wanted any more. */
export type Host = { ask(asked: Asked): void; leave(asked: Asked): void };

type Running = {
  child: ChildProcess;
  asked: Map<number, Asked>;
  outgoing: ToHost;
  idle: NodeJS.Timeout | undefined;
  /** Ends it; what is asked from now on goes to another. */
  retire(): void;
};

const idleMs = 300_000;

/** Starts its process with the first question and ends it after a time without any. `onEnded` gets what it left undone. */
export function makeHost(onEnded: (undone: Asked[]) => void): Host {
  let running: Running | undefined;
  let lastId = 0;

  function start(): Running {
    const child = fork(new URL("./host.ts", import.meta.url), {
      // It needs nothing of ours: no secrets, no settings.
      env: { NODE_ENV: "production" },
      execArgv: ["--no-warnings"],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    const retire = () => {
      if (running === started) running = undefined;
      child.kill();
    };
    const started: Running = { child, asked: new Map(), outgoing: [], idle: undefined, retire };
    const end = () => {
      if (running === started) running = undefined;
      clearTimeout(started.idle);
      const undone = [...started.asked.values()];
      started.asked.clear();
      if (undone.length > 0) onEnded(undone);
    };
    child.on("message", (answers: FromHost) => take(started, answers));
    child.on("error", end);
    child.on("exit", end);
    return started;
  }

  function send(to: Running): void {
    const messages = to.outgoing;
    to.outgoing = [];
    sendAll(to, messages);
  }

  function tell(to: Running, message: ToHost[number]): void {
    if (to.outgoing.push(message) === 1) queueMicrotask(() => send(to));
  }

  return {
    ask(asked) {
      running ??= start();
      clearTimeout(running.idle);
      keepUs(running.child, true);
      const id = ++lastId;
      running.asked.set(id, asked);
      tell(running, { id, work: asked.work, question: asked.question });
    },
    leave(asked) {
      const id = running?.asked.entries().find(([, one]) => one === asked)?.[0];
      if (running && id !== undefined) tell(running, { stop: id });
    },
  };
}

function sendAll(to: Running, messages: ToHost): void {
  // When it cannot be sent the process has ended, and says so.
  if (!to.child.connected) return;
  try {
    to.child.send(messages, () => {});
  } catch {
    // A value that is nested too deeply cannot be written: those beside it go without it.
    const [first] = messages;
    if (messages.length > 1) for (const message of messages) sendAll(to, [message]);
    else if (first && "id" in first) take(to, [{ id: first.id, result: { gaveUp: "its value is nested too deeply" } }]);
  }
}

function take(from: Running, answers: FromHost): void {
  for (const { id, result } of answers) {
    const asked = from.asked.get(id);
    from.asked.delete(id);
    asked?.settle(result);
  }
  if (from.asked.size > 0) return;
  keepUs(from.child, false);
  clearTimeout(from.idle);
  from.idle = setTimeout(from.retire, idleMs);
  from.idle.unref();
}

/** Whether our process stays for this one: for its answers, and to hear that it has ended. */
function keepUs(child: ChildProcess, keep: boolean): void {
  if (keep) {
    child.ref();
    child.channel?.ref();
  } else {
    child.unref();
    child.channel?.unref();
  }
}
