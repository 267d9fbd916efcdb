import { expect, test } from "vitest";
import { Graph } from "../../lib/graph/graph.ts";
import { seed } from "../../prisma/seed.ts";
import { ensureOwner } from "../../server/auth/owner.ts";
import { examples } from "../../server/examples/examples.ts";
import { getPipeline, savePipeline } from "../../server/pipelines/pipelines.ts";
import { testDatabase } from "../helpers/database.ts";

test("puts the examples, published, and their documents, queued, into the owner's workspace", async () => {
  await using db = await testDatabase();
  await seed({ db });
  const { workspaceId } = await ensureOwner(db.prisma);
  const found = await db.prisma.pipeline.findMany({ where: { workspaceId } });
  expect(found.map(({ name }) => name).sort()).toEqual(examples.map(({ name }) => name).sort());
  for (const { id } of found) {
    const { latestVersion, publishedRevisionDiffers } = await getPipeline(db.prisma, workspaceId, id);
    expect({ latestVersion, publishedRevisionDiffers }).toEqual({ latestVersion: 1, publishedRevisionDiffers: false });
  }
  const documents = await db.prisma.document.findMany({ select: { name: true, status: true, fileId: true } });
  expect(documents.map(({ name }) => name)).toContain("getting-started.md");
  expect(documents.map(({ name }) => name)).toContain("books.md");
  expect(documents.every(({ status, fileId }) => status === "queued" && fileId !== null)).toBe(true);
});

test("changes nothing the second time", async () => {
  await using db = await testDatabase();
  await seed({ db });
  const before = await everything(db);
  await seed({ db });
  expect(await everything(db)).toEqual(before);
});

test("leaves an example that was changed, and does not bring back one that was deleted", async () => {
  await using db = await testDatabase();
  await seed({ db });
  const { workspaceId } = await ensureOwner(db.prisma);
  const [mine, gone] = await db.prisma.pipeline.findMany({ orderBy: { createdAt: "asc" } });
  const graph = Graph.parse(mine!.draft);
  delete graph.layout.notes.why;
  await savePipeline(db.prisma, { id: mine!.id, workspaceId, graph, revision: 1 });
  await db.prisma.pipeline.delete({ where: { id: gone!.id } });
  await seed({ db });
  expect(Graph.parse((await db.prisma.pipeline.findUniqueOrThrow({ where: { id: mine!.id } })).draft)).toEqual(graph);
  expect(await db.prisma.pipeline.count()).toBe(examples.length - 1);
  expect(await db.prisma.pipelineVersion.count({ where: { pipelineId: mine!.id } })).toBe(1);
});

test("brings an untouched example of an older release up to date as a new version", async () => {
  await using db = await testDatabase();
  await seed({ db });
  const { workspaceId } = await ensureOwner(db.prisma);
  const one = await db.prisma.pipeline.findFirstOrThrow({ where: { exampleKey: "extract-to-table" } });
  const current = Graph.parse(one.draft);
  const older = Graph.parse({ ...current, layout: { ...current.layout, notes: {} } });
  await db.prisma.pipeline.update({ where: { id: one.id }, data: { draft: older } });
  await seed({ db });
  const view = await getPipeline(db.prisma, workspaceId, one.id);
  expect(view.graph).toEqual(current);
  expect(view.latestVersion).toBe(2);
  expect(view.publishedRevisionDiffers).toBe(false);
});

test("removes a page that is gone, replaces one that has changed and keeps what people have added", async () => {
  await using db = await testDatabase();
  await seed({ db });
  const page = await db.prisma.document.findFirstOrThrow({ where: { name: "models.md" } });
  const data = new TextEncoder().encode("# An older page");
  await db.prisma.file.update({ where: { id: page.fileId ?? "" }, data: { data } });
  await db.prisma.document.create({
    data: { id: "mine", collectionId: page.collectionId, name: "notes.txt", mime: "text/plain", bytes: 1 },
  });
  const old = { collectionId: page.collectionId, mime: "text/markdown", bytes: 1, metadata: page.metadata ?? {} };
  await db.prisma.document.create({ data: { ...old, id: "old", name: "an-older-page.md" } });
  await seed({ db });
  const pages = await db.prisma.document.findMany({ where: { collectionId: page.collectionId } });
  const models = pages.filter(({ name }) => name === "models.md");
  expect(models).toHaveLength(1);
  expect(models[0]?.id).not.toBe(page.id);
  expect(pages.some(({ id }) => id === "mine")).toBe(true);
  expect(pages.some(({ id }) => id === "old")).toBe(false);
});

async function everything({ prisma }: Awaited<ReturnType<typeof testDatabase>>) {
  return await Promise.all([
    prisma.pipeline.findMany({ orderBy: { id: "asc" } }),
    prisma.pipelineVersion.findMany({ orderBy: { pipelineId: "asc" } }),
    prisma.document.findMany({ orderBy: { id: "asc" } }),
    prisma.collection.findMany({ orderBy: { id: "asc" } }),
  ]);
}
