/** What a server said when it refused, as sentences that name the field. */
import { PatchbayError } from "../../lib/errors.ts";
import { type HttpResponse, retryAfterMs } from "../../lib/http.ts";
import { parseJson, stringifyJson } from "../../lib/values/exact-json.ts";
import type { Json } from "../../lib/values/json.ts";
import { pageText } from "../../lib/values/text/page-text.ts";

type Asked = { title: string; retryOn: readonly number[] /** Whether it is asked without one. */; isOpen?: boolean };

/** Whether the call may be made again follows from the status, as the node's settings say; a busy server names the time. */
export function serviceFailure({ title, retryOn, isOpen = false }: Asked, response: HttpResponse): PatchbayError {
  const { status, headers } = response;
  const mayRepeat = retryOn.includes(status);
  const waitMs = retryAfterMs(headers);
  const said = sentencesOf(response);
  const scheme = status === 401 ? foreignScheme(headers.get("www-authenticate") ?? "") : undefined;
  const credential = !isOpen && (status === 401 || status === 403) ? " Check the credential of this node." : "";
  const advice = scheme ? ` It asks for a sign-in by ${scheme}, which Patchbay does not know.` : credential;
  const words = `${title} returned ${status}${said === "" ? "." : `: ${said}`}${advice}`;
  return new PatchbayError(mayRepeat ? "provider_busy" : "provider_refused", words, {
    ...(mayRepeat && waitMs !== undefined ? { retryAfterMs: waitMs } : {}),
  });
}

/** A way to sign in that the server asks for alone, and that no credential has. */
function foreignScheme(asked: string): string | undefined {
  if (/\b(basic|bearer)\b/i.test(asked)) return undefined;
  return /^\s*(digest|ntlm|negotiate)\b/i.exec(asked)?.[1];
}

function sentencesOf({ body }: HttpResponse): string {
  const value = parsed(body);
  const lines = value === undefined ? [plain(body)] : linesOf(value);
  const text = lines.filter((line) => line !== "").join(" ");
  return text.length > 600 ? `${text.slice(0, 600)}…` : text;
}

function parsed(body: string): Json | undefined {
  try {
    return parseJson(body);
  } catch {
    return undefined;
  }
}

/** Of a page its text, of a traceback its last line, which is the error. */
function plain(body: string): string {
  const text = pageText(body);
  const lines = text.split("\n").flatMap((line) => line.trim() || []);
  const shown = text.includes("Traceback (most recent call last)") ? lines.slice(-1) : lines;
  return shown.join(" ").replace(/\s+/g, " ").slice(0, 300);
}

/**
 * FastAPI: `detail`, a text or a list of `{ loc, msg }`. Problem details (RFC 9457): `title`, `detail`, and `errors` or
 * `invalid-params`. Others: `error` or `message`, as a text or an object with one.
 */
function linesOf(value: Json): string[] {
  if (typeof value === "string") return [sentence(value)];
  if (Array.isArray(value)) return value.slice(0, 10).flatMap(problemLine);
  if (value === null || typeof value !== "object") return [stringifyJson(value)];
  const { title, detail, errors, error, message } = value;
  const lists = [errors, value["invalid-params"], value.violations].flatMap(fieldLines);
  const texts = [title, detail, message, error].flatMap((each): string[] => {
    if (typeof each === "string") return [sentence(each)];
    if (Array.isArray(each)) return each.slice(0, 10).flatMap(problemLine);
    return each !== null && typeof each === "object" ? linesOf(each) : [];
  });
  const found = [...new Set([...texts, ...lists])];
  return found.length > 0 ? found : [stringifyJson(value).slice(0, 300)];
}

/** A list of problems, or, as ASP.NET has it, texts by field. */
function fieldLines(errors: Json | undefined): string[] {
  if (Array.isArray(errors)) return errors.slice(0, 10).flatMap(problemLine);
  if (typeof errors !== "object" || errors === null) return [];
  return Object.entries(errors)
    .slice(0, 10)
    .map(([field, said]) => `“${field}”: ${sentence(Array.isArray(said) ? said.map(String).join(" ") : String(said))}`);
}

function problemLine(problem: Json): string[] {
  if (typeof problem === "string") return [sentence(problem)];
  if (problem === null || typeof problem !== "object" || Array.isArray(problem)) return [];
  const said = [problem.msg, problem.reason, problem.message, problem.detail].find((each) => typeof each === "string");
  if (said === undefined) return [stringifyJson(problem).slice(0, 200)];
  const where = fieldIn(problem);
  return [where === "" ? sentence(said) : `“${where}”: ${sentence(said)}`];
}

/** `["body", "user", 0, "name"]` is `user[0].name`: where in the request it was is known from the field. */
function fieldIn({ loc, name, field, pointer, propertyPath }: { [key: string]: Json }): string {
  if (Array.isArray(loc)) {
    const [first, ...rest] = loc;
    const path = ["body", "query", "path", "header", "cookie"].includes(String(first)) && rest.length > 0 ? rest : loc;
    return path.reduce<string>((text, part) => {
      if (typeof part === "number") return `${text}[${part}]`;
      return text === "" ? String(part) : `${text}.${String(part)}`;
    }, "");
  }
  const found = [name, field, propertyPath, pointer].find((each) => typeof each === "string");
  return found?.replace(/^#?\//, "").replaceAll("/", ".") ?? "";
}

function sentence(text: string): string {
  const clean = text.includes("Traceback (most recent call last)") ? plain(text) : text.replace(/\s+/g, " ").trim();
  return clean === "" || /[.!?…]$/.test(clean) ? clean : `${clean}.`;
}
