import { graphLimits } from "../../lib/graph/graph.ts";
import { type PipelineFile, readPipelineFile, tooLarge } from "../../lib/graph/pipeline-file.ts";

/** Reads a chosen or dropped file. Throws a `PatchbayError` that says what is wrong with it. */
export async function readFile(file: File): Promise<PipelineFile> {
  // A file of gigabytes is not read to find out that it is too large.
  if (file.size > graphLimits.bytes) throw tooLarge(file.name);
  return readPipelineFile(await file.text(), file.name);
}
