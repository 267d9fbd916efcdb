/** What a server of any provider is to say, and what it was asked, in words that are no provider's. */
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { ModelCredential } from "../../../../nodes/models/providers/credential.ts";
import { type HttpPeer, httpPeer, type PeerRequest } from "../http-peer.ts";

/** `after`: after that the connection breaks, an error comes inside the stream, or nothing comes any more. */
export type Answer = {
  thoughts?: readonly string[];
  text?: readonly string[];
  calls?: readonly { name: string; args: readonly string[] }[];
  end?: "complete" | "cut" | "filtered" | "refused";
  usage?: { input: number; cached: number; output: number; reasoning: number };
  after?: "break" | "error" | "hang";
};
export type Failure = {
  failure: "rate-limited" | "overloaded" | "too-long" | "filtered" | "not-taken";
  /** Of not-taken: the field that the server does not know. */
  field?: string;
  headers?: Record<string, string>;
};
export type Said = Answer | Failure;

export type HeardTurn = {
  role: "user" | "assistant" | "tool";
  text: string;
  /** MIME type and content of each. */
  files?: string[];
  calls?: { id: string; name: string; args: unknown }[];
  id?: string;
  thoughts?: string;
  /** What it said that it would do with its tools. */
  plan?: string;
};
export type Heard = {
  model: string;
  system: string;
  turns: HeardTurn[];
  tools: string[];
  choice?: unknown;
  schema?: unknown;
  maxTokens?: number | undefined;
  temperature?: number | undefined;
};
export type Say = (heard: Heard, count: number) => Said;
export type ModelPeer = HttpPeer & { heard: Heard[]; credential: ModelCredential; hungUp: Promise<void> };

export const rightKey = "sk-right-0123456789";
export const isFailure = (said: Said): said is Failure => "failure" in said;

type Speech = {
  provider: string;
  base?: string;
  secret?: string;
  /** Lists of models, tokens and the like; whether it has answered. */
  aside?(request: PeerRequest, response: ServerResponse): boolean;
  isAllowed(request: PeerRequest): boolean;
  refuse(response: ServerResponse): void;
  /** Throws for a request that the provider would refuse as malformed. */
  hear(request: PeerRequest): Heard;
  malformed(response: ServerResponse, problem: string): void;
  fail(response: ServerResponse, failure: Failure): void;
  /** Writes the answer up to its end; `after` is done by the caller, but for the error. */
  speak(response: ServerResponse, answer: Answer, heard: Heard): void;
};

export async function modelPeer(speech: Speech, say: Say): Promise<ModelPeer> {
  const heard: Heard[] = [];
  const hungUp = Promise.withResolvers<void>();
  const peer = await httpPeer(async (request, response) => {
    if (!speech.isAllowed(request)) return speech.refuse(response);
    if (speech.aside?.(request, response)) return;
    let asked: Heard;
    try {
      asked = speech.hear(request);
    } catch (problem) {
      return speech.malformed(response, String(problem));
    }
    heard.push(asked);
    const said = say(asked, heard.length);
    if (isFailure(said)) return speech.fail(response, said);
    speech.speak(response, said, asked);
    if (said.after === "hang") {
      await once(response, "close");
      return hungUp.resolve();
    }
    if (said.after === "break") {
      // What was written gets there first.
      await new Promise((resolve) => response.write("", resolve));
      await new Promise((resolve) => setImmediate(resolve));
      return void response.socket?.end();
    }
    response.end();
  });
  const { provider, base = "", secret = rightKey } = speech;
  const credential = { provider, baseUrl: `${peer.url}${base}`, host: peer.host, secret };
  return Object.assign(peer, { heard, credential, hungUp: hungUp.promise });
}

export function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
) {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(value));
}
