/**
 * The only way out: fetch to public addresses. A name is resolved once, by the connection itself, and the very address
 * that was checked is the one that is used, so a name that changes its mind in between gains nothing. Redirects are not
 * followed: with `redirect: "manual"` the caller gets the response that redirects, and whatever it calls next is checked
 * like any other address.
 */
import { type LookupAddress, lookup } from "node:dns";
import { once } from "node:events";
import { connect, isIP, type LookupFunction, type Socket } from "node:net";
import ipaddr from "ipaddr.js";
import { PatchbayError } from "../lib/errors.ts";

export type Fetch = typeof globalThis.fetch;
export type GuardOptions = {
  /** PATCHBAY_PRIVATE_HOSTS: host or host:port. */
  privateHosts: readonly string[];
  /** How long a server may say nothing before its connection is given up, in milliseconds; 0: as long as the caller waits. */
  idleMs?: number;
  /** For tests. */
  lookup?: Lookup;
};
export type Lookup = (name: string, done: (error: Error | null, addresses: LookupAddress[]) => void) => void;

const defaultIdleMs = 300_000;

export function makeGuardedFetch({
  privateHosts,
  idleMs = defaultIdleMs,
  lookup: find = lookupAll,
}: GuardOptions): Fetch {
  // Loaded by the first request: it takes some 20 MB.
  const openAgents = async () => {
    const { Agent } = await import("undici");
    const limits = { headersTimeout: idleMs, bodyTimeout: idleMs };
    return { guarded: new Agent({ ...limits, connect: { lookup: onlyPublic(find) } }), open: new Agent(limits) };
  };
  let agents: ReturnType<typeof openAgents> | undefined;
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.protocol !== "https:" && url.protocol !== "http:") {
      throw new PatchbayError("forbidden", `Patchbay calls http and https addresses only, not ${url.protocol}`);
    }
    const isAllowed = isListed(url.hostname, portOf(url), privateHosts);
    if (!isAllowed) assertPublicLiteral(url.hostname);
    const redirect = init?.redirect === "manual" ? "manual" : "error";
    agents ??= openAgents();
    const { guarded, open } = await agents;
    const options = { ...init, redirect, dispatcher: isAllowed ? open : guarded } as const;
    try {
      return await fetch(input, options);
    } catch (error) {
      throw refusalIn(error) ?? error;
    }
  };
}

/**
 * A connection to a host and port, under the same rules: for what is not HTTP, such as mail. Throws `forbidden` for a host that
 * is not public, and what the connection itself said.
 */
export async function connectGuarded(
  { host, port, signal }: { host: string; port: number; signal: AbortSignal },
  guard: GuardOptions,
): Promise<Socket> {
  const socket = connect({ host, port, ...guardedLookup({ host, port }, guard) });
  try {
    await once(socket, "connect", { signal });
    return socket;
  } catch (error) {
    socket.destroy();
    throw refusalIn(error) ?? error;
  }
}

/**
 * How the name of a host may be resolved, for a socket that another library wants made. Throws `forbidden` for an address that is
 * not public; of a name, the connection itself says so.
 */
export function guardedLookup(
  { host, port }: { host: string; port: number },
  { privateHosts, lookup: find = lookupAll }: GuardOptions,
): { lookup?: LookupFunction } {
  if (isListed(host, String(port), privateHosts)) return {};
  assertPublicLiteral(host);
  return { lookup: onlyPublic(find) };
}

/** Whether a packet to this address stays out of private networks, this machine, and the special-purpose registries. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== "unicast") return false;
  // Of IPv6 only 2000::/3 has been given out as global unicast (IANA).
  return parsed.kind() === "ipv4" || (parsed.toByteArray()[0] ?? 0) >> 5 === 1;
}

function onlyPublic(find: Lookup): LookupFunction {
  return (name, options, done) => {
    find(name, (error, addresses) => {
      if (error) return done(error, []);
      const usable = addresses.filter(({ address }) => isPublicAddress(address));
      const [first] = usable;
      if (!first) return done(notPublic(name), []);
      if (options.all) return done(null, usable);
      done(null, first.address, first.family);
    });
  };
}

/** An address written as such is connected to without a lookup. */
function assertPublicLiteral(hostname: string): void {
  const bare = hostname.replace(/^\[|\]$/g, "");
  if (isIP(bare) !== 0 && !isPublicAddress(bare)) throw notPublic(bare);
}

function portOf({ protocol, port }: URL): string {
  return port === "" ? (protocol === "https:" ? "443" : "80") : port;
}

function isListed(hostname: string, port: string, hosts: readonly string[]): boolean {
  return hosts.includes(hostname) || hosts.includes(`${hostname}:${port}`);
}

function notPublic(host: string): PatchbayError {
  const advice = "To allow it all the same, add it to PATCHBAY_PRIVATE_HOSTS and restart Patchbay.";
  return new PatchbayError("forbidden", `“${host}” is not a public address, so Patchbay does not call it. ${advice}`);
}

/** fetch hides what the lookup threw behind “fetch failed”. */
function refusalIn(error: unknown): PatchbayError | undefined {
  if (error instanceof PatchbayError) return error;
  return error instanceof Error ? refusalIn(error.cause) : undefined;
}

function lookupAll(name: string, done: Parameters<Lookup>[1]): void {
  lookup(name, { all: true, verbatim: true }, done);
}
