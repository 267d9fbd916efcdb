import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";

/** The config field that names a collection by id; the form draws it as a picker. */
export function collectionId() {
  return z.string().max(64).default("").meta({
    title: "Collection",
    description:
      "Choose a collection, or upload files to make a new one. All collections are listed under Collections.",
    widget: "collection",
  });
}

/** The chosen id. Throws `bad_input` when none is chosen yet. */
export function chosenCollection(id: string, nodeId: string): string {
  if (id !== "") return id;
  throw new PatchbayError(
    "bad_input",
    "No collection is chosen. Open the node's settings and choose one, or upload files there.",
    {
      nodeId,
      issues: [{ path: "collection", message: "Choose a collection." }],
    },
  );
}
