/** What a browser says of itself: `navigator`, whose `userAgentData` only some browsers have. */
export type Device = {
  userAgent: string;
  maxTouchPoints?: number;
  userAgentData?: { brands: readonly { brand: string }[]; platform: string };
};

/** A name for what is kept on this device, such as “Chrome on macOS”. With a number where one of `taken` is the same. */
export function deviceName(device: Device, taken: readonly string[] = []): string {
  const name = [browserOf(device), systemOf(device)].filter((part) => part !== undefined).join(" on ");
  const free = (number: number): string => {
    const numbered = number === 1 ? name : `${name} ${number}`;
    return taken.includes(numbered) ? free(number + 1) : numbered;
  };
  return name === "" ? "" : free(1);
}

function browserOf({ userAgent, userAgentData }: Device): string | undefined {
  const brands = userAgentData?.brands.map(({ brand }) => brand) ?? [];
  return browsers.find(([, pattern]) => brands.some((brand) => pattern.test(brand)) || pattern.test(userAgent))?.[0];
}

function systemOf({ userAgent, userAgentData, maxTouchPoints = 0 }: Device): string | undefined {
  const said = `${userAgentData?.platform ?? ""} ${userAgent}`;
  const system = systems.find(([, pattern]) => pattern.test(said))?.[0];
  // An iPad says that it is a Mac, which has no touch screen.
  return system === "macOS" && maxTouchPoints > 1 ? "iPad" : system;
}

/** In this order: nearly every browser also names the one that it is made of. */
const browsers: readonly [string, RegExp][] = [
  ["Edge", /\bEdg(e|A|iOS)?\/|Microsoft Edge/],
  ["Opera", /\bOPR\/|^Opera/],
  ["Vivaldi", /\bVivaldi\b/],
  ["Brave", /^Brave$/],
  ["Samsung Internet", /SamsungBrowser|^Samsung Internet/],
  ["Firefox", /\b(Firefox|FxiOS)\//],
  ["Chrome", /(Chrome|CriOS)\/|Google Chrome|HeadlessChrome/],
  ["Safari", /\bSafari\//],
];

/** In this order: Android says that it is a Linux, and iOS that it is like a Mac. */
const systems: readonly [string, RegExp][] = [
  ["Android", /Android/],
  ["iPhone", /iPhone/],
  ["iPad", /iPad/],
  ["ChromeOS", /\bCrOS\b|Chrome OS|Chromium OS/],
  ["Windows", /Windows/],
  ["macOS", /macOS|Mac OS X|Macintosh/],
  ["Linux", /Linux/],
];
