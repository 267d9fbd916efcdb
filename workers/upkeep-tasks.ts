/** What workers delete when nothing needs it any more, and what a former release has written that they bring up to date. */
import type pg from "pg";
import { renewWords } from "../collections/postgres/renew-words.ts";
import { trimConversations, trimVisitorFiles } from "../engine/history/trim-conversations.ts";
import { trimDeliveries } from "../engine/triggers/trim-deliveries.ts";
import { trimAudit } from "../platform/audit/trim-audit.ts";
import { trimEffects } from "../platform/effects/trim-effects.ts";
import type { Env } from "../platform/env.ts";
import type { ObjectStores } from "../platform/files/object-store.ts";
import { sweepObjects } from "../platform/files/sweep-objects.ts";
import { trimEvents } from "../platform/topics/postgres/postgres-log.ts";
import { trimSpendHolds } from "../state/budget/meter.ts";
import { trimCache } from "../state/cache/cache.ts";
import { trimState } from "../state/read-stores.ts";
import type { UpkeepTask } from "./upkeep.ts";

type Deps = { pool: pg.Pool; stores: ObjectStores; env: Pick<Env, "PATCHBAY_AUDIT_DAYS"> };

export function upkeepTasks({ pool, stores, env }: Deps): UpkeepTask[] {
  return [
    { name: "state", run: (limit) => trimState(pool, limit) },
    { name: "budgets", run: (limit) => trimSpendHolds(pool, limit) },
    { name: "audit", run: (limit) => trimAudit(pool, env.PATCHBAY_AUDIT_DAYS, limit) },
    { name: "cache", run: (limit) => trimCache(pool, limit) },
    { name: "events", run: (limit) => trimEvents(pool, limit) },
    { name: "effects", run: (limit) => trimEffects(pool, limit) },
    { name: "objects", run: (limit) => sweepObjects(pool, stores, limit) },
    { name: "conversations", run: (limit) => trimConversations(pool, limit) },
    { name: "visitor files", run: (limit) => trimVisitorFiles(pool, limit) },
    { name: "deliveries", run: (limit) => trimDeliveries(pool, limit) },
    // Making terms of a chunk takes some tenths of a millisecond, for which all else waits.
    { name: "words of chunks", run: (limit) => renewWords(pool, limit), atATime: 100 },
  ];
}
