import { LocalModelFacts, LocalModelView, memoryNeeded, whyTooLarge } from "../../lib/models/local-models.ts";
import { totalMemory } from "../../nodes/models/local/available-memory.ts";
import type { ModelRow } from "./claims.ts";

type Copy = { machine: string; doneBytes: bigint };
const heardMs = 60_000;

/** Machines that fetch the file now, each with how far it is. One that was not heard of lately has ended. */
export function withCopies() {
  return {
    copies: { where: { updatedAt: { gt: new Date(Date.now() - heardMs) } }, orderBy: { machine: "asc" } },
  } as const;
}

export function viewOf(row: ModelRow & { copies?: readonly Copy[] }): LocalModelView {
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
    copies: (row.copies ?? []).map(({ machine, doneBytes }) => ({ machine, doneBytes: Number(doneBytes) })),
    createdAt: row.createdAt.toISOString(),
  });
}
