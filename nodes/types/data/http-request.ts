import { PatchbayError } from "../../../lib/errors.ts";
import { defineNode, port } from "../../define.ts";
import { requestBody } from "../../http/request-body.ts";
import { RequestSettings, withContent, withFields, withText } from "../../http/request-settings.ts";
import { readingMethods, sendRequest } from "../../http/send-request.ts";
import { renderUrl } from "../../liquid/liquid.ts";

/** Not `keyed` unless the settings say so: few servers know the key. */
export const httpRequest = defineNode({
  type: "http-request",
  version: 1,
  title: "HTTP request",
  summary: "Calls a web address with GET, POST or another method, and returns the response, or all pages of a list.",
  category: "data",
  effect: "effect",
  effectWhen: [
    { setting: "method", is: [...readingMethods], effect: "costly" },
    { setting: "key", is: ["send it and repeat"], effect: "effect", keyed: true },
  ],
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
    "pagination",
    "upload",
    "oauth",
  ],
  subtitle: "url",
  config: RequestSettings,
  inputs: {
    url: port("text", { title: "URL", description: "Used as it is, in place of the setting.", optional: true }),
    body: port("any", {
      title: "Body",
      description: "Counts before the content in the settings; the fields of an object are added to those of a form.",
      optional: true,
    }),
  },
  outputs: {
    body: port("text", { title: "Body", description: "The response as text." }),
    json: port("json", { title: "JSON", description: "The response as a value. Taken only when it is JSON." }),
    file: port("file", { title: "File", description: "The response as a file, or the file of the items." }),
    status: port("number", { title: "Status", description: "The HTTP status, such as 200." }),
    headers: port("json", { title: "Response headers", description: "By their names in small letters." }),
    refused: port("json", {
      title: "Refused",
      description: "Of a status of 400 or more that does not fail the step: status, headers, body and message.",
      usedWhen: { setting: "pages", is: ["one response"] },
    }),
    cut: port("boolean", {
      title: "Cut off",
      description:
        "Whether “Maximum pages” was reached before the last page. By offset or page number, the next page may be empty.",
      usedWhen: { setting: "pages", is: ["link header", "field of the response", "offset", "page number"] },
    }),
  },
  derived: [
    { from: "template", side: "inputs", setting: "url", kind: "any" },
    { from: "template", side: "inputs", setting: "headers", kind: "any" },
    { from: "template", side: "inputs", setting: "content", kind: "any", ...withContent },
    { from: "template", side: "inputs", setting: "text", kind: "any", ...withText },
    { from: "template", side: "inputs", setting: "fields", kind: "any", ...withFields },
  ],
  docs: {
    about:
      "The HTTP request node calls a web address and returns the response. URL, headers and what is sent are Liquid templates: each variable becomes an input port. In the URL a value is percent-encoded, so that it stays inside its part of the path or query; `raw` as the last filter leaves a value as it is. A URL that arrives at “URL” replaces the setting. A line for curl, as browsers and the docs of APIs offer it, fills in the settings: press “Import curl”, or paste it into the URL. A credential signs the request in: a bearer token, an API key in a header or the query, a name and password, or an OAuth client, whose token is fetched and renewed. It is sent to its own server only and is never part of the pipeline. What is sent is what arrives at “Body” (text as it is, other values as JSON; null is not a body), or JSON, a form, a multipart form with files, a text or a file. A list that comes in pages is read page by page, and “JSON” is then the list of all items, or “File” a file with an item on each line. The next page is named by a `Link` header, by a field of the response (an address, or a cursor for a parameter), or counted by offset or page number; it has to be on the same server. A next page that is null, false, empty or 0 is the end, and so is a page without items where they are counted. A server that answers with the same page again fails the step, as its parameter has another name. It stops at the last page, when “Stop when” is true, or after “Maximum pages”, which “Cut off” tells. A page that is refused for now is asked for again on its own. A status of 400 or more fails the step with what the server says, or, for one response, goes to the output “Refused”. A status under “Try again on” may be repeated, when the node has more than one attempt; the next one waits as long as `Retry-After` asks, in seconds or until a date. GET, HEAD and OPTIONS only read. Every other method carries an `Idempotency-Key` header that is the same in each attempt; a step that was cut off is in doubt, unless you say that the server knows the key. Only public addresses are called, unless `PATCHBAY_PRIVATE_HOSTS` lists the host. Up to three redirects of a GET are followed, and a response can have up to 5 MB.",
    example: {
      summary: "An item is posted as JSON to a list whose name comes from a port.",
      config: { method: "POST", url: "https://api.example.com/lists/{{ list }}/items" },
      inputs: { list: "to do", body: { title: "Buy milk" } },
      given: "The server adds the item to the list /lists/to%20do and responds with its number.",
      outputs: { body: '{"id":7}', json: { id: 7 }, status: 201, headers: { "content-type": "application/json" } },
    },
  },
  build:
    ({ config: settings, services }) =>
    async ({ url: given, body: arrived }, call) => {
      const url = given ?? (await renderUrl(settings.url, call.values, call));
      const readFile = (id: string) => services.files.read(id, call.signal);
      // What is nothing is no body: a null arrives where an earlier node had no value.
      const written = await requestBody({ settings, arrived: arrived ?? undefined, call, readFile });
      if (written && (settings.method === "GET" || settings.method === "HEAD")) {
        const message = `A ${settings.method} request has no body. Choose POST, or remove what is sent.`;
        throw new PatchbayError("bad_input", message);
      }
      return await sendRequest({ settings, services, call }, url, written);
    },
});
