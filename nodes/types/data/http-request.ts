import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import { type HttpResponse, retryAfterMs } from "../../../lib/http.ts";
import { parseJson, parseJsonWithTexts, stringifyJson } from "../../../lib/values/exact-json.ts";
import type { Json } from "../../../lib/values/json.ts";
import { defineNode, port } from "../../define.ts";
import { renderUrl } from "../../liquid/liquid.ts";

/** What the HTTP client and the engine set themselves. */
const ownHeaders =
  /^(host|content-length|transfer-encoding|connection|keep-alive|upgrade|expect|te|trailer|idempotency-key)$/i;
const headerLine = /^([\w!#$%&'*+.^`|~-]+):[ \t]*([\t\x20-\x7e]+)$/;

/** `effect` is one for all methods, so a GET that was cut off is in doubt, too; and not `keyed`: few servers know the key. */
export const httpRequest = defineNode({
  type: "http-request",
  version: 1,
  title: "HTTP request",
  summary: "Calls a web address with GET, POST or another method, and returns the response.",
  category: "data",
  effect: "effect",
  icon: "globe",
  keywords: [
    "api",
    "rest",
    "curl",
    "graphql",
    "request",
    "fetch",
    "url",
    "webhook",
    "call",
    "get",
    "post",
    "json",
    "download",
  ],
  subtitle: "url",
  config: z.object({
    method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]).default("GET").meta({
      title: "Method",
      description: "GET reads; the others change something.",
      widget: "select",
    }),
    url: z
      .string()
      .max(8000)
      .default("https://api.example.com/search?q={{ query }}")
      .meta({
        title: "URL",
        description: "Liquid: {{ name }} becomes a port, and its value is percent-encoded.",
        widget: "template",
        expression: { language: "liquid-url", reads: "inputs" },
      }),
    headers: z
      .string()
      .max(10_000)
      .refine((text) => linesOf(text).every((line) => headerLine.test(line)), "Write each header as Name: value.")
      .refine(
        (text) => linesOf(text).every((line) => !ownHeaders.test(line.split(":", 1)[0] ?? "")),
        "Patchbay sets Host, Content-Length, Idempotency-Key and the headers of the connection itself.",
      )
      .default("Accept: application/json")
      .meta({
        title: "Headers",
        description: "One per line. Everyone who can open the pipeline sees them, so keep secrets out.",
        widget: "textarea",
      }),
    largeNumbers: z.enum(["keep", "text"]).default("keep").meta({
      title: "Large whole numbers",
      description:
        "A whole number beyond 2^53 in the JSON, such as the id 7615917337495251231: keep it as a number, or make it a text with the same digits.",
      widget: "select",
    }),
  }),
  inputs: {
    url: port("text", { title: "URL", description: "Used as it is, in place of the setting.", optional: true }),
    body: port("any", { title: "Body", description: "Text is sent as it is, other values as JSON.", optional: true }),
  },
  outputs: {
    body: port("text", { title: "Body", description: "The response as text." }),
    json: port("json", { title: "JSON", description: "The response as a value. Taken only when it is JSON." }),
    status: port("number", { title: "Status", description: "The HTTP status, such as 200." }),
  },
  derived: [{ from: "template", side: "inputs", setting: "url", kind: "any" }],
  docs: {
    about:
      "The HTTP request node calls a web address and returns the response. Its settings are the method, the URL and the headers. The URL is a Liquid template: each variable becomes an input port, and its value is percent-encoded, so that it stays inside its part of the path or query; `raw` as the last filter leaves a value as it is. A URL that arrives at “URL” replaces the setting. What arrives at “Body” is sent, text as it is and other values as JSON; nothing (null) is no body. A status of 400 or more fails the step with the start of the response; when the node has more than one attempt, the next one waits as long as the server's `Retry-After` asks. Every request but GET carries an `Idempotency-Key` header that is the same in each attempt. Only public addresses are called, unless `PATCHBAY_PRIVATE_HOSTS` lists the host. Up to three redirects of a GET are followed, and a response can have up to 5 MB.",
    example: {
      summary: "An item is posted as JSON to a list whose name comes from a port.",
      config: { method: "POST", url: "https://api.example.com/lists/{{ list }}/items" },
      inputs: { list: "to do", body: { title: "Buy milk" } },
      given: "The server adds the item to the list /lists/to%20do and responds with its number.",
      outputs: { body: '{"id":7}', json: { id: 7 }, status: 201 },
    },
  },
  build:
    ({ config: { method, url: template, headers: lines, largeNumbers }, services }) =>
    async ({ url: given, body: arrived }, call) => {
      const url = given ?? (await renderUrl(template, call.values, call));
      // What is nothing is no body: a null arrives where an earlier node had no value.
      const body = arrived ?? undefined;
      if (method === "GET" && body !== undefined) {
        throw new PatchbayError("bad_input", "A GET request has no body. Choose POST, or remove the edge to “Body”.");
      }
      const { signal, idempotencyKey } = call;
      const headers = headersOf(lines);
      if (method !== "GET") headers.set("idempotency-key", idempotencyKey);
      if (body !== undefined && !headers.has("content-type")) headers.set("content-type", contentTypeOf(body));
      const response = await services.fetch(url, {
        method,
        headers: Object.fromEntries(headers),
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : stringifyJson(body) }),
        signal,
      });
      if (response.status >= 400) throw failure(method, url, response);
      const json = parse(response.body, largeNumbers);
      return { body: response.body, ...(json === undefined ? {} : { json }), status: response.status };
    },
});

function linesOf(text: string): string[] {
  return text.split("\n").flatMap((line) => line.trim() || []);
}

function headersOf(lines: string): Headers {
  const headers = new Headers();
  for (const line of linesOf(lines)) {
    const [, name = "", value = ""] = headerLine.exec(line) ?? [];
    headers.append(name, value);
  }
  return headers;
}

function contentTypeOf(body: Json): string {
  return typeof body === "string" ? "text/plain; charset=utf-8" : "application/json";
}

function parse(body: string, largeNumbers: "keep" | "text"): Json | undefined {
  try {
    return largeNumbers === "text" ? parseJsonWithTexts(body) : parseJson(body);
  } catch (thrown) {
    // Not JSON: the output is not taken.
    if (!(thrown instanceof PatchbayError)) return undefined;
    const [said = ""] = thrown.userMessage.split(". ", 1);
    throw new PatchbayError("bad_input", `The response: ${said}. Use the output “Body”, which is the text of it.`);
  }
}

/** Busy servers may be asked again; any other refusal would be repeated. */
function failure(method: string, url: string, { status, headers, body }: HttpResponse): PatchbayError {
  const isBusy = status === 408 || status === 425 || status === 429 || status >= 500;
  const waitMs = retryAfterMs(headers);
  const start = body.replace(/\s+/g, " ").trim().slice(0, 300);
  const words = `${method} ${new URL(url).host} returned ${status}${start === "" ? "." : `: ${start}`}`;
  return new PatchbayError(isBusy ? "provider_busy" : "provider_refused", words, {
    ...(isBusy && waitMs !== undefined ? { retryAfterMs: waitMs } : {}),
  });
}
