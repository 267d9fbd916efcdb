/** A chat's ways to the server: as a member of the workspace, and as a visitor of a share link. */
import type { RunEvent } from "../../lib/run.ts";
import type { FileRef } from "../../lib/values/values.ts";
import type { ConversationSummary, ConversationView, Rating, TurnStarted } from "../../lib/views/chat-views.ts";
import type { RunVersion } from "../../lib/views/run-views.ts";
import type { ApiClient } from "../api/client.tsx";
import { workspaceHeaders } from "../api/current-workspace.ts";
import { readContent } from "../api/read-content.ts";
import { uploadFile, uploadVisitorFile } from "../api/upload-file.ts";
import { mayRetry } from "../api/user-message.ts";

/** `asNext`: not as a branch, should another tab have been quicker. */
export type Message = { text: string; parentId: string | null; files?: FileRef[]; asNext?: boolean };
type TurnRef = { id: string; runId: string };
type Given = { rating: Rating | null; note?: string };
type WatchAnswer = {
  onEvent: (event: RunEvent) => void;
  /** Whether events can come just now; while they cannot, the connection is made again by itself. */
  onConnection: (isThere: boolean) => void;
  /** `isRefused`: it would be again. */
  onEnd: (isRefused: boolean) => void;
};

export const viewersCannotAsk = "Your role here is to view. To ask something, you need the role of an editor.";

export type ChatBackend = {
  /** Names what it reads in the page's memory. */
  key: string;
  isVisitor: boolean;
  list(search: string): Promise<ConversationSummary[]>;
  create(): Promise<ConversationSummary>;
  get(id: string): Promise<ConversationView>;
  rename(id: string, title: string): Promise<unknown>;
  remove(id: string): Promise<unknown>;
  send(id: string, message: Message): Promise<TurnStarted>;
  upload(file: File): Promise<FileRef>;
  /** The content of a file of this conversation. */
  readFile(id: string, file: FileRef): Promise<Blob>;
  stop(turn: TurnRef): Promise<unknown>;
  rate(turn: TurnRef, given: Given): Promise<unknown>;
  /** Answers how to stop watching. */
  watch(turn: TurnRef, on: WatchAnswer): () => void;
};

function states({ onConnection, onEnd }: WatchAnswer) {
  return {
    onConnectionStateChange: ({ state }: { state: string }) => onConnection(state !== "connecting"),
    onComplete: () => onEnd(false),
    onError: (problem: unknown) => onEnd(!mayRetry(problem)),
  };
}

export function memberChat(api: ApiClient, pipelineId: string, version: RunVersion): ChatBackend {
  return {
    key: pipelineId,
    isVisitor: false,
    list: (search) => api.conversations.list.query({ pipelineId, ...(search === "" ? {} : { search }) }),
    create: () => api.conversations.create.mutate({ pipelineId }),
    get: (id) => api.conversations.get.query({ id }),
    rename: (id, title) => api.conversations.rename.mutate({ id, title }),
    remove: (id) => api.conversations.delete.mutate({ id }),
    send: (id, message) => api.conversations.send.mutate({ id, version, ...message }),
    upload: (file) => uploadFile(file),
    readFile: (id, file) => readContent(`/api/conversations/${id}/files/${file.id}`, workspaceHeaders()),
    stop: ({ runId: id }) => api.runs.cancel.mutate({ id }),
    rate: ({ runId }, given) => api.conversations.giveFeedback.mutate({ runId, ...given }),
    watch: ({ runId: id }, on) => {
      const watch = api.runs.events.subscribe({ id }, { onData: ({ data }) => on.onEvent(data), ...states(on) });
      return () => watch.unsubscribe();
    },
  };
}

export function visitorChat(api: ApiClient, token: string, visitor: string): ChatBackend {
  const who = { token, visitor };
  const headers = { "x-share-token": token, "x-visitor": visitor };
  return {
    // Of this link alone: what is written to one is not sent to the people behind another.
    key: `shared:${token.slice(-12)}`,
    isVisitor: true,
    list: (search) => api.sharedChat.list.query({ ...who, ...(search === "" ? {} : { search }) }),
    create: () => api.sharedChat.create.mutate(who),
    get: (id) => api.sharedChat.get.query({ ...who, id }),
    rename: (id, title) => api.sharedChat.rename.mutate({ ...who, id, title }),
    remove: (id) => api.sharedChat.delete.mutate({ ...who, id }),
    send: (id, { files = [], ...message }) =>
      api.sharedChat.send.mutate({ ...who, id, ...message, files: files.map((file) => file.id) }),
    upload: (file) => uploadVisitorFile(file, headers),
    readFile: (id, file) => readContent(`/api/shared-chat/${id}/files/${file.id}`, headers),
    stop: ({ id: turnId }) => api.sharedChat.cancel.mutate({ ...who, turnId }),
    rate: ({ id: turnId }, given) => api.sharedChat.giveFeedback.mutate({ ...who, turnId, ...given }),
    watch: ({ id: turnId }, on) => {
      const watch = api.sharedChat.events.subscribe(
        { ...who, turnId },
        { onData: ({ data }) => on.onEvent(data), ...states(on) },
      );
      return () => watch.unsubscribe();
    },
  };
}
