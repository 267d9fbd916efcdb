/** The node types that a person has starred, and those used last. This browser keeps them. */
import { useSyncExternalStore } from "react";
import type { Manifest } from "../../../lib/node-types/manifest.ts";
import { recentTypes } from "../../editor/actions/graph-actions.ts";

const key = "patchbay:starred";
const listeners = new Set<() => void>();

function read(): string {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // Another tab of this browser.
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

export function starredTypes(): string[] {
  return read()
    .split("\n")
    .filter((type) => type !== "");
}

export function useStarred(): string[] {
  return useSyncExternalStore(subscribe, read, () => "")
    .split("\n")
    .filter((type) => type !== "");
}

export function toggleStar(type: string): void {
  const before = starredTypes();
  const next = before.includes(type) ? before.filter((other) => other !== type) : [...before, type];
  try {
    localStorage.setItem(key, next.join("\n"));
  } catch {
    // Storage may be switched off; stars are a comfort only.
  }
  for (const listener of listeners) listener();
}

type Own = { starred: Manifest[]; recent: Manifest[] };

/** In the order in which they were starred, and the last used first. One of both is among the starred alone. */
export function ownTypes(all: readonly Manifest[], starred: readonly string[]): Own {
  const known = new Map(all.map((manifest) => [manifest.type, manifest]));
  const of = (types: readonly string[]) => types.flatMap((type) => known.get(type) ?? []);
  return { starred: of(starred), recent: of(recentTypes().filter((type) => !starred.includes(type))) };
}
