/** What to do when code uses what a sandbox has not. */

const missing: readonly { names: string; advice: string }[] = [
  {
    names: "setTimeout setInterval setImmediate clearTimeout requestAnimationFrame",
    advice: "There are no timers in a Code node. To wait, use a Delay node.",
  },
  {
    names: "fetch XMLHttpRequest WebSocket EventSource axios Headers Request Response FormData",
    advice: "A Code node has no network. Use an HTTP request node before it.",
  },
  {
    names: "require module exports __dirname __filename",
    advice: "A Code node has no packages and no files. Use what JavaScript itself has.",
  },
  { names: "process Deno Bun", advice: "A Code node has no environment. Pass what it needs to an input." },
  { names: "Buffer", advice: "Use TextEncoder, TextDecoder, atob and btoa." },
  {
    names: "document window localStorage sessionStorage navigator alert DOMParser",
    advice: "A Code node is no web page. To read HTML or XML, use a Parse node before it.",
  },
  { names: "$ $input $json $node items item msg", advice: "What arrives is in inputs, by the names of the inputs." },
];

const adviceOf = new Map(
  missing.flatMap(({ names, advice }) => names.split(" ").map((name) => [name, advice] as const)),
);

/** Of an error's message; empty where there is nothing to say. */
export function adviceFor(message: string, { code, inputs }: { code: string; inputs: readonly string[] }): string {
  const [, name = ""] = /^ReferenceError: '?([\w$]+)'? is not defined/.exec(message) ?? [];
  if (inputs.includes(name)) return `Write inputs.${name}.`;
  const advice = adviceOf.get(name);
  if (advice !== undefined) return advice;
  const isModule = /^\s*(?:import\b(?!\s*[.(])|export\b)/m.test(code) || /\bimport\s*\(/.test(code);
  if (isModule && /^SyntaxError|could not load module|import/i.test(message)) {
    return "A Code node has no packages: leave import and export out.";
  }
  return /decorator/i.test(message) || (/^SyntaxError/.test(message) && /^\s*@\w/m.test(code))
    ? "Decorators are not supported."
    : "";
}
