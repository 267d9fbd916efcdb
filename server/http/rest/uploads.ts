import multipart from "@fastify/multipart";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { findColumns } from "../../../collections/rows/find-columns.ts";
import { OnDuplicate } from "../../../lib/documents/collection.ts";
import { DocumentColumns } from "../../../lib/documents/document-columns.ts";
import { DocumentMetadata } from "../../../lib/documents/document-metadata.ts";
import { fileLimits } from "../../../lib/documents/file-limits.ts";
import { asPatchbayError, errorCodes, isErrorCode, PatchbayError } from "../../../lib/errors.ts";
import { parseJson } from "../../../lib/values/exact-json.ts";
import { UploadedDocument } from "../../../lib/views/upload-views.ts";
import { saveFile } from "../../../platform/files/files.ts";
import type { AppContext } from "../../app-context.ts";
import { type Actor, authorize } from "../../auth/authorize.ts";
import { keyActor, requestActor } from "../requests/request-actor.ts";
import { addChatFiles } from "./chat-files.ts";
import { filesOf, noFile, onlyFile } from "./multipart-files.ts";
import { parse } from "./parse.ts";

/** One entry a file: accepted, or why not. One bad file does not reject the others. */
export const UploadResult = z.union([
  UploadedDocument,
  z.object({ name: z.string(), status: z.literal("refused"), code: z.string(), message: z.string() }),
]);
/** JSON text in the address, since parts of a form have no types. */
const GivenMetadata = z
  .string()
  .max(8192)
  .transform((text, context) => {
    try {
      return DocumentMetadata.parse(parseJson(text));
    } catch (error) {
      const message = error instanceof z.ZodError ? error.issues[0]?.message : undefined;
      context.addIssue({ code: "custom", message: message ?? 'Write it as a JSON object, such as {"year": 2027}.' });
      return z.NEVER;
    }
  })
  .meta({
    description: 'Fields by which searches are filtered, as a JSON object: `{"year": 2027, "department": "sales"}`.',
    contentMediaType: "application/json",
  });
const GivenColumns = z
  .string()
  .max(6000)
  .transform((text, context) => {
    try {
      return DocumentColumns.parse(parseJson(text));
    } catch (error) {
      const message = error instanceof z.ZodError ? error.issues[0]?.message : undefined;
      const example = 'Write them as {"fields": [{"column": "year", "kind": "number"}]}.';
      context.addIssue({ code: "custom", message: message ?? example });
      return z.NEVER;
    }
  })
  .meta({
    description:
      'Which columns of tables (csv, tsv, xlsx, xlsm, ods, json, jsonl) become fields, as a JSON object: `{"fields": [{"column": "id", "kind": "text"}, {"column": "year", "kind": "number"}], "rows": "documents", "name": "id", "misfits": "leave-out"}`. `"numberFormat": "decimal-comma"` reads 1.234,5, and `"dateFormat": "day.month.year"` 31.01.2027. Left out: as the document has them that is replaced; `{"fields": []}`: none.',
    contentMediaType: "application/json",
  });
export const UploadQuery = z.strictObject({
  metadata: GivenMetadata.optional(),
  columns: GivenColumns.optional(),
  onDuplicate: OnDuplicate.default("replace").meta({
    description:
      "What happens when the collection has a document of a file's name: replace it, keep both, or skip the file. The same bytes are in a collection once, whatever is chosen.",
  }),
});
type UploadResult = z.infer<typeof UploadResult>;
type WhoAsks = (request: FastifyRequest) => Promise<Actor>;

/** Files for collections and for the inputs of runs, as multipart/form-data; for pages (cookie) and for scripts (key). */
export async function addUploads(app: FastifyInstance, context: AppContext): Promise<void> {
  await app.register(async (scope) => {
    await scope.register(multipart, {
      throwFileSizeLimit: false,
      limits: {
        fileSize: fileLimits.bytes,
        files: fileLimits.files,
        fields: 0,
        parts: fileLimits.files,
        headerPairs: 100,
        fieldNameSize: 100,
      },
    });
    scope.addContentTypeParser("*", (_request, _body, done) => {
      const message = "Send the files as multipart/form-data, each in a field “file”.";
      done(new PatchbayError("unsupported_media_type", message));
    });
    addDocuments(scope, context, { prefix: "/api", whoAsks: (request) => requestActor(context, request) });
    addDocuments(scope, context, { prefix: "/api/v1", whoAsks: (request) => keyActor(context, request) });
    addColumns(scope, context, { prefix: "/api", whoAsks: (request) => requestActor(context, request) });
    addColumns(scope, context, { prefix: "/api/v1", whoAsks: (request) => keyActor(context, request) });
    addFiles(scope, context, { prefix: "/api", whoAsks: (request) => requestActor(context, request) });
    addFiles(scope, context, { prefix: "/api/v1", whoAsks: (request) => keyActor(context, request) });
    addChatFiles(scope, context);
  });
}

type UploadRoute = { prefix: string; whoAsks: WhoAsks };

function addDocuments(scope: FastifyInstance, context: AppContext, { prefix, whoAsks }: UploadRoute): void {
  const url = `${prefix}/collections/:id/documents`;
  scope.post<{ Params: { id: string } }>(url, { config: { policy: "collections.write" } }, async (request, reply) => {
    const { workspaceId } = authorize({ actor: await whoAsks(request) }, "collections.write");
    const collection = context.collections(workspaceId);
    const { id: collectionId } = await collection.get(request.params.id);
    const { onDuplicate, metadata, columns } = parse(UploadQuery, request.query);
    const results: UploadResult[] = [];
    for await (const file of filesOf(request)) {
      results.push(
        await collection
          .addUpload({ ...file, collectionId, onDuplicate, metadata, columns })
          .catch((error) => refused(file.name, error)),
      );
    }
    if (results.length === 0) throw noFile();
    const [first] = results;
    // A single file that cannot be read is a failed call; of several, the answer tells each one's fate.
    if (results.length === 1 && first && "code" in first) throw refusalOf(first);
    return await reply.code(201).send(results);
  });
}

/** Looks at a file without keeping it. */
function addColumns(scope: FastifyInstance, context: AppContext, { prefix, whoAsks }: UploadRoute): void {
  const url = `${prefix}/collections/:id/columns`;
  scope.post<{ Params: { id: string } }>(url, { config: { policy: "collections.write" } }, async (request) => {
    const { workspaceId } = authorize({ actor: await whoAsks(request) }, "collections.write");
    await context.collections(workspaceId).get(request.params.id);
    return await findColumns(await onlyFile(request));
  });
}

function addFiles(scope: FastifyInstance, context: AppContext, { prefix, whoAsks }: UploadRoute): void {
  scope.post(`${prefix}/files`, { config: { policy: "files.write" } }, async (request, reply) => {
    const { workspaceId } = authorize({ actor: await whoAsks(request) }, "files.write");
    const file = await onlyFile(request);
    return await reply
      .code(201)
      .send(await saveFile({ prisma: context.db.prisma, stores: context.stores }, workspaceId, file));
  });
}

function refused(name: string, thrown: unknown): UploadResult {
  const { code, userMessage: message } = asPatchbayError(thrown);
  if (code === "internal") throw thrown;
  return { name, status: "refused", code, message };
}

/** A storage that does not answer is no fault of the file: the same request may succeed later. */
function refusalOf({ code, message }: { code: string; message: string }): PatchbayError {
  const isTold = isErrorCode(code) && (code === "too_large" || errorCodes[code].retry);
  return new PatchbayError(isTold ? code : "bad_input", message);
}
