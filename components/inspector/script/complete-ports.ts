import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { javascript, javascriptLanguage, typescriptLanguage } from "@codemirror/lang-javascript";
import type { Extension } from "@codemirror/state";
import type { Field } from "../../../lib/node-types/manifest.ts";
import type { PortKind } from "../../../lib/ports/port-kinds.ts";
import type { Values } from "../../../lib/run.ts";
import { isObject } from "../../../lib/values/is-object.ts";
import { typeOfValue } from "./type-of-value.ts";

export type CodePorts = {
  language: "JavaScript" | "TypeScript";
  inputs: readonly Field[];
  outputs: readonly Field[];
  /** What the inputs were in the last run. */
  last: Values;
};

export const codeLanguage = (isTyped: boolean): Extension => javascript({ typescript: isTyped });

/** Names of inputs behind `inputs.`, the keys of their last values behind those, and outputs inside of `return {`. */
export function completePorts(ports: () => CodePorts): Extension {
  const source = { autocomplete: (context: CompletionContext) => complete(context, ports()) };
  return [javascriptLanguage.data.of(source), typescriptLanguage.data.of(source)];
}

function complete(context: CompletionContext, ports: CodePorts): CompletionResult | null {
  const path = context.matchBefore(/\binputs(\??\.[\w$]+|\[\d+\])*\??\.[\w$]*$/);
  if (path) return afterDot(path, ports);
  const returned = context.matchBefore(/\breturn \{[^{}]*?[{,\s][\w$]*$/);
  if (returned) {
    const from = context.pos - (/[\w$]*$/.exec(returned.text)?.[0].length ?? 0);
    const options = ports.outputs.filter(({ name }) => isWord(name)).map((field) => optionOf(field, `${field.name}: `));
    return { from, options, validFor: /^[\w$]*$/ };
  }
  const word = context.matchBefore(/(?<![.\w$])[\w$]+$/);
  if (!word && !context.explicit) return null;
  const names = ports.inputs.map(({ name, kind }) => `${name}: ${typeOfKind(kind)}`).join("; ");
  const options: Completion[] = [
    { label: "inputs", detail: `{ ${names} }`, type: "variable", boost: 2 },
    { label: "console", detail: "what it prints is the output “Console”", type: "variable" },
  ];
  return { from: word?.from ?? context.pos, options, validFor: /^[\w$]*$/ };
}

function afterDot({ from, text }: { from: number; text: string }, ports: CodePorts): CompletionResult | null {
  const at = from + text.length - (/[\w$]*$/.exec(text)?.[0].length ?? 0);
  const steps = [...text.matchAll(/\.([\w$]+)(?=\??[.[])|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index));
  const [first, ...rest] = steps;
  if (first === undefined) {
    const options = ports.inputs.map((field) => ({ ...optionOf(field), ...bracketed(field.name, at) }));
    return { from: at, options, validFor: /^[\w$]*$/ };
  }
  let value: unknown = Object.hasOwn(ports.last, first) ? ports.last[first] : undefined;
  for (const step of rest) value = typeof value === "object" && value !== null ? Reflect.get(value, step) : undefined;
  if (!isObject(value)) return null;
  const options = Object.entries(value).flatMap(([label, inner]) =>
    isWord(label) ? [{ label, detail: typeOfValue(inner), type: "property" }] : [],
  );
  return { from: at, options: options.slice(0, 200), validFor: /^[\w$]*$/ };
}

/** A name that is no word of JavaScript stands in brackets, in place of the dot. */
function bracketed(name: string, at: number): Partial<Completion> {
  if (isWord(name)) return {};
  return {
    apply: (view, _completion, _from, to) => {
      const insert = `[${JSON.stringify(name)}]`;
      view.dispatch({ changes: { from: at - 1, to, insert }, selection: { anchor: at - 1 + insert.length } });
    },
  };
}

function optionOf({ name, kind, optional }: Field, apply?: string): Completion {
  const detail = `${typeOfKind(kind)}${optional ? " | undefined" : ""}`;
  return { label: name, detail, type: "property", boost: 1, ...(apply === undefined ? {} : { apply }) };
}

const isWord = (name: string) => /^[A-Za-z_$][\w$]*$/.test(name);

const types = {
  text: "string",
  number: "number | bigint",
  boolean: "boolean",
  json: "any",
  message: "{ role: string; content: string }",
  messages: "{ role: string; content: string }[]",
  document: "{ text: string; metadata: object }",
  documents: "{ text: string; metadata: object }[]",
  file: "{ id: string; name: string; mime: string; bytes: number }",
  any: "any",
} as const satisfies Record<PortKind, string>;

const typeOfKind = (kind: PortKind): string => types[kind];
