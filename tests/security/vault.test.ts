import { expect, test } from "vitest";
import type { Database } from "../../platform/database/db.ts";
import { newId } from "../../platform/ids.ts";
import { createCredential, readCredential, updateCredential } from "../../platform/vault/credentials.ts";
import { openVault } from "../../platform/vault/vault.ts";
import { testDatabase } from "../helpers/database.ts";

const secretOfTests = "a secret of the tests, which is long enough";
const secretsOfTests = { current: secretOfTests, others: [] };
const canary = "sk-canary-0123456789";

async function workspace(prisma: Database): Promise<string> {
  const { id } = await prisma.workspace.create({ data: { id: newId(), name: "w", defaultModel: {} } });
  return id;
}

test("what is sealed opens again, also in another process, and is nowhere in the clear", async () => {
  await using db = await testDatabase();
  const workspaceId = await workspace(db.prisma);
  const vault = openVault(db.prisma, secretsOfTests);
  const credential = {
    name: "c",
    provider: "openai-compatible",
    baseUrl: "https://api.example.com/v1/",
    secret: canary,
  } as const;
  const { id } = await createCredential({ prisma: db.prisma, vault }, { workspaceId, createdBy: "x" }, credential);
  const other = openVault(db.prisma, secretsOfTests);
  expect(await readCredential({ prisma: db.prisma, vault: other, fetch }, workspaceId, id)).toEqual({
    provider: "openai-compatible",
    baseUrl: "https://api.example.com/v1",
    host: "api.example.com",
    secret: canary,
    fetch,
  });
  const rows = JSON.stringify([await db.prisma.credential.findMany(), await db.prisma.workspace.findMany()]);
  for (const form of [canary, Buffer.from(canary).toString("base64").slice(0, 20), encodeURIComponent(canary)]) {
    expect(rows).not.toContain(form);
  }
});

test("a single flipped byte, anywhere, is noticed", async () => {
  await using db = await testDatabase();
  const vault = openVault(db.prisma, secretsOfTests);
  const place = { workspaceId: await workspace(db.prisma), rowId: "r", field: "secret" };
  const sealed = Buffer.from(await vault.seal(place, canary), "base64");
  for (let at = 0; at < sealed.length; at++) {
    const flipped = Buffer.from(sealed);
    flipped.writeUInt8(flipped.readUInt8(at) ^ 1, at);
    await expect(vault.open(place, flipped.toString("base64")), `byte ${at}`).rejects.toMatchObject({
      code: "unavailable",
    });
  }
  await expect(vault.open(place, "")).rejects.toMatchObject({ code: "unavailable" });
});

test("a secret opens in its own row, field and workspace only", async () => {
  await using db = await testDatabase();
  const vault = openVault(db.prisma, secretsOfTests);
  const place = { workspaceId: await workspace(db.prisma), rowId: "r", field: "secret" };
  const sealed = await vault.seal(place, canary);
  const elsewhere = [
    { ...place, rowId: "other" },
    { ...place, field: "other" },
    { ...place, workspaceId: await workspace(db.prisma) },
  ];
  for (const wrong of elsewhere) await expect(vault.open(wrong, sealed)).rejects.toMatchObject({ code: "unavailable" });
});

test("data keys that change places between workspaces do not open", async () => {
  await using db = await testDatabase();
  const [a, b] = [await workspace(db.prisma), await workspace(db.prisma)];
  const vault = openVault(db.prisma, secretsOfTests);
  const sealed = await vault.seal({ workspaceId: a, rowId: "r", field: "secret" }, canary);
  await vault.seal({ workspaceId: b, rowId: "r", field: "secret" }, canary);
  const keyOfA = (await db.prisma.workspace.findUniqueOrThrow({ where: { id: a } })).wrappedKey;
  await db.prisma.workspace.update({ where: { id: b }, data: { wrappedKey: keyOfA } });
  const fresh = openVault(db.prisma, secretsOfTests);
  await expect(fresh.open({ workspaceId: b, rowId: "r", field: "secret" }, sealed)).rejects.toMatchObject({
    code: "unavailable",
  });
});

test("another PATCHBAY_SECRET opens nothing and says so", async () => {
  await using db = await testDatabase();
  const place = { workspaceId: await workspace(db.prisma), rowId: "r", field: "secret" };
  const sealed = await openVault(db.prisma, secretsOfTests).seal(place, canary);
  const other = openVault(db.prisma, { current: "another secret of the tests, also long enough", others: [] });
  await expect(other.open(place, sealed)).rejects.toThrow("PATCHBAY_SECRET");
});

test("two processes that seal at once agree on the data key", async () => {
  await using db = await testDatabase();
  const workspaceId = await workspace(db.prisma);
  const vaults = [openVault(db.prisma, secretsOfTests), openVault(db.prisma, secretsOfTests)];
  const places = vaults.map((_vault, index) => ({ workspaceId, rowId: `r${index}`, field: "secret" }));
  const sealed = await Promise.all(vaults.map((vault, index) => vault.seal(places[index]!, canary)));
  const fresh = openVault(db.prisma, secretsOfTests);
  for (const [index, text] of sealed.entries()) expect(await fresh.open(places[index]!, text)).toBe(canary);
});

test("a credential whose row names another host is refused", async () => {
  await using db = await testDatabase();
  const workspaceId = await workspace(db.prisma);
  const deps = { prisma: db.prisma, vault: openVault(db.prisma, secretsOfTests), fetch };
  const credential = {
    name: "c",
    provider: "openai-compatible",
    baseUrl: "https://api.example.com/v1",
    secret: canary,
  } as const;
  const { id } = await createCredential(deps, { workspaceId, createdBy: "x" }, credential);
  await db.prisma.credential.update({ where: { id }, data: { host: "evil.example" } });
  await expect(readCredential(deps, workspaceId, id)).rejects.toMatchObject({ code: "unavailable" });
});

test("the password of a mail server is not taken to another host, port or encryption", async () => {
  await using db = await testDatabase();
  const workspaceId = await workspace(db.prisma);
  const deps = { prisma: db.prisma, vault: openVault(db.prisma, secretsOfTests) };
  const mail = { name: "m", provider: "smtp", baseUrl: "smtps://ada@mail.example.com:465", secret: canary } as const;
  const { id, host } = await createCredential(deps, { workspaceId, createdBy: "x" }, mail);
  expect(host).toBe("mail.example.com:465");
  const elsewhere = [
    "smtps://ada@evil.example.com:465",
    "smtps://ada@mail.example.com:2465",
    "smtp://ada@mail.example.com:465",
    "smtp://ada@mail.example.com:465?tls=off",
  ];
  for (const baseUrl of elsewhere) {
    await expect(updateCredential(deps, { workspaceId, id }, { baseUrl })).rejects.toMatchObject({ code: "bad_input" });
  }
  for (const baseUrl of [
    "https://mail.example.com",
    "smtps://a:b@mail.example.com",
    "smtp://mail.example.com?tls=on",
  ]) {
    const change = { baseUrl, secret: canary };
    await expect(updateCredential(deps, { workspaceId, id }, change)).rejects.toMatchObject({ code: "bad_input" });
  }
  await updateCredential(deps, { workspaceId, id }, { baseUrl: "smtps://bob@mail.example.com:465" });
});
