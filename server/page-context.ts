/**
 * Pages rendered by Next in the web process reach it through one slot on globalThis, because Next bundles its own copy of
 * every module. Only types are imported here, so that a page never pulls the server into its bundle.
 */
import type { Manifest } from "../lib/node-types/manifest.ts";
import type { ApiGuide } from "../lib/views/api-guide.ts";
import type { NodeGuide } from "../lib/views/node-guide.ts";
import type { Caller } from "./api/caller.ts";

/** What pages may ask of the running process. */
export type PageContext = {
  /** A caller of the tRPC router on behalf of the sender of these headers. */
  callerFor(headers: Headers): Promise<Caller>;
  /** All node types: what a canvas needs, also without a session. */
  manifests(): readonly Manifest[];
  /** The reference of the REST API. */
  apiGuide(): ApiGuide;
  /** The docs page of every node type. */
  nodeGuides(): readonly NodeGuide[];
};

const slot = Symbol.for("patchbay.page-context");

export function publishPageContext(context: PageContext): void {
  Object.assign(globalThis, { [slot]: context });
}

export function pageContext(): PageContext {
  const found: unknown = Reflect.get(globalThis, slot);
  if (!isPageContext(found))
    throw new Error("Pages need Patchbay's own server: start it with npm start or npm run dev.");
  return found;
}

function isPageContext(value: unknown): value is PageContext {
  return typeof value === "object" && value !== null && "callerFor" in value && typeof value.callerFor === "function";
}
