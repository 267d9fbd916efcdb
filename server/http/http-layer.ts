/** What is answered before Fastify has a request: in the shape of all other errors. */
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { ErrorCode } from "../../lib/errors.ts";

type Refusal = { status: number; code: ErrorCode; message: string };

const malformed: Refusal = { status: 400, code: "bad_input", message: "This is not a valid HTTP request." };
const refusals: Record<string, Refusal> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: "too_large",
    message: "Address and headers are too long: 16 kB is the limit. Send long values in the body.",
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: 413,
    code: "too_large",
    message: "The extensions of a chunk are too long. Leave them out.",
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: "timeout",
    message: "The request did not arrive in time. Send it again.",
  },
};

/** Node's parser refused the request, so there is nothing but the socket to answer on. */
export function answerClientError({ code }: NodeJS.ErrnoException, socket: Socket): void {
  if (code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, ...refusal } = refusals[code ?? ""] ?? malformed;
  const body = JSON.stringify(refusal);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "Content-Type: application/json; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}
