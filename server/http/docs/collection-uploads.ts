import { z } from "zod";
import type { ZodOpenApiPathsObject } from "zod-openapi";
import { fileLimits } from "../../../lib/documents/file-limits.ts";
import { FoundColumns } from "../../../lib/documents/found-columns.ts";
import { UploadQuery, UploadResult } from "../rest/uploads.ts";
import { json, path, security, upload } from "./openapi-parts.ts";

/** Documents come as files, so no procedure answers these. */
export const collectionUploads = {
  "/collections/{id}/documents": {
    post: {
      operationId: "collections-upload",
      summary: "Add documents",
      description:
        "txt, md, html, pdf, csv, tsv, xlsx, docx, pptx, odt, ods, odp, rtf, epub, eml, json or jsonl. A worker processes them; watch `status` in the list.",
      tags: ["Collections"],
      security,
      requestParams: { path: path("id"), query: UploadQuery },
      requestBody: upload(`Up to ${fileLimits.files} files of up to ${fileLimits.megabytes} MB.`),
      responses: { "201": { description: "One entry per file.", ...json(z.array(UploadResult)) } },
    },
  },
  "/collections/{id}/columns": {
    post: {
      operationId: "collections-columns",
      summary: "Look at the columns of a file",
      description:
        "The columns of a csv, tsv, xlsx, xlsm, ods, json or jsonl file with guesses of their kinds and its first rows, for `columns` of “Add documents”. Nothing is kept.",
      tags: ["Collections"],
      security,
      requestParams: { path: path("id") },
      requestBody: upload(`One file of up to ${fileLimits.megabytes} MB.`),
      responses: { "200": { description: "The columns.", ...json(FoundColumns) } },
    },
  },
} satisfies ZodOpenApiPathsObject;
