/** Provider credentials. A secret goes in and is opened again only where a provider is called. */
import { z } from "zod";
import { PatchbayError } from "../../lib/errors.ts";
import { CredentialProvider, type CredentialView } from "../../lib/views/api-views.ts";
import { parseBrokers, readKafkaCredential } from "../broker/kafka/kafka-credential.ts";
import type { Database } from "../database/db.ts";
import type { Fetch } from "../guarded-fetch.ts";
import { newId } from "../ids.ts";
import { parseMailServer } from "../mail/mail-server.ts";
import type { Vault } from "./vault.ts";

/** An opened credential. The secret may be sent to `host` (name and port) and nowhere else. */
export type OpenCredential = {
  provider: CredentialProvider;
  baseUrl: string;
  host: string;
  secret: string;
  fetch: Fetch;
};
export type NewCredential = { name: string; provider: CredentialProvider; baseUrl: string; secret: string };
type Deps = { prisma: Database; vault: Vault };
type ReadDeps = Deps & { fetch: Fetch };

/** Base URL and secret are sealed together: who could change the one could have the other sent to himself. */
const Sealed = z.object({ baseUrl: z.string(), secret: z.string() });
type Address = z.infer<typeof Sealed>;

export async function createCredential(
  { prisma, vault }: Deps,
  by: { workspaceId: string; createdBy: string },
  credential: NewCredential,
): Promise<CredentialView> {
  const id = newId();
  const { name, provider, secret } = credential;
  const { baseUrl, host } = addressOf(provider, credential.baseUrl);
  if (provider === "secret") demandSecret(secret);
  if (provider === "kafka") readKafkaCredential({ baseUrl, secret });
  const sealed = await vault.seal(secretAddress(by.workspaceId, id), JSON.stringify({ baseUrl, secret }));
  const same = await prisma.credential.count({ where: { workspaceId: by.workspaceId, name } });
  if (same > 0) throw nameTaken(name);
  const row = await prisma.credential.create({ data: { id, ...by, name, provider, host, secret: sealed } });
  return viewOf(row);
}

export async function listCredentials(prisma: Database, workspaceId: string): Promise<CredentialView[]> {
  const rows = await prisma.credential.findMany({ where: { workspaceId }, orderBy: { name: "asc" } });
  return rows.map(viewOf);
}

type Change = { name?: string | undefined; baseUrl?: string | undefined; secret?: string | undefined };

/**
 * Renames a credential, moves it to another address, or replaces its secret; what is absent stays. A secret is not taken to
 * another host or scheme: that needs the secret again.
 */
export async function updateCredential(
  deps: Deps,
  of: { workspaceId: string; id: string },
  change: Change,
): Promise<CredentialView> {
  const { prisma, vault } = deps;
  const opened = await openForChange(deps, of, change);
  const { name } = change;
  if (name !== undefined) {
    const same = await prisma.credential.count({ where: { workspaceId: of.workspaceId, name, NOT: { id: of.id } } });
    if (same > 0) throw nameTaken(name);
  }
  const next = changedAddress(opened, change);
  const isMoved = opened.isLost || next.baseUrl !== opened.baseUrl || next.secret !== opened.secret;
  const sealed = isMoved ? await vault.seal(secretAddress(of.workspaceId, of.id), JSON.stringify(next)) : undefined;
  // Another server, or another account, has to be learnt anew.
  if (isMoved) await prisma.learntModel.deleteMany({ where: { credentialId: of.id } });
  const untested = { testedAt: null, testNote: null, testFailed: false };
  const row = await prisma.credential.update({
    where: of,
    data: {
      ...(name === undefined ? {} : { name }),
      ...(sealed === undefined
        ? {}
        : { secret: sealed, host: addressOf(opened.provider, next.baseUrl).host, ...untested }),
    },
  });
  return viewOf(row);
}

/** Address and secret of a credential with a change that is not stored, for a test of it. */
export async function readChanged(
  deps: Deps,
  of: { workspaceId: string; id: string },
  change: Change,
): Promise<{ provider: CredentialProvider; baseUrl: string; secret: string }> {
  const opened = await openForChange(deps, of, change);
  return { provider: opened.provider, ...changedAddress(opened, change) };
}

function changedAddress(opened: Address & { provider: CredentialProvider }, { baseUrl, secret }: Change): Address {
  if (opened.provider === "secret") return { baseUrl: "", secret: demandSecret(secret ?? opened.secret) };
  const next = addressOf(opened.provider, baseUrl ?? opened.baseUrl).baseUrl;
  const isElsewhere = serverOf(opened.provider, next) !== serverOf(opened.provider, opened.baseUrl);
  if (isElsewhere && secret === undefined && opened.secret !== "") {
    throw new PatchbayError("bad_input", "Enter the key too: the stored one is not sent to another host.", {
      issues: [{ path: "secret", message: "Needed for the new address." }],
    });
  }
  const changed = { baseUrl: next, secret: secret ?? opened.secret };
  if (opened.provider === "kafka") readKafkaCredential(changed);
  return changed;
}

/** For the form that edits it; empty when it cannot be read any more, so that it is entered again. */
export async function readBaseUrl(deps: Deps, of: { workspaceId: string; id: string }): Promise<string> {
  const row = await demandRow(deps, of);
  return (await unsealIfReadable(deps, row))?.baseUrl ?? "";
}

