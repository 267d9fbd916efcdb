/** Visitors of a share link that shows a chat. What they may see is made here: no step, no setting, no other visitor's words. */
import { z } from "zod";
import { PatchbayError } from "../../lib/errors.ts";
import type { RunEvent } from "../../lib/run.ts";
import type { Database } from "../../platform/database/db.ts";
import { sha256 } from "../../platform/ids.ts";
import { errorForVisitor } from "../sharing/hide-errors.ts";
import type { OpenShareLink } from "../sharing/share.ts";
import { type ChatScope, noConversation, within } from "./chat-scope.ts";

/** What the visitor's browser keeps; at least 128 bits in base64url. */
export const VisitorSecret = z.string().min(22).max(100);

export type VisitorScope = ChatScope & { visitor: NonNullable<ChatScope["visitor"]> };

/** A browser proves with its secret that a conversation is its own. */
export function visitorScope({ id, workspaceId, pipelineId }: OpenShareLink, secret: string): VisitorScope {
  const hash = sha256(`${id}|${secret}`);
  return { workspaceId, userId: null, visitor: { shareLinkId: id, pipelineId, hash } };
}

export async function runOfTurn(prisma: Database, scope: ChatScope, turnId: string): Promise<string> {
  const turn = await prisma.chatTurn.findFirst({ where: { id: turnId, conversation: within(scope) } });
  if (!turn) throw noConversation();
  return turn.runId;
}

/** What a visitor is told of a run: how it goes on, and what its speakers say. Undefined for the rest. */
export function eventForVisitor(event: RunEvent, speakers: readonly string[]): RunEvent | undefined {
  const { data } = event;
  const tell = (told: RunEvent["data"]) => ({ ...event, data: told });
  switch (data.type) {
    case "run.queued":
    case "run.waiting":
    case "run.cancelled":
      return event;
    case "run.failed":
      return tell({ ...data, error: errorForVisitor(event.runId, data.error) });
    case "run.started":
      return tell({ ...data, worker: "" });
    // The answer is read from the conversation.
    case "run.succeeded":
      return tell({ ...data, output: {} });
    case "step.started":
    case "step.tokens":
      return speakers.some((id) => data.nodeId === id || data.nodeId.startsWith(`${id}/`)) ? event : undefined;
    default:
      return undefined;
  }
}

export function assertMayAsk({ canRun }: Pick<OpenShareLink, "canRun">): void {
  if (canRun) return;
  throw new PatchbayError(
    "forbidden",
    "This link is view-only. To ask something, ask the sender for a link that allows it.",
  );
}
