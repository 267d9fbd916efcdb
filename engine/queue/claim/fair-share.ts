/**
 * How much each workspace was served lately, so that workspaces take turns: each run that starts counts one, and counts
 * decay by half in a second. The workspace that had least comes first, and none accumulates credit for long.
 */
export type FairShare = {
  /** A run of this workspace has started, or has ended. */
  started(workspaceId: string): void;
  ended(workspaceId: string): void;
  /** Workspaces by id, what they were served, and how many more runs they may have here. */
  snapshot(): { ids: string[]; served: number[]; capacity: number[] };
  /** How many more runs this workspace may have here. */
  capacityOf(workspaceId: string): number;
  /** How many more runs any workspace is sure to be allowed here. */
  minCapacity(): number;
};

type Share = { served: number; held: number };
const halfLifeMs = 1000;

export function makeFairShare({ most, now }: { most: number; now(): number }): FairShare {
  const shares = new Map<string, Share>();
  let countedAt = now();

  function decay(): void {
    const at = now();
    const factor = 0.5 ** ((at - countedAt) / halfLifeMs);
    countedAt = at;
    for (const [id, share] of shares) {
      share.served *= factor;
      if (share.held === 0 && share.served < 0.01) shares.delete(id);
    }
  }

  function change(workspaceId: string, { served, held }: Share): void {
    const share = shares.get(workspaceId) ?? { served: 0, held: 0 };
    shares.set(workspaceId, { served: share.served + served, held: Math.max(0, share.held + held) });
  }

  return {
    started: (workspaceId) => change(workspaceId, { served: 1, held: 1 }),
    ended: (workspaceId) => change(workspaceId, { served: 0, held: -1 }),
    snapshot() {
      decay();
      const all = [...shares];
      return {
        ids: all.map(([id]) => id),
        served: all.map(([, share]) => share.served),
        capacity: all.map(([, share]) => Math.max(0, most - share.held)),
      };
    },
    capacityOf: (workspaceId) => Math.max(0, most - (shares.get(workspaceId)?.held ?? 0)),
    minCapacity() {
      let held = 0;
      for (const share of shares.values()) held = Math.max(held, share.held);
      return Math.max(0, most - held);
    },
  };
}
