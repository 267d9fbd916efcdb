/** Pages and sitemaps of the web whose pages are documents of a collection. Of other workspaces nothing is found. */
import { z } from "zod";
import { PatchbayError } from "../../lib/errors.ts";
import { topics } from "../../lib/messages.ts";
import { canonicalJson } from "../../lib/values/keys/canonical-json.ts";
import { NewWebSource, PageState, WebPageView, WebSourceView } from "../../lib/views/web-source-views.ts";
import type { Broker } from "../../platform/broker/broker.ts";
import { publishBestEffort } from "../../platform/broker/publish-best-effort.ts";
import type { Database, Db } from "../../platform/database/db.ts";
import { newId } from "../../platform/ids.ts";
import { deleteDocument } from "../delete-document.ts";
import type { Drivers } from "../drivers.ts";
import { countPages, gonePages, listWebPages } from "./sql/statements.ts";
import { unlessNotFound } from "./visit-page.ts";

type Deps = Pick<Db, "prisma" | "pool"> & { broker: Pick<Broker, "publish">; drivers: Drivers };
type SourceRecord = NonNullable<Awaited<ReturnType<Database["webSource"]["findFirst"]>>>;
/** Every call throws `not_found` when the collection has no such source. */
type SourceAddress = { collectionId: string; sourceId: string };
type WebSourceChange = Partial<
  Pick<NewWebSource, "address" | "include" | "exclude" | "mostPages" | "mostMegabytes" | "everyHours" | "whenGone">
>;

export type WebSources = {
  list(collectionId: string): Promise<WebSourceView[]>;
  /** And has its pages read. Throws `conflict` when the collection has this address already. */
  add(collectionId: string, given: z.input<typeof NewWebSource>): Promise<WebSourceView>;
  /** What decides which pages there are has them read again at once; throws `conflict` for an address that is there already. */
  update(at: SourceAddress, change: WebSourceChange): Promise<WebSourceView>;
  /** Has it refreshed now; nothing happens while it is. */
  refresh(at: SourceAddress): Promise<WebSourceView>;
  /** With the documents of its pages, but those that another source lists. */
  delete(at: SourceAddress): Promise<void>;
  pages(at: SourceAddress, page: { from: number; limit: number }): Promise<WebPageView[]>;
};

const mostSources = 50;
/** Whatever the database's clock says. */
const AT_ONCE = new Date(0);

export function openWebSources(deps: Deps, workspaceId: string): WebSources {
  const { prisma, pool, broker } = deps;

  async function find({ collectionId, sourceId }: SourceAddress): Promise<SourceRecord> {
    const where = { id: sourceId, collection: { id: collectionId, workspaceId } };
    const found = await prisma.webSource.findFirst({ where });
    if (!found) throw new PatchbayError("not_found", "This collection has no such source.");
    return found;
  }

  async function list(collectionId: string): Promise<WebSourceView[]> {
    await assertCollection(prisma, { collectionId, workspaceId });
    const found = await prisma.webSource.findMany({ where: { collectionId }, orderBy: { createdAt: "asc" } });
    const { rows } = await pool.query(countPages({ collectionId }));
    const counts = z.array(Count).parse(rows);
    return found.map((source) => viewOf(source, counts));
  }

  async function view({ collectionId, sourceId }: SourceAddress): Promise<WebSourceView> {
    const found = (await list(collectionId)).find(({ id }) => id === sourceId);
    if (!found) throw new PatchbayError("not_found", "This collection has no such source.");
    return found;
  }

  const wake = (collectionId: string) =>
    publishBestEffort(broker, [{ topic: topics.documents, key: collectionId, value: { collectionId } }]);

  return {
    list,

    async add(collectionId, given) {
      await assertCollection(prisma, { collectionId, workspaceId });
      const source = NewWebSource.parse(given);
      const id = newId();
      await prisma.$transaction(async (tx) => {
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${collectionId}, 0))`;
        await assertRoom(tx, collectionId, source.address);
        await tx.webSource.create({ data: { ...source, id, collectionId, dueAt: AT_ONCE } });
      });
      await wake(collectionId);
      return view({ collectionId, sourceId: id });
    },

    async update(at, change) {
      const source = await find(at);
      const { id } = source;
      await prisma.$transaction(async (tx) => {
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${at.collectionId}, 0))`;
        const { address } = change;
        if (address !== undefined && address !== source.address) await assertNew(tx, at.collectionId, address);
        await tx.webSource.update({ where: { id }, data: { ...change, ...dueAfter(source, change) } });
      });
      await wake(at.collectionId);
      return view(at);
    },

    async refresh(at) {
      const { id } = await find(at);
      const where = { id, OR: [{ dueAt: null }, { dueAt: { gt: new Date() } }] };
      await prisma.webSource.updateMany({ where, data: { dueAt: AT_ONCE, attempts: 0, error: null } });
      await wake(at.collectionId);
      return view(at);
    },

    async delete(at) {
      const { id } = await find(at);
      // First no worker may add anything more; what it holds is fenced by the token.
      const { round } = await prisma.webSource.update({
        where: { id },
        data: { token: { increment: 1 }, dueAt: null, round: { increment: 1 }, isOpen: false },
      });
      const { rows } = await pool.query<{ documentIds: string[] }>(gonePages({ sourceId: id, round }));
      for (const documentId of rows.flatMap(({ documentIds }) => documentIds)) {
        await deleteDocument(deps, workspaceId, documentId).catch(unlessNotFound);
      }
      await prisma.webSource.deleteMany({ where: { id } });
    },

    async pages(at, page) {
      const { id } = await find(at);
      const { rows } = await pool.query<{ visitedAt: Date | null }>(listWebPages({ sourceId: id, ...page }));
      return rows.map((row) => WebPageView.parse({ ...row, visitedAt: row.visitedAt?.toISOString() ?? null }));
    },
  };
}

