/** Batches of a run's log, as the journal has written them: which of their content is checked when they are read. */
import { z } from "zod";
import { RunEventData, Values } from "../../lib/run.ts";
import { storedValues } from "../columns.ts";

const StoredEvent = z.custom<[msAgo: number, data: RunEventData]>(isStoredEvent);

/** Of one reader (`number`): events from `first` to `seq`, each by how many milliseconds before `at` it happened. */
export const StoredBatch = z.object({
  number: z.number(),
  seq: z.number(),
  first: z.number(),
  at: z.date(),
  events: z.array(StoredEvent),
});
export type StoredBatch = z.infer<typeof StoredBatch>;

/**
 * What an event of each type has to have. Values and lists in it are not looked through: that would cost more than reading
 * them, and no one here looks into them.
 */
const shapes: ReadonlyMap<string, z.ZodType> = new Map(
  RunEventData.options.map(({ shape: { type, ...fields } }) => [
    type.value,
    z.object(Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, shallow(field)]))),
  ]),
);

function shallow(field: z.ZodType): z.ZodType {
  if (field === Values) return storedValues();
  return field instanceof z.ZodArray ? z.custom(Array.isArray) : field;
}

function isStoredEvent(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [msAgo, data]: unknown[] = value;
  if (typeof msAgo !== "number" || typeof data !== "object" || data === null || !("type" in data)) return false;
  if (typeof data.type !== "string") return false;
  // During an upgrade a newer worker may write events of which this release does not know; watchers pass them on.
  return shapes.get(data.type)?.safeParse(data).success ?? true;
}
