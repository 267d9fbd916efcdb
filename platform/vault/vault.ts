/**
 * Envelope encryption of stored secrets. A key-encrypting key, derived from PATCHBAY_SECRET, wraps one data key per
 * workspace; the data key encrypts the secrets (aes-gcm.ts); the additional data names workspace, row, field and format version, so that a row copied elsewhere does not open.
 */
import { hkdfSync, randomBytes } from "node:crypto";
import { PatchbayError } from "../../lib/errors.ts";
import type { Database } from "../database/db.ts";
import { sha256 } from "../ids.ts";
import { decryptText, encryptText } from "./aes-gcm.ts";
import { allSecrets, type Secrets } from "./secrets.ts";

type SecretAddress = { workspaceId: string; rowId: string; field: string };

export type Vault = {
  seal(address: SecretAddress, secret: string): Promise<string>;
  /** Throws `unavailable` when the text was altered, moved, or sealed under another PATCHBAY_SECRET. */
  open(address: SecretAddress, sealed: string): Promise<string>;
  /** Wraps the data key of this workspace under the current secret; false when it was, or there is none. */
  rewrap(workspaceId: string): Promise<boolean>;
};

const formatVersion = "1";

/** Data keys that are wrapped under another secret of `secrets` open too; new ones are wrapped under the current one. */
export function openVault(prisma: Database, secrets: Secrets): Vault {
  const kek = keyOf(secrets.current);
  const kekId = idOf(kek);
  const keks = new Map(allSecrets(secrets).map((secret) => [idOf(keyOf(secret)), keyOf(secret)]));
  const dataKeys = new Map<string, Buffer>();

  async function dataKey(workspaceId: string): Promise<Buffer> {
    const known = dataKeys.get(workspaceId);
    if (known) return known;
    const row = await prisma.workspace.findUnique({
      where: { id: workspaceId },
      select: { wrappedKey: true, wrappedKeyId: true },
    });
    if (!row) throw new PatchbayError("not_found", "This workspace no longer exists.");
    if (row.wrappedKey === null) return await makeDataKey(workspaceId);
    const key = unwrap(workspaceId, row.wrappedKey, row.wrappedKeyId);
    dataKeys.set(workspaceId, key);
    return key;
  }

  function unwrap(workspaceId: string, wrapped: string, wrappedKeyId: string | null): Buffer {
    const wrapping = keks.get(wrappedKeyId ?? "");
    if (!wrapping) throw wrongSecret();
    return Buffer.from(decrypt(wrapping, wrapped, wrapData(workspaceId)), "base64");
  }

  async function makeDataKey(workspaceId: string): Promise<Buffer> {
    const wrappedKey = encryptText(kek, randomBytes(32).toString("base64"), wrapData(workspaceId));
    // When two processes make one at once, the first wins and the other reads it.
    await prisma.workspace.updateMany({
      where: { id: workspaceId, wrappedKey: null },
      data: { wrappedKey, wrappedKeyId: kekId },
    });
    return await dataKey(workspaceId);
  }

  return {
    async seal(address, plain) {
      return encryptText(await dataKey(address.workspaceId), plain, addressData(address));
    },
    async open(address, sealed) {
      return decrypt(await dataKey(address.workspaceId), sealed, addressData(address));
    },
    async rewrap(id) {
      const row = await prisma.workspace.findUnique({
        where: { id },
        select: { wrappedKey: true, wrappedKeyId: true },
      });
      if (!row?.wrappedKey || row.wrappedKeyId === kekId) return false;
      const key = unwrap(id, row.wrappedKey, row.wrappedKeyId).toString("base64");
      const { count } = await prisma.workspace.updateMany({
        where: { id, wrappedKey: row.wrappedKey },
        data: { wrappedKey: encryptText(kek, key, wrapData(id)), wrappedKeyId: kekId },
      });
      return count === 1;
    },
  };
}

/** Tells whether two secrets are the same, and nothing else about them: 64 bits of a hash of the key made from it. */
export function fingerprintOfSecret(secret: string): string {
  return idOf(keyOf(secret));
}

/** Of all that are accepted; the one that encrypts comes first. */
export const fingerprintsOf = (secrets: Secrets): string[] => allSecrets(secrets).map(fingerprintOfSecret);

function keyOf(secret: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", "patchbay key-encrypting key", 32));
}

function idOf(kek: Buffer): string {
  return sha256(`patchbay kek id ${kek.toString("hex")}`).slice(0, 16);
}

function addressData({ workspaceId, rowId, field }: SecretAddress): string {
  return `${workspaceId}|${rowId}|${field}|${formatVersion}`;
}

function wrapData(workspaceId: string): string {
  return `${workspaceId}|data-key|${formatVersion}`;
}

function decrypt(key: Buffer, sealed: string, data: string): string {
  try {
    return decryptText(key, sealed, data);
  } catch (cause) {
    throw wrongSecret(cause);
  }
}

function wrongSecret(cause?: unknown): PatchbayError {
  const message = "This secret cannot be opened: it was altered, or PATCHBAY_SECRET is not the one it was stored with.";
  return new PatchbayError("unavailable", `${message} Enter the credential again.`, { cause });
}
