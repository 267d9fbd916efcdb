import { SourceMap, type SourceMapPayload, stripTypeScriptTypes } from "node:module";

type Place = { line: number; column: number };
type Refused = { error: { message: string; line?: number; column?: number } };
/** `placeOf`: where in what was written a place of the code is. Both count from 1. */
export type Script = { code: string; placeOf(place: Place): Place };

const read = new Map<string, Script>();
const same = (place: Place) => place;

/**
 * The wrapped code without its types, which are not checked: spaces stand in their place. An enum, a namespace or a property
 * among the parameters of a constructor is more than a type, and becomes code, at other places.
 */
export function stripTypes(source: string): Script | Refused {
  const known = read.get(source);
  if (known !== undefined) return known;
  try {
    const script = strip(source);
    if (read.size >= 100) read.clear();
    read.set(source, script);
    return script;
  } catch (thrown) {
    return { error: refusal(thrown) };
  }
}

function strip(source: string): Script {
  try {
    return { code: stripTypeScriptTypes(source), placeOf: same };
  } catch (thrown) {
    if (!(thrown instanceof Error && /not supported in strip-only mode/.test(thrown.message))) throw thrown;
    return transform(source);
  }
}

function transform(source: string): Script {
  const [code = "", map = ""] = stripTypeScriptTypes(source, { mode: "transform", sourceMap: true }).split(
    /\n\/\/# sourceMappingURL=data:application\/json;base64,/,
  );
  const payload: SourceMapPayload = JSON.parse(Buffer.from(map, "base64").toString());
  const places = new SourceMap(payload);
  return {
    code,
    placeOf: ({ line, column }) => {
      const found = places.findEntry(line - 1, column - 1);
      return "originalLine" in found
        ? { line: found.originalLine + 1, column: found.originalColumn + 1 }
        : { line, column };
    },
  };
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
