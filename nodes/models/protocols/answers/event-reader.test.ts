import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { heardAnswer, sse } from "../../../../tests/helpers/heard-answer.ts";
import { httpPeer } from "../../../../tests/helpers/peers/http-peer.ts";
import { chatParts } from "../chat/fold-answer.ts";

const choice = (content: string, finish_reason: string | null = null) => ({
  choices: [{ index: 0, delta: { content }, finish_reason }],
});
const text = "Grüße, 日本 👋.";
const events = [choice(text.slice(0, 5)), choice(text.slice(5)), choice("", "stop")];
const whole = { text, outcome: "complete" };
const lines = (end: string) => events.map((each) => `data: ${JSON.stringify(each)}${end}${end}`).join("");
const pretty = (value: unknown) => JSON.stringify(value, null, 2);

test.each([
  ["with line feeds", lines("\n")],
  ["with carriage returns and line feeds", lines("\r\n")],
  ["with carriage returns alone", lines("\r")],
  ["without empty lines between", events.map((each) => `data:${JSON.stringify(each)}\n`).join("")],
  ["with a byte order mark", `\uFEFF${lines("\n")}`],
  [
    "with names, ids and delays",
    events.map((each, id) => `id: ${id}\nevent: message\nretry: 10\ndata: ${JSON.stringify(each)}\n\n`).join(""),
  ],
  ["over several lines of data", events.map((each) => `${pretty(each).replace(/^/gm, "data: ")}\n\n`).join("")],
  [
    "over several lines that end in no brace of their own",
    `data: {"choices":[{"index":0,"delta":\ndata: {"content":${JSON.stringify(text)}},"finish_reason":"stop"}]}\n\n`,
  ],
  ["with signs of life between", `: hi\n\ndata: ping\n\nevent: ping\ndata: {}\n\ndata: \n\n${lines("\n")}`],
  ["without a line feed at the end", lines("\n").trimEnd()],
  ["a line of JSON each", events.map((each) => `${JSON.stringify(each)}\n`).join("")],
  [
    "a line of JSON each, and an end of its own",
    `${events.map((each) => `${JSON.stringify(each)}\n`).join("")}[DONE]\n`,
  ],
  ["as a list over many lines", pretty(events)],
  ["as a long list over many lines", pretty([...Array.from({ length: 100 }, () => choice("")), ...events])],
  ["as a list in one event", `data: ${JSON.stringify(events)}\n\n`],
  [
    "as one object whose first line has more than a brace",
    `{ "choices": [\n{ "message":\n{ "content": ${JSON.stringify(text)} } }\n] }`,
  ],
])("an answer that comes %s is whole, however it is cut into pieces", async (_case, body) => {
  expect(await heardAnswer(chatParts, body)).toMatchObject(whole);
  const bytes = [...new TextEncoder().encode(body)].map((byte) => new Uint8Array([byte]));
  expect(await heardAnswer(chatParts, bytes), "a byte each").toMatchObject(whole);
});

test("a compressed stream is read", async () => {
  await using peer = await httpPeer(
    (_request, response) => void response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(lines("\n"))),
  );
  const { body } = await fetch(peer.url);
  if (!body) throw new Error("there is no body");
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  expect(await heardAnswer(chatParts, pieces)).toMatchObject(whole);
});

test("a connection that stays open after the stream has said that it is over is closed", async () => {
  const hungUp = Promise.withResolvers<void>();
  await using peer = await httpPeer((_request, response) => {
    response.on("close", () => hungUp.resolve());
    response.writeHead(200).write(`${lines("\n")}data: [DONE]\n\n`);
  });
  const { body } = await fetch(peer.url);
  if (!body) throw new Error("there is no body");
  let said = "";
  for await (const part of chatParts(body)) if (part.type === "text") said += part.text;
  expect(said).toBe(text);
  await hungUp.promise;
});

test.each([
  ["an error event with an object", 'event: error\ndata: {"code":"server_error","msg":"CUDA"}\n\n', /CUDA/],
  ["an error event with words", "event: error\ndata: the backend went away\n\n", /the backend went away/],
  ["an error in a list", 'data: [{"error":{"code":503,"message":"overloaded"}}]\n\n', /busy.*overloaded/],
  [
    "an error over many lines behind events",
    `${pretty({ error: { code: 503, message: "overloaded" } })}\n`,
    /overloaded/,
  ],
  ["words", "data: Internal error\n\n", /not readable.*Internal error/],
  ["half an object", 'data: {"choices":[{"ind\n\n', /not readable/],
])("%s breaks off and says why", async (_case, body, message) => {
  const heard = await heardAnswer(chatParts, sse(choice("Well, ")) + body);
  expect(heard).toMatchObject({ text: "Well, ", outcome: "broken_off", cause: { userMessage: message } });
});
