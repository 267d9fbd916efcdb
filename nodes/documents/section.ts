import type { Json } from "../../lib/values/json.ts";

/** A piece of a file as the file itself is divided: `metadata` has its `page`, `row` or `heading`. */
export type Section = { text: string; metadata: { [key: string]: Json } };
