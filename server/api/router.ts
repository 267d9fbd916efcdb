/** Everything the API can do. The canvas and the pages import its type; REST is generated from the same procedures. */
import { account } from "./account.ts";
import { apiKeys } from "./api-keys.ts";
import { approvals } from "./approvals.ts";
import { collections } from "./collections.ts";
import { credentials } from "./credentials.ts";
import { invitations } from "./invitations.ts";
import { catalogue, models } from "./models.ts";
import { pipelines } from "./pipelines.ts";
import { runs } from "./runs.ts";
import { share } from "./share.ts";
import { templates } from "./templates.ts";
import { router } from "./trpc.ts";
import { workers } from "./workers.ts";
import { workspace } from "./workspace.ts";

export const appRouter = router({
  account,
  workspace,
  invitations,
  apiKeys,
  credentials,
  models,
  catalogue,
  pipelines,
  runs,
  approvals,
  collections,
  share,
  templates,
  workers,
});

export type AppRouter = typeof appRouter;
