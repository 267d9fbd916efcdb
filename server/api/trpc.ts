import { initTRPC } from "@trpc/server";
import type { OpenApiMeta } from "trpc-to-openapi";
import type { Permission } from "../../lib/access/permissions.ts";
import { PatchbayError } from "../../lib/errors.ts";
import { startAudit } from "../audit/audit-call.ts";
import { authorize } from "../auth/authorize.ts";
import { pipelineOfCall } from "../auth/chosen-pipelines.ts";
import type { Action, OpenAction } from "../auth/policies.ts";
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
    if (type !== "mutation") return await next(inner);
    const tell = await startAudit(path, await getRawInput(), { ...ctx, member });
    const result = await next(inner);
    if (result.ok) await tell?.(result.data);
    return result;
  });
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
