/** The documents of a collection as the rows of a batch: the name, the text and the id of each. */
import { z } from "zod";
import { asPatchbayError, PatchbayError } from "../../../lib/errors.ts";
import { extractDocuments } from "../../../nodes/documents/extract.ts";
import type { FileRow } from "../../../nodes/documents/rows/row-file.ts";
import { storedFile } from "../../../platform/files/stored-file.ts";
import type { BatchDeps } from "./claimed-batch.ts";
import { documentsOfCollection, textOfDocument } from "./sql/statements.ts";

export const documentColumns = ["name", "text", "id"];

type Of = { workspaceId: string; collectionId: string };
const Found = z.object({ id: z.string(), name: z.string(), fileId: z.string().nullable() });
type Found = z.infer<typeof Found>;
const Text = z.object({ text: z.string().nullable() });

/** In the order in which they were added, one portion a few documents. Only those that are ready. */
export async function* documentRows(deps: BatchDeps, of: Of, signal: AbortSignal): AsyncGenerator<FileRow[]> {
  const atOnce = 20;
  let line = 0;
  for (let after = ""; ; ) {
    const { rows } = await deps.pool.query(documentsOfCollection({ ...of, after, limit: atOnce }));
    const documents = z.array(Found).parse(rows);
    const portion: FileRow[] = [];
    for (const document of documents) {
      signal.throwIfAborted();
      line += 1;
      portion.push(await rowOf(deps, of, { document, line, signal }));
    }
    if (portion.length > 0) yield portion;
    const last = documents.at(-1);
    if (!last || documents.length < atOnce) return;
    after = last.id;
  }
}

type One = { document: Found; line: number; signal: AbortSignal };

async function rowOf(deps: BatchDeps, of: Of, { document, line, signal }: One): Promise<FileRow> {
  const { id, name, fileId } = document;
  try {
    const text = (await fileText(deps, of, { fileId, signal })) ?? (await chunkText(deps, id));
    return { line, cells: [name, text, id] };
  } catch (thrown) {
    const error = asPatchbayError(thrown);
    if (error.code !== "bad_input" && error.code !== "too_large") throw thrown;
    return { line, cells: null, error: error.userMessage };
  }
}

/** The text of the file that was uploaded; its chunks may overlap. */
async function fileText(
  deps: BatchDeps,
  { workspaceId }: Of,
  { fileId, signal }: { fileId: string | null; signal: AbortSignal },
) {
  const file = fileId === null ? undefined : await storedFile(deps, { fileId, workspaceId });
  if (!file) return undefined;
  const [document] = await extractDocuments(file, "whole", signal);
  return document?.text;
}

async function chunkText({ pool }: BatchDeps, documentId: string): Promise<string> {
  const { text } = Text.parse((await pool.query(textOfDocument({ documentId }))).rows[0]);
  if (text === null)
    throw new PatchbayError("bad_input", "The text of this document is not kept here. Upload its file again.");
  return text;
}
