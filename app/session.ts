import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { errorCode, isMissing, pageCaller, requireSession } from "../server/api/page-caller.ts";

/** Who is signed in and where; asked once a request, however many layouts and pages want to know. */
export const session = cache(requireSession);

/** What a page shows, and its address. */
type Thing = { kind: "pipeline" | "run" | "collection"; id: string; to: string };

/** Turns "there is no such thing" into the page that says so, or leads to the other workspace of the person that has it. */
export async function orNotFound<Value>(loading: Promise<Value>, thing?: Thing): Promise<Value> {
  try {
    return await loading;
  } catch (error) {
    if (!isMissing(error)) throw error;
    const workspace = thing && (await workspaceWith(thing));
    if (workspace === undefined) notFound();
    return redirect(`/switch?${new URLSearchParams({ workspace, to: thing?.to ?? "/" })}`);
  }
}

/**
 * An id in the query of an address. What could not be one is looked for as one that is not there, so that the page says that
 * instead of what is wrong with a request that no one wrote.
 */
export function idIn(param: string | string[] | undefined): string | undefined {
  if (typeof param !== "string") return undefined;
  return /^[\w-]{1,64}$/.test(param) ? param : "-";
}

/** A pipeline, read once a request for a page and its title. */
export const pipelineOf = cache(async (id: string) => (await pageCaller()).pipelines.get({ id }));

/** The title of a page by the name of what it shows, so that tabs and the browser's history tell pages of a kind apart. */
export async function titleOf(name: Promise<string>): Promise<Metadata> {
  try {
    return { title: await name };
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    // The page itself says why it cannot be shown, and leads to the sign-in or to the workspace that has it.
    return {};
  }
}

async function workspaceWith({ kind, id }: Thing): Promise<string | undefined> {
  const [here, api] = [await session(), await pageCaller()];
  const found = await api.workspaces.find({ kind, id }).catch(() => undefined);
  // What is missing here is something else, such as a document of a collection.
  return found?.id === here.id ? undefined : found?.id;
}
