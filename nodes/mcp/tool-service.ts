/** A tool of an MCP server as the operation of a service, so that its form and its ports are made like any other's. */
import { PatchbayError } from "../../lib/errors.ts";
import type { McpDocument, McpOffer } from "../../lib/service/mcp.ts";
import type { ServiceDocument, ServiceOperation } from "../../lib/service/service.ts";
import { bodyInputs, outputsOf } from "../model-service/freeze-operation.ts";
import { freshBudget } from "../model-service/shape-of.ts";
import type { ServerAddress } from "./mcp-failure.ts";
import { readOffers } from "./read-offers.ts";

/** Outputs that every MCP tool node has. */
const fixedOutputs = ["text", "data", "files"];

/** Throws `bad_input` when the server has no tools. */
export async function readToolService(at: ServerAddress): Promise<ServiceDocument> {
  return documentOf(await readOffers(at));
}

/** One of its tools, read whole. Throws `not_found` when it is gone. */
export async function readTool(
  at: ServerAddress,
  id: string,
): Promise<{ service: ServiceDocument; operation: ServiceOperation }> {
  const found = await readOffers(at);
  const tool = toolsIn(found).find(({ name }) => idOf(name) === id);
  if (tool) return { service: documentOf(found), operation: freezeTool(tool) };
  throw new PatchbayError(
    "not_found",
    `The server has no ${id} any more. Read its tools again and choose another one.`,
  );
}

const idOf = (name: string) => `tool ${name}`;
const toolsIn = ({ tools }: McpDocument) =>
  tools.filter(({ kind, problem }) => kind === "tool" && problem === undefined);

function documentOf(found: McpDocument): ServiceDocument {
  const { address, title, version, notes } = found;
  const operations = toolsIn(found).map((tool) => ({
    ...{ id: idOf(tool.name), method: "TOOL", path: tool.name, summary: summaryOf(tool) },
    ...{ tags: [], isDeprecated: false },
  }));
  if (operations.length === 0) {
    throw new PatchbayError("bad_input", `${title} has no tool that can be called. ${notes.join(" ")}`.trim());
  }
  const note = notes.length === 0 ? {} : { note: notes.join(" ") };
  return { protocol: "mcp", address, title, version, servers: [], operations, ...note };
}

const summaryOf = ({ title, description }: McpOffer) => (title || (description.split("\n", 1)[0] ?? "")).slice(0, 200);

/** The fields of its parameters are inputs, and those of its result outputs. */
function freezeTool(tool: McpOffer): ServiceOperation {
  const { name, description, parameters, outputs, effect, keyed } = tool;
  const reading = { root: parameters, names: new Set<string>(), budget: freshBudget() };
  const isEmpty = Object.keys(Object(parameters.properties)).length === 0 && !parameters.additionalProperties;
  const body = { encoding: "json", isRequired: false } as const;
  return {
    ...{
      id: idOf(name),
      method: "TOOL",
      path: name,
      summary: summaryOf(tool),
      description: description.slice(0, 1000),
    },
    inputs: isEmpty ? [] : bodyInputs({ schema: parameters }, body, reading),
    body: { contentType: "application/json", ...body },
    outputs: outputs === undefined ? [] : outputsOf(outputs, { root: outputs }, fixedOutputs),
    accept: "application/json",
    tool: { parameters, effect, keyed },
  };
}
