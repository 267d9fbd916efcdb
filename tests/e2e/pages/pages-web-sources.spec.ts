import { testApp } from "../../helpers/app.ts";
import { httpPeer } from "../../helpers/peers/http-peer.ts";
import { expect, test } from "../../helpers/stories/story.ts";

test("the pages of a sitemap are read, refreshed and removed", async ({ browser }) => {
  const texts = new Map([
    ["/docs/opening", "The museum opens at nine."],
    ["/docs/tickets", "A ticket costs eleven euros."],
    ["/blog/news", "News of the day."],
  ]);
  await using peer = await httpPeer(({ path }, response) => {
    const text = texts.get(path);
    const urls = [...texts.keys(), "/docs/gone"].map((page) => `<url><loc>${page}</loc></url>`).join("");
    if (path === "/sitemap.xml") response.end(`<urlset>${urls}</urlset>`);
    else if (text === undefined) response.writeHead(403).end("Members only");
    else response.writeHead(200, { "content-type": "text/html" }).end(`<title>${path}</title><p>${text}</p>`);
  });
  await using app = await testApp({ env: { PATCHBAY_PRIVATE_HOSTS: peer.host } });
  await using context = await browser.newContext({ storageState: { cookies: [], origins: [] }, baseURL: app.url });
  const page = await context.newPage();
  await page.goto(app.signInLink);
  await page.waitForURL(`${app.url}/`);
  const headers = { authorization: `Bearer ${app.apiKey}` };
  const made = await context.request.post("/api/v1/collections", { data: { name: "Museum" }, headers });
  await page.goto(`/collections/${(await made.json()).id}`);

  await page.getByRole("button", { name: "Add web pages" }).click();
  const dialog = page.getByRole("dialog", { name: "Add web pages" });
  await dialog.getByLabel("Address").fill("museum");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog.getByText("Write the address in full")).toBeVisible();
  await dialog.getByLabel("Address").fill(`${peer.url}/sitemap.xml`);
  await dialog.getByLabel("Only these pages").fill("/docs/*");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog).toHaveCount(0);

  const web = page.getByRole("region", { name: "Web pages" });
  await expect(web).toContainText("3 pages: 2 added, 1 failed.");
  await expect(page.getByRole("row", { name: /docs\/tickets/ }).getByLabel("Ready")).toBeVisible();
  await web.getByRole("button", { name: "Show the page that failed" }).click();
  await expect(web.getByRole("list", { name: "Pages that failed" })).toContainText("returned 403: Members only");
  await expect(page.getByRole("row", { name: /blog\/news/ })).toHaveCount(0);

  texts.set("/docs/tickets", "A ticket costs twelve euros.");
  await web.getByRole("button", { name: /^Refresh/ }).click();
  await expect(web).toContainText("3 pages: 1 changed, 1 unchanged, 1 failed.");
  await page.getByRole("searchbox", { name: "Search this collection" }).fill("ticket costs");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  const found = page.getByRole("region", { name: "Try a search" }).getByRole("listitem");
  await expect(found.first()).toContainText("twelve euros");

  await web.getByRole("button", { name: /^Remove/ }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText("No documents yet")).toBeVisible();
});
