import { LocalModelFacts, LocalModelView, memoryNeeded, whyTooLarge } from "../../lib/models/local-models.ts";
import { totalMemory } from "../../nodes/models/local/available-memory.ts";
import type { ModelRow } from "./claims.ts";

export function viewOf(row: ModelRow): LocalModelView {
  const { id, key, name, state, error, url, sha256, context, bytesPerSecond } = row;
  const facts = LocalModelFacts.safeParse(row.facts).data ?? null;
  const needed = facts && memoryNeeded(facts, context);
  const memory = totalMemory();
  return LocalModelView.parse({
    ...{ id, key, name, state, error, sha256, context, bytesPerSecond, facts, memory, memoryNeeded: needed },
    host: url === null ? null : new URL(url).host,
    bytes: row.bytes === null ? null : Number(row.bytes),
    doneBytes: Number(row.doneBytes),
    problem: (needed !== null && whyTooLarge(name, needed, memory)) || null,
    createdAt: row.createdAt.toISOString(),
  });
}
