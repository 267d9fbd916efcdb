/** A connection to Kafka that is cut off in the middle of an answer, by a peer that speaks the protocol's frames. */
import { once } from "node:events";
import net, { type Socket } from "node:net";
import { expect, test } from "vitest";
import { openKafkaBroker } from "../../platform/broker/kafka/kafka.ts";
import { silentLog } from "../../platform/broker/log.ts";

/** Answers with what `answer` makes of each request; the request's correlation id stands at its 8th byte. */
async function peer(answer: (socket: Socket, correlationId: Buffer, nth: number) => void) {
  let nth = 0;
  const server = net.createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (request) => {
      nth += 1;
      answer(socket, request.subarray(8, 12), nth);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = address && typeof address === "object" ? address.port : 0;
  const close = async () => {
    server.close();
    await once(server, "close");
  };
  return { port, asked: () => nth, [Symbol.asyncDispose]: close };
}

const frame = (...parts: Buffer[]) => {
  const body = Buffer.concat(parts);
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length);
  return Buffer.concat([size, body]);
};

test("half an answer spoils no later connection, and an answer that cannot be read ends no process", async () => {
  const correlations: number[] = [];
  await using kafka = await peer((socket, correlationId, nth) => {
    correlations.push(correlationId.readInt32BE());
    // First half an answer, then one of three bytes, which cannot even name its request; then no answers.
    if (nth % 2 === 1)
      socket.write(frame(correlationId, Buffer.alloc(100)).subarray(0, 20), () => socket.resetAndDestroy());
    else socket.write(frame(Buffer.alloc(3)));
  });
  const opening = openKafkaBroker({ brokers: [`127.0.0.1:${kafka.port}`], clientId: "half", log: silentLog });
  // Whatever this peer says is nonsense; to fail in words is all that can be asked for.
  await expect(opening).rejects.toThrow(/KafkaJS|connection|cannot be read|Closed|closed/i);
  expect(correlations.length, "it came back after each break").toBeGreaterThan(4);
});
