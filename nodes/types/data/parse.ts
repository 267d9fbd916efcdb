import { z } from "zod";
import { defineNode, port } from "../../define.ts";
import { parseText } from "../../parse/parse.ts";

export const parse = defineNode({
  type: "parse",
  version: 1,
  title: "Parse",
  summary: "Reads a text as data: JSON, CSV, XML, or parts of an HTML page.",
  category: "data",
  effect: "pure",
  icon: "file-braces",
  keywords: ["json", "csv", "xml", "html", "selector", "scrape", "repair", "read", "table", "convert"],
  subtitle: "format",
  config: z
    .object({
      format: z.enum(["JSON", "CSV", "XML", "HTML"]).default("JSON").meta({
        title: "Format",
        description: "What the text is.",
        widget: "select",
      }),
      invalid: z
        .enum(["fail", "repair"])
        .default("fail")
        .meta({
          title: "JSON that is not valid",
          description:
            "fail: the step fails · repair: it is taken out of other text and mended, also when it was cut off",
          widget: "select",
          usedWhen: { setting: "format", is: ["JSON"] },
        }),
      lists: z
        .string()
        .max(2000)
        .default("")
        .meta({
          title: "Lists in XML",
          description:
            "Elements that are a list also when there is only one, separated by commas, such as item, author.",
          usedWhen: { setting: "format", is: ["XML"] },
        }),
      selector: z
        .string()
        .max(2000)
        .default("")
        .meta({
          title: "Selector in HTML",
          description: "CSS: h2, table.prices td:first-child, or a[href].",
          usedWhen: { setting: "format", is: ["HTML"] },
        }),
      attribute: z
        .string()
        .max(200)
        .default("")
        .meta({
          title: "Attribute in HTML",
          description: "What is read of each element, such as href. Empty: its text.",
          usedWhen: { setting: "format", is: ["HTML"] },
        }),
    })
    .refine(({ format, selector }) => format !== "HTML" || selector.trim() !== "", {
      path: ["selector"],
      message: "Write a selector, such as h2 or table.prices td.",
    }),
  inputs: { text: port("text", { title: "Text", description: "The text to read." }) },
  outputs: {
    value: port("json", { title: "Value", description: "The data." }),
    above: port("json", { title: "Above", description: "Lines above the table of a CSV, such as a title." }),
    repaired: port("boolean", {
      title: "Repaired",
      description: "Whether JSON had to be taken out of other text or mended.",
    }),
  },
  docs: {
    about:
      "The Parse node reads a text as data. JSON stays what it is; JSON that is not valid fails the step, or is mended if you choose so, and “Repaired” says that it was. CSV becomes a list with one object a row, whatever its delimiter is; every cell stays text. XML becomes objects with `@` before attributes and `#text` for text beside them; an element that comes once is not a list unless you name it under “Lists in XML”. Of HTML it reads the text, or an attribute, of every element that a CSS selector finds.",
    example: {
      summary: "A table with semicolons becomes a list of objects.",
      config: { format: "CSV" },
      inputs: { text: "title;price\nLamp;9,99\nPen;2" },
      outputs: {
        value: [
          { title: "Lamp", price: "9,99" },
          { title: "Pen", price: "2" },
        ],
        above: [],
        repaired: false,
      },
    },
  },
  build:
    ({ config: { format, invalid, lists, selector, attribute } }) =>
    async ({ text }, { signal }) => {
      const names = lists.split(",").flatMap((name) => name.trim() || []);
      const ask = { format, text, repair: invalid === "repair", lists: names, selector, attribute: attribute.trim() };
      return await parseText(ask, signal);
    },
});
