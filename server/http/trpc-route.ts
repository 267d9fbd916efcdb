import { fastifyRequestHandler } from "@trpc/server/adapters/fastify";
import type { FastifyInstance } from "fastify";
import { errorCodes, PatchbayError } from "../../lib/errors.ts";
import { appRouter } from "../api/router.ts";
import { toPatchbayError, toTrpcError, unavailable } from "../api/shared/error-shape.ts";
import type { AppContext } from "../app-context.ts";
import { acceptJson } from "./json-body.ts";
import { requestActor, streamActor } from "./requests/request-actor.ts";
import { traceparentFor } from "./requests/trace-requests.ts";

/** The canvas and the pages' own calls: /api/trpc, queries by GET, mutations by POST, subscriptions over SSE. */
export async function addTrpc(app: FastifyInstance, context: AppContext): Promise<void> {
  await app.register(async (scope) => {
    acceptJson(scope, { keepText: true });
    scope.route<{ Params: { path: string } }>({
      method: ["GET", "POST"],
      url: "/api/trpc/:path",
      config: { policy: "per procedure" },
      handler: (request, reply) =>
        fastifyRequestHandler({
          req: request,
          res: reply,
          path: request.params.path,
          router: appRouter,
          allowBatching: true,
          createContext: async ({ info }) => {
            const { workspace } = info.connectionParams ?? {};
            const actorNow = () => streamActor(context, request, workspace);
            const actor = await requestActor(context, request, workspace).catch(rethrow);
            return { app: context, actor, actorNow, ip: request.ip, traceparent: traceparentFor(request) };
          },
          onError: ({ error, path }) => {
            const known = toPatchbayError(error);
            if (errorCodes[known.code].http >= 500)
              context.log.error({ err: error.cause ?? error, path, requestId: request.id }, known.message);
          },
        }),
    });
  });
}

/** tRPC answers 500 to anything but its own errors here. */
function rethrow(error: unknown): never {
  const known = error instanceof PatchbayError ? error : unavailable(error);
  throw known ? toTrpcError(known) : error;
}
