import { spawn } from "node:child_process";
import { freePort } from "../../scripts/services/free-port.ts";

export type PythonPeer = { url: string; host: string } & AsyncDisposable;

/** A server written in Python, on a port of its own: `await using peer = await pythonPeer(…)`. It is ready when it has a document. */
export async function pythonPeer(python: string, script: string): Promise<PythonPeer> {
  const port = await freePort();
  const env = { ...process.env, PORT: String(port), PYTHONDONTWRITEBYTECODE: "1" };
  const child = spawn(python, [script], { env, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (piece) => {
    said += piece;
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    const response = await fetch(`${url}/openapi.json`).catch(() => undefined);
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