/** Keeps what a test said. */
export async function noteTest(
  prisma: Database,
  of: { workspaceId: string; id: string },
  { ok, message }: { ok: boolean; message: string },
): Promise<CredentialView> {
  const data = { testedAt: new Date(), testNote: message.slice(0, 1000), testFailed: !ok };
  return viewOf(await prisma.credential.update({ where: of, data }));
}

export async function deleteCredential(prisma: Database, workspaceId: string, id: string): Promise<void> {
  const { count } = await prisma.credential.deleteMany({ where: { id, workspaceId } });
  if (count === 0) throw noCredential();
}

/** For calls to the provider. Undefined when this workspace has none with this id. */
export async function readCredential(
  { prisma, vault, fetch }: ReadDeps,
  workspaceId: string,
  id: string,
): Promise<OpenCredential | undefined> {
  const row = await prisma.credential.findFirst({ where: { id, workspaceId } });
  if (!row) return undefined;
  const { baseUrl, secret } = await unseal(vault, row);
  const provider = CredentialProvider.parse(row.provider);
  if (addressOf(provider, baseUrl).host !== row.host) {
    throw new PatchbayError(
      "unavailable",
      "This credential names another host than it was stored for. Enter it again.",
    );
  }
  // A time that is a little stale is fine, and a failure to note it must not fail the call.
  await prisma.credential.updateMany({ where: { id, workspaceId }, data: { lastUsedAt: new Date() } }).catch(() => {});
  return { provider, baseUrl, host: row.host, secret, fetch };
}

/** What cannot be read any more, as after a restore under another secret, may be entered again as a whole. */
async function openForChange(deps: Deps, of: { workspaceId: string; id: string }, { baseUrl, secret }: Change) {
  const row = await demandRow(deps, of);
  const provider = CredentialProvider.parse(row.provider);
  const isWhole = secret !== undefined && (baseUrl !== undefined || provider === "secret");
  const stored = isWhole ? await unsealIfReadable(deps, row) : await unseal(deps.vault, row);
  return { provider, isLost: stored === undefined, ...(stored ?? { baseUrl: baseUrl ?? "", secret: secret ?? "" }) };
}

async function demandRow({ prisma }: Pick<Deps, "prisma">, of: { workspaceId: string; id: string }) {
  const row = await prisma.credential.findFirst({ where: of });
  if (!row) throw noCredential();
  return row;
}

async function unsealIfReadable({ vault }: Pick<Deps, "vault">, row: Parameters<typeof unseal>[1]) {
  try {
    return await unseal(vault, row);
  } catch (error) {
    if (error instanceof PatchbayError && error.code === "unavailable") return undefined;
    throw error;
  }
}

async function unseal(vault: Vault, row: { id: string; workspaceId: string; secret: string }): Promise<Address> {
  return Sealed.parse(JSON.parse(await vault.open(secretAddress(row.workspaceId, row.id), row.secret)));
}

function nameTaken(name: string): PatchbayError {
  return new PatchbayError("conflict", `There is a credential “${name}” already. Choose another name.`);
}

export function noCredential(): PatchbayError {
  return new PatchbayError("not_found", "There is no credential with this id.");
}

function secretAddress(workspaceId: string, rowId: string) {
  return { workspaceId, rowId, field: "secret" };
}

/**
 * `host` is the name and, where it is not the scheme's own, the port. A shared secret is sent nowhere, so it has no address.
 * Throws `bad_input`.
 */
export function addressOf(provider: CredentialProvider, baseUrl: string): { baseUrl: string; host: string } {
  if (provider === "secret") return { baseUrl: "", host: "" };
  if (provider === "kafka") {
    const brokers = parseBrokers(baseUrl).join(",");
    return { baseUrl: brokers, host: brokers };
  }
  if (provider !== "smtp") return parseBaseUrl(baseUrl);
  const { host, port } = parseMailServer(baseUrl);
  return { baseUrl, host: `${host}:${port}` };
}

function demandSecret(secret: string): string {
  if (secret !== "") return secret;
  const issues = [{ path: "secret", message: "Enter the secret." }];
  throw new PatchbayError("bad_input", "Enter the secret that the sender of requests knows too.", { issues });
}

/** Where a secret goes, and how safely; the `origin` of an address that is not HTTP would be “null”. */
function serverOf(provider: CredentialProvider, address: string): string {
  if (provider === "kafka") return address;
  const { protocol, host, searchParams } = new URL(address);
  return `${protocol}//${host} ${searchParams.get("tls") ?? ""}`;
}

function parseBaseUrl(text: string): { baseUrl: string; host: string } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:") || url.username !== "" || url.password !== "") {
    throw new PatchbayError("bad_input", "The base URL should look like https://api.example.com/v1.", {
      issues: [{ path: "baseUrl", message: "Should begin with https:// (or http://) and hold no password." }],
    });
  }

  return { baseUrl: url.href.replace(/\/+$/, ""), host: url.host };
}

type Row = {
  id: string;
  name: string;
  provider: string;
  host: string;
  createdAt: Date;
  lastUsedAt: Date | null;
} & Test;
type Test = { testedAt: Date | null; testNote: string | null; testFailed: boolean };

function viewOf({
  id,
  name,
  provider,
  host,
  createdAt,
  lastUsedAt,
  testedAt,
  testNote,
  testFailed,
}: Row): CredentialView {
  return {
    id,
    name,
    provider: CredentialProvider.parse(provider),
    host,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    test: testedAt && { ok: !testFailed, message: testNote ?? "", at: testedAt.toISOString() },
  };
}
