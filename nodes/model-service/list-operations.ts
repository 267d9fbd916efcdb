import type { OperationSummary, ServiceServer } from "../../lib/service/service.ts";
import { isTree, listAt, type OpenApi, own, resolve, type Tree, textAt, treeAt } from "./openapi-document.ts";

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "query"] as const;
const mostOperations = 2000;

/** An operation with what stands around it: parameters and servers of its path count for it too. */
export type FoundOperation = { method: string; path: string; item: Tree; operation: Tree };

export function operationsOf({ root }: OpenApi): FoundOperation[] {
  return Object.entries(treeAt(root, "paths"))
    .flatMap(([path, value]) => {
      const item = resolve(root, value);
      return methods.flatMap((method) => {
        const operation = own(item, method);
        return isTree(operation) ? [{ method: method.toUpperCase(), path, item, operation }] : [];
      });
    })
    .slice(0, mostOperations);
}

export const operationId = ({ method, path }: Pick<FoundOperation, "method" | "path">) => `${method} ${path}`;

export function summaryOf(found: FoundOperation): OperationSummary {
  const { method, path, operation } = found;
  return {
    id: operationId(found),
    method,
    path,
    summary: (textAt(operation, "summary") ?? textAt(operation, "operationId") ?? "").slice(0, 200),
    tags: listAt(operation, "tags").filter((tag) => typeof tag === "string"),
    isDeprecated: own(operation, "deprecated") === true,
  };
}

/** The servers of an operation, with whole addresses. Those of the document's own origin come first. */
export function serversOf({ root, address }: OpenApi, found?: FoundOperation): ServiceServer[] {
  const lists = [found?.operation, found?.item, root].map((tree) => (tree ? listAt(tree, "servers") : []));
  const list = lists.find(({ length }) => length > 0) ?? [];
  const servers = list.flatMap((server) => (isTree(server) ? (serverOf(server, address) ?? []) : [])).slice(0, 30);
  if (servers.length === 0) return [{ url: new URL(address).origin, description: "", variables: {} }];
  const origin = new URL(address).origin;
  const isOwn = ({ url }: ServiceServer) => url === origin || url.startsWith(`${origin}/`);
  return [...servers.filter(isOwn), ...servers.filter((server) => !isOwn(server))];
}

function serverOf(server: Tree, address: string): ServiceServer | undefined {
  const written = textAt(server, "url");
  if (written === undefined) return undefined;
  const variables = Object.entries(treeAt(server, "variables")).flatMap(([name, variable]) => {
    if (!isTree(variable)) return [];
    const options = listAt(variable, "enum").flatMap((option) => (typeof option === "string" ? [option] : []));
    const given = own(variable, "default");
    return [[name, { default: given === undefined ? (options[0] ?? "") : String(given), options }] as const];
  });
  // A variable may stand where an address cannot be read, such as in the port.
  const isWhole = /^[a-z{][a-z0-9+.{}-]*:\/\//i.test(written);
  const url = isWhole ? written : URL.canParse(written, address) ? decodeBraces(new URL(written, address).href) : "";
  if (url === "") return undefined;
  return {
    url: url.replace(/\/+$/, ""),
    description: (textAt(server, "description") ?? "").slice(0, 200),
    variables: Object.fromEntries(variables),
  };
}

function decodeBraces(url: string): string {
  return url.replaceAll("%7B", "{").replaceAll("%7D", "}");
}
