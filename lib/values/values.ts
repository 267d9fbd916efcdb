/** The values that travel along edges, one schema a kind. All of them are plain JSON. */
import * as z from "zod";
import type { PortKind } from "../ports/port-kinds.ts";
import { AnyNumber, Json } from "./json.ts";

/** An uploaded file, by reference. `bytes` is its size. */
export const FileRef = z.object({ id: z.string(), name: z.string(), mime: z.string(), bytes: z.number().int() });
export type FileRef = z.infer<typeof FileRef>;

export const Message = z.object({
  role: z.enum(["system", "user", "assistant", "tool"]),
  content: z.string(),
  /** What a model thought before it answered, where its provider shows it. It is not sent back. */
  reasoning: z.string().exactOptional(),
  /** What the user has sent with it, for a model that reads files. */
  files: z.array(FileRef).exactOptional(),
});
export type Message = z.infer<typeof Message>;

/** Providers refuse a message with neither words nor files, and take files of the user alone. */
export const saysSomething = ({ role, content, files = [] }: Pick<Message, "role" | "content" | "files">): boolean =>
  content.trim() !== "" || (role === "user" && files.length > 0);

/** A chunk of text. `score` is a retriever's relevance, 0–1, higher is better. */
export const Document = z.object({
  id: z.string().exactOptional(),
  text: z.string(),
  score: z.number().exactOptional(),
  metadata: z.record(z.string(), Json).default({}),
});
export type Document = z.infer<typeof Document>;

export const valueSchemas = {
  text: z.string(),
  number: AnyNumber,
  boolean: z.boolean(),
  json: Json,
  message: Message,
  messages: z.array(Message),
  document: Document,
  documents: z.array(Document),
  file: FileRef,
  any: Json,
} as const satisfies Record<PortKind, z.ZodType>;

export type KindValue = { [Kind in PortKind]: z.infer<(typeof valueSchemas)[Kind]> };
