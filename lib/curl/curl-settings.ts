/**
 * A line for curl as the settings of an HTTP request node. Secrets never get into them: the one that signs the request in
 * is given apart, as the credential that it would be, and any other is replaced by a port.
 */
import type { SignInKind } from "../service/sign-in.ts";
import { parseJson } from "../values/exact-json.ts";
import type { Json, PlainJson } from "../values/json.ts";
import { isSecret, isSecretName } from "./curl-secrets.ts";
import { type CurlRequest, readCurl } from "./read-curl.ts";

/** `secret` as credentials store it; `shown`: what it is, without it. */
type FoundCredential = { provider: SignInKind; baseUrl: string; secret: string; shown: string };
export type CurlImport = {
  settings: Record<string, PlainJson>;
  /** What the address begins with. */
  host: string;
  credential?: FoundCredential;
  notes: string[];
};

const methods: ReadonlySet<string> = new Set(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]);

/** Undefined when the text is no line for curl or its address is none. */
export function importCurl(line: string): CurlImport | undefined {
  const request = readCurl(line);
  if (!request || !URL.canParse(request.url.replace(/[{}]/g, ""))) return undefined;
  const notes = [...request.notes];
  const origin = new URL(request.url).origin;
  const secrets = openSecrets(origin, notes);
  if (request.bearer !== undefined) secrets.bearer(request.bearer);
  if (request.user) secrets.basic(request.user);
  const headers = settingHeaders(request, { secrets, notes });
  const url = settingUrl(request, secrets);
  const isKnown = methods.has(request.method);
  if (!isKnown) notes.push(`The method ${request.method} is none that a node has. Choose another one.`);
  const hasNoBody = request.method === "GET" || request.method === "HEAD";
  if (hasNoBody && (request.body !== undefined || request.parts)) {
    notes.push(`A ${request.method} request has no body here, so what is sent is left out.`);
  }
  const body = hasNoBody ? { send: "what arrives" } : settingBody(request, { notes, headers });
  const settings = {
    ...{ method: isKnown ? request.method : "POST", url },
    ...{
      content: "",
      text: "",
      fields: "",
      ...body,
      headers: headers.map(([name, value]) => `${name}: ${value}`).join("\n"),
    },
  };
  const { host } = new URL(request.url);
  const credential = secrets.found();
  if (/^[\w.:[\]-]+$/.test(host)) return { settings, host, notes, ...(credential ? { credential } : {}) };
  notes.push(`“${host}” is not a host yet, but stands for one. Replace it in the URL.`);
  if (credential) notes.push(`${credential.shown} is left out: a credential is for one host. Choose one for it then.`);
  return { settings, host, notes };
}

type Secrets = ReturnType<typeof openSecrets>;

/** The first secret becomes the credential; a request has one. */
function openSecrets(baseUrl: string, notes: string[]) {
  let first: FoundCredential | undefined;
  const take = (found: Omit<FoundCredential, "baseUrl">) => {
    if (!first) first = { ...found, baseUrl };
    else if (first.provider !== found.provider || first.secret !== found.secret) {
      notes.push(`${found.shown} is left out: it is a secret, and a request signs in with one credential.`);
    }
  };
  const basic = (pair: { user: string; password: string }) =>
    take({ provider: "basic", secret: JSON.stringify(pair), shown: `The password of “${pair.user}”` });
  const bearer = (token: string) => take({ provider: "bearer", secret: token, shown: "A bearer token" });
  return {
    basic,
    bearer,
    key(place: "header" | "query", name: string, key: string) {
      const where = place === "header" ? `The header ${name}` : `The parameter “${name}” of the query`;
      take({ provider: "api-key", secret: JSON.stringify({ in: place, name, key }), shown: where });
    },
    /** `Authorization` in one of its schemes, or as a whole. */
    authorization(value: string) {
      const [, scheme = "", rest = ""] = /^(\S+)\s+(.*)$/s.exec(value) ?? [];
      const pair = scheme.toLowerCase() === "basic" ? basicPair(rest) : undefined;
      if (pair) basic(pair);
      else if (scheme.toLowerCase() === "bearer" && rest !== "") bearer(rest.trim());
      else this.key("header", "Authorization", value);
    },
    found: () => first,
  };
}

