import { createServer } from "node:net";
import { isFree } from "../services/free-port.ts";
import { StartupError } from "./startup-error.ts";

/** Refuses a port that cannot be listened on, and says what to do. */
export async function requirePort(host: string, port: number): Promise<void> {
  const code = await tryToListen(host, port);
  if (code === undefined) return;
  if (code === "EADDRINUSE") {
    let other = port + 1;
    while (other < 65_535 && !(await isFree(other, host))) other += 1;
    throw new StartupError(
      `Port ${port} is taken by another program. Stop it, or choose another port: PORT=${other} npm start`,
    );
  }
  if (code === "EACCES") {
    throw new StartupError(`This account may not listen on port ${port}. Choose one from 1024 on: PORT=3000 npm start`);
  }
  throw new StartupError(`Patchbay cannot listen on ${host} (${code}). HOST should be an address of this machine.`);
}

function tryToListen(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => resolve("code" in error ? String(error.code) : error.message));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
