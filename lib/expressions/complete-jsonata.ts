/** What may follow at a place of a JSONata expression. An approximation of its parser: half an expression does not parse. */
import { jsonataFunctions } from "./jsonata-functions.ts";
import { namesAt, type Shape } from "./names-at.ts";
import { type Completion, fitting, type Suggestion } from "./suggestion.ts";

/** Keys from the root of the value; undefined where that cannot be told. */
type Path = readonly string[] | undefined;

/** Undefined in a text, a comment or a number, where no name can stand. */
export function completeJsonata(text: string, at: number, shape: Shape): Completion | undefined {
  const before = text.slice(0, at);
  const [typed = ""] = /(?:\$\w*|`[^`]*|[A-Za-z_]\w*)?$/.exec(before) ?? [];
  const from = at - typed.length;
  const place = placeOf(text.slice(0, from));
  if (!place || /\d$/.test(text.slice(0, from))) return undefined;
  const to = at + (/^\w*`?/.exec(text.slice(at))?.[0].length ?? 0);
  const { path, afterDot, variables } = place;
  const keys = path === undefined ? [] : namesAt(shape, path).map(({ name, detail }) => keyOf(name, detail));
  const own = [...variables].map((name): Suggestion => ({ label: name, detail: "defined here", insert: name }));
  const more = [...own, ...functions];
  if (typed.startsWith("$")) return { from, to, suggestions: fitting(more, typed) };
  const suggestions = afterDot || typed === "" ? keys : [...keys, ...more];
  return { from, to, suggestions: fitting(suggestions, typed.replace(/^`/, "")) };
}

const keyOf = (name: string, detail: string): Suggestion => ({
  label: name,
  detail,
  insert: /^[A-Za-z_]\w*$/.test(name) && !words.has(name) ? name : `\`${name}\``,
});

const functions = Object.entries(jsonataFunctions).map(
  ([name, [signature, gives]]): Suggestion => ({
    label: `$${name}${signature}`,
    detail: gives,
    insert: `$${name}()`,
    ...(signature === "()" ? {} : { back: 1 }),
  }),
);

const words = new Set(["and", "or", "in", "true", "false", "null", "function"]);
const token =
  /\s+|\/\*[\s\S]*?(?:\*\/|$)|"(?:\\[\s\S]|[^"\\])*(?:"|$)|'(?:\\[\s\S]|[^'\\])*(?:'|$)|`[^`]*(?:`|$)|\$\$?\w*|[A-Za-z_]\w*|\d[\w.]*|[\s\S]/g;

/** A bracket that is open. `base` is what names inside it begin at; `list` is the first argument of a call. */
type Frame = { base: Path; resume: Path; list: Path; isCall: boolean; isParameters: boolean };
type State = {
  frames: Frame[];
  frame: Frame;
  /** The path that is being written, once it has begun. */
  path: Path;
  hasPath: boolean;
  afterDot: boolean;
  afterName: string;
  variables: Map<string, Path>;
};

/** Where the text ends: what a name there would be a key of, and the variables that are defined before it. */
function placeOf(text: string): { path: Path; afterDot: boolean; variables: Iterable<string> } | undefined {
  const root: Frame = { base: [], resume: undefined, list: undefined, isCall: false, isParameters: false };
  const state: State = {
    ...{ frames: [], frame: root, path: undefined, hasPath: false, afterDot: false, afterName: "" },
    variables: new Map(),
  };
  for (const [part] of text.matchAll(token)) {
    if (/^\s/.test(part)) continue;
    if (/^(["'`]|\/\*)/.test(part) && !isClosed(part)) return undefined;
    read(part, state);
  }
  const { frame, path, afterDot, variables } = state;
  return { path: afterDot ? path : frame.base, afterDot, variables: variables.keys() };
}

const isClosed = (part: string) =>
  part.startsWith("/*") ? part.length > 3 && part.endsWith("*/") : part.length > 1 && part.at(-1) === part[0];

function read(part: string, state: State): void {
  const { frame } = state;
  if (part.startsWith("/*")) return;
  if (/^[A-Za-z_`]/.test(part) && !words.has(part)) readName(part.replaceAll("`", ""), state);
  else if (part.startsWith("$")) readVariable(part, state);
  else if (part === ".") state.afterDot = true;
  else if (part === "[" || part === "(" || part === "{") open(part, state);
  else if (part === "]" || part === ")" || part === "}") close(part, state);
  else {
    if (part === "," && frame.isCall && frame.list === undefined) frame.list = state.path;
    Object.assign(state, { path: undefined, hasPath: false, afterDot: false });
  }
  state.afterName = /^[\w$]/.test(part) ? part : "";
}

function readName(name: string, state: State): void {
  const base = state.afterDot ? state.path : state.frame.base;
  Object.assign(state, { path: base && [...base, name], hasPath: true, afterDot: false });
}

function readVariable(name: string, state: State): void {
  const { frame, variables } = state;
  if (frame.isParameters) variables.set(name, frame.list);
  else if (name !== "$" && name !== "$$" && !Object.hasOwn(jsonataFunctions, name.slice(1)) && !variables.has(name))
    variables.set(name, undefined);
  // The first parameter of a function is an item of the list; what the others are depends on the function.
  if (frame.isParameters) frame.list = undefined;
  const path = name === "$" ? frame.base : name === "$$" ? [] : variables.get(name);
  Object.assign(state, { path, hasPath: true, afterDot: false });
}

function open(bracket: string, state: State): void {
  const { frame, path, hasPath, afterDot, afterName } = state;
  const isCall = bracket === "(" && afterName.startsWith("$");
  const isParameters = bracket === "(" && afterName === "function";
  const leads = bracket === "(" ? afterDot : hasPath && !isCall;
  state.frames.push(frame);
  state.frame = {
    base: leads ? path : frame.base,
    resume: bracket === "[" && hasPath ? path : undefined,
    list: isParameters ? frame.list : undefined,
    ...{ isCall, isParameters },
  };
  Object.assign(state, { path: undefined, hasPath: false, afterDot: false });
}

function close(bracket: string, state: State): void {
  const { resume } = state.frame;
  state.frame = state.frames.pop() ?? state.frame;
  Object.assign(state, { path: bracket === "]" ? resume : undefined, hasPath: true, afterDot: false });
}
