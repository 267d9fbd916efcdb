import net, { type Socket } from "node:net";
import tls from "node:tls";
import type { ISocketFactory } from "kafkajs";

const lookMs = 1000;

type Heard = { read: number; written: number; unansweredSince: number | undefined };

/**
 * Connections that break when nobody answers on them. A broken network may leave one half open: it takes whatever is
 * written and never errs. kafkajs gives up requests on it one after another and goes on using it, for minutes or for ever.
 * Kafka answers everything that is said to it, so a connection that was spoken to and is silent for `silenceMs` is dead.
 */
export function watchSockets(
  silenceMs: number,
  connect: ISocketFactory = connectPlainly,
): { socketFactory: ISocketFactory; close(): void } {
  const sockets = new Map<Socket, Heard>();

  function look(): void {
    const now = performance.now();
    for (const [socket, heard] of sockets) {
      const { bytesRead: read, bytesWritten: written } = socket;
      if (read !== heard.read) sockets.set(socket, { read, written, unansweredSince: undefined });
      else if (written > heard.written) {
        heard.unansweredSince ??= now;
        if (now - heard.unansweredSince > silenceMs) socket.destroy(new Error("Kafka has not answered for too long"));
      }
    }
  }
  const timer = setInterval(look, lookMs).unref();

  return {
    socketFactory(options) {
      const socket = connect(options);
      sockets.set(socket, { read: 0, written: 0, unansweredSince: undefined });
      socket.once("close", () => sockets.delete(socket));
      return socket;
    },
    close: () => clearInterval(timer),
  };
}

const connectPlainly: ISocketFactory = ({ host, port, ssl, onConnect }) => {
  const name = net.isIP(host) === 0 ? { servername: host } : {};
  const socket = ssl ? tls.connect({ host, port, ...name, ...ssl }, onConnect) : net.connect({ host, port }, onConnect);
  return socket.setKeepAlive(true, 60_000);
};
