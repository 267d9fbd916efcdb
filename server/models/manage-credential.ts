/** Credentials as people manage them: tested before they are stored, and again whenever asked. */
import { PatchbayError } from "../../lib/errors.ts";
import type { CredentialTest, CredentialView } from "../../lib/views/api-views.ts";
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
import { testCredential } from "./test-credential.ts";

type Of = { workspaceId: string; id: string };
type Change = { name?: string | undefined; baseUrl?: string | undefined; secret?: string | undefined };
/** require: store it only when it works · record: store it, and what the test said · skip: store it untested. */
type TestFirst = "require" | "record" | "skip";
type How = { test: TestFirst; signal: AbortSignal | undefined };

export async function addCredential(
  app: AppContext,
  { by, credential, test, signal }: { by: { workspaceId: string; createdBy: string }; credential: NewCredential } & How,
): Promise<CredentialView> {
  const tested = test === "skip" ? undefined : await testCredential({ ...credential, fetch: app.fetch }, signal);
  if (test === "require") assertWorks(tested);
  const view = await createCredential(depsOf(app), by, credential);
  return await withTest(app, { workspaceId: by.workspaceId, view, tested });
}

export async function changeCredential(
  app: AppContext,
  { of, change, test, signal }: { of: Of; change: Change } & How,
): Promise<CredentialView> {
  const isAddress = change.baseUrl !== undefined || change.secret !== undefined;
  const next = test === "skip" || !isAddress ? undefined : await readChanged(depsOf(app), of, change);
  const tested = next && (await testCredential({ ...next, fetch: app.fetch }, signal));
  if (test === "require" && next) assertWorks(tested);
  const view = await updateCredential(depsOf(app), of, change);
  app.models.forget(of.id);
  return await withTest(app, { workspaceId: of.workspaceId, view, tested });
}

/** Of a stored credential; what it says is kept. */
export async function testStored(app: AppContext, of: Of, signal: AbortSignal | undefined): Promise<CredentialTest> {
  const credential = await readCredential({ ...depsOf(app), fetch: app.fetch }, of.workspaceId, of.id);
  if (!credential) throw noCredential();
  const tested = await testCredential(credential, signal);
  await noteTest(app.db.prisma, of, tested);
  app.models.forget(of.id);
  return tested;
}

/** Of a stored credential with a change that is not stored; it keeps nothing. */
export async function testChange(
  app: AppContext,
  { of, change, signal }: { of: Of; change: Change; signal: AbortSignal | undefined },
): Promise<CredentialTest> {
  return await testCredential({ ...(await readChanged(depsOf(app), of, change)), fetch: app.fetch }, signal);
}

type Stored = { workspaceId: string; view: CredentialView; tested: CredentialTest | undefined };

async function withTest(app: AppContext, { workspaceId, view, tested }: Stored): Promise<CredentialView> {
  if (!tested) return view;
  await noteTest(app.db.prisma, { workspaceId, id: view.id }, tested);
  return { ...view, test: { ...tested, at: new Date().toISOString() } };
}

function assertWorks(tested: CredentialTest | undefined): void {
  if (tested && !tested.ok) throw new PatchbayError("provider_refused", tested.message);
}

function depsOf({ db, vault }: AppContext) {
  return { prisma: db.prisma, vault };
}
