/** What travels over the broker. Every receiver parses; a message that does not parse goes to the dead-letter topic. */
import { z } from "zod";

export const topics = {
  runs: "patchbay.runs",
  events: "patchbay.events",
  documents: "patchbay.documents",
  dlq: "patchbay.dlq",
} as const;

/** "Look at run X." Nothing else decides what happens to it. */
export const Doorbell = z.object({ runId: z.string() });
export type Doorbell = z.infer<typeof Doorbell>;

/** "Run X has events up to seq." Watchers read the events themselves from the journal. */
export const RunAdvanced = z.object({ runId: z.string(), seq: z.number().int(), finished: z.boolean() });
export type RunAdvanced = z.infer<typeof RunAdvanced>;

/** "Documents of this collection are waiting to be embedded." */
export const DocumentsWaiting = z.object({ collectionId: z.string() });
export type DocumentsWaiting = z.infer<typeof DocumentsWaiting>;
