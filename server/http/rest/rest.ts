/** REST: every procedure that carries `meta.openapi` gets a Fastify route of its own under /api/v1. */
import { callTRPCProcedure } from "@trpc/server";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import { appRouter } from "../../api/router.ts";
import type { Meta } from "../../api/trpc.ts";
import type { AppContext } from "../../app-context.ts";
import { hangUpSignal, keyActor } from "../requests/request-actor.ts";
import { sendJson } from "./write-json.ts";

export const restPrefix = "/api/v1";

export function addRest(app: FastifyInstance, context: AppContext): void {
  for (const procedure of restProcedures()) {
    const { path, type, input, meta } = procedure;
    const needsBody = takesBody(procedure) === "required";
    app.route({
      method: meta.openapi.method,
      url: restPrefix + meta.openapi.path.replaceAll(/\{(\w+)\}/g, ":$1"),
      config: { policy: meta.action },
      async handler(request, reply) {
        const signal = hangUpSignal(reply);
        const answer: unknown = await callTRPCProcedure({
          router: appRouter,
          path,
          type,
          getRawInput: async () => inputOf(request, input, needsBody),
          ctx: { app: context, actor: await keyActor(context, request), ip: request.ip, signal },
          signal,
          batchIndex: 0,
        });
        return await sendJson(reply.code(meta.status ?? 200), answer);
      },
    });
  }
}

type RestMeta = Meta & Required<Pick<Meta, "openapi" | "action">>;
type RestProcedure = { path: string; type: "query" | "mutation"; input: z.ZodObject | undefined; meta: RestMeta };

export function restProcedures(): RestProcedure[] {
  return Object.entries(appRouter._def.procedures).flatMap(([path, procedure]) => {
    const { meta, type, inputs } = procedureDef(procedure);
    if (!hasRest(meta) || type === "subscription") return [];
    return [{ path, type, meta, input: objectOf(inputs.at(-1)) }];
  });
}

/** A procedure's declaration, typed as loosely as a list of all of them needs. */
export function procedureDef(procedure: unknown): z.infer<typeof Def> {
  return Def.parse(procedure);
}

const Def = z
  .custom<{ _def: unknown }>((value) => typeof value === "function" && "_def" in value)
  .transform(({ _def }) => _def)
  .pipe(
    z.object({
      type: z.enum(["query", "mutation", "subscription"]),
      inputs: z.array(z.unknown()),
      meta: z.custom<Meta>().optional(),
    }),
  );

/** Whether a call takes a body. One in which nothing has to stand may be left out, save where it is what the call is about. */
export function takesBody({ input, meta }: Pick<RestProcedure, "input" | "meta">): "required" | "optional" | undefined {
  const { method, path } = meta.openapi;
  if (!input || method === "GET" || method === "DELETE") return undefined;
  const fields = Object.entries(input.shape).filter(([name]) => !path.includes(`{${name}}`));
  if (fields.length === 0) return undefined;
  const isEmptyEnough = fields.every(([, field]) => z.safeParse(field, undefined).success);
  return isEmptyEnough && method === "POST" ? "optional" : "required";
}

function hasRest(meta: Meta | undefined): meta is RestMeta {
  return meta?.openapi !== undefined && meta.action !== undefined;
}

function objectOf(schema: unknown): z.ZodObject | undefined {
  if (schema instanceof z.ZodDefault) return objectOf(schema.unwrap());
  return schema instanceof z.ZodObject ? schema : undefined;
}

/** Path, query and body as one input. The path decides: a body that names the same thing again is refused. */
function inputOf(request: FastifyRequest, schema: z.ZodObject | undefined, needsBody: boolean): unknown {
  if (!schema) return undefined;
  const params = Fields.parse(request.params ?? {});
  const hasBody = request.method !== "GET" && request.method !== "DELETE";
  if (needsBody && request.body === undefined) {
    throw new PatchbayError(
      "bad_input",
      "The body is missing. Send a JSON object, with Content-Type: application/json.",
    );
  }
  const given = hasBody
    ? bodyOf(request.body === undefined ? {} : request.body)
    : fromQuery(Fields.parse(request.query ?? {}), schema);
  for (const name of Object.keys(params)) {
    if (Object.hasOwn(given, name)) {
      throw new PatchbayError("bad_input", `“${name}” is already in the path. Leave it out of the body.`);
    }
  }
  return { ...given, ...fromQuery(params, schema) };
}

const Fields = z.record(z.string(), z.unknown());

function bodyOf(body: unknown): z.infer<typeof Fields> {
  const parsed = Fields.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new PatchbayError("bad_input", "The body should be a JSON object.");
}

/** Queries and paths are texts: a number, a boolean or null is read as one where the schema wants it. */
function fromQuery(query: z.infer<typeof Fields>, schema: z.ZodObject): z.infer<typeof Fields> {
  const entries = Object.entries(query).map(([name, value]) => {
    const field = Object.hasOwn(schema.shape, name) ? schema.shape[name] : undefined;
    if (typeof value !== "string" || !(field instanceof z.ZodType) || field.safeParse(value).success)
      return [name, value];
    return [name, readText(value)];
  });
  return Object.fromEntries(entries);
}

function readText(text: string): string | number | boolean | null {
  const plain = plainValues.get(text);
  if (plain !== undefined) return plain;
  return numberAsJson.test(text) ? Number(text) : text;
}

/** As JSON writes a number: no 0x10, no Infinity, nothing around it. */
export const numberAsJson = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

const plainValues = new Map<string, boolean | null>([
  ["true", true],
  ["false", false],
  ["null", null],
]);
