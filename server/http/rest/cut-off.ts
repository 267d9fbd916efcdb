import type { Server } from "node:http";
import type { Socket } from "node:net";

/**
 * Ends what is still open some time after a server began to close. Node's own closeAllConnections passes over
 * sockets that were upgraded, and such a one would keep the process alive.
 */
export function trackSockets(server: Server): { cutOffIn(ms: number): void } {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  return {
    cutOffIn(ms) {
      setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, ms).unref();
    },
  };
}
