import { z } from "zod";
import { defineNode, port } from "../../define.ts";
import { CompareTo, TestName, tests } from "../logic/tests.ts";
import { fieldOf, fieldSetting, itemsPort, listOf } from "./list.ts";
import { eachItem } from "./turns.ts";

export const filter = defineNode({
  type: "filter",
  version: 1,
  title: "Filter",
  summary: "Keeps the items of a list that meet a test.",
  category: "data",
  effect: "pure",
  icon: "funnel",
  keywords: ["where", "select", "only", "exclude", "remove", "list", "rows", "query"],
  subtitle: "field",
  config: z.object({
    field: fieldSetting(
      "The field of each item that is tested, such as price or address.city. Empty: the item itself.",
    ),
    test: TestName.default("is not empty").meta({
      title: "Test",
      description: "Items that meet it are kept.",
      widget: "select",
    }),
    to: CompareTo,
  }),
  inputs: { items: itemsPort },
  outputs: {
    kept: port("json", { title: "Kept", description: "The items that meet the test, in their order." }),
    others: port("json", { title: "Others", description: "The items that do not meet it." }),
  },
  docs: {
    about:
      "The Filter node keeps the items of a list that meet a test. It looks at a field of each item, such as `price` or `address.city`, and tests it as the Condition node does: “is not empty”, “equals”, “contains”, “is greater than”. An item without the field counts as empty. What is neither a number nor a date cannot be greater or less, and fails the step with the item's number. The items that do not meet the test leave at “Others”.",
    example: {
      summary: "The items that cost more than ten are kept.",
      config: { field: "price", test: "is greater than", to: "10" },
      inputs: {
        items: [
          { title: "Pen", price: 2 },
          { title: "Lamp", price: 30 },
        ],
      },
      outputs: { kept: [{ title: "Lamp", price: 30 }], others: [{ title: "Pen", price: 2 }] },
    },
  },
  build:
    ({ config }) =>
    async ({ items }) => {
      const list = listOf(items);
      const isKept = await eachItem(list, (item) => tests[config.test](fieldOf(item, config.field), config.to));
      return { kept: list.filter((_, index) => isKept[index]), others: list.filter((_, index) => !isKept[index]) };
    },
});
