import { stripTypeScriptTypes } from "node:module";

type Refused = { error: { message: string; line?: number; column?: number } };

const stripped = new Map<string, string>();

/**
 * The wrapped code with spaces in place of its types, so that every line and column stays. They are not checked; an enum or a
 * namespace, which would need more than that, is refused.
 */
export function stripTypes(source: string): string | Refused {
  const known = stripped.get(source);
  if (known !== undefined) return known;
  try {
    const result = stripTypeScriptTypes(source);
    if (stripped.size >= 100) stripped.clear();
    stripped.set(source, result);
    return result;
  } catch (thrown) {
    return { error: refusal(thrown) };
  }
}

/** Node says the place in the first lines of the stack: `:3`, the lines around it, and a caret below the column. */
function refusal(thrown: unknown): Refused["error"] {
  if (!(thrown instanceof Error)) return { message: String(thrown) };
  const said = thrown.message.replace(/ is not supported in strip-only mode/, " is not supported");
  const message = `SyntaxError: ${said.length > 200 ? `${said.slice(0, 200)}…` : said}`;
  const [, line] = /^[^\n]*:(\d+)\n/.exec(thrown.stack ?? "") ?? [];
  const [, before] = /\n( *)\^/.exec(thrown.stack ?? "") ?? [];
  if (line === undefined || before === undefined || Number(line) < 2) return { message };
  return { message, line: Number(line) - 1, column: before.length + 1 };
}
