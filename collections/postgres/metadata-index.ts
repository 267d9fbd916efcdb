import { matchesFilter } from "../../lib/search-filter/matches-filter.ts";
import type { SearchFilter } from "../../lib/search-filter/search-filter.ts";
import type { Json } from "../../lib/values/json.ts";
import { canonicalJson } from "../../lib/values/keys/canonical-json.ts";
import type { Held } from "./revision-cache.ts";

type Metadata = { [key: string]: Json };
/** The chunks that a filter leaves, and the fields that any chunk has. The same set comes again while nothing has changed. */
export type Selection = { ids: ReadonlySet<string>; fields: ReadonlySet<string> };

/** What is known of the chunks of one collection, so that filters are tried without asking the database. */
export class MetadataIndex implements Held {
  readonly #byId = new Map<string, { metadata: Metadata; bytes: number }>();
  /** Chunks of one heading or page share what is known of them. */
  readonly #shared = new Map<string, WeakRef<Metadata>>();
  readonly #selected = new Map<string, Selection>();
  #bytes = 0;
  #fields: ReadonlySet<string> | undefined;

  get size(): number {
    return this.#byId.size;
  }

  /** About. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Adds a chunk, or replaces the one with this id. */
  set(id: string, metadata: Metadata): void {
    this.#forget(id);
    const text = JSON.stringify(metadata, (_, value) => (typeof value === "bigint" ? `${value}n` : value));
    const same = this.#shared.get(text)?.deref();
    if (!same) this.#shared.set(text, new WeakRef(metadata));
    const bytes = ROW_BYTES + id.length + (same ? 0 : text.length * 3);
    this.#bytes += bytes;
    this.#byId.set(id, { metadata: same ?? metadata, bytes });
    this.#changed();
  }

  keepOnly(ids: ReadonlySet<string>): void {
    for (const id of [...this.#byId.keys()].filter((each) => !ids.has(each))) this.#forget(id);
    for (const [text, metadata] of this.#shared) if (!metadata.deref()) this.#shared.delete(text);
    this.#changed();
  }

  select(filter: SearchFilter): Selection {
    const key = canonicalJson(filter);
    const known = this.#selected.get(key);
    if (known) return known;
    const ids = new Set<string>();
    for (const [id, { metadata }] of this.#byId) if (matchesFilter(filter, metadata)) ids.add(id);
    const selection = { ids, fields: this.#allFields() };
    this.#selected.set(key, selection);
    const [oldest] = this.#selected.keys();
    if (this.#selected.size > KEPT_FILTERS && oldest !== undefined) this.#selected.delete(oldest);
    return selection;
  }

  #allFields(): ReadonlySet<string> {
    const all = new Set([...this.#byId.values()].map(({ metadata }) => metadata));
    this.#fields ??= new Set([...all].flatMap((metadata) => Object.keys(metadata)));
    return this.#fields;
  }

  #forget(id: string): void {
    const known = this.#byId.get(id);
    if (!known) return;
    this.#bytes -= known.bytes;
    this.#byId.delete(id);
  }

  #changed(): void {
    this.#selected.clear();
    this.#fields = undefined;
  }
}

const ROW_BYTES = 110;
const KEPT_FILTERS = 16;
