import { spawn } from "node:child_process";
import { freePort } from "../../scripts/services/free-port.ts";

export type PythonPeer = { url: string; host: string } & AsyncDisposable;

/** How it is started besides by the name of its file, and the path that answers when it is ready. */
type Start = { ready?: string; args?: readonly string[]; env?: Readonly<Record<string, string>> };

/** A server written in Python, on a port of its own: `await using peer = await pythonPeer(…)`. */
export async function pythonPeer(python: string, script: string, start: Start = {}): Promise<PythonPeer> {
  const port = await freePort();
  const { ready = "/openapi.json", args = [script] } = start;
  const ports = { PORT: String(port), MLSERVER_HTTP_PORT: String(port) };
  const env = { ...process.env, ...ports, PYTHONDONTWRITEBYTECODE: "1", ...start.env };
  const child = spawn(python, args, { env, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (piece) => {
    said += piece;
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    const response = await fetch(`${url}${ready}`).catch(() => undefined);
    if (response?.ok) break;
    if (child.exitCode !== null) throw new Error(`${script} ended with ${child.exitCode}: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    url,
    host: `127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
    },
  };
}
