import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { portKinds } from "../lib/ports/port-kinds.ts";

const css = readFileSync(new URL("./globals.css", import.meta.url), "utf8");
const themes = ["light", "dark"] as const;
type Theme = (typeof themes)[number];

const surfaces = ["canvas", "panel", "raised", "hover"];
const words = ["ink", "muted", "accent-ink", "success", "danger", "warning", "info"];
const kinds = Object.keys(portKinds).map((kind) => `kind-${kind}`);

/** The value of a token in a theme, as six hex digits. */
function color(token: string, theme: Theme): string {
  const [, value = ""] = new RegExp(`--color-${token}: ([^;]+);`).exec(css) ?? [];
  const [light = "", dark = light] = value.match(/#[0-9a-f]{6}/g) ?? [];
  return theme === "light" ? light : dark;
}

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(hex: string): number {
  const channel = (start: number) => {
    const share = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
}

for (const theme of themes) {
  test(`words and edges can be read on every surface, ${theme}`, () => {
    const weak = [...words, ...kinds].flatMap((token) =>
      surfaces.flatMap((surface) => {
        const ratio = contrast(color(token, theme), color(surface, theme));
        return ratio >= 4.5 ? [] : [`${token} on ${surface}: ${ratio.toFixed(2)}`];
      }),
    );
    expect(weak).toEqual([]);
  });

  test(`buttons can be read and the focus ring be seen, ${theme}`, () => {
    expect(contrast(color("on-accent", theme), color("accent", theme))).toBeGreaterThan(4.5);
    expect(contrast(color("on-danger", theme), color("danger", theme))).toBeGreaterThan(4.5);
    for (const surface of surfaces) {
      expect(contrast(color("focus", theme), color(surface, theme))).toBeGreaterThan(3);
    }
  });
}

test("heights follow the part of the screen that is free of a phone's bars, not the whole of it", () => {
  const files = globSync("{app,components}/**/*.{tsx,css}");
  const whole = files.filter((file) => /[0-9]vh\b|\bh-screen\b/.test(readFileSync(file, "utf8")));
  expect(files.length).toBeGreaterThan(100);
  expect(whole).toEqual([]);
});

test("no other file names a colour", () => {
  const files = globSync("{app,components}/**/*.{ts,tsx,css}").filter((file) => !/globals\.(css|test\.ts)$/.test(file));
  const colored = files.filter((file) =>
    /#[0-9a-f]{3,8}["';,\s)]|\b(rgb|hsl|oklch)a?\(/i.test(readFileSync(file, "utf8")),
  );
  expect(colored).toEqual([]);
});
