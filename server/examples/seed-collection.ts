import type { Collections } from "../../collections/collections.ts";
import { PatchbayError } from "../../lib/errors.ts";
import { canonicalJson } from "../../lib/values/keys/canonical-json.ts";
import type { Database } from "../../platform/database/db.ts";
import { hashOf } from "../../platform/files/files.ts";
import { newId } from "../../platform/ids.ts";
import type { ExampleCollection } from "./example.ts";
import { collectionTexts, type ExampleFile, exampleFiles } from "./example-files.ts";

export type CollectionsAt = { prisma: Database; collections: Collections; workspaceId: string };

/** Makes an example's collection when it is missing; `refreshCollection` fills it. */
export async function ensureCollection(at: CollectionsAt, key: ExampleCollection): Promise<void> {
  if ((await findCollection(at, key)) === undefined) await createNamed(at, key);
}

const ours = { from: "patchbay" };

/**
 * Adds the documents that are missing, brings those up to date whose files have changed and removes those whose files
 * are gone; a worker embeds them. Leaves alone what people have added.
 */
export async function refreshCollection(at: CollectionsAt, key: ExampleCollection): Promise<void> {
  const id = await findCollection(at, key);
  if (id === undefined) return;
  const documents = await at.prisma.document.findMany({
    where: { collectionId: id },
    select: { id: true, name: true, fileId: true, metadata: true },
  });
  const files = await exampleFiles(key);
  const names = new Set(files.map(({ name }) => name));
  for (const { id: gone, name, metadata } of documents) {
    if (!names.has(name) && canonicalJson(metadata) === canonicalJson(ours)) {
      await at.collections.deleteDocument(gone);
    }
  }
  for (const file of files) {
    const present = documents.filter(({ name }) => name === file.name);
    const [first] = present;
    if (present.length === 1 && first && (await hasSameBytes(at.prisma, first.fileId, file))) continue;
    for (const document of present) await at.collections.deleteDocument(document.id);
    const added = await at.collections.addUpload({ ...file, collectionId: id });
    await at.prisma.document.update({ where: { id: added.id }, data: { metadata: ours } });
  }
}

export async function findCollection(
  { prisma, workspaceId }: CollectionsAt,
  key: ExampleCollection,
): Promise<string | undefined> {
  const where = { workspaceId_exampleKey: { workspaceId, exampleKey: key } };
  return (await prisma.collection.findUnique({ where, select: { id: true } }))?.id;
}

/** A collection of this name may exist already; it keeps the name. */
async function createNamed({ collections }: CollectionsAt, key: ExampleCollection): Promise<void> {
  const { name, description } = collectionTexts[key];
  try {
    await collections.create({ name, description, exampleKey: key });
  } catch (error) {
    if (!(error instanceof PatchbayError) || error.code !== "conflict") throw error;
    await collections.create({ name: `${name} (${newId().slice(-4)})`, description, exampleKey: key });
  }
}

async function hasSameBytes(prisma: Database, fileId: string | null, file: ExampleFile): Promise<boolean> {
  if (fileId === null) return false;
  const kept = await prisma.file.findUnique({ where: { id: fileId }, select: { data: true, sha256: true } });
  if (!kept?.data) return kept?.sha256 ? hashOf(file.data).equals(kept.sha256) : false;
  return Buffer.from(kept.data).equals(file.data);
}
