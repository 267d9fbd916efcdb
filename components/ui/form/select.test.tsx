import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Select } from "./select.tsx";

const options = [
  { value: "changed", label: "Last changed" },
  { value: "name", label: "Name" },
];

test("a page comes with the words of what is chosen, before its script runs", () => {
  const html = renderToStaticMarkup(<Select value="name" options={options} onChange={() => {}} />);
  expect(html).toContain(">Name<");
  const nothing = renderToStaticMarkup(
    <Select value={undefined} options={options} onChange={() => {}} placeholder="Choose one" />,
  );
  expect(nothing).toContain("Choose one");
});
