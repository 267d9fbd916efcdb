import { z } from "zod";
import {
  CredentialProvider,
  CredentialTest,
  CredentialUse,
  CredentialView,
  Done,
  StoredCredential,
} from "../../../lib/views/api-views.ts";
import {
  createCredential,
  deleteCredential,
  listCredentials,
  readBaseUrl,
} from "../../../platform/vault/credentials.ts";
import { listCredentialUses } from "../../models/credential-uses.ts";
import { addCredential, changeCredential, testChange, testDepsOf, testStored } from "../../models/manage-credential.ts";
import { testCredential } from "../../models/test-credential.ts";
import { done, Id, Name } from "../shared/inputs.ts";
import { requireUser } from "../shared/require-user.ts";
import { procedure, router } from "../trpc.ts";

/** Empty for a shared secret; whatever else has an address is checked where it is stored. */
const BaseUrl = z.string().trim().max(500);
/** Empty for servers that ask for none. Certificates take some room. */
const Secret = z.string().max(40_000);
/** Whether to store what fails its test. */
const anyway = z.boolean().default(false);

const NewCredential = z.strictObject({ name: Name, provider: CredentialProvider, baseUrl: BaseUrl, secret: Secret });
const Change = z.strictObject({
  id: Id,
  name: Name.optional(),
  baseUrl: BaseUrl.optional(),
  secret: Secret.optional(),
});
const one = z.strictObject({ id: Id });

export const credentials = router({
  /** Stores it without a test. */
  create: procedure("credentials.manage")
    .input(NewCredential)
    .output(CredentialView)
    .mutation(({ ctx, input }) => {
      const { db, vault } = ctx.app;
      const by = { workspaceId: ctx.workspaceId, createdBy: requireUser(ctx).id };
      return createCredential({ prisma: db.prisma, vault }, by, input);
    }),

  /** Tests it first. */
  add: procedure("credentials.manage")
    .input(NewCredential.extend({ anyway }))
    .output(StoredCredential)
    .mutation(({ ctx, input, signal }) => {
      const { anyway, ...credential } = input;
      const by = { workspaceId: ctx.workspaceId, createdBy: requireUser(ctx).id };
      return addCredential(ctx.app, { by, credential, anyway, signal });
    }),

  /** What is absent stays as it is; another address or key is tested first. */
  update: procedure("credentials.manage")
    .input(Change.extend({ anyway }))
    .output(StoredCredential)
    .mutation(({ ctx, input, signal }) => {
      const { id, anyway, ...change } = input;
      return changeCredential(ctx.app, { of: { workspaceId: ctx.workspaceId, id }, change, anyway, signal });
    }),

  list: procedure("credentials.read")
    .output(z.array(CredentialView))
    .query(({ ctx }) => listCredentials(ctx.app.db.prisma, ctx.workspaceId)),

  uses: procedure("credentials.read")
    .output(z.array(CredentialUse))
    .query(({ ctx }) => listCredentialUses(ctx.app.db, ctx.workspaceId)),

  /** For the form that edits it. */
  address: procedure("credentials.manage")
    .input(one)
    .output(z.object({ baseUrl: z.string() }))
    .query(async ({ ctx, input }) => {
      const { db, vault } = ctx.app;
      const of = { workspaceId: ctx.workspaceId, id: input.id };
      return { baseUrl: await readBaseUrl({ prisma: db.prisma, vault }, of) };
    }),

  delete: procedure("credentials.manage")
    .input(one)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await deleteCredential(ctx.app.db.prisma, ctx.workspaceId, input.id);
      return done;
    }),

  /** Calls the provider with a stored credential and keeps what came of it. */
  test: procedure("credentials.manage")
    .input(one)
    .output(CredentialTest)
    .mutation(({ ctx, input, signal }) => testStored(ctx.app, { workspaceId: ctx.workspaceId, id: input.id }, signal)),

  /** Calls the provider with a credential that is not stored yet. */
  testNew: procedure("credentials.manage")
    .input(NewCredential.omit({ name: true }))
    .output(CredentialTest)
    .mutation(({ ctx, input, signal }) => testCredential({ ...input, ...testDepsOf(ctx.app) }, signal)),

  /** The same with a stored one as it would be after a change. */
  testChange: procedure("credentials.manage")
    .input(Change.omit({ name: true }))
    .output(CredentialTest)
    .mutation(({ ctx, input, signal }) => {
      const { id, ...change } = input;
      return testChange(ctx.app, { of: { workspaceId: ctx.workspaceId, id }, change, signal });
    }),
});
