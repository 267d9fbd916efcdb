/** All objects of one place, s3://bucket/prefix, named by ids of ours. */
export type ObjectStore = {
  put(id: string, data: Uint8Array): Promise<void>;
  /** Undefined when there is none. */
  get(id: string): Promise<Uint8Array | undefined>;
  delete(ids: readonly string[]): Promise<void>;
  /** What is there, with the time at which it was put. */
  list(): AsyncIterable<{ id: string; at: Date }>;
};
