import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { PatchbayError } from "../../lib/errors.ts";
import { sha256 } from "../ids.ts";

/** A minute of one key, and of one address without a key. High enough for work, low enough that one asker is no flood. */
const perKey = 300_000;
const perAddress = 3000;

export async function limitRates(app: FastifyInstance): Promise<void> {
  await app.register(rateLimit, {
    global: true,
    timeWindow: 60_000,
    cache: 20_000,
    max: (request) => (keyOf(request) === undefined ? perAddress : perKey),
    keyGenerator: (request) => keyOf(request) ?? `ip ${request.ip}`,
    allowList: ({ url }) => !url.startsWith("/api/"),
    errorResponseBuilder: (_request, { ttl }) => {
      const seconds = Math.ceil(ttl / 1000);
      return new PatchbayError("too_many", `Too many requests. Try again in ${seconds} s.`, { retryAfterMs: ttl });
    },
  });
}

/** By hash, so that no key lies around in memory under its own name. */
function keyOf({ headers }: FastifyRequest): string | undefined {
  return headers.authorization === undefined ? undefined : sha256(headers.authorization);
}
