import type pg from "pg";
import { EmbeddingChanged } from "../embedding-changed.ts";
import { type CollectionState, hasMoreChunksThan, readState } from "./collection-state.ts";
import { readChunkIds } from "./sql/statements.ts";

/** Something of each chunk of a collection, kept in memory. */
export type Held = {
  readonly size: number;
  /** About. */
  readonly bytes: number;
  /** Drops every chunk but these. */
  keepOnly(ids: ReadonlySet<string>): void;
};

type Options<T extends Held> = {
  pool: pg.Pool;
  /** For all collections together; the least recently used ones go first. A collection in use stays. */
  budgetBytes: number;
  /** A collection that needs more is not kept at all, see `use`. */
  collectionBytes?: number;
  /** With nothing in it. */
  open(state: CollectionState): T;
  /** Puts in what was written after this revision; −1 is before everything. Ends early when `isFull` says so. */
  read(held: T, after: { collectionId: string; revision: number }, isFull: () => boolean): Promise<void>;
};

type Cached<T> = CollectionState & { held: T };

/**
 * Collections kept in memory as they are used, and right whichever process writes: every write of chunks raises the
 * collection's `revision` in its own transaction, and every deletion its `deletions`, by a trigger. So one cheap query
 * before each search (collection-state.ts) tells whether, and from where on, to read more.
 */
export class RevisionCache<T extends Held> {
  readonly #options: Options<T>;
  /** Least recently used first. */
  readonly #cached = new Map<string, Cached<T>>();
  readonly #refreshing = new Map<string, Promise<T | undefined>>();
  /** Until when a collection is known to be too large, and how many chunks of it were too many. */
  readonly #tooLarge = new Map<string, { until: number; chunks: number }>();

  constructor(options: Options<T>) {
    this.#options = options;
  }

  /** At least as it was in this state; undefined when it is too large. */
  async use(collectionId: string, state: CollectionState): Promise<T | undefined> {
    // One refresh of a collection at a time; a search that comes during one may have seen later writes.
    const before = this.#refreshing.get(collectionId);
    const refreshed = (before ?? Promise.resolve()).catch(() => {}).then(() => this.#refresh(collectionId, state));
    this.#refreshing.set(collectionId, refreshed);
    try {
      return await refreshed;
    } finally {
      if (this.#refreshing.get(collectionId) === refreshed) this.#refreshing.delete(collectionId);
    }
  }

  async #refresh(collectionId: string, state: CollectionState): Promise<T | undefined> {
    const { pool, open, read } = this.#options;
    if (await this.#isTooLarge(collectionId)) return undefined;
    const known = this.#cached.get(collectionId);
    if (known && known.generation > state.generation) throw new EmbeddingChanged();
    const isSame = known?.generation === state.generation;
    const cached = isSame && known ? known : { ...state, held: open(state), revision: -1 };
    const { held } = cached;
    // Another search may have seen a later state before.
    const revision = Math.max(state.revision, cached.revision);
    const deletions = Math.max(state.deletions, cached.deletions);
    const isFull = () => held.bytes > (this.#options.collectionBytes ?? Number.POSITIVE_INFINITY);
    // The state was read first: what commits meanwhile is read now and once more next time, never missed.
    if (cached.revision !== revision) {
      await read(held, { collectionId, revision: cached.revision }, isFull);
      // Vectors that were exchanged while they were read are of another model.
      const { generation } = await readState(pool, collectionId);
      if (generation !== state.generation) {
        this.#cached.delete(collectionId);
        throw new EmbeddingChanged();
      }
    }
    if (cached.deletions !== deletions) {
      const { rows } = await pool.query<{ id: string }>(readChunkIds({ collectionId }));
      held.keepOnly(new Set(rows.map(({ id }) => id)));
    }
    this.#cached.delete(collectionId);
    if (isFull()) {
      this.#tooLarge.set(collectionId, { until: Date.now() + LOOK_AGAIN_MS, chunks: held.size });
      return undefined;
    }
    this.#cached.set(collectionId, { ...state, held, revision, deletions });
    this.#evict(collectionId);
    return held;
  }

  /** Reading all that fits, to find that more is there, would take seconds each time. */
  async #isTooLarge(collectionId: string): Promise<boolean> {
    const known = this.#tooLarge.get(collectionId);
    if (!known) return false;
    if (known.until > Date.now()) return true;
    const isStill = await hasMoreChunksThan(this.#options.pool, collectionId, known.chunks - 1);
    if (isStill) known.until = Date.now() + LOOK_AGAIN_MS;
    else this.#tooLarge.delete(collectionId);
    return isStill;
  }

  #evict(collectionId: string): void {
    let bytes = [...this.#cached.values()].reduce((sum, { held }) => sum + held.bytes, 0);
    for (const [id, { held }] of this.#cached) {
      if (bytes <= this.#options.budgetBytes) return;
      if (id === collectionId) continue;
      this.#cached.delete(id);
      bytes -= held.bytes;
    }
  }
}

const LOOK_AGAIN_MS = 10 * 60_000;
