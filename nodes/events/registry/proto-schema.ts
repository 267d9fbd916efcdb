/** The text of a Protobuf schema as protobufjs reads it, with what it imports, and its messages by path and by name. */
import type { Enum, Field, MapField, Namespace, Type } from "protobufjs";
import { PatchbayError } from "../../../lib/errors.ts";
import { unreadable } from "./byte-reader.ts";
import { commonProtos, packagedProto } from "./common-protos.ts";

type Library = typeof import("protobufjs");
/** `name`: by which other files import it. */
export type ProtoFile = { name: string; text: string };
export type AnyField = Field | MapField;
/** `own`: the schema's file by itself, as messages are counted there. */
type ProtoSchema = {
  library: Library;
  messageAt(path: readonly number[]): Type;
  messages: readonly ProtoMessage[];
};
/** `name`: inside of its package, such as Order.Line. `path`: by which the bytes name it. */
export type ProtoMessage = { name: string; fullName: string; path: readonly number[] };

/** Throws `bad_input` for what is no schema. */
export async function readProtoSchema(schema: string, references: readonly ProtoFile[]): Promise<ProtoSchema> {
  // Some 10 MB, for those who need it.
  const { default: library } = await import("protobufjs");
  const { root, own } = parse(library, schema, references);
  const messages = messagesOf(library, own, { name: "", path: [] });
  const byPath = new Map(messages.map(({ path, fullName }) => [path.join("."), fullName]));
  return {
    library,
    messages,
    messageAt(path) {
      const fullName = byPath.get(path.join("."));
      if (fullName === undefined)
        throw unreadable(`It names message ${path.join(".")} of its schema, which has no such message.`);
      return root.lookupType(fullName);
    },
  };
}

function parse(library: Library, schema: string, references: readonly ProtoFile[]) {
  const options = { keepCase: true };
  try {
    const root = new library.Root();
    const seen = new Set<string>();
    const known = new Map([...commonProtos, ...references].map(({ name, text }) => [name, text]));
    const add = (text: string) => {
      const { imports = [], weakImports = [] } = library.parse(text, root, options);
      for (const name of [...imports, ...weakImports]) {
        if (seen.has(name)) continue;
        seen.add(name);
        const referenced = known.get(name);
        const common = referenced === undefined ? (library.common.get(name) ?? packagedProto(name)) : undefined;
        if (referenced !== undefined) add(referenced);
        else if (common?.nested) root.addJSON(common.nested);
      }
    };
    add(schema);
    root.resolveAll();
    // By itself, as messages are counted in their own file.
    const file = library.parse(schema, new library.Root(), options);
    const own = file.package ? file.root.lookup(file.package) : file.root;
    if (!(own instanceof library.Namespace)) throw new Error("the package is not there");
    return { root, own };
  } catch (thrown) {
    if (thrown instanceof PatchbayError) throw thrown;
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw unreadable(`Its Protobuf schema cannot be read: ${reason.slice(0, 300)}`);
  }
}

type Within = { name: string; path: readonly number[] };

function messagesOf(library: Library, within: Namespace, { name, path }: Within): ProtoMessage[] {
  const types = within.nestedArray.filter((each) => each instanceof library.Type);
  return types.flatMap((type, index) => {
    const at = { name: name === "" ? type.name : `${name}.${type.name}`, path: [...path, index] };
    return [{ ...at, fullName: type.fullName }, ...messagesOf(library, type, at)];
  });
}

/** Wire types (protobuf.dev, “Encoding”). */
export const wireType = { varint: 0, eightBytes: 1, sized: 2, groupStart: 3, groupEnd: 4, fourBytes: 5 } as const;
const { eightBytes, fourBytes, sized } = wireType;
const kinds: Readonly<Record<string, number>> = {
  ...{ double: eightBytes, fixed64: eightBytes, sfixed64: eightBytes },
  ...{ float: fourBytes, fixed32: fourBytes, sfixed32: fourBytes, string: sized, bytes: sized },
};
export const kindOf = (type: string): number => kinds[type] ?? wireType.varint;

export function isPackable(field: AnyField): boolean {
  const { resolvedType, type } = field.resolve();
  if (resolvedType) return isEnum(resolvedType);
  return kindOf(type) !== sized;
}

export const isEnum = (type: Type | Enum | null): type is Enum => type !== null && "valuesById" in type;
export const isMap = (field: AnyField): field is MapField => field.map;
export const isMessage = (type: object | null): type is Type => type !== null && "fieldsById" in type;

const google = ".google.protobuf.";
const wrappers = ["Double", "Float", "Int64", "UInt64", "Int32", "UInt32", "Bool", "String", "Bytes"];
export type WellKnown = "Timestamp" | "Duration" | "Struct" | "ListValue" | "Value" | "wrapper";

/** Of the types of Google that have a JSON of their own, which one it is. */
export function wellKnown({ fullName }: Type): WellKnown | undefined {
  if (!fullName.startsWith(google)) return undefined;
  const name = fullName.slice(google.length);
  if (wrappers.some((of) => name === `${of}Value`)) return "wrapper";
  return (["Timestamp", "Duration", "Struct", "ListValue", "Value"] as const).find((one) => one === name);
}
