import { isUtf8 } from "node:buffer";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { asPatchbayError, PatchbayError } from "../../lib/errors.ts";
import { hasBigInt, mayHoldBigInt, parseJson } from "../../lib/values/exact-json.ts";
import { repeatedKey } from "../../lib/values/keys/repeated-keys.ts";
import { demandStorable } from "./requests/storable-text.ts";

/** Deeper than any graph or input needs, and far from where a recursive parser would run out of stack. */
const maxDepth = 200;

/** JSON and nothing else; no key may reach a prototype. `keepText` leaves parsing to tRPC. */
export function acceptJson(app: FastifyInstance, options: { keepText: boolean }): void {
  const read = makeReader(app, options);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body, done) => {
    const bytes = Buffer.from(body);
    const refusal = refusalOf(request, bytes);
    if (refusal) return done(refusal);
    const text = textOf(bytes);
    // A POST that needs no body often comes with the header all the same.
    if (text.trim() === "") return done(null, undefined);
    read(request, text, done);
  });
}

/** Beside JSON, a line of it for each item of a list (NDJSON). An error names the line. */
export function acceptJsonLines(app: FastifyInstance): void {
  const read = makeReader(app, { keepText: false });
  const types = ["application/x-ndjson", "application/ndjson", "application/jsonl"];
  app.addContentTypeParser(types, { parseAs: "buffer" }, (request, body, done) => {
    const bytes = Buffer.from(body);
    const refusal = refusalOf(request, bytes);
    if (refusal) return done(refusal);
    const items: unknown[] = [];
    let failure: Error | undefined;
    for (const [index, line] of textOf(bytes).split("\n").entries()) {
      if (line.trim() === "") continue;
      read(request, line, (error, value) => {
        if (error)
          failure ??= new PatchbayError("bad_input", `Line ${index + 1}: ${lineProblem(error)}`, { cause: error });
        else items.push(value);
      });
      if (failure) return done(failure);
    }
    done(null, items);
  });
}

/** The same for bytes that a route reads by itself. */
export function makeJsonReader(app: FastifyInstance): (request: FastifyRequest, bytes: Buffer) => Promise<unknown> {
  // An event that is refused is lost.
  const read = makeReader(app, { keepText: false, takesRepeated: true });
  return async (request, bytes) => {
    const refusal = refusalOf(request, bytes);
    if (refusal) throw refusal;
    const text = textOf(bytes);
    return await new Promise((resolve, reject) =>
      read(request, text, (error, value) => (error ? reject(error) : resolve(value))),
    );
  };
}

function lineProblem(error: Error): string {
  return error instanceof PatchbayError ? error.userMessage : "this is not valid JSON. Check quotes and commas.";
}

function refusalOf(request: FastifyRequest, bytes: Buffer): PatchbayError | undefined {
  if (isUtf8(bytes)) return undefined;
  return refuseCompressed(request) ?? new PatchbayError("bad_input", "The body is not valid UTF-8. Send it as UTF-8.");
}

/** Some programs begin UTF-8 with a mark, which is no part of the JSON. */
function textOf(bytes: Buffer): string {
  return bytes.toString("utf8").replace(/^\ufeff/, "");
}

/** What to say of a body that is not sent as it is; undefined for one that is. */
export function refuseCompressed({ headers }: Pick<FastifyRequest, "headers">): PatchbayError | undefined {
  const encoding = String(headers["content-encoding"] ?? "identity")
    .trim()
    .slice(0, 40);
  if (/^(identity)?$/i.test(encoding)) return undefined;
  const message = `The body is compressed (Content-Encoding: ${encoding}). Send it as it is, without that header.`;
  return new PatchbayError("unsupported_media_type", message);
}

/** `takesRepeated`: of two values under one key the last one counts, as in what others send. */
type Options = { keepText: boolean; takesRepeated?: boolean };
type Reader = (request: FastifyRequest, text: string, done: (error: Error | null, value?: unknown) => void) => void;

function makeReader(app: FastifyInstance, options: Options): Reader {
  const parse = app.getDefaultJsonParser("error", "error");
  return (request, text, done) => {
    if (isTooDeep(text)) {
      return done(new PatchbayError("bad_input", `This JSON is nested more than ${maxDepth} levels deep.`));
    }
    const isPlain = !mayHoldBigInt(text);
    if (options.keepText && isPlain && !suspicious.test(text)) return done(null, text);
    parse(request, text, (error, rounded) => {
      try {
        if (error) return done(isJson(text) ? forbiddenName() : error);
        const value = isPlain ? rounded : parseJson(text);
        const repeated = options.takesRepeated ? undefined : repeatedKey(text);
        if (repeated !== undefined) return done(twice(repeated));
        if (options.keepText && hasBigInt(value)) return done(new PatchbayError("bad_input", asExact));
        if (text.includes("\\u")) demandStorable(value);
        done(null, options.keepText ? text : value);
      } catch (refusal) {
        done(asPatchbayError(refusal));
      }
    });
  };
}

/** What Fastify's reader refuses all the same has names that reach a prototype. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function forbiddenName(): PatchbayError {
  const message =
    "The body has an object with the name “__proto__”, or “prototype” in “constructor”. Use another name.";
  return new PatchbayError("bad_input", message);
}

function twice(key: string): PatchbayError {
  const message = `The body has “${key.slice(0, 60)}” twice in one object, and only one of the values could be kept.`;
  return new PatchbayError("bad_input", message);
}

const asExact = "A number in the body has more digits than a setting can keep. Write it as text, in quotes.";

/** Only texts that may hold a dangerous key are worth parsing twice. */
const suspicious = /__proto__|constructor|\\u/;

function isTooDeep(text: string): boolean {
  let depth = 0;
  let isInText = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isInText) {
      if (code === 0x5c) at++;
      else if (code === 0x22) isInText = false;
    } else if (code === 0x22) isInText = true;
    else if (code === 0x7b || code === 0x5b) {
      depth++;
      if (depth > maxDepth) return true;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return false;
}
