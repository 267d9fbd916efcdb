import { protoKeyRefused } from "../../lib/values/keys/proto-key.ts";
import { readTable } from "../documents/tables/csv.ts";
import type { Parsed } from "./parse.ts";

/** One object a row; every cell is the text that is written there. Columns of one name are told apart by a number. */
export function readRows(text: string): Parsed {
  const { titles, header, names, records } = readTable(text);
  const columns: string[] = [];
  // A delimiter at the end of each line makes no column.
  for (const name of [...names, ...header.slice(names.length).filter((one) => one !== "")])
    columns.push(freeName(name, columns));
  if (columns.includes("__proto__")) throw new Error(protoKeyRefused);
  return {
    value: records.map((row) => Object.fromEntries(columns.map((name, column) => [name, row[column] ?? ""]))),
    above: titles.map((row) => row.filter((cell) => cell !== "").join(" | ")),
    repaired: false,
  };
}

function freeName(name: string, taken: readonly string[]): string {
  let free = name;
  for (let number = 2; taken.includes(free); number += 1) free = `${name} ${number}`;
  return free;
}
