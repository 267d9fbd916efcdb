/**
 * One refresh of a source: its pages are listed, which opens a round, then each is visited, and at last those that are gone
 * are dealt with. Every step is written before the next one, so that another worker goes on where this one stopped.
 */
import { setTimeout as wait } from "node:timers/promises";
import { PatchbayError } from "../../lib/errors.ts";
import { acceptPages } from "../../nodes/documents/web/accepts.ts";
import type { Web } from "../../nodes/documents/web/load-page.ts";
import { AGENT, loadRobots, type Robots } from "../../nodes/documents/web/robots.ts";
import { jsonText } from "../../platform/database/json-text.ts";
import { newId } from "../../platform/ids.ts";
import { deleteDocument } from "../delete-document.ts";
import { type ClaimedSource, type RefreshDeps, SourceLost } from "./source.ts";
import { closeRound, forgetPages, gonePages, markGone, nextPage, openRound } from "./sql/statements.ts";
import { type Page, unlessNotFound, visitPage } from "./visit-page.ts";

export async function refreshSource(deps: RefreshDeps, source: ClaimedSource, signal: AbortSignal): Promise<void> {
  const web: Web = { fetch: deps.fetch, signal, headers: { "user-agent": AGENT } };
  const round = source.isOpen ? source.round : await open(deps, source, web);
  await visitAll(deps, { ...source, round }, web);
  await settleGone(deps, { ...source, round });
  const { id, token } = source;
  const { rowCount } = await deps.pool.query(closeRound({ id, token, error: null }));
  if (rowCount === 0) throw new SourceLost();
}

async function open({ pool }: RefreshDeps, source: ClaimedSource, web: Web): Promise<number> {
  const { id, token, kind, address, mostPages: most } = source;
  const asked = { address, most, accepts: acceptPages(source) };
  // What reads XML is loaded by the first site.
  const list = async () => (await import("../../nodes/documents/web/sitemap.ts")).listPages(asked, web);
  const listed = kind === "page" ? [address] : await list();
  if (listed.length === 0) {
    const message = `The sitemap ${address} lists no page of its own site that the patterns take.`;
    throw new PatchbayError("bad_input", message);
  }
  const pages = listed.map((page, position) => ({ id: newId(), address: page, position }));
  const { rows } = await pool.query<{ round: number }>(openRound({ id, token, pages: jsonText(pages) }));
  if (!rows[0]) throw new SourceLost();
  return rows[0].round;
}

async function visitAll(deps: RefreshDeps, source: ClaimedSource, web: Web): Promise<void> {
  const sites = new Map<string, Promise<Robots>>();
  const robotsOf = (address: string) => {
    const { origin } = new URL(address);
    const known = sites.get(origin) ?? loadRobots(origin, web, deps.pauseMs ?? 250);
    sites.set(origin, known);
    return known;
  };
  while (true) {
    web.signal.throwIfAborted();
    const next = { sourceId: source.id, round: source.round };
    const { rows } = await deps.pool.query<Page>(nextPage(next));
    const [page] = rows;
    if (!page) return;
    const { pauseMs } = await visitPage(deps, { source, page, robotsOf }, web);
    await wait(pauseMs, undefined, { signal: web.signal });
  }
}

type Gone = { id: string; isListed: boolean; documentIds: string[] };

/** A page that the sitemap still lists stays in the list, with what its server said. */
async function settleGone(deps: RefreshDeps, source: ClaimedSource): Promise<void> {
  const { id: sourceId, round, whenGone, workspaceId } = source;
  const { rows } = await deps.pool.query<Gone>(gonePages({ sourceId, round }));
  const idsOf = (pages: readonly Gone[]) => pages.map(({ id }) => id);
  if (whenGone === "keep") return void (await deps.pool.query(markGone({ ids: idsOf(rows) })));
  for (const documentId of rows.flatMap(({ documentIds }) => documentIds)) {
    await deleteDocument(deps, workspaceId, documentId).catch(unlessNotFound);
  }
  await deps.pool.query(forgetPages({ ids: idsOf(rows.filter(({ isListed }) => !isListed)) }));
}
