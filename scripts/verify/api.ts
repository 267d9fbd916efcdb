import { z } from "zod";
import { Problem, withAdvice } from "./problem.ts";

type Answer<T> = { value: T; status: number; ms: number };
type Ask<T> = { schema: z.ZodType<T>; body?: unknown; limitMs?: number; accepts?: readonly number[] };

export type Api = {
  /** A call of the installation; `path` begins with a slash. An answer that says no becomes a Problem. */
  call<T>(method: string, path: string, ask: Ask<T>): Promise<Answer<T>>;
  /** The same without reading the answer: for streams and uploads. */
  open(path: string, init?: RequestInit): Promise<Response>;
};

export const v1 = "/api/v1";
const defaultLimitMs = 15_000;

export function openApi({ url, key }: { url: string; key: string | undefined }): Api {
  async function open(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (key !== undefined && path.startsWith(v1)) headers.set("authorization", `Bearer ${key}`);
    try {
      return await fetch(`${url}${path}`, { signal: AbortSignal.timeout(defaultLimitMs), ...init, headers });
    } catch (error) {
      throw unreachable(url, error);
    }
  }

  return {
    open,
    async call(method, path, { schema, body, limitMs = defaultLimitMs, accepts = [] }) {
      const since = performance.now();
      const json =
        body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
      const answer = await open(path, { method, signal: AbortSignal.timeout(limitMs), ...json });
      const text = await answer.text().catch((error) => {
        throw unreachable(url, error);
      });
      const ms = performance.now() - since;
      if (!answer.ok && !accepts.includes(answer.status)) throw refused(`${method} ${path}`, answer.status, text);
      const parsed = schema.safeParse(jsonOf(text));
      if (!parsed.success) throw notPatchbay(`${url}${path}`, answer.status);
      return { value: parsed.data, status: answer.status, ms };
    },
  };
}

const Refusal = z.object({ code: z.string(), message: z.string() });

/** What a refusal means to the person who runs the check. */
export function refused(call: string, status: number, text: string): Problem {
  const said = Refusal.safeParse(jsonOf(text)).data;
  const sentence = said ? `: ${said.message}` : ".";
  if (status === 401) {
    const advice = "Make a key under Settings → API keys and give it with --key or PATCHBAY_API_KEY.";
    return new Problem("The installation does not accept the API key.", advice);
  }
  if (status === 403) return new Problem(`${call} is refused${sentence}`, "Use a key whose role is editor or owner.");
  if (status === 429) return new Problem(`${call} is refused${sentence}`, "Wait a minute and verify again.");
  const advice =
    status >= 500
      ? "Look into the log of the web process: it names the cause, with the request's id."
      : "Compare the versions of this checkout and of the installation.";
  return withAdvice(new Problem(`${call} answered ${status}${sentence}`, advice), "web");
}

function notPatchbay(address: string, status: number): Problem {
  const advice =
    "Check that the address leads to Patchbay itself, and that no sign-in page of a proxy answers instead.";
  return new Problem(`${address} answered ${status}, but not as Patchbay does.`, advice);
}

function unreachable(url: string, error: unknown): Problem {
  const reason = reasonOf(error);
  const advice = reasons.find(([pattern]) => pattern.test(reason))?.[1] ?? usual;
  return new Problem(`${url} does not answer (${reason}).`, advice);
}

const usual = "Check the address, that the web process runs, and every proxy and firewall between it and this machine.";
/** By the code of Node's error. */
const reasons: readonly [RegExp, string][] = [
  [/CERT_HAS_EXPIRED/, "Renew the certificate, and have the proxy load the new one."],
  [/CERT_NOT_YET_VALID/, "Set the clock of this machine and of the one that made the certificate."],
  [/ALTNAME/, "The certificate is for another name: use the address that it names, or get one for this address."],
  [
    /NO_APPLICATION_PROTOCOL/,
    "Let the proxy speak HTTP/1.1 besides HTTP/2 (ALPN h2,http/1.1): callers of the API need it.",
  ],
  [/WRONG_VERSION_NUMBER|PACKET_LENGTH/, "There is no TLS at this address: write it with http://, or check its port."],
  [
    /^HPE_|HTTP\/1\.1 protocol/,
    "What answers does not speak HTTP/1.1: check http or https and the port, and that the proxy does not speak HTTP/2 alone.",
  ],
  [
    /CERT|SSL|TLS|SIGNATURE/,
    "Check the certificate: its name, its chain and its date. For a CA of your own, set NODE_EXTRA_CA_CERTS.",
  ],
];

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return "no answer in time";
  const { cause } = error;
  if (cause instanceof Error) return "code" in cause && typeof cause.code === "string" ? cause.code : cause.message;
  return error.message;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
