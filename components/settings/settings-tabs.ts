export const settingsTabs = ["workspace", "members", "models", "keys", "account"] as const;
export type SettingsTab = (typeof settingsTabs)[number];
