/** An OpenAPI document as it came: a tree of JSON in which nothing is sure. Readers ask for what they need and take what is there. */
import { PatchbayError } from "../../lib/errors.ts";
import { isObject } from "../../lib/values/is-object.ts";
import type { PlainJson } from "../../lib/values/json.ts";

export type Tree = { readonly [key: string]: PlainJson };
export type OpenApi = { root: Tree; address: string };

/** References that lead to references: more than this is a cycle. */
const maxHops = 20;

export function isTree(value: PlainJson | undefined): value is { [key: string]: PlainJson } {
  return isObject(value);
}

export function treeAt(tree: Tree, key: string): Tree {
  const value = own(tree, key);
  return isTree(value) ? value : {};
}

export function listAt(tree: Tree, key: string): readonly PlainJson[] {
  const value = own(tree, key);
  return Array.isArray(value) ? value : [];
}

export function textAt(tree: Tree, key: string): string | undefined {
  const value = own(tree, key);
  return typeof value === "string" ? value : undefined;
}

export function own(tree: Tree, key: string): PlainJson | undefined {
  return Object.hasOwn(tree, key) ? tree[key] : undefined;
}

/** What a value stands for, references followed inside the document. One that leads nowhere, or to another file, is an empty object. */
export function resolve(root: Tree, value: PlainJson | undefined): Tree {
  let at = value;
  for (let hops = 0; hops < maxHops; hops += 1) {
    if (!isTree(at)) return {};
    const ref = textAt(at, "$ref");
    if (ref === undefined) return at;
    at = atPointer(root, ref);
  }
  return {};
}

/** The value at `#/components/schemas/Book` (RFC 6901). */
export function atPointer(root: Tree, ref: string): PlainJson | undefined {
  if (ref === "#") return { ...root };
  if (!ref.startsWith("#/")) return undefined;
  return ref
    .slice(2)
    .split("/")
    .reduce<PlainJson | undefined>(
      (at, part) => {
        const key = decodePart(part);
        if (Array.isArray(at)) return at[Number(key)];
        return isTree(at) ? own(at, key) : undefined;
      },
      { ...root },
    );
}

function decodePart(part: string): string {
  const plain = part.replaceAll("~1", "/").replaceAll("~0", "~");
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}

/** Throws `bad_input` for a document of another kind, with what to do. */
export function assertOpenApi(tree: Tree): void {
  const version = textAt(tree, "openapi");
  if (version !== undefined && /^3\.[0-2](\.|$)/.test(version)) return;
  if (own(tree, "swagger") !== undefined) {
    throw new PatchbayError(
      "bad_input",
      "This is a Swagger 2.0 document. Ask the server for OpenAPI 3, or convert it.",
    );
  }
  if (version !== undefined) {
    throw new PatchbayError("bad_input", `This document says OpenAPI ${version}. Patchbay reads 3.0 and 3.1.`);
  }
  throw new PatchbayError(
    "bad_input",
    "What is at this address is not an OpenAPI document: it does not say “openapi”.",
  );
}
