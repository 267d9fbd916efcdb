import type { FastifyInstance } from "fastify";
import { PatchbayError } from "../../../lib/errors.ts";

/** Postgres stores neither the character U+0000 nor half of a surrogate pair; what holds one is refused at the door. */
export function demandStorableUrls(app: FastifyInstance): void {
  app.addHook("onRequest", async ({ url }) => {
    if (!url.startsWith("/api/") || !suspicious.test(url)) return;
    const question = url.indexOf("?");
    const [path, query] = question < 0 ? [url, ""] : [url.slice(0, question), url.slice(question + 1)];
    if (/%00/.test(path)) throw unstorable("the address");
    for (const [name, text] of new URLSearchParams(query)) {
      demandStorable(name, [name]);
      demandStorable(text, [name]);
      // What tRPC is asked by GET is JSON in the query. JSON that is none is refused by tRPC.
      if (url.startsWith("/api/trpc/")) demandStorable(parsed(text), [name]);
    }
  });
}

const suspicious = /%00|%5Cu|\\u/i;

/** Throws `bad_input` with the path of a text that cannot be stored. */
export function demandStorable(value: unknown, path: readonly string[] = []): void {
  if (typeof value === "string") {
    if (value.includes("\0") || !value.isWellFormed()) throw unstorable(path.join("."));
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      demandStorable(key, path);
      demandStorable(inner, [...path, key]);
    }
  }
}

function unstorable(where: string): PatchbayError {
  const message = "This text holds the character U+0000 or half of a surrogate pair. Remove it.";
  const issues = [{ path: where, message }];
  return new PatchbayError("bad_input", `The request is not valid. ${where === "" ? "" : `${where}: `}${message}`, {
    issues,
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
