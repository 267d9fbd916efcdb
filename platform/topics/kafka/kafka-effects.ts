import type pg from "pg";
import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import { jsonText } from "../../database/json-text.ts";
import { retryWhileUnavailable } from "../../retry/retry-while-unavailable.ts";
import type { EventPlace, NewEvent } from "../topic-log.ts";
import * as statements from "./sql/statements.ts";

/** What is about to be sent: where to look whether it was, and who has to be fenced off before. */
const Intent = z.object({ transactionalId: z.string(), partition: z.int(), from: z.string() });
const Result = z.object({ partition: z.int(), offset: z.string() });
export type Intent = z.infer<typeof Intent>;

export type Begun = Map<string, { isNew: true } | { isNew: false; intent: Intent; place: EventPlace | undefined }>;

type Row = { id: string; isNew: boolean; intent: unknown; result: unknown };

/** Writes down what is going to be tried, and finds what was tried before. */
export async function beginEffects(
  pool: pg.Pool,
  events: readonly NewEvent[],
  intentOf: (event: NewEvent) => Intent,
): Promise<Begun> {
  const asked = events.flatMap((event) =>
    event.effect ? [{ id: event.effect.id, runId: event.effect.runId, intent: intentOf(event) }] : [],
  );
  const begun: Begun = new Map();
  if (asked.length === 0) return begun;
  const query = statements.beginEffects({ effects: jsonText(asked) });
  const { rows } = await retryWhileUnavailable(() => pool.query<Row>(query));
  for (const row of rows) {
    begun.set(
      row.id,
      row.isNew ? { isNew: true } : { isNew: false, intent: Intent.parse(row.intent), place: placeOf(row) },
    );
  }
  if (begun.size === new Set(asked.map(({ id }) => id)).size) return begun;
  throw new PatchbayError("unavailable", "Another worker publishes this at the moment. Try again.");
}

function placeOf({ result }: Row): EventPlace | undefined {
  if (result === null) return undefined;
  const { partition, offset } = Result.parse(result);
  return { partition, offset: BigInt(offset) };
}

export async function retryEffect(pool: pg.Pool, id: string, intent: Intent): Promise<void> {
  await retryWhileUnavailable(() => pool.query(statements.retryEffect({ id, intent: jsonText(intent) })));
}

/** The events are out: that is kept, however long the database takes to come back. */
export async function endEffects(
  pool: pg.Pool,
  events: readonly NewEvent[],
  places: readonly EventPlace[],
): Promise<void> {
  const effects = events.flatMap(({ effect }, index) => {
    const place = places[index];
    return effect && place ? [{ id: effect.id, result: { ...place, offset: String(place.offset) } }] : [];
  });
  if (effects.length === 0) return;
  await retryWhileUnavailable(() => pool.query(statements.endEffects({ effects: jsonText(effects) })));
}
