import * as z from "zod";
import { BackendProblem } from "./backend.ts";
import { noteAnswer, signedOut } from "./sign-in/signed-out.ts";

const Refusal = z.object({ message: z.string() });

/** The content of a file. Throws a BackendProblem with a message for people. */
export async function readContent(url: string, headers: Record<string, string>): Promise<Blob> {
  const response = await fetch(url, { headers }).catch(() => {
    throw new BackendProblem("offline", "Patchbay could not be reached. Check the connection and try again.");
  });
  if (response.ok) return await response.blob();
  if (response.status === 401) {
    noteAnswer(401);
    throw new BackendProblem("refused", signedOut);
  }
  const told = Refusal.safeParse(await response.json().catch(() => undefined)).data;
  throw new BackendProblem("refused", told?.message ?? `The server refused the file (${response.status}). Try again.`);
}
