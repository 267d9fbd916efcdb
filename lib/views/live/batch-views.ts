/** Batches, as pages, REST and scripts see them. Times are ISO 8601. */
import * as z from "zod";
import { batchStates, rowStates } from "../../batches/batch.ts";
import { Json } from "../../values/json.ts";

const Time = z.string().meta({ format: "date-time" });
const Count = z.number().int();

export const BatchMapping = z
  .record(z.string().min(1).max(64), z.string().max(1000))
  .meta({ description: "Which column gives each input its value, by the input's name." });

export const BatchView = z.object({
  id: z.string(),
  pipelineId: z.string(),
  name: z.string().meta({ description: "Of the file or the collection." }),
  version: Count.nullable().meta({ description: "The published version that runs; null for the draft." }),
  state: z.enum(batchStates),
  error: z.string().nullable().meta({ description: "What stands in the way, and what to do." }),
  columns: z.array(z.string()),
  sheets: z.array(z.string()).meta({ description: "The sheets of a workbook." }),
  sheet: z.string().nullable().meta({ description: "The one whose rows these are." }),
  file: z.string().nullable().meta({ description: "The id of the file; null for a collection." }),
  fields: z
    .array(z.object({ name: z.string(), title: z.string(), kind: z.string(), optional: z.boolean() }))
    .meta({ description: "The inputs of the pipeline." }),
  mapping: BatchMapping,
  concurrency: Count,
  total: Count.meta({ description: "How many rows there are." }),
  waiting: Count,
  refused: Count.meta({ description: "Rows that do not fit the inputs. They do not run." }),
  running: Count,
  succeeded: Count,
  failed: Count,
  cancelled: Count.meta({ description: "Rows that did not run because the batch was cancelled." }),
  costUsd: z
    .number()
    .nullable()
    .meta({ description: "Of the runs that have ended, in US dollars; null when no price is known." }),
  tokens: Count,
  perMinute: z
    .number()
    .nullable()
    .meta({ description: "Rows that ended lately, a minute; null while it is not known." }),
  secondsLeft: z.number().nullable().meta({ description: "At that rate; null while it is not known." }),
  createdAt: Time,
  startedAt: Time.nullable(),
  endedAt: Time.nullable(),
});
export type BatchView = z.infer<typeof BatchView>;

export const BatchRowView = z.object({
  index: Count.meta({ description: "Its place among the rows, from 0." }),
  row: Count.meta({ description: "Its number in the file: the line of a JSONL file, the row of a sheet." }),
  state: z.enum(rowStates),
  cells: z.array(Json).nullable().meta({ description: "In the order of the batch's columns." }),
  output: z.record(z.string(), Json).nullable(),
  error: z.string().nullable(),
  runId: z.string().nullable(),
});
export type BatchRowView = z.infer<typeof BatchRowView>;

export const BatchRows = z.object({
  items: z.array(BatchRowView),
  nextCursor: z.string().exactOptional().meta({ description: "Send it as `cursor` for the rows that follow." }),
});
export type BatchRows = z.infer<typeof BatchRows>;
