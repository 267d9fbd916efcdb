/**
 * Who was served how much lately, so that workspaces take turns: each run that is begun counts one, and what was counted
 * fades by half in a second. Whoever had less comes first; nobody saves up for long.
 */
export type Shares = {
  /** A run of this workspace was begun, or has ended. */
  begun(workspaceId: string): void;
  ended(workspaceId: string): void;
  /** Workspaces by id with what they were served and how many runs more they may have here. */
  standing(): { ids: string[]; served: number[]; room: number[] };
  /** How many more runs this workspace may have here. */
  roomOf(workspaceId: string): number;
  /** How many more runs any workspace may have here, whichever it is. */
  least(): number;
};

type Share = { served: number; held: number };
const halfLifeMs = 1000;

export function makeShares({ most, now }: { most: number; now(): number }): Shares {
  const shares = new Map<string, Share>();
  let countedAt = now();

  function fade(): void {
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
    begun: (workspaceId) => change(workspaceId, { served: 1, held: 1 }),
    ended: (workspaceId) => change(workspaceId, { served: 0, held: -1 }),
    standing() {
      fade();
      const all = [...shares];
      return {
        ids: all.map(([id]) => id),
        served: all.map(([, share]) => share.served),
        room: all.map(([, share]) => Math.max(0, most - share.held)),
      };
    },
    roomOf: (workspaceId) => Math.max(0, most - (shares.get(workspaceId)?.held ?? 0)),
    least() {
      let held = 0;
      for (const share of shares.values()) held = Math.max(held, share.held);
      return Math.max(0, most - held);
    },
  };
}
