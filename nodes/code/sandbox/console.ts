/**
 * The parts of the `console` of the user's code. Their texts are evaluated inside of QuickJS, so none may use anything from
 * outside of its function.
 */

/** Makes the object itself, which prints line by line. */
export function makeConsole(
  print: (line: string) => void,
  format: (values: unknown[]) => string,
  tableLines: (data: object, columns: unknown) => string[],
) {
  let indent = "";
  const counts = new Map<string, number>();
  const times = new Map<string, number>();

  const say = (level: string, values: unknown[]) => {
    const said = level + (values.length === 0 ? "" : format(values));
    print(indent === "" ? said : indent + said.replace(/\n/g, `\n${indent}`));
  };
  const log = (...values: unknown[]) => say("", values);

  const table = (data: unknown, columns?: unknown) => {
    if (typeof data !== "object" || data === null) log(data);
    else for (const line of tableLines(data, columns)) log(line);
  };
  const group = (...values: unknown[]) => {
    if (values.length > 0) log(...values);
    indent += "  ";
  };
  const count = (label: unknown = "default") => {
    const number = (counts.get(String(label)) ?? 0) + 1;
    counts.set(String(label), number);
    log(`${label}: ${number}`);
  };
  const sinceStart = (label: unknown, values: unknown[]) => {
    const start = times.get(String(label));
    if (start !== undefined) log(`${label}: ${Date.now() - start} ms`, ...values);
  };
  return {
    ...{ log, info: log, debug: log, trace: log, table, group, groupCollapsed: group, count },
    warn: (...values: unknown[]) => say("warning: ", values),
    error: (...values: unknown[]) => say("error: ", values),
    assert: (holds: unknown, ...values: unknown[]) => {
      if (!holds) say(values.length === 0 ? "Assertion failed" : "Assertion failed: ", values);
    },
    dir: (value: unknown) => log(value),
    dirxml: log,
    groupEnd: () => {
      indent = indent.slice(2);
    },
    countReset: (label: unknown = "default") => void counts.delete(String(label)),
    time: (label: unknown = "default") => void times.set(String(label), Date.now()),
    timeLog: (label: unknown = "default", ...values: unknown[]) => sinceStart(label, values),
    timeEnd: (label: unknown = "default") => {
      sinceStart(label, []);
      times.delete(String(label));
    },
    clear: () => undefined,
  };
}

/** Makes what puts the values of a line together. */
export function makeFormat(show: (value: unknown) => string) {
  /** `%s`, `%d` and the others of the first text stand for what follows it. */
  return ([first, ...rest]: unknown[]): string => {
    if (typeof first !== "string" || rest.length === 0) return [first, ...rest].map(show).join(" ");
    let used = 0;
    const said = first.replace(/%([sdifjoOc%])/g, (whole, sign) => {
      if (sign === "%") return "%";
      if (used >= rest.length) return whole;
      const value = rest[used];
      used += 1;
      if (sign === "c") return "";
      if (sign === "d" || sign === "i" || sign === "f") {
        const number = typeof value === "bigint" ? `${value}n` : typeof value === "object" ? Number.NaN : Number(value);
        return String(sign === "i" && typeof number === "number" ? Math.trunc(number) : number);
      }
      return show(value);
    });
    return [said, ...rest.slice(used).map(show)].join(" ");
  };
}

/** Makes the lines of a table: a row for each item, and a column for each field or value. */
export function makeTable(show: (value: unknown) => string) {
  const { isArray } = Array;
  const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
  return (data: object, columns: unknown): string[] => {
    const pairs: [unknown, unknown][] =
      data instanceof Map
        ? [...data]
        : data instanceof Set
          ? [...data].map((one, at) => [at, one])
          : Object.entries(data);
    const names = new Set<string>(isArray(columns) ? columns.map(String) : []);
    if (!isArray(columns))
      for (const [, row] of pairs) if (isRecord(row)) for (const name of Object.keys(row)) names.add(name);
    const hasValues = pairs.some(([, row]) => !isRecord(row));
    const heads = ["", ...names, ...(hasValues ? ["Values"] : [])];
    const rows = pairs.map(([key, row]) => [
      show(key),
      ...[...names].map((name) => (isRecord(row) && Object.hasOwn(row, name) ? show(row[name]) : "")),
      ...(hasValues ? [isRecord(row) ? "" : show(row)] : []),
    ]);
    const widths = heads.map((head, at) =>
      [head, ...rows.map((row) => row[at] ?? "")].reduce((most, cell) => Math.max(most, cell.length), 0),
    );
    const line = (row: string[]) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join(" | ")
        .trimEnd();
    return [heads, ...rows].map(line);
  };
}
