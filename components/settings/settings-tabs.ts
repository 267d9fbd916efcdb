export const settingsTabs = ["workspace", "members", "models", "keys"] as const;
export type SettingsTab = (typeof settingsTabs)[number];
