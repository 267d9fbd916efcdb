import { z } from "zod";
import { TemplateView } from "../../../lib/views/api-views.ts";
import { templates as all } from "../../templates/templates.ts";
import { procedure, router } from "../trpc.ts";

export const templates = router({
  list: procedure("catalogue.read")
    .input(z.strictObject({}).optional())
    .output(z.array(TemplateView))
    .query(() => all.map(({ tags, ...template }) => ({ ...template, tags: [...tags] }))),
});
