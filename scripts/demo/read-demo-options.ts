import { parseArgs } from "node:util";
import { mostReaders } from "../../lib/demo/invented-readers.ts";
import { UsageError } from "../verify/options.ts";

export type DemoOptions = {
  url: string;
  key: string | undefined;
  perSecond: number;
  readers: number;
  /** Until it is stopped, when there is none. */
  seconds: number | undefined;
  explain: boolean;
  switchOn: boolean;
};

const mostPerSecond = 5000;

export const usage = `npm run demo:interactions -- [options]

  --per-second N   interactions a second, 5 without it
  --readers N      invented readers, 12 without it
  --seconds N      ends after so long; else with Ctrl+C
  --explain        asks for a sentence of the default model for each of them, which takes longer and may cost something
  --switch-on      switches the example on when it is off
  --url ADDRESS    address of the installation; else PATCHBAY_URL, else http://localhost:3000
  --key KEY        API key of an editor or owner; else PATCHBAY_API_KEY`;

/** From the command line, and from the environment what it does not name. */
export function readDemoOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): DemoOptions {
  const values = parse(args);
  const url = (values.url ?? (env.PATCHBAY_URL || `http://localhost:${env.PORT || 3000}`)).replace(/\/+$/, "");
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw new UsageError(`${url} is not an address. Give one such as --url https://patchbay.example.com`);
  }
  return {
    ...{ url, key: values.key ?? (env.PATCHBAY_API_KEY || undefined) },
    perSecond: numberOf("--per-second", values["per-second"] ?? "5", mostPerSecond),
    readers: Math.ceil(numberOf("--readers", values.readers ?? "12", mostReaders)),
    seconds: values.seconds === undefined ? undefined : numberOf("--seconds", values.seconds, 86_400),
    ...{ explain: values.explain ?? false, switchOn: values["switch-on"] ?? false },
  };
}

function parse(args: readonly string[]) {
  try {
    const text = { type: "string" } as const;
    const flag = { type: "boolean" } as const;
    const options = {
      ...{ url: text, key: text, "per-second": text, readers: text, seconds: text },
      ...{ explain: flag, "switch-on": flag },
    };
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function numberOf(name: string, text: string, most: number): number {
  const number = Number(text);
  if (text.trim() !== "" && number > 0 && number <= most) return number;
  throw new UsageError(`${name} takes a number from above 0 to ${most}, not “${text}”.`);
}
