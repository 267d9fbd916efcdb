/** What a server offers: its tools, resources and prompts. What cannot be read of it is said, and hides nothing else. */
import { PatchbayError } from "../../lib/errors.ts";
import type { McpDocument, McpOffer } from "../../lib/service/mcp.ts";
import { parsePlainJson, stringifyJson } from "../../lib/values/exact-json.ts";
import { isObject } from "../../lib/values/is-object.ts";
import type { Json, PlainJson } from "../../lib/values/json.ts";
import { type Connection, type Fields, withServer } from "./connect.ts";
import type { ServerAddress } from "./mcp-failure.ts";

const mostPages = 50;
const mostOffers = 300;
/** Of one tool's parameters, in characters: all tools go to the model with each turn. */
const mostSchema = 30_000;

export async function readOffers(at: ServerAddress): Promise<McpDocument> {
  return await withServer(at, async (connection) => {
    const notes: string[] = [];
    const lists: McpOffer[][] = [];
    for (const list of listings) {
      if (!connection.has(list.what) && list.what !== "tools") continue;
      const items = await itemsOf(connection, list, notes);
      const read = items.map(list.read);
      const offers = read.filter((offer) => offer !== undefined);
      // A name is what a call says, so the first one of a name is the one that it means.
      lists.push([...new Map(offers.toReversed().map((offer) => [offer.name, offer])).values()].toReversed());
      const unread = read.length - offers.length;
      if (unread > 0)
        notes.push(`${unread} of the ${list.title} cannot be read and ${unread === 1 ? "is" : "are"} left out.`);
    }
    const tools = lists.flat();
    if (tools.length > mostOffers) notes.push(`Only the first ${mostOffers} of ${tools.length} are kept.`);
    const { title, version } = connection;
    return {
      address: at.address,
      title: title || new URL(at.address).host,
      version,
      tools: tools.slice(0, mostOffers),
      notes,
    };
  });
}

type Listing = {
  what: "tools" | "resources" | "prompts";
  method: string;
  field: string;
  title: string;
  read(item: Fields): McpOffer | undefined;
};

const listings: readonly Listing[] = [
  { what: "tools", method: "tools/list", field: "tools", title: "tools", read: readTool },
  { what: "resources", method: "resources/list", field: "resources", title: "resources", read: readResource },
  {
    ...{ what: "resources", method: "resources/templates/list", field: "resourceTemplates" },
    ...{ title: "templates of resources", read: readTemplate },
  },
  { what: "prompts", method: "prompts/list", field: "prompts", title: "prompts", read: readPrompt },
];

/** A server without tools answers so in many ways; only what says why it cannot list them is worth a failure. */
async function itemsOf(
  connection: Connection,
  { what, method, field, title }: Listing,
  notes: string[],
): Promise<Fields[]> {
  const items: Fields[] = [];
  const known = new Set<string>();
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    let result: Fields;
    try {
      result = await connection.request({ method, params: cursor === undefined ? {} : { cursor } });
    } catch (thrown) {
      if (what === "tools" && connection.has("tools")) throw thrown;
      const why = thrown instanceof Error ? ` (${thrown.message.slice(0, 200)})` : "";
      if (what !== "tools") notes.push(`The server does not list its ${title}${why}.`);
      return items;
    }
    const list = result[field];
    items.push(...(Array.isArray(list) ? list : []).map((item) => fieldsOf(item) ?? {}));
    const next = result.nextCursor;
    if (typeof next !== "string" || next === "" || known.has(next)) return items;
    known.add(next);
    cursor = next;
  }
  return items;
}

