/** The settings of an HTTP request node. With the defaults it does what it did before there were more of them. */
import { z } from "zod";
import { SignInKind } from "../../lib/service/sign-in.ts";

/** What the HTTP client and the engine set themselves. */
const ownHeaders =
  /^(host|content-length|transfer-encoding|connection|keep-alive|upgrade|expect|te|trailer|idempotency-key)$/i;
export const headerLine = /^([\w!#$%&'*+.^`|~-]+):[ \t]*([\t\x20-\x7e]+)$/;
const fieldLine = /^[^:]+:/;
const statusList = /^\s*([1-5](\d\d|xx)\s*(,\s*|\s+|$))*\s*$/i;

export const withContent = { usedWhen: { setting: "send", is: ["JSON"] } };
export const withText = { usedWhen: { setting: "send", is: ["text"] } };
export const withFields = { usedWhen: { setting: "send", is: ["form", "multipart form"] } };
const withPages = {
  usedWhen: { setting: "pages", is: ["link header", "field of the response", "offset", "page number"] },
};
const withParameter = { usedWhen: { setting: "pages", is: ["field of the response", "offset", "page number"] } };
const withKey = { usedWhen: { setting: "key", is: ["send it", "send it and repeat"] } };

export function linesOf(text: string): string[] {
  return text.split("\n").flatMap((line) => line.trim() || []);
}

const request = {
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]).default("GET").meta({
    title: "Method",
    description: "GET, HEAD and OPTIONS read; the others change something.",
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
  credential: z.string().max(64).default("").meta({
    title: "Credential",
    description: "A bearer token, an API key, a name and password, or an OAuth client. It goes to its own server only.",
    widget: "credential",
    provider: SignInKind.options,
    empty: "None",
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
      description:
        "One per line. {{ name }} becomes a port. Everyone who can open the pipeline sees them, so keep secrets out.",
      widget: "template",
      expression: { language: "liquid", reads: "inputs" },
    }),
};

const body = {
  send: z.enum(["what arrives", "JSON", "form", "multipart form", "text", "file"]).default("what arrives").meta({
    title: "What is sent",
    description:
      "What arrives at “Body”, text as it is and other values as JSON; or a body that is written here. A file is sent with its own type.",
    widget: "select",
  }),
  content: z
    .string()
    .max(20_000)
    .default("")
    .meta({
      title: "JSON to send",
      description: "Liquid: {{ name }} becomes a port. Its value is written as JSON, and between quotes as text.",
      widget: "template",
      expression: { language: "liquid-json", reads: "inputs" },
      ...withContent,
    }),
  text: z
    .string()
    .max(20_000)
    .default("")
    .meta({
      title: "Text to send",
      description:
        "Liquid: {{ name }} becomes a port. Its type is text/plain, unless a header Content-Type says another.",
      widget: "template",
      expression: { language: "liquid", reads: "inputs" },
      ...withText,
    }),
  fields: z
    .string()
    .max(20_000)
    .refine((text) => linesOf(text).every((line) => fieldLine.test(line)), "Write each field as name: value.")
    .default("")
    .meta({
      title: "Form fields",
      description:
        "One per line, as name: value. {{ name }} becomes a port; alone on its line it takes a list, or in a multipart form a file.",
      widget: "template",
      expression: { language: "liquid", reads: "inputs" },
      ...withFields,
    }),
};

const response = {
  response: z.enum(["JSON or text", "JSON", "text", "file"]).default("JSON or text").meta({
    title: "What comes back",
    description: "“JSON” fails the step when the response is something else.",
    widget: "select",
  }),
  largeNumbers: z.enum(["keep", "text"]).default("keep").meta({
    title: "Large whole numbers",
    description:
      "A whole number beyond 2^53 in the JSON, such as the id 7615917337495251231: keep it as a number, or make it a text with the same digits.",
    widget: "select",
  }),
  refusal: z
    .enum(["fails the step", "goes to an output"])
    .default("fails the step")
    .meta({
      title: "A status of 400 or more",
      description: "The output is “Refused”. A status that may be tried again fails its attempt either way.",
      widget: "select",
      // Of a list, the pages before would be lost.
      usedWhen: { setting: "pages", is: ["one response"] },
    }),
  retryOn: z
    .string()
    .max(200)
    .regex(statusList, "Write statuses such as 429, 503 or 5xx, separated by commas.")
    .default("408, 425, 429, 5xx")
    .meta({
      title: "Try again on",
      description:
        "Statuses. The next attempt waits as long as Retry-After asks; how many there are is said under Advanced.",
    }),
};

const pages = {
  pages: z
    .enum(["one response", "link header", "field of the response", "offset", "page number"])
    .default("one response")
    .meta({
      title: "Pages",
      description: "How the next page of a list is found. “JSON” is then the list of all items.",
      widget: "select",
    }),
  items: z
    .string()
    .max(200)
    .default("")
    .meta({
      title: "Where the items are",
      description: "A path such as data.items. Empty: the response is the list, or has only one.",
      ...withPages,
    }),
  next: z
    .string()
    .max(200)
    .default("next")
    .meta({
      title: "Field with the next page",
      description: "Its path. An address, or a cursor for the parameter below.",
      usedWhen: { setting: "pages", is: ["field of the response"] },
    }),
  parameter: z
    .string()
    .max(200)
    .default("")
    .meta({
      title: "Parameter of the page",
      description: "Empty: offset or page, and for a field of the response none, as it holds an address.",
      ...withParameter,
    }),
  parameterIn: z
    .enum(["query", "JSON body"])
    .default("query")
    .meta({
      title: "Where the parameter is",
      description: "In the body, a path such as variables.cursor leads to it.",
      widget: "select",
      ...withParameter,
    }),
  until: z
    .string()
    .max(2000)
    .default("")
    .meta({
      title: "Stop when",
      description: "JSONata on a page's response, such as hasMore = false. Empty: at the last page.",
      widget: "code",
      expression: { language: "jsonata", reads: { input: "response" } },
      ...withPages,
    }),
  mostPages: z
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(10)
    .meta({ title: "Maximum pages", description: "1 to 1,000. “Cut off” says whether there are more.", ...withPages }),
  gather: z
    .enum(["a list", "a file of JSON lines"])
    .default("a list")
    .meta({
      title: "Items become",
      description:
        "A list has up to 16 MB. A file, with an item on each line, has up to 20 MB and is not held in the run.",
      widget: "select",
      ...withPages,
    }),
};

const key = {
  key: z.enum(["send it", "send it and repeat", "none"]).default("send it").meta({
    title: "Idempotency key",
    description:
      "A header that is the same in each attempt, for methods that change something. “Repeat” says that the server knows it: a call that was cut off is then made again.",
    widget: "select",
  }),
  keyHeader: z
    .string()
    .regex(/^[\w!#$%&'*+.^`|~-]{1,100}$/, "Write the name of a header.")
    .default("Idempotency-Key")
    .meta({ title: "Header of the key", description: "As the server names it.", ...withKey }),
};

export const RequestSettings = z.object({ ...request, ...body, ...response, ...pages, ...key });
export type RequestSettings = z.infer<typeof RequestSettings>;

/** The statuses that are listed; 5xx stands for all from 500 to 599. */
export function retryStatuses(list: string): number[] {
  return list.split(/[\s,]+/).flatMap((status) => {
    if (/^\dxx$/i.test(status)) return Array.from({ length: 100 }, (_, index) => Number(status[0]) * 100 + index);
    return status === "" ? [] : [Number(status)];
  });
}
