import type { FoundChunk } from "../nodes/define.ts";
import type { CollectionRow } from "./driver.ts";
import type { Drivers } from "./drivers.ts";

type Ask = { collection: CollectionRow; field: { name: string; value: string } };

/** A chunk by a field of its metadata, with its vector. */
export async function findInCollection(
  { drivers }: { drivers: Drivers },
  { collection, field }: Ask,
  signal: AbortSignal,
): Promise<FoundChunk | null> {
  const driver = await drivers.open(collection);
  const found = await driver.find(field, signal);
  if (!found) return null;
  const { id, text, metadata, documentId, position, vector } = found;
  return { document: { id, text, metadata: { ...metadata, documentId, position } }, vector };
}
