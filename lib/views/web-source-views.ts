/** Pages of the web as a source of a collection: what is asked for, and how far it is. */
import * as z from "zod";

const Pattern = z
  .string()
  .trim()
  .min(1, "Leave out the empty pattern.")
  .max(500)
  .regex(/^(\/|\*|https?:)/i, "A pattern is a path such as /docs/*, or an address in full.");
const Patterns = z.array(Pattern).max(50, "At most 50 patterns.").default([]);

const Address = z
  .string()
  .trim()
  .max(2000, "An address has at most 2,000 characters.")
  .refine(
    (text) => URL.canParse(text) && /^https?:/i.test(text),
    "Write the address in full, such as https://example.com/sitemap.xml.",
  )
  .refine(
    (text) => !URL.canParse(text) || `${new URL(text).username}${new URL(text).password}` === "",
    "Remove the name and password in front of the host. Pages that need a sign-in are not read.",
  )
  .transform((text) => new URL(text).href.replace(/#.*$/, ""))
  .refine((address) => address.length <= 2000, "An address has at most 2,000 characters, spelt out as %C3%A9.");

export const NewWebSource = z.strictObject({
  kind: z.enum(["page", "sitemap"]).meta({
    description:
      "page: one page or file · sitemap: all pages that a sitemap, a robots.txt that names one, or a feed (RSS or Atom) lists",
  }),
  address: Address.meta({ format: "uri", description: "https://example.com/sitemap.xml" }),
  include: Patterns.meta({
    description: "Of a sitemap: only these pages, as paths with * for anything (`/docs/*`). Empty: all.",
  }),
  exclude: Patterns.meta({ description: "Of a sitemap: not these pages." }),
  mostPages: z.number().int().min(1).max(2000).default(200).meta({ description: "The first ones of the sitemap." }),
  mostMegabytes: z.number().int().min(1).max(1000).default(100).meta({ description: "Of one refresh." }),
  everyHours: z
    .number()
    .int()
    .min(1, "Refresh at most once an hour.")
    .max(8760, "Refresh at least once a year.")
    .nullable()
    .default(null)
    .meta({ description: "Refreshed by itself after so many hours; null is only when it is asked for." }),
  whenGone: z.enum(["remove", "keep"]).default("remove").meta({
    description: "What becomes of the document of a page that is no longer listed, or that the site says is gone.",
  }),
});
export type NewWebSource = z.infer<typeof NewWebSource>;

export const PageState = z.enum(["waiting", "added", "changed", "unchanged", "failed", "gone"]);
export type PageState = z.infer<typeof PageState>;

const Time = z.string().meta({ format: "date-time" });
export const WebSourceView = z.object({
  id: z.string(),
  kind: z.enum(["page", "sitemap"]),
  address: z.string(),
  include: z.array(z.string()),
  exclude: z.array(z.string()),
  mostPages: z.number().int(),
  mostMegabytes: z.number().int(),
  everyHours: z.number().int().nullable(),
  whenGone: z.enum(["remove", "keep"]),
  isRefreshing: z.boolean().meta({ description: "Whether a refresh waits or is under way." }),
  pages: z.record(PageState, z.number().int()).meta({
    description: "How many pages are in each state. While it is refreshed, `waiting` are those not visited yet.",
  }),
  error: z.string().nullable().meta({ description: "Why the last refresh could not list the pages." }),
  refreshedAt: Time.nullable(),
  nextAt: Time.nullable().meta({ description: "When it is refreshed by itself." }),
  createdAt: Time,
});
export type WebSourceView = z.infer<typeof WebSourceView>;

export const WebPageView = z.object({
  address: z.string(),
  state: PageState,
  error: z.string().nullable(),
  documentId: z.string().nullable().meta({ description: "The document that the page has become." }),
  visitedAt: Time.nullable(),
});
export type WebPageView = z.infer<typeof WebPageView>;
