import { z } from "zod";
import { ModelInfo } from "../../../lib/models/models.ts";
import { Manifest } from "../../../lib/node-types/manifest.ts";
import { procedure, router } from "../trpc.ts";

export const models = router({
  list: procedure("models.read")
    .meta({ openapi: { method: "GET", path: "/models", summary: "Models a node can use", tags: ["Catalogue"] } })
    .output(z.array(ModelInfo))
    .query(({ ctx }) => ctx.app.models.list(ctx.workspaceId)),
});

export const catalogue = router({
  list: procedure("catalogue.read")
    .meta({
      openapi: {
        method: "GET",
        path: "/node-types",
        summary: "All node types",
        description: "Ports and the JSON Schema of the settings of every node type: what a graph is made of.",
        tags: ["Catalogue"],
      },
    })
    .output(z.array(Manifest))
    .query(({ ctx }) => [...ctx.app.catalogue.values()]),
});
