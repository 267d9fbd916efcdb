/** A model on loopback in a process of its own: streams as many words as it is asked for, as OpenAI's chat completions do. */
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

const words = Number(process.argv[2] ?? 1);
const delayMs = Number(process.argv[3] ?? 0);

const piece = (delta: object, finish_reason: string | null = null) =>
  `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", created: 1, model: "m", choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
const usage = `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", created: 1, model: "m", choices: [], usage: { prompt_tokens: 5, completion_tokens: words, total_tokens: words + 5 } })}\n\n`;

const server = createServer(async (request, response) => {
  await request.toArray();
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(piece({ role: "assistant", content: "" }));
  for (let word = 0; word < words; word += 1) {
    response.write(piece({ content: "word " }));
    if (delayMs > 0) await sleep(delayMs);
  }
  response.end(`${piece({}, "stop")}${usage}data: [DONE]\n\n`);
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.send?.({ port: typeof address === "object" ? address?.port : 0 });
});
process.once("SIGTERM", () => process.exit(0));
