/** Google's well-known types from their own JSON: what each of their fields gets, by its number. */
import type { Type } from "protobufjs";
import type { Json } from "../../../../lib/values/json.ts";
import { type WellKnown, wellKnown } from "../proto-schema.ts";
import { listOf, nameOf, objectOf, unfit } from "./byte-writer.ts";
import { timeCount, wholeIn } from "./whole-values.ts";

const perSecond = 1_000_000_000n;
/** From the year 1 to the end of 9999, and 10,000 years: what Protobuf says of them. */
const seconds = {
  time: [-62_135_596_800n, 253_402_300_799n],
  duration: [-315_576_000_000n, 315_576_000_000n],
} as const;

type FieldValues = readonly [id: number, value: Json][];

const known: Readonly<Record<WellKnown, (value: Json, at: string) => FieldValues>> = {
  Timestamp(value, at) {
    const count = timeCount(value, at, { perSecond });
    const nanos = ((count % perSecond) + perSecond) % perSecond;
    return spanOf(wholeIn((count - nanos) / perSecond, at, seconds.time), nanos);
  },
  Duration(value, at) {
    const [, sign, whole, fraction = ""] = durationText.exec(typeof value === "string" ? value : "") ?? [];
    if (whole === undefined) throw unfit(at, `It takes a duration such as 1.500s, and there is ${nameOf(value)}.`);
    const factor = sign === "-" ? -1n : 1n;
    return spanOf(wholeIn(factor * BigInt(whole), at, seconds.duration), factor * BigInt(fraction.padEnd(9, "0")));
  },
  wrapper: (value) => [[1, value]],
  Struct: (value, at) => [[1, objectOf(value, at)]],
  ListValue: (value, at) => [[1, [...listOf(value, at)]]],
  Value: (value) => [[kindOfValue(value), value === null ? 0 : value]],
};

const durationText = /^(-?)(\d{1,15})(?:\.(\d{1,9}))?s$/;

const spanOf = (whole: bigint, nanos: bigint): FieldValues => [
  [1, whole],
  [2, nanos],
];

/** The numbers of the fields of google.protobuf.Value. */
function kindOfValue(value: Json): number {
  if (value === null) return 1;
  if (typeof value === "string") return 3;
  if (typeof value === "boolean") return 4;
  if (typeof value === "object") return Array.isArray(value) ? 6 : 5;
  return 2;
}

/** Undefined for other types. */
export function knownFields(type: Type, value: Json, at: string): FieldValues | undefined {
  const which = wellKnown(type);
  return which && known[which](value, at);
}
