/** Credentials as people manage them: tested before they are stored, and again whenever asked. */
import type { CredentialTest, StoredCredential } from "../../lib/views/api-views.ts";
import {
  createCredential,
  type NewCredential,
  noCredential,
  noteTest,
  readChanged,
  readCredential,
  updateCredential,
} from "../../platform/vault/credentials.ts";
import type { AppContext } from "../app-context.ts";
import { type TestDeps, testCredential } from "./test-credential.ts";

type Of = { workspaceId: string; id: string };
type Change = { name?: string | undefined; baseUrl?: string | undefined; secret?: string | undefined };
/** `anyway`: also when the test fails. */
type How = { anyway: boolean; signal: AbortSignal | undefined };

/** Tests a credential and stores it. */
export async function addCredential(
  app: AppContext,
  {
    by,
    credential,
    anyway,
    signal,
  }: { by: { workspaceId: string; createdBy: string }; credential: NewCredential } & How,
): Promise<StoredCredential> {
  const test = await testCredential({ ...credential, ...testDepsOf(app) }, signal);
  if (!test.ok && !anyway) return { test, credential: null };
  const { id } = await createCredential(depsOf(app), by, credential);
  const of = { workspaceId: by.workspaceId, id };
  return { test, credential: await noteTest(app.db.prisma, of, test) };
}

/** Tests a change of address or key and stores it; a new name alone needs no test. */
export async function changeCredential(
  app: AppContext,
  { of, change, anyway, signal }: { of: Of; change: Change } & How,
): Promise<StoredCredential> {
  const isMoved = change.baseUrl !== undefined || change.secret !== undefined;
  const test = isMoved ? await testChange(app, { of, change, signal }) : null;
  if (test && !test.ok && !anyway) return { test, credential: null };
  const credential = await updateCredential(depsOf(app), of, change);
  app.models.forget(of.id);
  return { test, credential: test ? await noteTest(app.db.prisma, of, test) : credential };
}

/** Of a stored credential; what it says is kept. */
export async function testStored(app: AppContext, of: Of, signal: AbortSignal | undefined): Promise<CredentialTest> {
  const credential = await readCredential({ ...depsOf(app), fetch: app.fetch }, of.workspaceId, of.id);
  if (!credential) throw noCredential();
  const tested = await testCredential({ ...credential, ...testDepsOf(app) }, signal);
  await noteTest(app.db.prisma, of, tested);
  app.models.forget(of.id);
  return tested;
}

/** Of a stored credential with a change that is not stored; it keeps nothing. */
export async function testChange(
  app: AppContext,
  { of, change, signal }: { of: Of; change: Change; signal: AbortSignal | undefined },
): Promise<CredentialTest> {
  return await testCredential({ ...(await readChanged(depsOf(app), of, change)), ...testDepsOf(app) }, signal);
}

export function testDepsOf({ fetch, mailer, topics }: AppContext): TestDeps {
  return { fetch, mailer, clusters: topics.clusters };
}

function depsOf({ db, vault }: AppContext) {
  return { prisma: db.prisma, vault };
}
