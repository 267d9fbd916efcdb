/**
 * What stands in a sandbox before the user's code: `console`, what pages and servers have and a bare engine has not, and the way
 * of values in and out. The texts of these functions are evaluated inside of QuickJS.
 */
import { makeAddresses, makeQueries } from "./addresses.ts";
import { makeConsole, makeFormat, makeTable } from "./console.ts";
import { makeClone, makeGlobals } from "./globals.ts";
import { makeLocale } from "./locale.ts";
import { makeShow } from "./show.ts";
import { makeTransfer } from "./transfer.ts";

/** What is made when it is used first: most code needs none of it, and each call would read it anew. */
const onUse: Readonly<Record<string, unknown>> = {
  makeAddresses: `(call) => (${makeAddresses})(call, (${makeQueries})(call))`,
  makeConsole: `(print, show) => (${makeConsole})(print, (${makeFormat})(show), (${makeTable})(show))`,
  ...{ makeClone, makeGlobals, makeLocale, makeShow, quickOrder },
};

export function sourceOnUse(name: string): string | undefined {
  return Object.hasOwn(onUse, name) ? `"use strict";(${onUse[name]})` : undefined;
}

type Compare = (settings: string, one: string, other: string) => number;
type Call = (name: string, ...given: unknown[]) => unknown;
type Show = (value: unknown) => string;
/** `ask` goes to Node; `load` gives a function of those that are made when they are used. Lines and questions are JSON. */
type Host = {
  print(line: string): void;
  ask(question: string): string;
  load(name: string): (...given: unknown[]) => unknown;
  compare: Compare;
};

/** Evaluates to a function of `Host`, which gives what calls the user's function with its inputs. */
export const preludeSource = `"use strict";(${prelude})(${[makeTransfer, addLazily].join()})`;

function prelude(openTransfer: typeof makeTransfer, addOthers: typeof addLazily) {
  const { parse, stringify } = JSON;
  const { isArray } = Array;
  const text = String;
  const faults: { [name: string]: typeof Error } = { RangeError, TypeError, SyntaxError };
  return (print: Host["print"], ask: Host["ask"], load: Host["load"], compare: Compare) => {
    let opened: Show | undefined;
    const show: Show = (value) => {
      opened ??= load("makeShow")() as Show;
      return opened(value);
    };
    const printLine = (line: string) => print(stringify(line));
    addOthers({ load, compare, show, print: printLine }, (...question) => {
      const { value, error } = parse(ask(stringify(question)));
      if (!error) return value;
      const fault = new (faults[error.name] ?? Error)(error.message);
      if (fault.name !== error.name) fault.name = error.name;
      throw fault;
    });
    const failure = (thrown: unknown) => {
      try {
        const stack = thrown instanceof Error ? text(thrown.stack) : "";
        return stringify({ error: show(thrown).replace(/^Error: /, ""), stack });
      } catch {
        return stringify({ error: "What was thrown cannot be shown", stack: "" });
      }
    };
    /** The answer as JSON: `{ output }`, which is JSON itself, or `{ error, stack }`. */
    return async (main: (inputs: unknown) => unknown, inputs: string, mark: string): Promise<string> => {
      const { read, write } = openTransfer(mark);
      try {
        const result = await main(read(inputs));
        if (result === undefined) return stringify({});
        if (typeof result !== "object" || result === null || isArray(result)) {
          throw new TypeError(`The code returned ${show(result)}. Return an object with the outputs`);
        }
        return stringify({ output: write(result) });
      } catch (thrown) {
        return failure(thrown);
      }
    };
  };
}

function addLazily({ load, compare, show, print }: Omit<Host, "ask"> & { show: Show }, call: Call) {
  const define = Object.defineProperty;
  const made = new Map<string, unknown>();
  const makeOnce = (maker: string) => {
    const given = maker === "makeConsole" ? [print, show] : [call, compare];
    if (!made.has(maker)) made.set(maker, load(maker)(...given));
    return made.get(maker);
  };
  const put = (owner: object, name: string, value: unknown) =>
    define(owner, name, { value, writable: true, configurable: true });
  const add = (names: string, maker: string, give: (made: unknown, name: string) => unknown) => {
    for (const name of names.split(" ")) {
      define(globalThis, name, {
        configurable: true,
        get: () => {
          const value = give(makeOnce(maker), name);
          put(globalThis, name, value);
          return value;
        },
        set: (value: unknown) => void put(globalThis, name, value),
      });
    }
  };
  const byName = (all: unknown, name: string): unknown => Reflect.get(Object(all), name);
  add("TextEncoder TextDecoder atob btoa crypto", "makeGlobals", byName);
  add("URL URLSearchParams", "makeAddresses", byName);
  add("structuredClone", "makeClone", (clone) => clone);
  add("Intl", "makeLocale", byName);
  add("console", "makeConsole", (console) => console);
  const go = (owner: object, name: string, as = name) =>
    put(owner, name, function (this: unknown, ...given: unknown[]) {
      const { method } = makeOnce("makeLocale") as { method(name: string): (...all: unknown[]) => unknown };
      return method(as)(this, ...given);
    });
  for (const name of ["toLocaleUpperCase", "toLocaleLowerCase"]) go(String.prototype, name);
  const { stringify } = JSON;
  let order: typeof quickOrder | undefined;
  put(
    String.prototype,
    "localeCompare",
    function (this: unknown, other: unknown, locales?: unknown, options?: unknown) {
      const [one, two] = [String(this), String(other)];
      const isUsual = options === undefined && (locales === undefined || locales === "en");
      if (isUsual) order ??= load("quickOrder") as typeof quickOrder;
      return (isUsual && order?.(one, two)) || compare(stringify([locales ?? null, options ?? null]), one, two);
    },
  );
  for (const name of ["toLocaleString", "toLocaleDateString", "toLocaleTimeString"]) go(Date.prototype, name);
  for (const { prototype } of [Number, BigInt]) go(prototype, "toLocaleString", "numberToLocaleString");
  const start = Date.now();
  put(globalThis, "performance", { now: () => Date.now() - start, timeOrigin: start });
  if (typeof queueMicrotask === "undefined") {
    put(globalThis, "queueMicrotask", (act: () => void) => void Promise.resolve().then(act));
  }
}

/**
 * The order of two texts in English where the first letters or digits that differ decide it, as they mostly do in a sort; 0 where
 * Node has to be asked.
 */
function quickOrder(one: string, two: string): number {
  const end = Math.min(one.length, two.length);
  let at = 0;
  while (at < end && one.charCodeAt(at) === two.charCodeAt(at)) at += 1;
  if (at === end) return 0;
  const weight = (code: number) =>
    code > 96 && code < 123 ? code : code > 64 && code < 91 ? code + 32 : code > 47 && code < 58 ? code : 0;
  const [left, right] = [weight(one.charCodeAt(at)), weight(two.charCodeAt(at))];
  return left === 0 || right === 0 ? 0 : left - right < 0 ? -1 : left > right ? 1 : 0;
}
