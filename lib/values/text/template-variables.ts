/**
 * The free variables of a Liquid template, in order of first use: `{{ name.path | filter }}` and the tags if, unless,
 * elsif, case, when, for, assign. Names the template itself defines (for, assign, capture) are not free.
 * An approximation of Liquid's own analysis, so that the browser needs no template engine; nodes render with liquidjs.
 */
export function templateVariables(template: string): string[] {
  const found = new Set<string>();
  const bound = new Set([
    "forloop",
    "true",
    "false",
    "nil",
    "null",
    "empty",
    "blank",
    "and",
    "or",
    "not",
    "in",
    "contains",
  ]);
  for (const match of template.matchAll(/\{\{-?([\s\S]*?)-?\}\}|\{%-?\s*(\w+)([\s\S]*?)-?%\}/g)) {
    const [, output, tag, rest = ""] = match;
    if (output !== undefined) readExpression(output, bound, found);
    else if (tag !== undefined) readTag(tag, rest, { bound, found });
  }
  return [...found];
}

type Names = { bound: Set<string>; found: Set<string> };

function readTag(tag: string, rest: string, { bound, found }: Names): void {
  if (tag === "for" || tag === "tablerow") {
    const [, name, source = ""] = /^\s*([\w-]+)\s+in\s+([\s\S]*)$/.exec(rest) ?? [];
    readExpression(source.replace(/\b(limit|offset|cols|reversed)\b:?/g, " "), bound, found);
    if (name !== undefined) bound.add(name);
  } else if (tag === "assign") {
    const [, name, source = ""] = /^\s*([\w-]+)\s*=([\s\S]*)$/.exec(rest) ?? [];
    readExpression(source, bound, found);
    if (name !== undefined) bound.add(name);
  } else if (tag === "capture" || tag === "increment" || tag === "decrement") {
    bound.add(rest.trim());
  } else if (["if", "unless", "elsif", "case", "when", "echo"].includes(tag)) {
    readExpression(rest, bound, found);
  }
}

function readExpression(expression: string, bound: Set<string>, found: Set<string>): void {
  const bare = expression.replace(/"[^"]*"|'[^']*'/g, " ").replace(/\|\s*\w+\s*:?/g, " ");
  for (const [, name = ""] of bare.matchAll(/(?<![\w.\]-])([A-Za-z_][\w-]*)(?![\w-]|\s*:)/g)) {
    if (!bound.has(name)) found.add(name);
  }
}
