import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance } from "fastify";
import { PatchbayError } from "../../../lib/errors.ts";
import { keyNameOf } from "./request-actor.ts";

/** A minute of one key, and of one address without a key. High enough for work, low enough that one asker is no flood. */
const perKey = 300_000;
const perAddress = 3000;

export async function limitRates(app: FastifyInstance): Promise<void> {
  await app.register(rateLimit, {
    global: true,
    timeWindow: 60_000,
    cache: 20_000,
    max: (request) => (keyNameOf(request) === undefined ? perAddress : perKey),
    keyGenerator: (request) => keyNameOf(request) ?? `ip ${request.ip}`,
    allowList: ({ url }) => !url.startsWith("/api/"),
    errorResponseBuilder: (_request, { ttl }) => {
      const seconds = Math.ceil(ttl / 1000);
      return new PatchbayError("too_many", `Too many requests. Try again in ${seconds} s.`, { retryAfterMs: ttl });
    },
  });
}
