/** What the API answers about stores. Times are ISO 8601. */
import * as z from "zod";
import { Json } from "../values/json.ts";

const Time = z.string().meta({ format: "date-time" });

export const StoreView = z.object({
  name: z.string(),
  entries: z.number().int().meta({ description: "How many entries it has; counted up to 10,000." }),
  hasMore: z.boolean().meta({ description: "There are more entries than were counted." }),
  createdAt: Time,
});
export type StoreView = z.infer<typeof StoreView>;

const Version = z.number().int().meta({ description: "How often it was changed; 1 is the first value." });
const ExpiresAt = Time.nullable().meta({ description: "When it is deleted unless it is changed before." });

export const EntryView = z.object({
  store: z.string(),
  key: z.string(),
  value: Json,
  version: Version,
  updatedAt: Time,
  expiresAt: ExpiresAt,
});
export type EntryView = z.infer<typeof EntryView>;

/** An entry that is watched, as it is now; null where the store has none. */
export type WatchedEntry = { store: string; key: string; entry: EntryView | null };

const EntryPreview = z.object({
  key: z.string(),
  preview: z.string().meta({ description: "The value as JSON text, up to 300 characters." }),
  bytes: z.number().int().meta({ description: "The size of the whole value." }),
  version: Version,
  updatedAt: Time,
  expiresAt: ExpiresAt,
});

export const EntryPage = z.object({
  entries: z.array(EntryPreview),
  nextCursor: z.string().exactOptional().meta({ description: "Send it as `cursor` for the next page." }),
});
export type EntryPage = z.infer<typeof EntryPage>;
