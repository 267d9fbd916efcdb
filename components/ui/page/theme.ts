/** The colour theme a person chose. `system` follows the machine. Kept in a cookie, so the server renders it at once. */
const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

export const themeCookie = "patchbay-theme";

export function asTheme(value: string | undefined): Theme {
  return themes.find((theme) => theme === value) ?? "system";
}
