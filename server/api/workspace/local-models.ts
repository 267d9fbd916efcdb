import { z } from "zod";
import { LocalContext, LocalModelUse, LocalModelView } from "../../../lib/models/local-models.ts";
import { Done } from "../../../lib/views/api-views.ts";
import type { Member } from "../../auth/authorize.ts";
import { done, Id, Name } from "../shared/inputs.ts";
import { procedure, router } from "../trpc.ts";

export const Sha256 = z
  .string()
  .trim()
  .regex(/^[0-9a-fA-F]{64}$/, "A SHA-256 has 64 hexadecimal digits.")
  .meta({ description: "The file is refused when it is not this one." });

const NewLocalModel = z.strictObject({
  url: z.string().trim().min(1).max(2000).meta({ description: "The https address of a GGUF file." }),
  name: Name.optional(),
  sha256: Sha256.optional(),
  context: LocalContext.optional().meta({ description: "Tokens that a conversation may have." }),
});
const one = z.strictObject({ id: Id });
const tags = ["Local models"];

/** GGUF files that run on Patchbay's own machines. Uploads: server/http/rest/model-uploads.ts. */
export const localModels = router({
  list: procedure("models.read")
    .meta({ openapi: { method: "GET", path: "/local-models", summary: "Local models and their progress", tags } })
    .output(z.array(LocalModelView))
    .query(({ ctx }) => ctx.app.localModels.list(ctx.workspaceId)),

  add: procedure("local-models.manage")
    .meta({
      openapi: {
        ...{ method: "POST", path: "/local-models", summary: "Add a GGUF file by its address", tags },
        description: "Answers at once; the file is fetched in the background. The list tells how far it is.",
      },
    })
    .input(NewLocalModel)
    .output(LocalModelView)
    .mutation(({ ctx, input }) => {
      const by = { workspaceId: ctx.workspaceId, createdBy: userOf(ctx.member) };
      return ctx.app.localModels.add(by, input);
    }),

  update: procedure("local-models.manage")
    .meta({ openapi: { method: "PATCH", path: "/local-models/{id}", summary: "Rename, or set the context", tags } })
    .input(one.extend({ name: Name.optional(), context: LocalContext.optional() }))
    .output(LocalModelView)
    .mutation(({ ctx, input: { id, ...change } }) =>
      ctx.app.localModels.change({ workspaceId: ctx.workspaceId, id }, change),
    ),

  retry: procedure("local-models.manage")
    .meta({ openapi: { method: "POST", path: "/local-models/{id}/retry", summary: "Go on with a download", tags } })
    .input(one)
    .output(LocalModelView)
    .mutation(({ ctx, input }) => ctx.app.localModels.retry({ workspaceId: ctx.workspaceId, id: input.id })),

  uses: procedure("models.read")
    .input(one)
    .output(LocalModelUse)
    .query(({ ctx, input }) => ctx.app.localModels.uses({ workspaceId: ctx.workspaceId, id: input.id })),

  delete: procedure("local-models.manage")
    .meta({
      openapi: {
        ...{
          method: "DELETE",
          path: "/local-models/{id}",
          summary: "Delete a local model, or stop its download",
          tags,
        },
        description: "Refused with 409 while pipelines or the default model name it, unless `anyway` is true.",
      },
    })
    .input(one.extend({ anyway: z.boolean().default(false) }))
    .output(Done)
    .mutation(async ({ ctx, input: { id, anyway } }) => {
      await ctx.app.localModels.remove({ workspaceId: ctx.workspaceId, id }, { anyway });
      return done;
    }),
});

function userOf(member: Member): string | null {
  return member.kind === "user" ? member.user.id : null;
}