function readTool(item: Fields): McpOffer | undefined {
  const base = baseOf(item, "name");
  if (!base) return undefined;
  const hints = fieldsOf(item.annotations) ?? {};
  const acts =
    hints.readOnlyHint === true
      ? ({ effect: "costly", keyed: false } as const)
      : ({ effect: "effect", keyed: hints.idempotentHint === true } as const);
  const title = base.title || textOf(hints.title, 200);
  const { parameters: outputs, problem } = parametersOf(item.outputSchema);
  const result = item.outputSchema === undefined || problem !== undefined ? {} : { outputs };
  return { ...base, title, kind: "tool", ...acts, ...result, ...parametersOf(item.inputSchema) };
}

function readResource(item: Fields): McpOffer | undefined {
  const base = baseOf(item, "uri");
  if (!base) return undefined;
  const title = base.title || textOf(item.name, 200);
  return { ...base, ...reading, title, kind: "resource", parameters: emptyObject };
}

function readTemplate(item: Fields): McpOffer | undefined {
  const base = baseOf(item, "uriTemplate");
  if (!base) return undefined;
  const names = [...base.name.matchAll(/\{[+#./;?&]?([^{}]+)\}/g)].flatMap(([, list = ""]) => list.split(","));
  const properties = Object.fromEntries(names.map((name) => [name.replace(/[*:].*$/, ""), { type: "string" }]));
  const parameters = { type: "object", properties, required: Object.keys(properties) };
  return { ...base, ...reading, title: base.title || textOf(item.name, 200), kind: "template", parameters };
}

function readPrompt(item: Fields): McpOffer | undefined {
  const base = baseOf(item, "name");
  if (!base) return undefined;
  const given = Array.isArray(item.arguments) ? item.arguments : [];
  const named = given.flatMap((each) => {
    const { name, description, required: isNeeded } = fieldsOf(each) ?? {};
    return typeof name === "string" ? [{ name, description: textOf(description, 500), isNeeded }] : [];
  });
  const properties = Object.fromEntries(named.map(({ name, ...rest }) => [name, { type: "string", ...textIn(rest) }]));
  const required = named.filter(({ isNeeded }) => isNeeded === true).map(({ name }) => name);
  return { ...base, ...reading, kind: "prompt", parameters: { type: "object", properties, required } };
}

const textIn = ({ description }: { description: string }) => (description === "" ? {} : { description });
const reading = { effect: "costly", keyed: false } as const;
const emptyObject = { type: "object", properties: {} };

function baseOf(item: Fields, key: string): Pick<McpOffer, "name" | "title" | "description"> | undefined {
  const name = item[key];
  if (typeof name !== "string" || name === "" || name.length > 2000) return undefined;
  return { name, title: textOf(item.title, 200), description: textOf(item.description, 4000) };
}

/** A schema that a model cannot be told keeps its tool from being offered, and no other one. */
function parametersOf(schema: Json | undefined): Pick<McpOffer, "parameters"> & { problem?: string } {
  const tree = fieldsOf(schema);
  if (schema !== undefined && !tree)
    return { parameters: {}, problem: "Its parameters are not a JSON Schema of an object." };
  const { $schema: _dialect, $id: _id, ...rest } = tree ?? {};
  if (rest.type !== undefined && rest.type !== "object") {
    return { parameters: {}, problem: "Its parameters are not a JSON Schema of an object." };
  }
  const text = stringifyJson({ type: "object", properties: {}, ...rest });
  if (text.length > mostSchema) {
    return { parameters: {}, problem: `Its parameters take ${text.length} characters, more than ${mostSchema}.` };
  }
  try {
    return { parameters: fieldsIn(parsePlainJson(text)) };
  } catch (thrown) {
    const why = thrown instanceof PatchbayError ? thrown.userMessage : "Its parameters cannot be read.";
    return { parameters: {}, problem: why };
  }
}

function fieldsIn(value: PlainJson): { [key: string]: PlainJson } {
  return isObject(value) ? value : {};
}

function fieldsOf(value: Json | undefined): Fields | undefined {
  return isObject(value) ? value : undefined;
}

function textOf(value: Json | undefined, most: number): string {
  return typeof value === "string" ? value.slice(0, most) : "";
}
