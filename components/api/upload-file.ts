import * as z from "zod";
import type { ChosenFile } from "../../lib/documents/adding-documents.ts";
import { fileLimits, fileTooLarge } from "../../lib/documents/file-limits.ts";
import type { FoundColumns } from "../../lib/documents/found-columns.ts";
import { FileRef } from "../../lib/values/values.ts";
import { DocumentView } from "../../lib/views/api-views.ts";
import { BackendProblem, type OnSent } from "./backend.ts";
import { workspaceHeaders } from "./current-workspace.ts";
import { noteAnswer, signedOut } from "./sign-in/signed-out.ts";

const Refusal = z.object({ message: z.string() });

/** Sends a file for a run's input; the server answers its reference. `onSent` gets the bytes sent so far. */
export async function uploadFile(file: File, onSent?: OnSent): Promise<FileRef> {
  return refIn(await send("/api/files", file, onSent));
}

/** The same for a visitor of a chat; `headers` have the token of the link and the visitor's secret. */
export async function uploadVisitorFile(file: File, headers: Record<string, string>): Promise<FileRef> {
  return refIn(await send("/api/shared-chat/files", file, undefined, headers));
}

function refIn(answer: unknown): FileRef {
  const ref = FileRef.safeParse(Array.isArray(answer) ? answer[0] : answer);
  if (!ref.success) throw new BackendProblem("refused", unexpected);
  return ref.data;
}

/** Sends one file to a collection, where it waits to be indexed; `onSent` gets the bytes sent so far. */
export async function uploadDocument(
  collectionId: string,
  { file, onDuplicate, columns }: ChosenFile,
  onSent: OnSent,
): Promise<DocumentView> {
  const given = columns ? `&columns=${encodeURIComponent(JSON.stringify(columns))}` : "";
  const url = `/api/collections/${encodeURIComponent(collectionId)}/documents?onDuplicate=${onDuplicate}${given}`;
  const answer = await send(url, file, onSent);
  const document = DocumentView.safeParse(Array.isArray(answer) ? answer[0] : answer);
  if (!document.success) throw new BackendProblem("refused", unexpected);
  return document.data;
}

/** What a table has in its columns; it is not kept. */
export async function readColumns(collectionId: string, file: File): Promise<FoundColumns> {
  const { FoundColumns } = await import("../../lib/documents/found-columns.ts");
  const answer = await send(`/api/collections/${encodeURIComponent(collectionId)}/columns`, file);
  const found = FoundColumns.safeParse(answer);
  if (!found.success) throw new BackendProblem("refused", unexpected);
  return found.data;
}

/** Sends a GGUF file as it is, however large; resolves when the server has stored and checked it. */
export async function uploadModel(file: File, onSent: OnSent, signal: AbortSignal): Promise<void> {
  // The server would say so only when all of it has gone out.
  if ((await file.slice(0, 4).text()) !== "GGUF") throw new BackendProblem("refused", notGguf);
  await post(`/api/local-models/uploads?name=${encodeURIComponent(file.name.slice(0, 120))}`, file, { onSent, signal });
}

const notGguf = "This is not a GGUF file. Choose one whose name ends in .gguf.";
const unexpected =
  "The server sent an unexpected response to the upload. Try again; if it happens again, see the server log.";

/** Resolves to the response's JSON. Throws a BackendProblem with a message for people. */
function send(url: string, file: File, onSent?: OnSent, headers = workspaceHeaders()): Promise<unknown> {
  if (file.size > fileLimits.bytes) {
    return Promise.reject(new BackendProblem("refused", fileTooLarge(file.name, file.size).userMessage));
  }
  const body = new FormData();
  body.append("file", file);
  return post(url, body, { onSent, headers });
}

type PostOptions = {
  onSent?: OnSent | undefined;
  signal?: AbortSignal;
  headers?: Record<string, string>;
};

function post(
  url: string,
  body: FormData | File,
  { onSent, signal, headers = workspaceHeaders() }: PostOptions,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    // fetch cannot tell how much of a body has gone out; XMLHttpRequest can.
    const request = new XMLHttpRequest();
    request.open("POST", url);
    if (body instanceof File) request.setRequestHeader("content-type", "application/octet-stream");
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    if (onSent) request.upload.addEventListener("progress", (event) => onSent(event.loaded));
    request.addEventListener("error", () => {
      reject(new BackendProblem("offline", "Patchbay could not be reached. Check the connection and try again."));
    });
    request.addEventListener("abort", () => reject(new BackendProblem("refused", "The upload was stopped.")));
    signal?.addEventListener("abort", () => request.abort());
    request.addEventListener("load", () => {
      const problem = problemIn(request);
      if (problem === undefined) resolve(parse(request.responseText));
      else reject(new BackendProblem("refused", problem));
    });
    request.send(body);
  });
}

function problemIn({ status, responseText }: XMLHttpRequest): string | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status === 401) {
    noteAnswer(status);
    return signedOut;
  }
  return Refusal.safeParse(parse(responseText)).data?.message ?? `The server refused the file (${status}). Try again.`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
