/**
 * A stretch of network that goes wrong on demand, between a client and a server of any TCP protocol. Its chance is
 * seeded. What it does to a connection is counted, so that a test can see that it was done.
 */
import net, { type Socket } from "node:net";
import { type Random, seeded } from "../../chaos/random.ts";

export const networkFaults = ["latency", "drip", "reset", "drop", "half-open", "silence", "cut answers"] as const;
export type NetworkFault = (typeof networkFaults)[number];

export type FaultProxy = AsyncDisposable & {
  port: number;
  /**
   * - latency: every piece comes 50 to 150 ms late, in order.
   * - drip: answers come in pieces of 100 bytes, one every 10 ms.
   * - reset: open connections are reset, once; new ones work.
   * - drop: open connections are reset, and new ones are refused.
   * - half-open: open connections never carry another byte, without an error; new ones work.
   * - silence: no connection carries a byte, new ones neither.
   * - cut answers: each connection is reset after 200 to 3,000 bytes of answers; what was asked has been done.
   */
  break(fault: NetworkFault): void;
  /** Breaks, waits, heals. When nothing was affected until then it goes on breaking for `patienceMs`, and throws in the end. */
  breakFor(fault: NetworkFault, ms: number, patienceMs?: number): Promise<void>;
  /** New connections are as they should be. Those that were broken stay broken. */
  heal(): void;
  /** Connections and pieces that were affected since the last break. */
  affected(): number;
};

export async function openFaultProxy(target: {
  host?: string;
  port: number;
  seed: number;
  listen?: number;
}): Promise<FaultProxy> {
  const random = seeded(target.seed);
  const connections = new Set<ProxiedConnection>();
  let fault: NetworkFault | undefined;
  let affected = 0;
  const onAffected = () => {
    affected += 1;
  };

  const server = net.createServer((client) => {
    if (fault === "drop") {
      onAffected();
      client.resetAndDestroy();
      return;
    }
    const upstream = net.connect({ host: target.host ?? "127.0.0.1", port: target.port });
    const connection = proxyConnection({ client, upstream, random, onAffected, fault: () => fault });
    if (fault === "silence") connection.isDead = true;
    connections.add(connection);
    upstream.once("close", () => connections.delete(connection));
  });
  server.listen(target.listen ?? 0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  const proxy: FaultProxy = {
    port: address && typeof address === "object" ? address.port : 0,
    async breakFor(next, ms, patienceMs = 0) {
      proxy.break(next);
      await later(ms);
      for (let waited = 0; affected === 0 && waited < patienceMs; waited += 100) {
        await later(100);
        // A connection that is opened only now has to meet the fault too.
        if (affected === 0) proxy.break(next);
      }
      proxy.heal();
      if (affected === 0) throw new Error(`no connection was affected by ${next}`);
    },
    break(next) {
      fault = next;
      affected = 0;
      for (const connection of connections) {
        if (next === "reset" || next === "drop") connection.reset();
        if (next === "half-open" || next === "silence") {
          connection.isDead = true;
          onAffected();
        }
        if (next === "cut answers") connection.left = random.whole(200, 3000);
      }
    },
    heal() {
      fault = undefined;
    },
    affected: () => affected,
    async [Symbol.asyncDispose]() {
      for (const connection of connections) connection.reset();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}

type ProxiedConnection = {
  /** It swallows whatever it is given. */
  isDead: boolean;
  /** Bytes of answers until it is cut. */
  left: number;
  reset(): void;
};
type Ends = { client: Socket; upstream: Socket; random: Random; onAffected(): void; fault(): NetworkFault | undefined };

function proxyConnection({ client, upstream, random, onAffected, fault }: Ends): ProxiedConnection {
  const connection: ProxiedConnection = {
    isDead: false,
    left: fault() === "cut answers" ? random.whole(200, 3000) : Number.POSITIVE_INFINITY,
    reset() {
      onAffected();
      client.resetAndDestroy();
      upstream.resetAndDestroy();
    },
  };
  client.setNoDelay(true);
  upstream.setNoDelay(true);
  for (const socket of [client, upstream]) socket.on("error", () => {});

  /** Pieces go on one after another, however long each of them takes. */
  function carry(from: Socket, to: Socket, isAnswer: boolean): void {
    let turn = Promise.resolve();
    from.on("data", (piece: Buffer) => {
      turn = turn.then(() => pass(piece, to, isAnswer));
    });
    from.once("close", () => {
      void turn.then(() => {
        if (!connection.isDead) to.destroy();
      });
    });
  }

  async function pass(piece: Buffer, to: Socket, isAnswer: boolean): Promise<void> {
    if (connection.isDead) return onAffected();
    const now = fault();
    if (now === "cut answers" && isAnswer) {
      connection.left -= piece.length;
      if (connection.left < 0) return connection.reset();
    }
    if (now === "latency") {
      onAffected();
      await later(random.whole(50, 150));
    }
    if (now === "drip" && isAnswer) return await drip(piece, to);
    if (!connection.isDead && !to.destroyed) to.write(piece);
  }

  async function drip(piece: Buffer, to: Socket): Promise<void> {
    onAffected();
    for (let at = 0; at < piece.length && !to.destroyed; at += 100) {
      if (!connection.isDead) to.write(piece.subarray(at, at + 100));
      // Once the network has healed the rest comes at once.
      if (fault() === "drip") await later(10);
    }
  }

  carry(client, upstream, false);
  carry(upstream, client, true);
  return connection;
}

const later = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
