import { z } from "zod";
import { FileRef } from "../../lib/values.ts";
import { BackendProblem } from "../editor/backend.ts";

const Refusal = z.object({ message: z.string() });

/** Sends a file for a run's input; the server answers its reference. */
export async function uploadFile(file: File): Promise<FileRef> {
  const body = new FormData();
  body.append("file", file);
  const response = await send(body);
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) {
    const refusal = Refusal.safeParse(answer);
    throw new BackendProblem("refused", refusal.data?.message ?? "The file was not accepted. Try another one.");
  }
  const ref = FileRef.safeParse(Array.isArray(answer) ? answer[0] : answer);
  if (!ref.success) throw new BackendProblem("refused", "The server's answer to the upload was not understood.");
  return ref.data;
}

async function send(body: FormData): Promise<Response> {
  try {
    return await fetch("/api/files", { method: "POST", body });
  } catch {
    throw new BackendProblem("offline", "Patchbay could not be reached. Check the connection and try again.");
  }
}
