/** Content of the files of conversations, and uploads of visitors. Pages fetch it, so tokens go in headers and not in addresses. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { Token } from "../../api/shared/inputs.ts";
import { authorId } from "../../api/shared/require-user.ts";
import type { AppContext } from "../../app-context.ts";
import { authorize } from "../../auth/authorize.ts";
import { readChatFile } from "../../chat/chat-files.ts";
import { VisitorSecret, visitorScope } from "../../chat/visitor.ts";
import { assertMayUpload, keepVisitorFile } from "../../chat/visitor-files.ts";
import { tellStranger } from "../../hooks/tell-stranger.ts";
import { openShareLink } from "../../sharing/share.ts";
import { requestActor } from "../requests/request-actor.ts";
import { onlyFile } from "./multipart-files.ts";
import { parse } from "./parse.ts";

type One = { Params: { id: string; fileId: string } };

/** How often one address may try with tokens of links, as over the API. */
const rateLimit = { max: 240 };

/** `scope` reads multipart/form-data. */
export function addChatFiles(scope: FastifyInstance, context: AppContext): void {
  const { prisma } = context.db;
  const deps = { prisma, stores: context.stores };

  scope.get<One>(
    "/api/conversations/:id/files/:fileId",
    { config: { policy: "runs.read" } },
    async (request, reply) => {
      const { id, fileId } = request.params;
      const actor = await requestActor(context, request);
      const found = await prisma.conversation.findUnique({ where: { id }, select: { pipelineId: true } });
      const { workspaceId } = authorize({ actor }, "runs.read", { pipelineId: found?.pipelineId });
      const scope = { workspaceId, userId: authorId({ actor }) ?? null };
      return await sendContent(reply, await readChatFile(deps, scope, { conversationId: id, fileId }));
    },
  );

  scope.get<One>(
    "/api/shared-chat/:id/files/:fileId",
    { config: { policy: "share.use", rateLimit } },
    async (request, reply) => {
      const { id, fileId } = request.params;
      const { scope } = await enter(context, request);
      return await sendContent(reply, await readChatFile(deps, scope, { conversationId: id, fileId }));
    },
  );

  scope.post("/api/shared-chat/files", { config: { policy: "share.use", rateLimit } }, async (request, reply) => {
    const visit = await enter(context, request);
    await assertMayUpload(prisma, visit, Number(request.headers["content-length"] ?? 0));
    const file = await onlyFile(request);
    return await reply.code(201).send(await keepVisitorFile(deps, visit, file).catch(tellStranger));
  });
}

const Visit = z.object({ "x-share-token": Token, "x-visitor": VisitorSecret });

async function enter({ db }: AppContext, request: FastifyRequest) {
  const { "x-share-token": token, "x-visitor": visitor } = parse(Visit, request.headers);
  const link = await openShareLink(db.prisma, token, "chat");
  return { link, scope: visitorScope(link, visitor) };
}

/** Never as what it says that it is: a page or a drawing of a stranger would run as one of ours. */
async function sendContent(reply: FastifyReply, data: Uint8Array): Promise<FastifyReply> {
  return await reply
    .header("content-type", "application/octet-stream")
    .header("content-disposition", "attachment")
    .send(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
}
