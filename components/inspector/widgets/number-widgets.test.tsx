import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { PlainJson } from "../../../lib/values/json.ts";
import { manifestOf } from "../../../nodes/catalogue.ts";
import { retriever } from "../../../nodes/types/collection/retriever.ts";
import { formFields } from "../form-field.ts";
import { SliderWidget } from "./number-widgets.tsx";

const [limit] = formFields(manifestOf(retriever)).filter(({ name }) => name === "limit");

function numberShown(value: PlainJson | undefined): string | undefined {
  const props = { nodeId: "n", value, onChange: () => undefined, ids: { id: "limit" }, isReadOnly: false };
  const html = limit ? renderToStaticMarkup(<SliderWidget {...props} field={limit} />) : "";
  return /<output[^>]*>([^<]*)</.exec(html)?.[1];
}

test("a slider shows what a run takes for a setting that a script left out: its default", () => {
  expect(limit?.default).toBe(4);
  expect(numberShown(undefined)).toBe("4");
  expect(numberShown(7)).toBe("7");
});
