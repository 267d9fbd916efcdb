import { notFound } from "next/navigation";
import { cache } from "react";
import { errorCode, requireSession } from "../server/api/page-caller.ts";

/** Who is signed in and where; asked once a request, however many layouts and pages want to know. */
export const session = cache(requireSession);

/** Turns "there is no such thing" into the page that says so. */
export async function orNotFound<Value>(loading: Promise<Value>): Promise<Value> {
  try {
    return await loading;
  } catch (error) {
    if (errorCode(error) === "not_found") notFound();
    throw error;
  }
}
