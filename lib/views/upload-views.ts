/** What became of an uploaded file. */
import * as z from "zod";
import { DocumentView } from "./api-views.ts";

/** replacing: the document of this name that was there goes away when this one is ready. */
export const UploadOutcome = z.enum(["added", "replacing", "unchanged", "skipped"]).meta({
  description:
    "added; replacing (the document of this name that is there goes away when this one is ready); unchanged (the collection has these bytes); skipped (it has this name). For the last two, the document is the one that is there.",
});
export type UploadOutcome = z.infer<typeof UploadOutcome>;
export const UploadedDocument = DocumentView.extend({
  outcome: UploadOutcome,
  rows: z.number().int().exactOptional().meta({
    description: "Where each row is a document: how many there are. The entry is the first of those that are new.",
  }),
});
export type UploadedDocument = z.infer<typeof UploadedDocument>;
