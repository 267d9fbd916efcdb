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
  throw new TakenOver();
}

/** Another process is publishing an effect of the batch. Asked again, the answer is known. */
export class TakenOver extends PatchbayError {
  constructor() {
    super("unavailable", "Another worker publishes this at the moment. Try again.");
  }
}

function placeOf({ result }: Row): EventPlace | undefined {
  if (result === null) return undefined;
  const { partition, offset } = Result.parse(result);
  return { partition, offset: BigInt(offset) };
}

/**
 * Of several that have found one try without a result, one goes on; for the others it throws TakenOver. Each of them would
 * send the event otherwise, as they have fenced off the producer of that try and not each other.
 */
export async function retryEffect(
  pool: pg.Pool,
  id: string,
  { former, intent }: { former: Intent; intent: Intent },
): Promise<void> {
  const query = statements.retryEffect({ id, former: former.transactionalId, intent: jsonText(intent) });
  const { rowCount } = await retryWhileUnavailable(() => pool.query(query));
  if (rowCount === 0) throw new TakenOver();
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
