import { loadStatement } from "../../../platform/database/sql-file.ts";

const collection = { collectionId: "text" } as const;

export const collectionRevision = loadStatement(new URL("./collection-revision.sql", import.meta.url), collection);
export const collectionSizes = loadStatement(new URL("./collection-sizes.sql", import.meta.url), collection);
export const sampleTexts = loadStatement(new URL("./sample-texts.sql", import.meta.url), collection);
export const findChunk = loadStatement(new URL("./find-chunk.sql", import.meta.url), {
  ...collection,
  asText: "json",
  asNumber: "json",
});
export const readChunkIds = loadStatement(new URL("./read-chunk-ids.sql", import.meta.url), collection);
export const readTexts = loadStatement(new URL("./read-texts.sql", import.meta.url), {
  ...collection,
  revision: "int",
  id: "text",
  limit: "int",
});
export const readMetadata = loadStatement(new URL("./read-metadata.sql", import.meta.url), {
  ...collection,
  revision: "int",
  id: "text",
  limit: "int",
});
export const searchText = loadStatement(new URL("./search-text.sql", import.meta.url), {
  ...collection,
  text: "text",
  codes: "text[]",
  ids: "text[]?",
  limit: "int",
  minScore: "float8",
});
export const searchTerms = loadStatement(new URL("./search-terms.sql", import.meta.url), {
  ...collection,
  wholes: "text[]",
  parts: "text[]",
  ids: "text[]?",
  limit: "int",
  minScore: "float8",
});
export const rarestTerms = loadStatement(new URL("./rarest-terms.sql", import.meta.url), {
  ...collection,
  terms: "text[]",
  limit: "int",
});
export const hasFormerWords = loadStatement(new URL("./has-former-words.sql", import.meta.url), {
  ...collection,
  version: "int",
});
export const readFormerWords = loadStatement(new URL("./read-former-words.sql", import.meta.url), {
  version: "int",
  limit: "int",
});
export const writeWords = loadStatement(new URL("./write-words.sql", import.meta.url), {
  version: "int",
  chunks: "json",
});
export const markWritten = loadStatement(new URL("./mark-written.sql", import.meta.url), {
  ...collection,
  documentId: "text",
});
export const deleteReplaced = loadStatement(new URL("./delete-replaced.sql", import.meta.url), {
  id: "text",
  addedBy: "text?",
});
export const findRootRun = loadStatement(new URL("./find-root-run.sql", import.meta.url), { runId: "text" });
