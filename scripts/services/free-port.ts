import { once } from "node:events";
import { connect, createServer } from "node:net";

/** Tells whether this machine's port can be listened on right now. */
export function isFree(port: number, host = "127.0.0.1"): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** A system may give the same port to two who ask one after the other, as long as neither listens on it. */
const given = new Set<number>();

/** A free port: the wanted one when it is free, else any that this process was not given before. */
export async function freePort(wanted = 0): Promise<number> {
  const port = wanted > 0 && (await isFree(wanted)) ? wanted : await newPort();
  given.add(port);
  return port;
}

async function newPort(): Promise<number> {
  const server = createServer();
  server.listen({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  const address = server.address();
  const port = address && typeof address === "object" ? address.port : 0;
  // Held until another is found.
  const found = given.has(port) ? await newPort() : port;
  server.close();
  await once(server, "close");
  return found;
}

/** Tells whether something answers at this port. Who waits for that must not listen there, even for a moment, to find out. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}
