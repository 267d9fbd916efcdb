import { connect, isIP } from "node:net";
import { connect as connectTls } from "node:tls";
import type { ISocketFactory } from "kafkajs";
import { PatchbayError } from "../../../lib/errors.ts";
import { type GuardOptions, guardedLookup } from "../../guarded-fetch.ts";

export type GuardedSockets = {
  socketFactory: ISocketFactory;
  /** An address that was refused a moment ago: kafkajs hands on the words of an error and not the error. */
  refusal(): PatchbayError | undefined;
};

const keepAliveMs = 60_000;
/** kafkajs tries again more often than that while it wants to connect. */
const rememberedMs = 60_000;

/**
 * How kafkajs connects to brokers that a user has named, and to those that they name in turn, as each broker of a cluster may:
 * all of them under the rules of the guarded fetch.
 */
export function makeGuardedSockets(guard: GuardOptions): GuardedSockets {
  let refused: PatchbayError | undefined;
  let refusedAt = 0;
  const note = (thrown: unknown) => {
    if (!(thrown instanceof PatchbayError)) return;
    refused = thrown;
    refusedAt = performance.now();
  };
  return {
    refusal: () => (performance.now() - refusedAt < rememberedMs ? refused : undefined),
    socketFactory({ host, port, ssl, onConnect }) {
      try {
        const address = { host, port, ...guardedLookup({ host, port }, guard) };
        // kafkajs gives nothing for a plain connection, whatever its types say.
        const wantsTls: unknown = ssl;
        const name = isIP(host) === 0 ? { servername: host } : {};
        const socket = wantsTls ? connectTls({ ...address, ...name, ...ssl }, onConnect) : connect(address, onConnect);
        socket.once("error", note);
        socket.setKeepAlive(true, keepAliveMs);
        return socket;
      } catch (thrown) {
        note(thrown);
        throw thrown;
      }
    },
  };
}
