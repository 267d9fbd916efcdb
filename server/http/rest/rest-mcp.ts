/**
 * Patchbay as a server of the Model Context Protocol: published pipelines are its tools. Streamable HTTP without sessions, for
 * clients of either revision (2025-11-25 and 2026-07-28), by the official SDK.
 */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { isObject } from "../../../lib/values/is-object.ts";
import { Json } from "../../../lib/values/json.ts";
import { markWholes, unmarkText } from "../../../nodes/mcp/exact-messages.ts";
import type { AppContext } from "../../app-context.ts";
import { authorize } from "../../auth/authorize.ts";
import { callPipeline } from "../../mcp/call-pipeline.ts";
import { listPipelineTools, toolNamed } from "../../mcp/pipeline-tools.ts";
import { hangUpSignal, keyActor, webHeaders } from "../requests/request-actor.ts";
import { traceparentFor } from "../requests/trace-requests.ts";
import { restPrefix } from "./rest.ts";

const instructions = "Each tool runs a pipeline of this Patchbay and answers with its output.";

type Asked = { workspaceId: string; only: readonly string[] | undefined; request: FastifyRequest; signal: AbortSignal };

export function addRestMcp(app: FastifyInstance, context: AppContext): void {
  const url = `${restPrefix}/mcp`;
  app.post(url, { config: { policy: "runs.start" } }, async (request, reply) => {
    const actor = await keyActor(context, request);
    // A key for chosen pipelines has only these as tools.
    const only = actor.kind === "key" ? actor.pipelineIds : undefined;
    const { workspaceId } = authorize(
      { actor },
      "runs.start",
      only?.[0] === undefined ? undefined : { pipelineId: only[0] },
    );
    const signal = hangUpSignal(reply);
    const answer = await answerMessage(context, { workspaceId, only, request, signal });
    const type = answer.headers.get("content-type");
    if (type !== null) reply.header("content-type", type);
    return await reply.code(answer.status).send(unmarkText(await answer.text()));
  });
}

/** A server lives for one message. The SDK is loaded with the first. */
async function answerMessage(context: AppContext, asked: Asked): Promise<Response> {
  const { createMcpHandler, Server } = await import("@modelcontextprotocol/server");
  const { request, signal } = asked;
  const handler = createMcpHandler(
    () => {
      const info = { name: "patchbay", title: "Patchbay", version: "1" };
      const server = new Server(info, { capabilities: { tools: {} }, instructions });
      server.setRequestHandler("tools/list", async () => {
        const tools = await listPipelineTools(context, asked);
        return { tools: tools.map(({ pipelineId: _id, version: _version, ...tool }) => tool) };
      });
      server.setRequestHandler("tools/call", ({ params }) => callTool(context, asked, params));
      return server;
    },
    { keepAliveMs: 0 },
  );
  const address = new URL(request.url, "http://patchbay");
  const web = new Request(address, { method: "POST", headers: webHeaders(request), body: "{}", signal });
  return await handler.fetch(web, { parsedBody: request.body });
}

async function callTool(
  context: AppContext,
  { workspaceId, only, request, signal }: Asked,
  { name, arguments: given = {} }: { name: string; arguments?: { [name: string]: unknown } | undefined },
) {
  const tools = await listPipelineTools(context, { workspaceId, only });
  const tool = toolNamed(tools, name);
  if (!tool) {
    const text = `There is no tool “${name.slice(0, 100)}”. A pipeline is one once it is published.`;
    return { content: [{ type: "text" as const, text }], isError: true };
  }
  const inputs = Json.parse(given);
  const values = isObject(inputs) ? inputs : {};
  const call = { workspaceId, tool, inputs: values, traceparent: traceparentFor(request), signal };
  const { text, output, isError } = await callPipeline(context, call);
  return {
    content: [{ type: "text" as const, text }],
    ...(output === undefined ? {} : { structuredContent: Object(markWholes(output)) }),
    ...(isError ? { isError } : {}),
  };
}
