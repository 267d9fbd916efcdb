/** Reads what a server says about itself, for the settings of Model service and MCP server nodes. */
import type { HttpFetch } from "../../lib/http.ts";
import type { McpDocument } from "../../lib/service/mcp.ts";
import type { ServiceDocument, ServiceOperation } from "../../lib/service/service.ts";
import { readOffers } from "../../nodes/mcp/read-offers.ts";
import { readTool, readToolService } from "../../nodes/mcp/tool-service.ts";
import { readOperation, readService, wholeAddress } from "../../nodes/model-service/read-service.ts";
import { makeHttpClient } from "../../platform/http-client.ts";
import { openSignIn } from "../../platform/sign-in.ts";
import { noCredential, readCredential } from "../../platform/vault/credentials.ts";
import type { AppContext } from "../app-context.ts";

export type ServiceAsk = {
  workspaceId: string;
  address: string;
  credential: string | undefined;
  signal: AbortSignal | undefined;
  /** Of an MCP server, whose tools are the operations; without it an OpenAPI document or the Open Inference Protocol. */
  protocol?: "mcp" | undefined;
};

const readMs = 20_000;

export async function readServiceAt(app: AppContext, ask: ServiceAsk): Promise<ServiceDocument> {
  const ways = await waysOf(app, ask);
  if (ask.protocol === "mcp") return await readToolService({ address: wholeAddress(ask.address).href, ...ways });
  return await readService({ address: ask.address, ...ways });
}

export async function readOperationAt(
  app: AppContext,
  ask: ServiceAsk & { id: string },
): Promise<{ service: ServiceDocument; operation: ServiceOperation }> {
  const ways = await waysOf(app, ask);
  if (ask.protocol === "mcp") return await readTool({ address: wholeAddress(ask.address).href, ...ways }, ask.id);
  return await readOperation({ address: ask.address, id: ask.id, ...ways });
}

export async function readToolsAt(app: AppContext, ask: ServiceAsk): Promise<McpDocument> {
  return await readOffers({ address: wholeAddress(ask.address).href, ...(await waysOf(app, ask)) });
}

async function waysOf({ db, vault, fetch }: AppContext, { workspaceId, credential: id, signal }: ServiceAsk) {
  const limit = AbortSignal.timeout(readMs);
  const http = makeHttpClient(fetch);
  const ways = { fetch: http, signal: signal ? AbortSignal.any([signal, limit]) : limit };
  if (id === undefined) return ways;
  const credential = await readCredential({ prisma: db.prisma, vault, fetch }, workspaceId, id);
  if (!credential) throw noCredential();
  const signedIn = openSignIn(http).of(credential);
  // A document may lie elsewhere than what it describes, and is then read without the credential.
  const own = new URL(credential.baseUrl).origin;
  const either: HttpFetch = (url, request) => (new URL(url).origin === own ? signedIn : http)(url, request);
  return { ...ways, fetch: either };
}
