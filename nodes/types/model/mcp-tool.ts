import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import { McpTool } from "../../../lib/service/mcp.ts";
import { Service, type ServiceOperation } from "../../../lib/service/service.ts";
import { isObject } from "../../../lib/values/is-object.ts";
import { type Json, PlainJson } from "../../../lib/values/json.ts";
import { defineNode, port } from "../../define.ts";
import { givenInputs } from "../../model-service/call-service.ts";

/** `effect` is what counts while no tool is chosen; then it is the tool's own (lib/graph/effect-of.ts). */
export const mcpTool = defineNode({
  type: "mcp-tool",
  version: 1,
  title: "MCP tool",
  summary: "Calls one tool of an MCP server, with a port for each of its parameters.",
  category: "model",
  effect: "effect",
  operation: "service",
  icon: "wrench",
  keywords: ["mcp", "model context protocol", "tool", "call", "server", "plugin", "connector", "integration"],
  config: z.object({
    service: z.record(z.string(), PlainJson).nullable().default(null).meta({
      title: "Server and tool",
      description: "A run asks for no list: it calls the tool as it is kept here.",
      widget: "mcp-tool",
    }),
  }),
  inputs: {},
  outputs: {
    text: port("text", { title: "Text", description: "What the tool says." }),
    data: port("json", { title: "Data", description: "Its result as a value, where the server gives one." }),
    files: port("json", { title: "Files", description: "Images and other files of the result, when there are any." }),
  },
  derived: [
    { from: "fields", side: "inputs", setting: "service.inputs" },
    { from: "fields", side: "outputs", setting: "service.outputs" },
  ],
  docs: {
    about:
      "The MCP tool node calls one tool of a server that speaks the Model Context Protocol over HTTP (streamable HTTP, with or without sessions), without an agent. Enter the address of the server's endpoint, such as `https://example.com/mcp`, choose a credential if it asks for one, press “Read tools” and pick a tool: its parameters become form fields and input ports, and the fields of its result, where the server describes them, become output ports. What arrives at a port counts before what the form holds. The tool is kept in the node, so a run reads no list; press “Read again” when the server has changed. An edge is never dropped then: a port that went away stays, marked as gone, until its edge is moved. What a call does follows from the server's hints: a tool that only reads may be called again after a worker's end, one that says it may be repeated is repeated, and any other call is never made twice; you can say otherwise. A tool that fails fails the step in the server's words. Only public addresses are called, unless `PATCHBAY_PRIVATE_HOSTS` lists the host, and a credential is sent to its own server only. To let a model choose among tools, put an MCP server node inside an Agent.",
    example: {
      summary: "It calls the tool “add” of a server: one number comes from a port, the other from its form.",
      config: { service: exampleTool() },
      inputs: { a: 2 },
      given: "The server adds the numbers and returns the sum as text and as a value.",
      outputs: { text: "5", data: { result: 5 }, result: 5 },
    },
  },
  build:
    ({ config: { service: setting }, nodeId, services }) =>
    async (_inputs, call) => {
      const service = toolIn(setting, nodeId);
      const { operation, address, credential = "" } = service;
      const given = argumentsOf(givenInputs({ service, operation }, call.values));
      const tool = McpTool.parse({ name: operation.path, parameters: operation.tool.parameters, isOffered: true });
      const { callOffer } = await import("../../mcp/call-offer.ts");
      const fetch = credential === "" ? services.fetch : services.fetchAs(credential);
      const { signal } = call;
      const { text, data, files } = await callOffer(
        { address, fetch, signal },
        { tool, given, saveFile: (file) => services.files.save(file, signal) },
      );
      return {
        ...outputsOf(operation, data),
        text,
        ...(data === undefined ? {} : { data }),
        ...(files.length === 0 ? {} : { files: files.map((file) => ({ ...file })) }),
      };
    },
});

type Tool = Service & { operation: ServiceOperation & { tool: NonNullable<ServiceOperation["tool"]> } };

function toolIn(setting: Record<string, PlainJson> | null, nodeId: string): Tool {
  const parsed = Service.safeParse(setting);
  const operation = parsed.data?.operation;
  const tool = operation?.tool;
  if (parsed.data && tool && URL.canParse(parsed.data.address))
    return { ...parsed.data, operation: { ...operation, tool } };
  const message =
    setting === null || setting.operation === undefined
      ? "No tool is chosen. Open the node's settings, read the server's tools and choose one."
      : "The tool in the settings cannot be read. Read the server's tools again and choose the tool again.";
  throw new PatchbayError("bad_input", message, { nodeId, issues: [{ path: "service", message }] });
}

type Given = ReturnType<typeof givenInputs>;

/** Each field under its own name; a tool whose parameters are no list of fields gets what there is, whole. */
function argumentsOf(given: Given): { [name: string]: Json } {
  const whole = given.find(({ input }) => input.in === "whole-body")?.value;
  if (whole === undefined) return Object.fromEntries(given.map(({ input, value }) => [input.key, value]));
  if (isObject(whole)) return whole;
  throw new PatchbayError("bad_input", "The tool takes an object. Connect one to its input.");
}

/** A field that the result does not have is not taken. */
function outputsOf({ outputs }: ServiceOperation, data: Json | undefined): Record<string, Json> {
  if (!isObject(data)) return {};
  return Object.fromEntries(
    outputs.flatMap(({ name, key }) => {
      const value = Object.hasOwn(data, key) ? data[key] : undefined;
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

function exampleTool(): Record<string, PlainJson> {
  const number = { name: "a", key: "a", in: "body", isRequired: true, shape: { kind: "number" } };
  const parameters = { type: "object", properties: { a: { type: "number" }, b: { type: "number" } } };
  return {
    protocol: "mcp",
    address: "https://example.com/mcp",
    title: "Calculator",
    operation: {
      ...{ id: "tool add", method: "TOOL", path: "add", summary: "Adds two numbers." },
      inputs: [number, { ...number, name: "b", key: "b" }],
      body: { contentType: "application/json", encoding: "json", isRequired: false },
      outputs: [{ name: "result", key: "result", kind: "number" }],
      tool: { parameters, effect: "costly", keyed: false },
    },
    values: { b: 3 },
    ports: ["a"],
    inputs: [{ name: "a", kind: "number" }],
    outputs: [{ name: "result", kind: "number" }],
    effect: "costly",
    keyed: false,
  };
}
