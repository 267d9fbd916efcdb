import { expect, test } from "vitest";
import { type Device, deviceName } from "./device-name.ts";

const webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
const brands = (...names: string[]) => names.map((brand) => ({ brand }));

test.each<[string, Device]>([
  [
    "Chrome on macOS",
    {
      userAgent: `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webkit} Chrome/141.0.0.0 Safari/537.36`,
      maxTouchPoints: 0,
      userAgentData: { brands: brands("Not?A_Brand", "Chromium", "Google Chrome"), platform: "macOS" },
    },
  ],
  [
    "Edge on Windows",
    { userAgent: `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/141.0 Safari/537.36 Edg/141.0` },
  ],
  [
    "Brave on Windows",
    {
      userAgent: `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/141.0.0.0 Safari/537.36`,
      userAgentData: { brands: brands("Brave", "Chromium"), platform: "Windows" },
    },
  ],
  ["Firefox on Linux", { userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0" }],
  [
    "Safari on iPhone",
    {
      userAgent:
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
      maxTouchPoints: 5,
    },
  ],
  [
    "Safari on iPad",
    {
      userAgent:
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
      maxTouchPoints: 5,
    },
  ],
  [
    "Chrome on iPhone",
    {
      userAgent:
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/141.0 Mobile/15E148 Safari/604.1",
    },
  ],
  [
    "Chrome on Android",
    { userAgent: `Mozilla/5.0 (Linux; Android 10; K) ${webkit} Chrome/141.0 Mobile Safari/537.36` },
  ],
  [
    "Samsung Internet on Android",
    { userAgent: `Mozilla/5.0 (Linux; Android 10; K) ${webkit} SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36` },
  ],
  [
    "Chrome on ChromeOS",
    { userAgent: `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${webkit} Chrome/141.0 Safari/537.36` },
  ],
  ["Linux", { userAgent: "Something/1.0 (Linux)" }],
  ["", { userAgent: "Something/1.0" }],
])("what keeps a passkey is called “%s”", (name, device) => {
  expect(deviceName(device)).toBe(name);
});

test("a name that another passkey has gets a number", () => {
  const device = { userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0" };
  expect(deviceName(device, ["Firefox on Linux"])).toBe("Firefox on Linux 2");
  expect(deviceName(device, ["Firefox on Linux", "Firefox on Linux 2", "Key"])).toBe("Firefox on Linux 3");
  expect(deviceName({ userAgent: "" }, [""])).toBe("");
});
