/**
 * Who has a pipeline open, and when its draft was saved. Presence lives in the processes alone: each tells the others of
 * its own tabs by broadcast, again and again, and forgets a tab it has not heard of for a while. Of a save only the number
 * travels; whoever is interested reads the draft itself.
 */
import type pg from "pg";
import { DraftNews, topics } from "../lib/messages.ts";
import type { Broker } from "./broker/broker.ts";
import { type DraftChannel, makeChannel } from "./draft-channel.ts";
import type { Log } from "./log.ts";

/** A tab of a person, with the pipeline open since then. */
export type EditorTab = { tab: string; userId: string; since: string };
export type DraftSign =
  | { type: "saved"; revision: number }
  | { type: "labelled" }
  | { type: "editors"; editors: readonly EditorTab[] };

export type DraftWatcher = {
  /** Tells everybody who has the pipeline open. Never fails a save: what is lost is found by the next look. */
  saved(pipelineId: string, revision: number): void;
  /** The same for another name and for a new version, which are read with the draft. */
  labelled(pipelineId: string): void;
  /** First how things stand, then every change, until the signal. `editor` is shown to the others as long. */
  watch(
    of: { pipelineId: string; editor?: Pick<EditorTab, "tab" | "userId"> | undefined },
    signal: AbortSignal,
  ): AsyncIterable<DraftSign>;
  close(): Promise<void>;
};

type Deps = { pool: pg.Pool; broker: Broker; log: Log };
/** Milliseconds. A tab whose process died is gone after `forgetAfter`. */
const beat = { every: 10_000, forgetAfter: 25_000 };

export async function openDraftWatcher(
  { pool, broker, log }: Deps,
  { every, forgetAfter } = beat,
): Promise<DraftWatcher> {
  const channels = new Map<string, DraftChannel>();

  const tell = (news: readonly DraftNews[]) => {
    if (news.length === 0) return;
    const messages = news.map((value) => ({ topic: topics.drafts, key: value.pipelineId, value }));
    broker.publish(messages).catch((error) => log.debug({ err: error }, "draft news did not go out"));
  };
  const subscription = await broker.listen({
    topics: [topics.drafts],
    handle: (messages) => {
      for (const { value } of messages) {
        const news = DraftNews.safeParse(value).data;
        const channel = news && channels.get(news.pipelineId);
        if (!news || !channel) continue;
        if (news.kind === "who") tell(channel.own().map((editor) => here(news.pipelineId, editor)));
        else if (news.kind === "saved") channel.saved(news.revision);
        else if (news.kind === "labelled") channel.labelled();
        else if (news.kind === "gone") channel.forget(news.tab);
        else channel.see(news, Date.now());
      }
    },
  });

  /** A lost broadcast is made up for here, and tabs that fell silent are forgotten. */
  async function lookAround(): Promise<void> {
    for (const [pipelineId, channel] of channels) {
      channel.forgetOlderThan(Date.now() - forgetAfter);
      tell(channel.own().map((editor) => here(pipelineId, editor)));
    }
    for (const { id, revision } of await revisions([...channels.keys()])) channels.get(id)?.saved(revision);
  }
  const timer = setInterval(
    () => void lookAround().catch((error) => log.debug({ err: error }, "looking for saves failed")),
    every,
  ).unref();

  async function revisions(ids: readonly string[]): Promise<{ id: string; revision: number }[]> {
    if (ids.length === 0) return [];
    const text = `SELECT id, revision FROM "Pipeline" WHERE id = ANY($1)`;
    return (await pool.query({ name: "draft-revisions", text, values: [ids] })).rows;
  }

  return {
    saved: (pipelineId, revision) => tell([{ kind: "saved", pipelineId, revision }]),
    labelled: (pipelineId) => tell([{ kind: "labelled", pipelineId }]),
    async *watch({ pipelineId, editor }, signal) {
      const channel = channels.get(pipelineId) ?? makeChannel();
      channels.set(pipelineId, channel);
      const entered = editor && { ...editor, since: new Date().toISOString() };
      const leave = channel.enter(entered);
      try {
        tell([{ kind: "who", pipelineId }, ...(entered ? [here(pipelineId, entered)] : [])]);
        for (const { revision } of await revisions([pipelineId])) channel.saved(revision);
        yield* channel.signs(signal);
      } finally {
        leave();
        if (entered && !channel.has(entered.tab)) tell([{ kind: "gone", pipelineId, tab: entered.tab }]);
        if (channel.isEmpty()) channels.delete(pipelineId);
      }
    },
    async close() {
      clearInterval(timer);
      await subscription.close();
    },
  };
}

function here(pipelineId: string, { tab, userId, since }: EditorTab): DraftNews {
  return { kind: "here", pipelineId, tab, userId, since };
}
