import { z } from "zod";
import type { DraftEvent } from "../../../lib/views/api-views.ts";
import { draftStreams } from "../../limits/event-streams.ts";
import type { EditorTab } from "../../pipelines/draft-channel.ts";
import { authorNames } from "../../pipelines/pipeline-list.ts";
import { assertPipeline } from "../../pipelines/pipelines.ts";
import { Id } from "../shared/inputs.ts";
import { procedure } from "../trpc.ts";

/** One page of a browser, however often it connects again. */
const TabId = z.string().regex(/^[A-Za-z0-9-]{8,64}$/, "Should be 8–64 letters, digits or -.");

export const watchDraft = procedure("pipelines.read")
  .input(z.strictObject({ id: Id, tab: TabId }))
  .subscription(async function* ({ ctx, input, signal }) {
    const { prisma } = ctx.app.db;
    await assertPipeline(prisma, ctx.workspaceId, input.id);
    using _place = draftStreams(ctx.workspaceId);
    const names = new Map<string, string>();
    const named = async (tabs: readonly EditorTab[]) => {
      const unknown = tabs.map(({ userId }) => userId).filter((id) => !names.has(id));
      for (const [id, name] of await authorNames(prisma, unknown)) names.set(id, name);
      return tabs.map((tab) => ({ ...tab, name: names.get(tab.userId) ?? "Someone" }));
    };
    const { member } = ctx;
    // A program with an API key looks on and is not shown.
    const editor = member.kind === "user" ? { tab: input.tab, userId: member.user.id } : undefined;
    const watch = ctx.app.drafts.watch({ pipelineId: input.id, editor }, signal ?? new AbortController().signal);
    for await (const sign of watch) {
      const event: DraftEvent =
        sign.type === "editors" ? { type: "editors", editors: await named(sign.editors) } : sign;
      yield event;
    }
  });