const Count = z.object({ id: z.string(), state: PageState, pages: z.number() });

function viewOf(source: SourceRecord, counts: readonly z.infer<typeof Count>[]): WebSourceView {
  const none = Object.fromEntries(PageState.options.map((state) => [state, 0]));
  const own = counts.filter(({ id }) => id === source.id).map(({ state, pages }) => [state, pages]);
  const isRefreshing = source.dueAt !== null && source.dueAt <= new Date();
  return WebSourceView.parse({
    ...source,
    isRefreshing,
    pages: { ...none, ...Object.fromEntries(own) },
    refreshedAt: source.refreshedAt?.toISOString() ?? null,
    nextAt: isRefreshing ? null : (source.dueAt?.toISOString() ?? null),
    createdAt: source.createdAt.toISOString(),
  });
}

async function assertCollection(
  prisma: Db["prisma"],
  { collectionId, workspaceId }: { collectionId: string; workspaceId: string },
): Promise<void> {
  const count = await prisma.collection.count({ where: { id: collectionId, workspaceId } });
  if (count === 0) throw new PatchbayError("not_found", "This collection no longer exists.");
}

/** The pages of a refresh that is under way are those of before: another worker begins anew. */
const anew = { dueAt: AT_ONCE, token: { increment: 1 }, isOpen: false, leaseUntil: null, attempts: 0, error: null };

function dueAfter(source: SourceRecord, change: WebSourceChange) {
  const { dueAt, refreshedAt, createdAt } = source;
  const { address, include, exclude, mostPages, mostMegabytes, everyHours: hours } = change;
  const before: Record<string, unknown> = source;
  const pages = Object.entries({ address, include, exclude, mostPages, mostMegabytes });
  if (pages.some(([name, value]) => value !== undefined && canonicalJson(value) !== canonicalJson(before[name])))
    return anew;
  if (hours === undefined || (dueAt !== null && dueAt <= new Date())) return {};
  const from = (refreshedAt ?? createdAt).getTime();
  return { dueAt: hours === null ? null : new Date(from + hours * 3_600_000) };
}

async function assertNew(tx: Pick<Database, "webSource">, collectionId: string, address: string): Promise<void> {
  if ((await tx.webSource.count({ where: { collectionId, address } })) === 0) return;
  throw new PatchbayError("conflict", `The collection has ${address} as a source already. Refresh it there.`);
}

async function assertRoom(tx: Pick<Database, "webSource">, collectionId: string, address: string): Promise<void> {
  await assertNew(tx, collectionId, address);
  if ((await tx.webSource.count({ where: { collectionId } })) < mostSources) return;
  throw new PatchbayError("conflict", `A collection has at most ${mostSources} sources. Use a sitemap for many pages.`);
}
