import { z } from "zod";
import { Graph, graphLimits } from "../../lib/graph.ts";

const PipelineFile = z.object({ name: z.string().optional(), description: z.string().optional(), graph: Graph });

export type PipelineFile = { name: string; description?: string; graph: Graph };

/** Reads what "Download as JSON" wrote, or a bare graph. Throws an Error whose message says what is wrong and where. */
export async function readPipelineFile(file: File): Promise<PipelineFile> {
  if (file.size > graphLimits.bytes) throw new Error(`${file.name} is larger than the 4 MB a graph may have.`);
  const value = parse(await file.text(), file.name);
  const hasGraph = typeof value === "object" && value !== null && "graph" in value;
  const read = PipelineFile.safeParse(hasGraph ? value : { graph: value });
  if (!read.success) {
    const [issue] = read.error.issues;
    const where = issue && issue.path.length > 0 ? ` At ${issue.path.join(".")}: ${issue.message}` : "";
    throw new Error(`${file.name} is not a pipeline of Patchbay.${where}`);
  }
  const { name, description, graph } = read.data;
  return {
    name: name?.trim() || file.name.replace(/(\.patchbay)?\.json$/i, ""),
    ...(description ? { description } : {}),
    graph,
  };
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${name} is not JSON. Choose a file that was saved with "Download as JSON".`);
  }
}
