/**
 * Which tabs have a pipeline open, and when its draft was saved. Presence is kept in memory alone: each process broadcasts
 * its own tabs periodically, and forgets a tab that has not been announced for a while. Of a save only the revision is sent;
 * a watcher reads the draft itself.
 */
import type pg from "pg";
import { DraftChange, topics } from "../../lib/messages.ts";
import type { Broker } from "../../platform/broker/broker.ts";
import type { Log } from "../../platform/log.ts";
import { type DraftChannel, type DraftSign, type EditorTab, makeDraftChannel } from "./draft-channel.ts";

export type DraftWatcher = {
  /** Notifies all tabs that have the pipeline open. Never fails a save: the next poll finds what was lost. */
  saved(pipelineId: string, revision: number): void;
  /** The same for another name and for a new version, which are read with the draft. */
  labelled(pipelineId: string): void;
  /** First the current state, then every change, until the signal. `editor` is shown to the others meanwhile. */
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

  const publish = (changes: readonly DraftChange[]) => {
    if (changes.length === 0) return;
    const messages = changes.map((value) => ({ topic: topics.drafts, key: value.pipelineId, value }));
    broker.publish(messages).catch((error) => log.debug({ err: error }, "draft changes were not published"));
  };
  const subscription = await broker.listen({
    topics: [topics.drafts],
    handle: (messages) => {
      for (const { value } of messages) {
        const change = DraftChange.safeParse(value).data;
        const channel = change && channels.get(change.pipelineId);
        if (!change || !channel) continue;
        if (change.kind === "who") publish(channel.own().map((editor) => here(change.pipelineId, editor)));
        else if (change.kind === "saved") channel.saved(change.revision);
        else if (change.kind === "labelled") channel.labelled();
        else if (change.kind === "gone") channel.forget(change.tab);
        else channel.see(change, Date.now());
      }
    },
  });

  /** Finds what a lost broadcast would have said, and forgets tabs that are not announced any more. */
  async function poll(): Promise<void> {
    for (const [pipelineId, channel] of channels) {
      channel.forgetOlderThan(Date.now() - forgetAfter);
      publish(channel.own().map((editor) => here(pipelineId, editor)));
    }
    for (const { id, revision } of await revisions([...channels.keys()])) channels.get(id)?.saved(revision);
  }
  const timer = setInterval(
    () => void poll().catch((error) => log.debug({ err: error }, "polling for saves failed")),
    every,
  ).unref();

  async function revisions(ids: readonly string[]): Promise<{ id: string; revision: number }[]> {
    if (ids.length === 0) return [];
    const text = `SELECT id, revision FROM "Pipeline" WHERE id = ANY($1)`;
    return (await pool.query({ name: "draft-revisions", text, values: [ids] })).rows;
  }

  return {
    saved: (pipelineId, revision) => publish([{ kind: "saved", pipelineId, revision }]),
    labelled: (pipelineId) => publish([{ kind: "labelled", pipelineId }]),
    async *watch({ pipelineId, editor }, signal) {
      const channel = channels.get(pipelineId) ?? makeDraftChannel();
      channels.set(pipelineId, channel);
      const entered = editor && { ...editor, since: new Date().toISOString() };
      const leave = channel.enter(entered);
      try {
        publish([{ kind: "who", pipelineId }, ...(entered ? [here(pipelineId, entered)] : [])]);
        for (const { revision } of await revisions([pipelineId])) channel.saved(revision);
        yield* channel.signs(signal);
      } finally {
        leave();
        if (entered && !channel.has(entered.tab)) publish([{ kind: "gone", pipelineId, tab: entered.tab }]);
        if (channel.isEmpty()) channels.delete(pipelineId);
      }
    },
    async close() {
      clearInterval(timer);
      await subscription.close();
    },
  };
}

function here(pipelineId: string, { tab, userId, since }: EditorTab): DraftChange {
  return { kind: "here", pipelineId, tab, userId, since };
}
