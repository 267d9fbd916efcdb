// What npm start shows: a line for each finished step and, in a terminal, one live line for what is going on.

const isTerminal = process.stdout.isTTY === true;
const paint = (code: number) => (text: string) => (isTerminal ? `\u001b[${code}m${text}\u001b[0m` : text);
export const dim = paint(2);
export const bold = paint(1);
const green = paint(32);
const yellow = paint(33);
const red = paint(31);

// A terminal that has been closed takes no more lines; stopping must go on all the same.
process.stdout.on("error", () => {});

const running = new Map<string, string>();
let shown = "";

/** Writes a line above the live line. */
export function say(line = ""): void {
  clear();
  process.stdout.write(`${line}\n`);
  draw();
}

export const warn = (line: string) => say(`${yellow("!")} ${line}`);
export const complain = (line: string) => say(`${red("✗")} ${line}`);

export type Step = { progress(detail: string): void };

/** Runs one step and shows its name, its progress and how long it took. */
export async function step<T>(name: string, work: (step: Step) => Promise<T>): Promise<T> {
  const started = performance.now();
  report(name, "");
  try {
    const result = await work({ progress: (detail) => report(name, detail) });
    running.delete(name);
    say(`${green("✓")} ${name} ${dim(`${((performance.now() - started) / 1000).toFixed(1)} s`)}`);
    return result;
  } finally {
    running.delete(name);
    clear();
    draw();
  }
}

let lastPlain = 0;

function report(name: string, detail: string): void {
  running.set(name, detail);
  if (isTerminal) {
    clear();
    draw();
  } else if (detail && performance.now() - lastPlain > 5_000) {
    // Without a terminal (logs, containers) a line every few seconds is enough.
    lastPlain = performance.now();
    process.stdout.write(`  ${name}: ${detail}\n`);
  }
}

function clear(): void {
  if (shown) process.stdout.write("\r\u001b[2K");
  shown = "";
}

function draw(): void {
  if (!isTerminal || running.size === 0) return;
  const parts = [...running].map(([name, detail]) => (detail ? `${name}: ${detail}` : name));
  shown = `  ${parts.join(" · ")} …`.slice(0, (process.stdout.columns ?? 80) - 1);
  process.stdout.write(dim(shown));
}
