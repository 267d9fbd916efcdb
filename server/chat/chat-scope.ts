/**
 * Whose conversations are meant: those of a member, those that API keys hold, or those of one browser behind a share link.
 * Every query goes through `within`, so that no one finds those of another.
 */
import { PatchbayError } from "../../lib/errors.ts";

export type ChatScope = {
  workspaceId: string;
  /** The person; null for API keys and visitors. */
  userId: string | null;
  /** The link that a visitor came by. */
  visitor?: { shareLinkId: string; pipelineId: string; hash: string };
};

export function within({ workspaceId, userId, visitor }: ChatScope) {
  return visitor
    ? { workspaceId, pipelineId: visitor.pipelineId, shareLinkId: visitor.shareLinkId, visitorHash: visitor.hash }
    : { workspaceId, createdBy: userId, shareLinkId: null };
}

export function noConversation(): PatchbayError {
  return new PatchbayError("not_found", "There is no such conversation. It may have been deleted.");
}

/** What was said stays and can be read. */
export function archivedPipeline(): PatchbayError {
  return new PatchbayError("conflict", "This pipeline is archived, so nothing can be asked. Its owner can restore it.");
}
