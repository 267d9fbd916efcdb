import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { expect, test } from "../../helpers/stories/story.ts";

// What a newcomer does between the sign-in link and a right answer from an own document. The clicks are counted as a hand makes
// them: the link, and in the file dialog the file and “Open”, count too.

const mostClicks = 8;
const clicksOutside = 3;

const documents = [
  {
    file: "rental-contract.pdf",
    questions: [
      ["How much is the deposit?", /2,820 EUR/],
      ["May I keep a dog?", /written consent/],
      ["When are the quiet hours?", /22:00 to 06:00/],
    ],
  },
  {
    file: "coffee-machine-manual.pdf",
    questions: [
      ["How heavy is the machine?", /8\.6 kg/],
      ["How often do I have to descale it?", /every three months/],
      ["What is the service phone number?", /555 0147/],
    ],
  },
] as const;

for (const { file, questions } of documents) {
  test(`${file} answers its reader's questions, the first within ${mostClicks} clicks`, async ({ page, api }) => {
    const clicks = await countClicks(page);
    await page.goto("/");
    await page.getByRole("button", { name: "New pipeline" }).first().click();
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Choose files" }).click();
    await (await chooser).setFiles(fileURLToPath(new URL(`../../../bench/answers/documents/${file}`, import.meta.url)));
    await expect(page.getByRole("button", { name: "Find passages" })).toBeVisible();
    await expect(page.getByRole("textbox", { name: "Name of the pipeline" })).toHaveValue(/^Questions about /);
    await expect(page.getByText(/^1 document ready, \d+ chunks$/)).toBeVisible();

    for (const [question, answer] of questions) {
      await page.getByRole("button", { name: "Run", exact: true }).click();
      const dialog = page.getByRole("dialog", { name: "Run" });
      await expect(dialog.getByLabel("Question")).toBeFocused();
      // What was asked last is selected, so that typing replaces it.
      await page.keyboard.type(question);
      await expect(dialog.getByLabel("Question")).toHaveValue(question);
      await dialog.getByRole("button", { name: "Run" }).click();
      const run = page.getByRole("region", { name: "Run" });
      const whole = run.getByRole("article", { name: "Whole run" });
      await expect(whole.getByText(question)).toBeVisible();
      await expect(run.getByText("Succeeded").first()).toBeVisible();
      await expect(whole.getByText(answer).first()).toBeVisible();
      // The passages stand there too, so what was answered is looked at by itself.
      const { items } = await (await api("/runs?limit=1")).json();
      const { output } = await (await api(`/runs/${items[0].id}`)).json();
      expect(output.answer).toMatch(answer);
      if (question === questions[0][0]) expect(clicks() + clicksOutside).toBeLessThanOrEqual(mostClicks);
    }
  });
}

/** How often a mouse button was pressed on the page, over all pages that it goes to. */
async function countClicks(page: Page): Promise<() => number> {
  let clicks = 0;
  await page.exposeFunction("countClick", () => {
    clicks += 1;
  });
  await page.addInitScript(() => {
    window.addEventListener("pointerdown", () => void Reflect.get(window, "countClick")(), true);
  });
  return () => clicks;
}
