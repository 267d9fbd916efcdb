import type { FastifyRequest } from "fastify";
import { sha256 } from "../../../platform/ids.ts";
import type { AppContext } from "../../app-context.ts";
import { actorOf, actorOfKey, workspaceHeader } from "../../auth/actor.ts";
import type { Actor } from "../../auth/authorize.ts";
import { makeSharedAsk } from "../../limits/share-asks.ts";
import { sharedCheckMs } from "../../limits/while-allowed.ts";

/** Who sent this request, by cookie or API key. A stream of events cannot send the header that names its workspace. */
export async function requestActor(app: AppContext, request: FastifyRequest, workspace?: string): Promise<Actor> {
  const headers = webHeaders(request);
  if (workspace !== undefined) headers.set(workspaceHeader, workspace);
  return await actorOf(app, headers);
}

/** REST knows only API keys, so that no cookie can be made to act there. */
export async function keyActor(app: AppContext, request: FastifyRequest): Promise<Actor> {
  const { authorization } = request.headers;
  return authorization === undefined ? { kind: "anonymous" } : await actorOfKey(app.db, authorization);
}

const share = makeSharedAsk<Actor>(sharedCheckMs);

/** The same for an open stream, which asks again and again: one who has many of them open is looked up once for all. */
export async function streamActor(app: AppContext, request: FastifyRequest, workspace?: string): Promise<Actor> {
  const { authorization, cookie, [workspaceHeader]: named } = request.headers;
  const who = sha256(JSON.stringify([authorization, cookie, named, workspace]));
  return await share(app, who, () => requestActor(app, request, workspace));
}

const keyNames = new WeakMap<FastifyRequest, string>();

/** What a request's API key is known by in memory: its hash, so that no key lies around under its own name. */
export function keyNameOf(request: FastifyRequest): string | undefined {
  const { authorization } = request.headers;
  if (authorization === undefined) return undefined;
  const name = keyNames.get(request) ?? sha256(authorization);
  keyNames.set(request, name);
  return name;
}

export function webHeaders({ headers }: Pick<FastifyRequest, "headers">): Headers {
  const web = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !name.startsWith(":")) web.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  return web;
}

/** Aborted when the asker hangs up before the answer is out. */
export function hangUpSignal({ raw }: { raw: import("node:http").ServerResponse }): AbortSignal {
  const controller = new AbortController();
  raw.once("close", () => {
    if (!raw.writableFinished) controller.abort();
  });
  return controller.signal;
}
