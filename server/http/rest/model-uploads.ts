import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import { LocalContext } from "../../../lib/models/local-models.ts";
import { Sha256 } from "../../api/workspace/local-models.ts";
import type { AppContext } from "../../app-context.ts";
import { startRecord } from "../../audit/audit-call.ts";
import { type Actor, authorize } from "../../auth/authorize.ts";
import { keyActor, requestActor } from "../requests/request-actor.ts";
import { parse } from "./parse.ts";
import { numberAsJson } from "./rest.ts";

export const ModelUploadQuery = z.strictObject({
  name: z.string().trim().min(1).max(120).meta({ pattern: "\\S", description: "The file's name, or the model's." }),
  sha256: Sha256.optional(),
  context: z
    .string()
    .regex(numberAsJson)
    .transform(Number)
    .pipe(LocalContext)
    .optional()
    .meta({ type: "integer", description: "Tokens that a conversation may have." }),
});

/** GGUF files as the body of a request, as large as they are; for pages (cookie) and for scripts (key). */
export async function addModelUploads(app: FastifyInstance, context: AppContext): Promise<void> {
  await app.register(async (scope) => {
    // The body is left where it is: the handler reads it piece by piece, once it knows who sends it.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", (_request, payload, done) => done(null, payload));
    addRoute(scope, context, { prefix: "/api", whoAsks: (request) => requestActor(context, request) });
    addRoute(scope, context, { prefix: "/api/v1", whoAsks: (request) => keyActor(context, request) });
  });
}

type Route = { prefix: string; whoAsks(request: FastifyRequest): Promise<Actor> };

function addRoute(scope: FastifyInstance, context: AppContext, { prefix, whoAsks }: Route): void {
  const config = { policy: "local-models.manage" } as const;
  scope.post(`${prefix}/local-models/uploads`, { config }, async (request, reply) => {
    const member = authorize({ actor: await whoAsks(request) }, "local-models.manage");
    const { name, sha256, context: tokens } = parse(ModelUploadQuery, request.query);
    if (request.headers["content-type"] !== "application/octet-stream") {
      const words = "Send the file itself as the body, with Content-Type: application/octet-stream.";
      throw new PatchbayError("unsupported_media_type", words);
    }
    const around = { app: context, member, ip: request.ip };
    const tell = await startRecord({ kind: "model", action: "model.uploaded", tells: ["name"] }, { name }, around);
    const by = { workspaceId: member.workspaceId, createdBy: member.kind === "user" ? member.user.id : null };
    const given = request.headers["content-length"];
    const bytes = given === undefined ? undefined : Number(given);
    const upload = { body: request.raw, fileName: name, bytes, sha256, context: tokens };
    const model = await context.localModels.receive(by, upload);
    await tell(model);
    return await reply.code(201).send(model);
  });
}
