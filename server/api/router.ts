/** Everything the API can do. The canvas and the pages import its type; REST is generated from the same procedures. */

import { audit } from "./audit.ts";
import { caches } from "./caches.ts";
import { conversations } from "./chat/conversations.ts";
import { sharedChat } from "./chat/shared-chat.ts";
import { collections } from "./collections.ts";
import { backfills } from "./pipelines/backfills.ts";
import { batches } from "./pipelines/batches.ts";
import { forms } from "./pipelines/forms.ts";
import { hooks } from "./pipelines/hooks.ts";
import { pipelines } from "./pipelines/pipelines.ts";
import { share } from "./pipelines/share.ts";
import { templates } from "./pipelines/templates.ts";
import { approvals } from "./runs/approvals.ts";
import { arena } from "./runs/arena.ts";
import { runs } from "./runs/runs.ts";
import { workers } from "./runs/workers.ts";
import { sources } from "./sources.ts";
import { stores } from "./stores.ts";
import { topics } from "./topics.ts";
import { router } from "./trpc.ts";
import { usage } from "./usage.ts";
import { account } from "./workspace/account.ts";
import { apiKeys } from "./workspace/api-keys.ts";
import { credentials } from "./workspace/credentials.ts";
import { invitations } from "./workspace/invitations.ts";
import { localModels } from "./workspace/local-models.ts";
import { catalogue, models } from "./workspace/models.ts";
import { prices } from "./workspace/prices.ts";
import { quotas } from "./workspace/quotas.ts";
import { roles } from "./workspace/roles.ts";
import { serviceAccounts } from "./workspace/service-accounts.ts";
import { services } from "./workspace/services.ts";
import { signInRules } from "./workspace/sign-in-rules.ts";
import { workspace } from "./workspace/workspace.ts";
import { workspaces } from "./workspace/workspaces.ts";

export const appRouter = router({
  account,
  signInRules,
  workspace,
  workspaces,
  invitations,
  roles,
  apiKeys,
  serviceAccounts,
  credentials,
  models,
  localModels,
  services,
  prices,
  catalogue,
  pipelines,
  hooks,
  forms,
  backfills,
  batches,
  runs,
  approvals,
  arena,
  conversations,
  sharedChat,
  collections,
  sources,
  caches,
  stores,
  topics,
  share,
  templates,
  usage,
  quotas,
  audit,
  workers,
});

export type AppRouter = typeof appRouter;
