import { type Service, ServiceDocument } from "../../lib/service/service.ts";
import { withOperation } from "../../lib/service/service-ports.ts";
import { PlainJson } from "../../lib/values/json.ts";
import { readOperation } from "../../nodes/model-service/read-service.ts";
import { loopbackFetch } from "./node.ts";
import { patienceMs } from "./patience.ts";

const unconnected = { inputs: new Set<string>(), outputs: new Set<string>() };
type More = Partial<Pick<Service, "values" | "pages" | "retryOn" | "credential" | "server" | "variables">>;

/** The setting of a Model service node as the editor makes it: the document is read, an operation is picked. */
export async function pickOperation(address: string, id: string, more: More = {}): Promise<Record<string, PlainJson>> {
  const signal = AbortSignal.timeout(patienceMs);
  const { service, operation } = await readOperation({ address, id, fetch: loopbackFetch, signal });
  const picked = withOperation({ ...startOf(service), ...more }, operation, unconnected);
  return asSetting(picked);
}

export function startOf(document: ServiceDocument): Service {
  const { operations: _operations, note: _note, ...found } = ServiceDocument.parse(document);
  return {
    ...found,
    ...{ server: 0, variables: {}, values: {}, ports: [], inputs: [], outputs: [] },
    ...{ effect: "effect", keyed: false, retryOn: [429, 503] },
  };
}

export function asSetting(service: Service): Record<string, PlainJson> {
  const value = PlainJson.parse(JSON.parse(JSON.stringify(service)));
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("a service is an object");
  return value;
}
