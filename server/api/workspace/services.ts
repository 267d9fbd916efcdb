import { z } from "zod";
import { McpDocument } from "../../../lib/service/mcp.ts";
import { ServiceDocument, ServiceOperation } from "../../../lib/service/service.ts";
import { readOperationAt, readServiceAt, readToolsAt } from "../../models/read-service.ts";
import { Id } from "../shared/inputs.ts";
import { procedure, router } from "../trpc.ts";

const At = z.strictObject({ address: z.string().trim().min(1).max(2000), credential: Id.optional() });

const Service = At.extend({ protocol: z.enum(["mcp"]).optional() });

export const services = router({
  /** Calls the address, as its owner asks for it, and says which operations are there. */
  read: procedure("services.read")
    .input(Service)
    .output(ServiceDocument)
    .mutation(({ ctx, input: { address, credential, protocol }, signal }) =>
      readServiceAt(ctx.app, { workspaceId: ctx.workspaceId, address, credential, protocol, signal }),
    ),

  /** Asks the MCP server at the address what it offers. */
  tools: procedure("services.read")
    .input(At)
    .output(McpDocument)
    .mutation(({ ctx, input: { address, credential }, signal }) =>
      readToolsAt(ctx.app, { workspaceId: ctx.workspaceId, address, credential, signal }),
    ),

  /** One of them, as a node keeps it. */
  operation: procedure("services.read")
    .input(Service.extend({ id: z.string().min(1).max(2000) }))
    .output(z.object({ service: ServiceDocument, operation: ServiceOperation }))
    .mutation(({ ctx, input: { address, credential, id, protocol }, signal }) =>
      readOperationAt(ctx.app, { workspaceId: ctx.workspaceId, address, credential, id, protocol, signal }),
    ),
});
