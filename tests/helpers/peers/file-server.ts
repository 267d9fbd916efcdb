/** A server of one file on loopback, as those of model hubs: it knows ranges and tags, and can break off or be slow. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";

type Behaviour = {
  /** Ends the connection after so many bytes of each answer. */
  breakAfter?: number;
  /** Never sends more than so many bytes of an answer, and keeps the connection. */
  holdAfter?: number;
  /** Sends the whole file whatever is asked for. */
  withoutRanges?: boolean;
  status?: number;
  headers?: Record<string, string>;
};

export async function fileServer(data: Buffer) {
  const asked: { range: string | undefined }[] = [];
  const behaviour: Behaviour = {};
  const server = createServer((request, response) => {
    const { range } = request.headers;
    asked.push({ range });
    if (behaviour.status !== undefined) {
      response.writeHead(behaviour.status, behaviour.headers).end();
      return;
    }
    const from = behaviour.withoutRanges ? 0 : Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
    const rest = data.subarray(from);
    const headers = { "content-length": rest.length, etag: '"one"', ...behaviour.headers };
    if (from === 0) response.writeHead(200, headers);
    else response.writeHead(206, { ...headers, "content-range": `bytes ${from}-${data.length - 1}/${data.length}` });
    const most = behaviour.breakAfter ?? behaviour.holdAfter;
    if (most === undefined || rest.length <= most) Readable.from(slices(rest)).pipe(response);
    else
      response.write(rest.subarray(0, most), () => {
        if (behaviour.breakAfter !== undefined) response.destroy();
      });
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    asked,
    behaviour,
    host: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}/models/Tiny%20Model-Q4_1.gguf`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function* slices(data: Buffer): Generator<Buffer> {
  for (let at = 0; at < data.length; at += 1 << 16) yield data.subarray(at, at + (1 << 16));
}
