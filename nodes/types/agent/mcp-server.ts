import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import { isCallable, McpServer, type McpTool, offerId } from "../../../lib/service/mcp.ts";
import { isObject } from "../../../lib/values/is-object.ts";
import { type Json, PlainJson } from "../../../lib/values/json.ts";
import { defineNode, port } from "../../define.ts";

/** `effect` is what counts while no tools are read; then it is that of the tools (lib/graph/effect-of.ts), and each call's own. */
export const mcpServer = defineNode({
  type: "mcp-server",
  version: 1,
  title: "MCP server",
  summary: "Gives an agent the tools of an MCP server. It belongs inside an Agent.",
  category: "model",
  effect: "effect",
  operation: "server",
  offers: "server.tools",
  icon: "plug",
  keywords: ["mcp", "model context protocol", "tools", "agent", "plugin", "connector", "integration", "resources"],
  config: z.object({
    server: z.record(z.string(), PlainJson).nullable().default(null).meta({
      title: "Server",
      description: "A run asks for no list: it offers the tools as they are kept here.",
      widget: "mcp-server",
    }),
  }),
  inputs: {
    tool: port("text", { title: "Tool", description: "The name of the tool." }),
    arguments: port("json", { title: "Arguments", description: "An object with what the tool needs.", optional: true }),
  },
  outputs: {
    text: port("text", { title: "Text", description: "What the tool says." }),
    data: port("json", { title: "Data", description: "Its result as a value, where the server gives one." }),
    files: port("json", { title: "Files", description: "Images and other files of the result, when there are any." }),
  },
  docs: {
    about:
      "The MCP server node gives an agent the tools of a server that speaks the Model Context Protocol over HTTP (streamable HTTP, with or without sessions). Put it inside an Agent, enter the address of the server's endpoint, such as `https://example.com/mcp`, choose a credential if it asks for one, and press “Read tools”. Choose which tools the agent may call; resources and prompts of the server can be offered as tools that read them. What a tool does follows from the server's hints: one that only reads may be called again after a worker's end, one that says it may be repeated is repeated, and any other call is never made twice; you can say otherwise for each tool. A person can be asked before each call. The tools are kept in the node, so a run reads no list: press “Read again” when the server has changed. A tool that has come since is not offered until you choose it, and one that went away stays, marked as gone, until you let go of it. Every call is a step of its own. Only public addresses are called, unless `PATCHBAY_PRIVATE_HOSTS` lists the host, and a credential is sent to its own server only. Outside of an agent, the node calls the tool whose name arrives at “Tool”.",
    example: {
      summary: "It calls the tool “add” of a server.",
      config: {
        server: {
          address: "https://example.com/mcp",
          title: "Calculator",
          tools: [
            {
              name: "add",
              description: "Adds two numbers.",
              parameters: { type: "object", properties: { a: { type: "number" }, b: { type: "number" } } },
              effect: "costly",
              isOffered: true,
            },
          ],
          effect: "costly",
        },
      },
      inputs: { tool: "add", arguments: { a: 2, b: 3 } },
      given: "The server adds the numbers and returns the sum as text and as a value.",
      outputs: { text: "5", data: { result: 5 } },
    },
  },
  build:
    ({ config: { server: setting }, nodeId, services }) =>
    async ({ tool: name, arguments: given = {} }, call) => {
      const server = serverOf(setting, nodeId);
      const tool = toolOf(server, name);
      const { callOffer } = await import("../../mcp/call-offer.ts");
      const { address, credential } = server;
      const fetch = credential === undefined ? services.fetch : services.fetchAs(credential);
      const { signal } = call;
      const { text, data, files } = await callOffer(
        { address, fetch, signal },
        { tool, given: argumentsOf(given, name), saveFile: (file) => services.files.save(file, signal) },
      );
      return {
        text,
        ...(data === undefined ? {} : { data }),
        ...(files.length === 0 ? {} : { files: files.map((file) => ({ ...file })) }),
      };
    },
});

function serverOf(setting: Record<string, PlainJson> | null, nodeId: string): McpServer {
  const { data } = McpServer.safeParse(setting);
  if (data && URL.canParse(data.address)) return data;
  const message =
    setting === null
      ? "No MCP server is chosen. Open the node's settings, enter the server's address and press “Read tools”."
      : "The server in the settings cannot be read. Read its tools again.";
  throw new PatchbayError("bad_input", message, { nodeId, issues: [{ path: "server", message }] });
}

function toolOf({ tools }: McpServer, name: string): McpTool {
  const offered = tools.filter(isCallable);
  const found = offered.find((tool) => offerId(tool) === name);
  if (found) return found;
  const names = offered.slice(0, 50).map(offerId).join(", ");
  const message = `The server offers no tool “${name}”. ${names === "" ? "Choose tools in the settings." : `There are: ${names}.`}`;
  throw new PatchbayError("bad_input", message);
}

function argumentsOf(given: Json, name: string): { [name: string]: Json } {
  if (isObject(given)) return given;
  throw new PatchbayError("bad_input", `The arguments of “${name}” are not an object.`);
}
