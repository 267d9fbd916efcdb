/** A line for curl as the request that curl would send. What a line says that is not read here is told in `notes`. */
import { type Option, parseOptions } from "./curl-options.ts";
import { splitWords } from "./shell-words.ts";

type FormPart = { name: string; value: string; isFile: boolean };
export type CurlRequest = {
  method: string;
  url: string;
  headers: [name: string, value: string][];
  /** As it is sent. */
  body?: string;
  /** Of a multipart form. */
  parts?: FormPart[];
  /** The body is a file that curl would read. */
  isFile?: boolean;
  user?: { user: string; password: string };
  bearer?: string;
  notes: string[];
};

/** Whether a text is meant as a line for curl. */
export function isCurlLine(text: string): boolean {
  return /^\s*[$>]?\s*curl(\.exe)?\s/i.test(text);
}

/** Quotes as word processors write them, where there are no others, and the dash that they make of one or two hyphens. */
function withPlainSigns(line: string): string {
  const quoted = /["']/.test(line) ? line : line.replace(/[“”„]/g, '"').replace(/[‘’‚]/g, "'");
  return quoted.replace(/(?<=\s)[–—]([A-Za-z]+)/g, (_, name: string) => `${name.length > 1 ? "--" : "-"}${name}`);
}

/** `-d @- <<END`: what is sent stands in the lines below the command. Where it goes into a form, curl leaves out line breaks. */
function withHereDocument(options: readonly Option[], rest: string): { options: readonly Option[]; rest: string } {
  const [whole, , , text] = /^<<-?\s*(["']?)(\w+)\1[^\n]*\n([\s\S]*?)\n?[ \t]*\2[ \t]*(?:\n|$)/.exec(rest) ?? [];
  if (whole === undefined || text === undefined) return { options, rest };
  const isRead = ({ name, value }: Option) => value === "@-" && dataNames.has(name) && name !== "data-raw";
  if (!options.some(isRead)) return { options, rest };
  const sent = (name: string) => (/^data(-ascii)?$/.test(name) ? text.replace(/[\r\n]/g, "") : text);
  return {
    options: options.map((one) => (isRead(one) ? { ...one, value: sent(one.name) } : one)),
    rest: rest.slice(whole.length).trim(),
  };
}

/** Undefined when the text is no line for curl, or has no address. */
export function readCurl(line: string): CurlRequest | undefined {
  if (!isCurlLine(line)) return undefined;
  const { words, rest: behind, unknown } = splitWords(withPlainSigns(line.trim().replace(/^[$>]\s*/, "")));
  const parsed = parseOptions(words.slice(1));
  const { urls, notes } = parsed;
  const { options, rest } = withHereDocument(parsed.options, behind);
  const all = (name: string) => options.flatMap((option) => (option.name === name ? [option.value] : []));
  const [address, ...more] = [...all("url"), ...urls];
  if (address === undefined) return undefined;
  if (more.length > 0) notes.push(`Only the first of ${more.length + 1} addresses is read.`);
  if (rest !== "") notes.push(`What follows the command is left out: ${clip(rest)}`);
  for (const name of new Set(unknown))
    notes.push(`${clip(name)} is filled in by your shell, which is not done here. Replace it.`);
  if (all("next").length > 0) notes.push("What follows --next is another request and left out.");
  for (const [name, text] of Object.entries(elsewhere)) if (all(name).length > 0) notes.push(text);

  const request: CurlRequest = { method: "GET", url: withScheme(address), headers: headersOf(options, notes), notes };
  readBody(request, options);
  readQuery(request, options);
  const isHead = all("head").length > 0;
  request.method = (
    all("request").at(-1) ?? (isHead ? "HEAD" : methodOf(request, all("upload-file").length > 0))
  ).toUpperCase();
  readUser(request, all("user").at(-1));
  const bearer = all("oauth2-bearer").at(-1);
  if (bearer !== undefined) request.bearer = bearer;
  return request;
}

const elsewhere = {
  "max-time": "A time limit is set under Advanced in the node's settings.",
  "connect-timeout": "A time limit is set under Advanced in the node's settings.",
  retry: "How many attempts there are is set under Advanced in the node's settings.",
  "proxy-header": "Headers for a proxy are left out.",
} as const;

const clip = (text: string) => (text.length > 80 ? `${text.slice(0, 80)}…` : text);

function withScheme(address: string): string {
  return /^[a-z][a-z\d+.-]*:\/\//i.test(address) ? address : `http://${address}`;
}

function methodOf({ body, parts, isFile }: CurlRequest, isUpload: boolean): string {
  if (isUpload) return "PUT";
  return body === undefined && parts === undefined && !isFile ? "GET" : "POST";
}

function headersOf(options: readonly Option[], notes: string[]): CurlRequest["headers"] {
  const headers: CurlRequest["headers"] = [];
  for (const { name, value } of options) {
    if (name === "user-agent") headers.push(["User-Agent", value]);
    if (name === "referer") headers.push(["Referer", value.replace(/;auto$/, "")]);
    if (name === "range") headers.push(["Range", `bytes=${value}`]);
    if (name === "cookie") {
      if (value.includes("=")) headers.push(["Cookie", value]);
      else notes.push(`The cookies in the file “${clip(value)}” cannot be read from here.`);
    }
    if (name !== "header") continue;
    if (value.startsWith("@"))
      notes.push(`The headers in the file “${clip(value.slice(1))}” cannot be read from here.`);
    // “Name:” takes away one that curl would send, “Name;” sends it empty.
    const [, key = "", text = ""] = /^:?([^:;]+):\s*([\s\S]*)$/.exec(value) ?? [];
    if (/^[^:]+;$/.test(value)) notes.push(`The empty header ${value.slice(0, -1)} is left out.`);
    if (key !== "" && text.trim() !== "" && !value.startsWith(":")) headers.push([key.trim(), text.trim()]);
  }
  return headers;
}

const dataNames: ReadonlySet<string> = new Set([
  "data",
  "data-ascii",
  "data-binary",
  "data-raw",
  "data-urlencode",
  "json",
]);

function readBody(request: CurlRequest, options: readonly Option[]): void {
  const pieces: string[] = [];
  for (const { name, value } of options) {
    if (name === "form" || name === "form-string")
      request.parts = [...(request.parts ?? []), ...formPart(name, value, request)];
    if (name === "upload-file") request.isFile = true;
    if (!dataNames.has(name)) continue;
    const piece = name === "data-urlencode" ? encoded(value, request.notes) : value;
    if (piece === undefined) request.isFile = true;
    else if (name !== "data-raw" && name !== "data-urlencode" && piece.startsWith("@")) request.isFile = true;
    // Several texts of --json are one, others are joined by &.
    else pieces.push(name === "json" || pieces.length === 0 ? piece : `&${piece}`);
  }
  if (pieces.length > 0) request.body = pieces.join("");
  if (request.isFile && request.body === undefined) {
    request.notes.push("The file to send cannot be read from here. Connect it to the input “Body”.");
  } else if (request.isFile) request.notes.push("A part of the data is in a file, which cannot be read from here.");
  if (options.some(({ name }) => name === "json")) {
    const has = (wanted: string) => request.headers.some(([name]) => name.toLowerCase() === wanted);
    if (!has("content-type")) request.headers.push(["Content-Type", "application/json"]);
    if (!has("accept")) request.headers.push(["Accept", "application/json"]);
  }
}

/** `content`, `=content`, `name=content`; `@file` and `name@file` cannot be read. */
function encoded(value: string, notes: string[]): string | undefined {
  const [, name = "", sign, content = ""] = /^([^=@]*)([=@])([\s\S]*)$/.exec(value) ?? [];
  if (sign === undefined) return encodeForm(value);
  if (sign === "@") {
    notes.push(`The data in the file “${clip(content)}” cannot be read from here.`);
    return undefined;
  }
  return name === "" ? encodeForm(content) : `${name}=${encodeForm(content)}`;
}

/** As curl does: a blank is %20. */
function encodeForm(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function formPart(option: string, value: string, { notes }: CurlRequest): FormPart[] {
  const equals = value.indexOf("=");
  if (equals < 1) {
    notes.push(`The form field “${clip(value)}” has no name and is left out.`);
    return [];
  }
  const name = value.slice(0, equals);
  const content = value.slice(equals + 1);
  if (option === "form-string") return [{ name, value: content, isFile: false }];
  const plain = unquoted(content);
  if (/^[@<]/.test(content)) {
    notes.push(
      `The field “${name}” is a file, which cannot be read from here. Connect it to the node's input of that name.`,
    );
    return [{ name, value: plain.slice(1), isFile: true }];
  }
  const type = /;\s*type=([^;]+)/.exec(content.slice(plain.length))?.[1]?.trim() ?? "text/plain";
  if (!type.startsWith("text/plain")) notes.push(`The field “${name}” is sent as text and not as ${clip(type)}.`);
  return [{ name, value: plain, isFile: false }];
}

/** Without the parts “;type=…” and the quotes around it. */
function unquoted(content: string): string {
  const quoted = /^"((?:[^"\\]|\\.)*)"/s.exec(content)?.[1];
  if (quoted !== undefined) return quoted.replace(/\\(["\\])/g, "$1");
  return content.replace(/;\s*(type|filename|encoder|headers)=.*$/s, "");
}

/** -G moves the data into the query; --url-query adds to it. */
function readQuery(request: CurlRequest, options: readonly Option[]): void {
  const added = options.flatMap(({ name, value }) => {
    if (name !== "url-query") return [];
    return value.startsWith("+") ? [value.slice(1)] : (encoded(value, request.notes) ?? []);
  });
  if (options.some(({ name }) => name === "get") && request.body !== undefined) {
    added.push(request.body);
    delete request.body;
  }
  if (added.length === 0) return;
  const [address = "", fragment] = request.url.split("#", 2);
  const joined = added.join("&");
  request.url = `${address}${address.includes("?") ? "&" : "?"}${joined}${fragment === undefined ? "" : `#${fragment}`}`;
}

function readUser(request: CurlRequest, given: string | undefined): void {
  const [, scheme = "", user, rest = ""] = /^([a-z][a-z\d+.-]*:\/\/)([^/?#]*)@(.*)$/is.exec(request.url) ?? [];
  if (user !== undefined) request.url = `${scheme}${rest}`;
  const pair = given ?? (user === undefined ? undefined : decode(user));
  if (pair === undefined) return;
  const colon = pair.indexOf(":");
  request.user =
    colon === -1 ? { user: pair, password: "" } : { user: pair.slice(0, colon), password: pair.slice(colon + 1) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