function basicPair(encoded: string): { user: string; password: string } | undefined {
  try {
    const bytes = Uint8Array.from(atob(encoded.trim()), (sign) => sign.charCodeAt(0));
    const [user = "", ...password] = new TextDecoder().decode(bytes).split(":");
    return password.length === 0 ? undefined : { user, password: password.join(":") };
  } catch {
    return undefined;
  }
}

/** Set by the client itself, or of the browser that the line was copied from. */
const leftOut =
  /^(content-length|connection|keep-alive|transfer-encoding|accept-encoding|te|upgrade|expect|trailer|priority|sec-.*|dnt|upgrade-insecure-requests)$/i;
const headerName = /^[\w!#$%&'*+.^`|~-]+$/;
const headerValue = /^[\t\x20-\x7e]+$/;

type Found = { secrets: Secrets; notes: string[] };

function settingHeaders({ headers, parts, url }: CurlRequest, { secrets, notes }: Found): [string, string][] {
  return headers.flatMap(([name, value]): [string, string][] => {
    const key = name.toLowerCase();
    if (key === "authorization") secrets.authorization(value);
    else if (isSecret(name, value) && headerName.test(name)) secrets.key("header", name, value);
    else if (key === "host") {
      if (value !== new URL(url).host)
        notes.push(`The header Host is left out: it always names the server that is called.`);
    } else if (key === "idempotency-key") notes.push("Idempotency-Key is left out: each step sends its own.");
    else if (leftOut.test(name) || (key === "content-type" && parts)) return [];
    else if (!headerName.test(name) || !headerValue.test(value)) {
      notes.push(`The header ${name} is left out: it has signs that a header does not take here.`);
    } else return [[name, asWritten(value)]];
    return [];
  });
}

/** Without parameters that are secrets; what Liquid would read stands as it is written. */
function settingUrl({ url }: CurlRequest, secrets: Secrets): string {
  const [address = "", query] = (url.split("#", 1)[0] ?? "").split(/\?(.*)/s, 2);
  const kept = (query ?? "").split("&").filter((pair) => {
    const [name = "", value = ""] = pair.split(/=(.*)/s, 2).map(decodeForm);
    if (!isSecret(name, value) || !headerName.test(name)) return true;
    secrets.key("query", name, value);
    return false;
  });
  const rest = kept.join("&");
  return asWritten(rest === "" ? address : `${address}?${rest}`);
}

function decodeForm(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

/** Liquid's signs as text. */
function asWritten(text: string): string {
  return text.replace(/\{[{%]/g, (sign) => `{{ "${sign}" | raw }}`);
}

type Told = { notes: string[]; headers: [string, string][] };

function settingBody(request: CurlRequest, told: Told): Record<string, PlainJson> {
  const { parts, body, isFile } = request;
  if (parts) {
    const lines = parts.map(({ name, value, isFile: isPartFile }) =>
      fieldLine(name, isPartFile ? `{{ ${portName(name)} }}` : fieldText(name, value, told)),
    );
    if (parts.some(({ name, value }) => !isLine(name, value))) {
      told.notes.push(
        "A form field with a line break, or with a colon in its name, cannot be kept as it is. Check the form.",
      );
    }
    return { send: "multipart form", fields: lines.join("\n") };
  }
  if (body === undefined) return { send: isFile ? "file" : "what arrives" };
  const header = told.headers.find(([name]) => name.toLowerCase() === "content-type");
  const type = header?.[1].toLowerCase() ?? "";
  const isJson = /[/+]json\b/.test(type) || (header === undefined && /^\s*[[{]/.test(body));
  const json = isJson ? readJson(body) : undefined;
  if (json !== undefined) {
    if (header === undefined) told.notes.push("The data is JSON, and is sent as JSON. curl would send it as a form.");
    if (type === "application/json") take(told.headers, header);
    return { send: "JSON", content: jsonText(body, json, told) };
  }
  const isForm = header === undefined || type.startsWith("application/x-www-form-urlencoded");
  const pairs = isForm ? formPairs(body) : undefined;
  if (pairs) {
    take(told.headers, header);
    return {
      send: "form",
      fields: pairs.map(([name, value]) => fieldLine(name, fieldText(name, value, told))).join("\n"),
    };
  }
  if (header === undefined) told.headers.push(["Content-Type", "application/x-www-form-urlencoded"]);
  return { send: "text", text: plainText(body, told) };
}

/** A key is known by how it looks, and a field of XML or of JSON under another type by its name. */
function plainText(body: string, { notes }: Told): string {
  const named = [...body.matchAll(/[<"']([\w.:-]{1,100})(?:>\s*|["']\s*[:=]\s*["']?)([^<"'\s]{1,1000})/g)];
  if (!isSecret("", body) && !named.some(([, name = "", value = ""]) => isSecret(name, value))) return asWritten(body);
  notes.push(
    "The data holds a secret and is left out. Write it again under “Text to send”, with a port for the secret.",
  );
  return "";
}

function take(headers: [string, string][], header: [string, string] | undefined): void {
  if (header) headers.splice(headers.indexOf(header), 1);
}

function readJson(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

const fieldLine = (name: string, value: string) => `${name}: ${value}`;
const isLine = (name: string, value: string) => !/[\n\r:]/.test(name) && !/[\n\r]/.test(value) && name.trim() === name;

/** The pairs of a form that its lines can hold; undefined for any other text. */
function formPairs(body: string): [string, string][] | undefined {
  const pairs = body.split("&").map((pair): [string, string] => {
    const [name = "", value] = pair.split(/=(.*)/s, 2);
    return value === undefined ? ["", ""] : [decodeForm(name), decodeForm(value)];
  });
  const isPlain = pairs.every(([name, value]) => name !== "" && isLine(name, value) && value.trim() === value);
  return isPlain ? pairs : undefined;
}

/** Of a secret its port: what it holds does not belong into a graph. */
function fieldText(name: string, value: string, { notes }: Told): string {
  if (!isSecret(name, value)) return asWritten(value);
  const port = portName(name);
  notes.push(`“${name}” is a secret and left out. Connect the input “${port}”.`);
  return `{{ ${port} }}`;
}

function portName(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9_]+/g, "_").replace(/^_+|_+$/g, "");
  return /^[A-Za-z_]/.test(plain) ? plain : `field_${plain}`;
}

/** The text with its own spaces and digits; each text of a secret is replaced by its port. */
function jsonText(body: string, json: Json, { notes }: Told): string {
  let text = asWritten(body);
  for (const [name, value] of textsIn(json)) {
    if (!isSecret(name, value)) continue;
    const port = portName(name);
    const pieces = text.split(asWritten(JSON.stringify(value)));
    if (pieces.length === 1) {
      notes.push(`“${name}” is a secret, so the data is left out. Write it again under “JSON to send”.`);
      return "";
    }
    text = pieces.join(`{{ ${port} }}`);
    notes.push(`“${name}” is a secret and left out. Connect the input “${port}”.`);
  }
  return text;
}

function textsIn(value: Json, name = ""): [string, string][] {
  if (typeof value === "string") return [[name, value]];
  if ((typeof value === "number" || typeof value === "bigint") && isSecretName(name)) return [[name, String(value)]];
  if (Array.isArray(value)) return value.flatMap((item) => textsIn(item, name));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, key));
}
