/** The door of webhooks: requests from outside, whose bodies are read only when the address, the method and the token fit. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { errorCodes, PatchbayError } from "../../../lib/errors.ts";
import { hookMethods, methodsIn } from "../../../lib/hooks/webhook-settings.ts";
import { toPatchbayError } from "../../api/shared/error-shape.ts";
import type { AppContext } from "../../app-context.ts";
import { noteRefusal } from "../../hooks/accept-delivery.ts";
import { checkBearer } from "../../hooks/checks/check-request.ts";
import { demandSize, secretOf } from "../../hooks/demand.ts";
import { answerToAddress } from "../../hooks/handshake.ts";
import { type OpenHook, openHook, openTestHook } from "../../hooks/open-hook.ts";
import { keptHeaders } from "../../hooks/read-event.ts";
import type { HookResponse } from "../../hooks/response.ts";
import { makeRateLimit, type RateLimit } from "../../limits/rate-limits.ts";
import { makeJsonReader } from "../json-body.ts";
import { traceparentFor } from "../requests/trace-requests.ts";
import { trackWaits } from "../requests/waits.ts";
import { limitBody } from "./limit-body.ts";
import { requestOf, takeRequest } from "./take-request.ts";

const minute = 60_000;
/** kB of the largest body that a Webhook node may allow. */
const mostKilobytes = 20_000;
/** So many requests of an address, of hooks that have limits of their own. */
const perAddress = 60_000;

export async function addHooks(app: FastifyInstance, context: AppContext): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    const readJson = makeJsonReader(scope);
    const door = makeDoor(context);
    const waitSignal = trackWaits(scope);
    const config = { policy: "hooks.use", rateLimit: { max: perAddress } } as const;
    // Some programs end every address with a slash.
    for (const [url, open] of [
      ["/api/hooks/:token", openHook],
      ["/api/hooks/:token/", openHook],
      ["/api/hooks/:token/test", openTestHook],
      ["/api/hooks/:token/test/", openTestHook],
    ] as const) {
      scope.route<{ Params: { token: string } }>({
        method: [...hookMethods, "OPTIONS"],
        url,
        config,
        bodyLimit: mostKilobytes * 1000,
        onRequest: async (request, reply) => {
          const said = await door.enter(request, reply, () => open(context, "webhook", request.params.token));
          // What is left of the body is not read.
          if (said) return await reply.code(said.status).headers(said.headers).send(said.body);
        },
        async preParsing(request, reply, payload) {
          const hook = door.hookOf(request);
          return payload.pipe(
            limitBody(hook, async (thrown) => {
              // What is left of the body is not read.
              reply.header("connection", "close");
              return await refuse(context, hook, { request, thrown });
            }),
          );
        },
        async handler(request, reply) {
          const hook = door.hookOf(request);
          const given = { readJson: (bytes: Buffer) => readJson(request, bytes), traceparent: traceparentFor(request) };
          await takeRequest(context, hook, { ...given, request, reply, signal: waitSignal(reply) }).catch(
            async (thrown) => await refuse(context, hook, { request, thrown }),
          );
        },
      });
    }
  });
}

/** What a request has to pass before its body is read. */
function makeDoor(context: AppContext) {
  const hooks = new WeakMap<FastifyRequest, OpenHook>();
  const limits = new Map<number, RateLimit>();
  const misses = makeRateLimit({ max: 120, windowMs: minute });

  const limitOf = (max: number): RateLimit => {
    const limit = limits.get(max) ?? makeRateLimit({ max, windowMs: minute });
    limits.set(max, limit);
    return limit;
  };

  /** Answers what senders ask before they send; undefined for a request that is to be taken. */
  async function enter(
    request: FastifyRequest,
    reply: FastifyReply,
    open: () => Promise<OpenHook>,
  ): Promise<HookResponse | undefined> {
    // Documents that a pipeline answers with are documents of no origin, so that no script in them acts as a member.
    reply.raw.setHeader("content-security-policy", "default-src 'none'; sandbox; frame-ancestors 'none'");
    const hook = await open().catch((thrown) => {
      if (thrown instanceof PatchbayError && thrown.code === "not_found") misses(request.ip);
      throw thrown;
    });
    const { settings, id, target } = hook;
    limitOf(settings.perMinute)(target ? id : `${id} test`);
    const methods = methodsIn(settings.methods);
    try {
      const asked = answerToAddress(hook, requestOf(request), methods);
      if (asked) return asked;
      if (!methods.includes(request.method)) {
        reply.header("allow", methods.join(", "));
        const words = `${request.method} is not taken by this webhook. It takes ${methods.join(", ")}.`;
        throw new PatchbayError("method_not_allowed", words);
      }
      if (settings.check === "bearer token") checkBearer(await secretOf(context, hook), request.headers);
      demandSize(hook, Number(request.headers["content-length"] ?? 0));
    } catch (thrown) {
      await refuse(context, hook, { request, thrown });
    }
    hooks.set(request, hook);
    return undefined;
  }

  return {
    enter,
    hookOf(request: FastifyRequest): OpenHook {
      const hook = hooks.get(request);
      if (!hook) throw new PatchbayError("internal", "Something went wrong on our side.");
      return hook;
    },
  };
}

/** Refusals of requests are kept, save those that are no fault of theirs. */
async function refuse(
  context: AppContext,
  hook: OpenHook,
  { request, thrown }: { request: FastifyRequest; thrown: unknown },
): Promise<never> {
  const error = toPatchbayError(thrown);
  const bytes = Buffer.isBuffer(request.body) ? request.body.length : 0;
  const { method, headers } = request;
  // Of a quota of runs, its delivery says so: it is kept and has no run yet.
  const isNoted = error.code === "over_run_quota";
  if (error.code !== "internal" && error.code !== "too_many" && !isNoted && !isOurs(thrown)) {
    const answer = error.code === "over_quota" ? error.message : error.userMessage;
    const said = { status: errorCodes[error.code].http, answer };
    await noteRefusal(context, hook, { method, headers: headersOf(headers, hook), bytes, ...said });
  }
  throw thrown;
}

/** The database is away: there is nothing to note it in. */
const isOurs = (thrown: unknown) =>
  !(thrown instanceof PatchbayError) && toPatchbayError(thrown).code === "unavailable";

function headersOf(headers: FastifyRequest["headers"], { settings }: OpenHook): Record<string, string> {
  try {
    return keptHeaders(headers, settings);
  } catch {
    return {};
  }
}
