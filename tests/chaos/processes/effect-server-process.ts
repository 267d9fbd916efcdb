/**
 * The external system. It performs effects, once per key as a payment service would, and counts them; by its seed it is
 * slow, too busy at first, or performs the effect and loses the response. POST / performs, GET / lists what was done.
 */
import { createServer } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { type Done, EffectAsk, type EffectTally } from "../effects.ts";
import { chanceOf } from "../random.ts";

const seed = Number(process.argv[2] ?? 1);
const done = new Map<string, Done>();
const asked = new Map<string, number>();

const server = createServer(async (request, response) => {
  if (request.method === "GET") {
    response.end(JSON.stringify(Object.fromEntries(done) satisfies EffectTally));
    return;
  }
  let body = "";
  for await (const part of request) body += part;
  const ask = EffectAsk.parse(JSON.parse(body));
  const nth = (asked.get(ask.label) ?? 0) + 1;
  asked.set(ask.label, nth);
  const behaviour = nth === 1 ? behaviourOf(ask.label) : "well";
  if (behaviour === "busy") {
    response.writeHead(503).end();
    return;
  }
  if (behaviour === "slow") await sleep(300);
  perform(ask);
  if (behaviour === "late") await sleep(600);
  if (behaviour === "mute") cutOff(request.socket);
  else response.end("done");
});

/** Half of all effects go smoothly. */
function behaviourOf(label: string): "well" | "busy" | "slow" | "late" | "mute" {
  const chance = chanceOf(seed, label);
  if (chance < 0.5) return "well";
  if (chance < 0.6) return "busy";
  if (chance < 0.75) return "slow";
  return chance < 0.9 ? "late" : "mute";
}

function perform({ label, key }: EffectAsk): void {
  const entry = done.get(label) ?? { keys: {}, bare: 0 };
  if (key === null) entry.bare += 1;
  else entry.keys[key] = (entry.keys[key] ?? 0) + 1;
  done.set(label, entry);
}

/** The thing is done, the answer is lost. */
function cutOff(socket: Socket): void {
  socket.destroy();
}

server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  const { port } = z.object({ port: z.number() }).parse(server.address());
  process.send?.({ ready: true, port });
});
process.once("disconnect", () => process.exit(0));
