import { initTRPC } from "@trpc/server";
import type { OpenApiMeta } from "trpc-to-openapi";
import type { Permission } from "../../lib/access/permissions.ts";
import { PatchbayError } from "../../lib/errors.ts";
import { startAudit } from "../audit/audit-call.ts";
import { authorize } from "../auth/authorize.ts";
import { pipelineOfCall } from "../auth/chosen-pipelines.ts";
import type { Action, OpenAction } from "../auth/policies.ts";
import { whileAllowed } from "../limits/while-allowed.ts";
import type { Context } from "./context.ts";
import { errorData, toTrpcError, unavailable } from "./shared/error-shape.ts";
import { transformer } from "./shared/exact-transformer.ts";
import { sayKnownNames } from "./shared/unknown-keys.ts";

sayKnownNames();

/** `action` is the policy of the procedure; the builders below set it, and a test reads it back. */
export type Meta = OpenApiMeta<{ action?: Action; status?: 201 }>;

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    isServer: true,
    transformer,
    sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 40_000 } },
    errorFormatter: ({ shape, error }) => {
      const data = errorData(error);
      return {
        ...shape,
        message: data.userMessage,
        data: { ...data, httpStatus: shape.data.httpStatus, path: shape.data.path },
      };
    },
  });

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

const withErrors = t.procedure.use(async ({ next }) => {
  const result = await next();
  if (result.ok) return result;
  const { cause } = result.error;
  const known = cause instanceof PatchbayError ? cause : unavailable(cause);
  if (known) throw toTrpcError(known);
  return result;
});

/**
 * The only way to write a procedure for members: it names its policy first. `ctx.member` is who was let in. What it changes is
 * recorded in the audit log as audit/audit-rules.ts says.
 */
export function procedure(action: Permission) {
  return withErrors.meta({ action }).use(async ({ ctx, path, type, getRawInput, next }) => {
    const pipeline = await pipelineOfCall(ctx, path, getRawInput);
    const member = authorize(ctx, action, pipeline);
    const inner = { ctx: { ...ctx, member, workspaceId: member.workspaceId } };
    if (type === "subscription") {
      const result = await next(inner);
      const { actorNow } = ctx;
      if (!result.ok || !actorNow) return result;
      const check = async () => {
        const { workspaceId } = authorize({ actor: await actorNow() }, action, pipeline);
        // Removed from this one, they would be found in another of theirs.
        if (workspaceId !== member.workspaceId) throw noLongerMember();
      };
      return { ...result, data: withErrorsOf(whileAllowed(eventsOf(result.data), check)) };
    }
    if (type !== "mutation") return await next(inner);
    const tell = await startAudit(path, await getRawInput(), { ...ctx, member });
    const result = await next(inner);
    if (result.ok) await tell?.(result.data);
    return result;
  });
}

const noLongerMember = () =>
  new PatchbayError("forbidden", "You are no longer a member of this workspace. Reload the page to continue.");

/** What a subscription answers with: the middleware sees it without its type. */
function eventsOf(data: unknown): AsyncIterable<unknown> {
  if (typeof data === "object" && data !== null && isIterable(data)) return data;
  throw new Error("a subscription answers with a generator");
}

const isIterable = (data: object): data is AsyncIterable<unknown> => Symbol.asyncIterator in data;

/** Errors of a stream that has begun pass no middleware any more. */
export async function* withErrorsOf<Event>(events: AsyncIterable<Event>): AsyncGenerator<Event> {
  try {
    yield* events;
  } catch (error) {
    throw error instanceof PatchbayError ? toTrpcError(error) : error;
  }
}

/** The only way to write a procedure that needs no session: the policy says what stands in its place. */
export function openProcedure(action: OpenAction) {
  return withErrors.meta({ action });
}

/** A middleware that only looks at who calls and throws when it is too often. */
export function limitMiddleware(check: (ctx: Context) => void) {
  return t.middleware(async ({ ctx, next }) => {
    check(ctx);
    return await next();
  });
}
