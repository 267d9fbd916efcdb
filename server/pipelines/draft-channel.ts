/** A browser tab with a pipeline open since then. */
export type EditorTab = { tab: string; userId: string; since: string };
export type DraftSign =
  | { type: "saved"; revision: number }
  | { type: "labelled" }
  | { type: "editors"; editors: readonly EditorTab[] };

export type DraftChannel = ReturnType<typeof makeDraftChannel>;

/** What one process knows of one open pipeline: its tabs here and elsewhere, and the newest known revision. */
export function makeDraftChannel() {
  const tabs = new Map<string, EditorTab & { seenAt: number }>();
  const own = new Map<string, EditorTab>();
  const wakes = new Set<() => void>();
  let newest = 0;
  let labels = 0;
  let watchers = 0;

  const wake = () => {
    for (const each of wakes) each();
  };
  const editors = (): EditorTab[] => {
    const all = [...own.values(), ...[...tabs.values()].filter(({ tab }) => !own.has(tab))];
    return all
      .map(({ tab, userId, since }) => ({ tab, userId, since }))
      .sort((a, b) => a.since.localeCompare(b.since) || a.tab.localeCompare(b.tab));
  };

  async function* signs(signal: AbortSignal): AsyncGenerator<DraftSign> {
    let [revision, shown, sentLabels] = [0, "", labels];
    while (!signal.aborted) {
      // It subscribes before it reads, so that no change is missed between the two.
      const sign = nextWake(wakes, signal);
      const now = editors();
      if (newest > revision) {
        revision = newest;
        yield { type: "saved", revision };
      }
      if (labels > sentLabels) {
        sentLabels = labels;
        yield { type: "labelled" };
      }
      if (JSON.stringify(now) !== shown) {
        shown = JSON.stringify(now);
        yield { type: "editors", editors: now };
      }
      await sign;
    }
  }

  return {
    own: () => [...own.values()],
    saved(revision: number) {
      if (revision <= newest) return;
      newest = revision;
      wake();
    },
    labelled() {
      labels += 1;
      wake();
    },
    see({ tab, userId, since }: EditorTab, seenAt: number) {
      const isNew = !tabs.has(tab);
      tabs.set(tab, { tab, userId, since, seenAt });
      if (isNew) wake();
    },
    forget(tab: string) {
      if (tabs.delete(tab)) wake();
    },
    forgetOlderThan(time: number) {
      const silent = [...tabs.values()].filter(({ seenAt }) => seenAt < time);
      for (const { tab } of silent) tabs.delete(tab);
      if (silent.length > 0) wake();
    },
    /** Returns the function that leaves. */
    enter(editor: EditorTab | undefined): () => void {
      watchers += 1;
      if (editor) own.set(editor.tab, editor);
      wake();
      return () => {
        watchers -= 1;
        // A tab that has come back on another connection stays.
        if (editor && own.get(editor.tab) === editor) own.delete(editor.tab);
        wake();
      };
    },
    has: (tab: string) => own.has(tab),
    isEmpty: () => watchers === 0,
    signs,
  };
}

/** Resolves at the next wake, or on abort. */
function nextWake(wakes: Set<() => void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      wakes.delete(done);
      signal.removeEventListener("abort", done);
      resolve();
    };
    wakes.add(done);
    signal.addEventListener("abort", done, { once: true });
  });
}
