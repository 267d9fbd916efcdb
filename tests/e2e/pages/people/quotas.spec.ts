import { expect, test } from "../../../helpers/stories/story.ts";
import { greeting, makePipeline } from "../pages-pipelines.ts";

test("an administrator sets quotas of a workspace, and its page says how much is used", async ({ page, api }) => {
  await page.goto("/settings?tab=quotas");
  const own = page.getByRole("region", { name: "Quotas", exact: true });
  await expect(own.getByText(/It has no quotas/)).toBeVisible();
  await expect(own.getByText("no limit").first()).toBeVisible();
  await expect(own.getByRole("progressbar")).toHaveCount(0);

  const all = page.getByRole("region", { name: "Quotas of all workspaces" });
  await expect(all.getByText("No limits").first()).toBeVisible();
  await all
    .getByRole("button", { name: /^Edit quotas of/ })
    .first()
    .click();
  const dialog = page.getByRole("dialog");
  const members = dialog.getByRole("spinbutton", { name: "Members" });
  for (const refused of ["1.5", "-1", "9999999999"]) {
    await members.fill(refused);
    await dialog.getByRole("button", { name: "Save quotas" }).click();
    await expect(dialog.locator("input:invalid")).toHaveValue(refused);
    await expect(members).toBeFocused();
  }
  await members.fill("1");
  await dialog.getByRole("spinbutton", { name: "Runs a day" }).fill("100000");
  await dialog.getByRole("spinbutton", { name: "Storage in GB" }).fill("1.5");
  await dialog.getByRole("button", { name: "Save quotas" }).click();
  await expect(dialog).toHaveCount(0);

  await expect(own.getByRole("progressbar", { name: "Runs today" })).toBeVisible();
  await expect(own.getByText(/of 1\.5 GB$/)).toBeVisible();
  await expect(own.getByText("No further member can join. Remove one first.")).toBeVisible();
  const { quotas } = await (await api("/quotas")).json();
  expect(quotas).toEqual({ members: 1, runsPerDay: 100_000, storageBytes: 1_500_000_000 });

  await all
    .getByRole("button", { name: /^Edit quotas of/ })
    .first()
    .click();
  for (const name of ["Members", "Runs a day", "Storage in GB"])
    await dialog.getByRole("spinbutton", { name }).fill("");
  await dialog.getByRole("button", { name: "Save quotas" }).click();
  await expect(own.getByText(/It has no quotas/)).toBeVisible();
});

test("a run over a quota says in the editor which one it is and who can raise it", async ({
  page,
  api,
  allowConsoleError,
}) => {
  allowConsoleError(/429 \(Too Many Requests\)/);
  const { items } = await (await api("/installation/quotas")).json();
  const id = await makePipeline(api, "Over its quota", greeting);
  const set = (quotas: object) =>
    api(`/installation/quotas/${items[0].workspaceId}`, { method: "PUT", body: JSON.stringify({ quotas }) });
  expect((await set({ runsPerDay: 0 })).status).toBe(200);
  try {
    await page.goto(`/p/${id}`);
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await expect(page.getByRole("dialog", { name: "Run" }).getByLabel("Name")).toHaveValue("Ada");
    await page.keyboard.press("Control+Enter");
    await expect(page.getByText(/quota of runs a day is 0.*An administrator/).first()).toBeVisible();
    await page.goto("/settings?tab=quotas");
    await expect(page.getByText("No run is accepted.")).toBeVisible();
  } finally {
    await set({});
  }
});
