/** Stands before a server of S3, and is one on a bad day: each twelfth request is answered that there are too many, then not at all. */
import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

const slowDown = `<?xml version="1.0"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>`;

export type FaultyS3 = AsyncDisposable & {
  endpoint: string;
  /** How often each fault was met. */
  faults: { busy: number; broken: number; cut: number };
};

export async function openFaultyS3(endpoint: string): Promise<FaultyS3> {
  const { hostname, port } = new URL(endpoint);
  const faults = { busy: 0, broken: 0, cut: 0 };
  const asked = new Map<string, { times: number; isUnlucky: boolean }>();
  const server = createServer((incoming, outgoing) => {
    const what = `${incoming.method} ${incoming.url} ${incoming.headers.range ?? ""}`;
    const known = asked.get(what) ?? { times: 0, isUnlucky: asked.size % 12 === 0 };
    asked.set(what, known);
    known.times += 1;
    if (known.isUnlucky && known.times === 1) {
      faults.busy += 1;
      incoming.resume();
      outgoing.writeHead(503, { "content-type": "application/xml" }).end(slowDown);
      return;
    }
    if (known.isUnlucky && known.times === 2) {
      faults.broken += 1;
      incoming.socket.destroy();
      return;
    }
    const { method, url: path, headers } = incoming;
    const sent = request({ hostname, port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      const isCut =
        method === "GET" && path?.includes("x-id=GetObject") && headers.range === undefined && known.times < 2;
      if (!isCut) return void answer.pipe(outgoing);
      answer.once("data", (chunk: Buffer) => {
        faults.cut += 1;
        outgoing.write(chunk.subarray(0, Math.floor(chunk.length / 2)), () => outgoing.destroy());
        answer.destroy();
      });
      answer.once("end", () => outgoing.end());
    });
    sent.once("error", () => outgoing.destroy());
    incoming.pipe(sent);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port: own } = server.address() as AddressInfo;
  return {
    ...{ endpoint: `http://127.0.0.1:${own}`, faults },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
