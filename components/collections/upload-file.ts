import { z } from "zod";

const Refusal = z.object({ message: z.string() });

/** Sends one file to a collection; `onSent` gets the bytes sent so far. Throws an Error with a message for people. */
export function uploadFile(collectionId: string, file: File, onSent: (bytes: number) => void): Promise<void> {
  const body = new FormData();
  body.append("file", file);
  return new Promise((resolve, reject) => {
    // fetch cannot tell how much of a body has gone out; XMLHttpRequest can.
    const request = new XMLHttpRequest();
    request.open("POST", `/api/collections/${encodeURIComponent(collectionId)}/documents`);
    request.upload.addEventListener("progress", (event) => onSent(event.loaded));
    request.addEventListener("error", () => reject(new Error("The connection broke. Try again.")));
    request.addEventListener("load", () => {
      const problem = problemIn(request);
      if (problem === undefined) resolve();
      else reject(new Error(problem));
    });
    request.send(body);
  });
}

function problemIn({ status, responseText }: XMLHttpRequest): string | undefined {
  if (status >= 200 && status < 300) return undefined;
  return Refusal.safeParse(parse(responseText)).data?.message ?? `The server refused the file (${status}). Try again.`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
